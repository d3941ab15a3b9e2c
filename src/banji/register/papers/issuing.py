"""Preview and issue of what `offers` says there is. Each is a recorded reading, and an issued one an act of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple
from uuid import UUID

from banji.addresses import lineage
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound
from banji.printing import operations as printing
from banji.printing.models import IssuedPaper
from banji.register.access.printing import check_household, not_from_here, read_for_paper
from banji.register.models import HouseholdParticulars
from banji.register.papers import books, kinds, migration, offers, proofs
from banji.register.papers.drafts import Draft
from banji.register.queries.households import HouseholdSheet, household_on
from banji.register.queries.records import Record


class Need(NamedTuple):
    """Who needs a paper, and what for."""

    by: Actor
    purpose: str
    case_no: str = ""


type _Drafter = Callable[[Record, Actor], Draft]
_OF_ONE: dict[str, _Drafter] = {
    kinds.MEMBER_PAGE.name: books.member_page,
    kinds.SHEET.name: books.register_sheet,
    kinds.CANCELLATION.name: proofs.cancellation,
    kinds.RESTORATION.name: proofs.restoration,
    kinds.NUMBER.name: proofs.number_letter,
    kinds.ADDRESS.name: proofs.address,
    kinds.VILLAGE.name: proofs.village,
}


def preview_for_person(person_id: UUID, kind: str, need: Need) -> bytes:
    """The PDF as it would be, without number and code. Raises `NotFound`: no such paper of this person, with why; or
    not registered in the officer's area; and `Refused` without a purpose."""
    draft, _persons = _of_person(person_id, kind, need)
    return draft.drawn((), need.by)


def issue_for_person(person_id: UUID, kind: str, need: Need) -> IssuedPaper:
    """Issue it; an earlier one of the same kind is replaced. Raises as `preview_for_person` does."""
    draft, persons = _of_person(person_id, kind, need)
    return _issue(draft, persons, need)


def preview_for_household(household_id: UUID, kind: str, need: Need) -> bytes:
    draft, _persons = _of_household(household_id, kind, need)
    return draft.drawn((), need.by)


def issue_for_household(household_id: UUID, kind: str, need: Need) -> IssuedPaper:
    """Issue the book: its head page and every member's page, each valid by itself. Raises as the others do."""
    draft, persons = _of_household(household_id, kind, need)
    return _issue(draft, persons, need)


def _issue(draft: Draft, persons: Collection[UUID], need: Need) -> IssuedPaper:
    issued = printing.issue_together(
        draft.papers, draw=lambda marks: draft.drawn(marks, need.by), persons=persons, **need._asdict()
    )
    return issued[0]


def _of_person(person_id: UUID, kind: str, need: Need) -> tuple[Draft, Collection[UUID]]:
    record = _read([person_id], kind, need)[person_id]
    today = lineage.today(record.now.village_id, record.on) if record.now else ()
    offers.find(offers.of_person(record, today), kind)
    if kind != kinds.MIGRATION.name:
        return _OF_ONE[kind](record, need.by), [person_id]
    found = offers.certificate(record)
    others = set(migration.movers_with(found)) - {person_id} if found else set()
    records = {person_id: record, **(_read(others, kind, need) if others else {})}
    return migration.certificate(records, need.by), list(records)


def _of_household(household_id: UUID, kind: str, need: Need) -> tuple[Draft, Collection[UUID]]:
    sheet = _sheet(household_id, need.by)
    offers.find(offers.of_household(sheet), kind)
    # In a collective household each holds his own page; in a family the book has them all.
    family = sheet.particulars.household_type == HouseholdParticulars.Kind.FAMILY
    members = [m.person_id for m in sheet.members if family or m.is_head]
    records = _read(members, kind, need) if members else {}
    pages = [records[person] for person in members] if family else []
    return books.book(sheet, pages, need.by), members


def _sheet(household_id: UUID, by: Actor) -> HouseholdSheet:
    try:
        sheet = household_on(household_id, clock.today())
    except NotFound as absent:
        raise not_from_here() from absent
    check_household(sheet.particulars, by)
    return sheet


def _read(persons: Collection[UUID], kind: str, need: Need) -> dict[UUID, Record]:
    return read_for_paper(persons, paper=kind, **need._asdict())
