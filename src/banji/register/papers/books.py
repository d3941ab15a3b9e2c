"""The household book: cover, head page, and a page for each member; the sheet of the register says the same of one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from uuid import UUID

from banji.accounts.models import Organisation
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.identity.masking import mask_name
from banji.printing.operations import Paper
from banji.register.access.printing import whole_number
from banji.register.models import HouseholdParticulars, RegisterEvent
from banji.register.papers import kinds, words
from banji.register.papers.drafts import Data, Draft, heading, paper_for, registration_of, station_of
from banji.register.papers.entries import entries_of
from banji.register.queries.households import HouseholdSheet
from banji.register.queries.records import Record, books_of

# Lines on a page of the book, and on the sheet.
_ENTRIES, _SHEET_ENTRIES, _SEATS = 6, 9, 4


@words.in_chinese
def book(sheet: HouseholdSheet, records: Sequence[Record], by: Actor) -> Draft:
    """Cover, notes, head page, changes of the address, and the pages of `records` (of a family: all members)."""
    station = station_of(sheet.particulars.village_id)
    known = books_of([sheet.household_id], clock.today())
    states = known[sheet.household_id].states if known else [sheet.particulars]
    head = sheet.head
    name = head.particulars.name if head and head.particulars else ""
    data = heading(station, by) | {
        "household": _household(sheet.particulars, name),
        "seats": _seats(states),
        "pages": [member(record, by) for record in records],
    }
    first = Paper(
        kind=kinds.BOOK.name,
        station_id=station.pk,
        station=station.name,
        household_id=sheet.household_id,
        shown={"name": mask_name(name)},
        rests_on={
            "households": [sheet.particulars.pk],
            "registrations": [head.registration.pk] if head else [],
            "says": {str(head.person_id): {"name": name}} if head else {},
        },
    )
    return Draft("household_book", data, [first, *(page_paper(record, station) for record in records)])


@words.in_chinese
def member_page(record: Record, by: Actor) -> Draft:
    """One page, to be put into the book: a newcomer's, or in the place of one that has changed or is stamped."""
    station = station_of(registration_of(record).village_id)
    return Draft("member_page", heading(station, by) | member(record, by), [page_paper(record, station)])


@words.in_chinese
def register_sheet(record: Record, by: Actor) -> Draft:
    """常住人口登记表 (公通字〔1995〕91号)."""
    station = station_of(registration_of(record).village_id)
    home = record.home
    known = books_of([home.household_id], record.on) if home and home.household_id else {}
    household = next(iter(known.values()), None)
    data = (
        heading(station, by)
        | member(record, by)
        | {
            "household": _household(household.now, household.head_name) if household else {},
            "address": registration_of(record).address_text,
            "entries": entries_of(record, at_most=_SHEET_ENTRIES),
            "moved_out": _moved_out(record),
            "cancelled": _cancelled(record),
        }
    )
    return Draft("register_sheet", data, [paper_for(kinds.SHEET, record, station, _rows(record))])


def page_paper(record: Record, station: Organisation) -> Paper:
    return paper_for(kinds.MEMBER_PAGE, record, station, _rows(record))


def member(record: Record, by: Actor) -> Data:
    """The lines of a member's page. What the register does not hold stays empty, as on the form."""
    who, home = record.who, record.home
    return {
        "name": record.name,
        "relation": words.relation(home.relation_to_head) if home and home.relation_to_head else "",
        "former_name": who.former_name if who else "",
        "sex": words.named("sex", who.sex) if who and who.sex else "",
        "birth_place": who.birth_place if who else "",
        "ethnicity": words.named("ethnicity", who.ethnicity) if who and who.ethnicity else "",
        "native_place": who.native_place if who else "",
        "birth_date": words.iso(who.birth_date) if who else "",
        "citizen_id_no": whole_number(who.number) if who else "",
        "education": words.named("education", who.education) if who and who.education else "",
        "marital_status": words.named("marital", who.marital_status) if who and who.marital_status else "",
        "came_to_city": words.came_to_city(record),
        "came_here": words.came_here(record),
        "officer": by.name,
        "registered_on": words.iso(home.valid_from) if home else "",
        "ended": words.ended(record.now, record.event(record.now.event_id) if record.now else None),
        "entries": entries_of(record, at_most=_ENTRIES),
    }


def _rows(record: Record) -> Data:
    """A page holds while the rows stand from which it was written."""
    who = record.who
    return {"registrations": [registration_of(record).pk], "particulars": [who.pk] if who else []}


def _household(particulars: HouseholdParticulars, head: str) -> Data:
    return {
        "type": str(HouseholdParticulars.Kind(particulars.household_type).label),
        "head": head,
        "number": particulars.household_no,
        "address": particulars.address_text,
    }


def _seats(states: Sequence[HouseholdParticulars]) -> list[Data]:
    """住址变动登记: each address after the first, and since when."""
    moved = [after for before, after in pairwise(states) if before.address_text != after.address_text]
    decided = dict(
        RegisterEvent.objects.filter(pk__in=[state.event_id for state in moved]).values_list(
            "pk", "decided_by"
        )
    )
    return [
        {"address": s.address_text, "on": words.iso(s.valid_from), "by": _by(decided, s.event_id)}
        for s in moved[-_SEATS:]
    ]


def _by(decided: dict[UUID, str], event_id: UUID | None) -> str:
    return decided.get(event_id, "") if event_id else ""


def _moved_out(record: Record) -> str:
    """何时何因迁往何地."""
    event = record.last(RegisterEvent.Kind.MOVE_OUT)
    if event is None or record.now is None or record.now.status == record.now.Status.ACTIVE:
        return ""
    return f"{words.day(event.event_date)}迁往{event.details.get('to', '')}"


def _cancelled(record: Record) -> str:
    """何时何因注销户口."""
    now = record.now
    if now is None or now.status != now.Status.CANCELLED:
        return ""
    return f"{words.day(now.valid_from)}因{words.why_cancelled(now)}注销"
