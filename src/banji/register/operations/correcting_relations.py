"""A relation to the head that was always another one (更正; 户口登记条例 Art 18, 公通字〔2021〕12号 Art 57).

Each is corrected from the day on which the wrong one began. Who is head concerns everybody: that is `choose_head`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.law.sources import source
from banji.register.lawful import Brought, require
from banji.register.models import RegisterEvent, Registration
from banji.register.operations.asking import Doubt, ask
from banji.register.operations.cancellation import registered
from banji.register.operations.entering import Book, entering
from banji.register.operations.households import members_as_seen
from banji.register.operations.relations import check_relations, doubts_of_relation
from banji.register.queries.households import HEAD
from banji.register.timeline import Span

# What a relation is one to: it is another one after any of these has changed.
_STANDING = ("status", "household_id")


def correct_relation(
    *,
    person_id: UUID,
    relation: str,
    papers: Sequence[Brought],
    by: Actor,
    seen: int,
    reason: str,
    confirmed: Collection[str] = (),
    case_no: str = "",
) -> RegisterEvent:
    """One member's relation. `seen` is the registration the officer had before him.

    Raises `Refused`, and `Asked` for what is odd.
    """
    with entering("register.correct_relation", by=by, persons=[person_id], case_no=case_no) as book:
        kept = require("correct.other", papers, by=by, on=book.today)
        book.seen(person_id, seen)
        before = {person_id: registered(book.registration(person_id))}
        said = {"reason": reason, "papers": kept}
        return _correct(book, {person_id: relation}, before, said=said, confirmed=confirmed)[0]


def correct_relations(
    *,
    household_id: UUID,
    relations: Mapping[UUID, str],
    papers: Sequence[Brought],
    by: Actor,
    seen: Mapping[UUID, int],
    reason: str,
    confirmed: Collection[str] = (),
    case_no: str = "",
) -> list[RegisterEvent]:
    """Those of several members of a household, in one act. Raises as `correct_relation` does."""
    persons = sorted(relations)
    with entering(
        "register.correct_relations", by=by, persons=persons, households=[household_id], case_no=case_no
    ) as book:
        kept = require("correct.other", papers, by=by, on=book.today)
        before = members_as_seen(book, household_id, persons, seen)
        said = {"reason": reason, "papers": kept}
        return _correct(book, relations, before, said=said, confirmed=confirmed)


def _correct(
    book: Book,
    relations: Mapping[UUID, str],
    before: Mapping[UUID, Span],
    *,
    said: Mapping[str, Any],
    confirmed: Collection[str],
) -> list[RegisterEvent]:
    homes = {person: _household_of_a_member(now) for person, now in before.items()}
    check_relations(relations.values(), heads=0)
    asked = ask(_doubts(book, relations, before), confirmed)
    return [
        _enter(
            book,
            person,
            relations[person],
            said["reason"],
            {
                "household": str(homes[person]),
                "papers": said["papers"],
                "was": {"relation_to_head": now.values["relation_to_head"]},
                "confirmed": asked,
            },
        )
        for person, now in before.items()
    ]


def _enter(
    book: Book, person_id: UUID, relation: str, reason: str, details: Mapping[str, Any]
) -> RegisterEvent:
    event = book.enter(RegisterEvent.Kind.CORRECT, person_id, book.today, reason=reason, details=details)
    line = book.chain(Registration, person_id).timeline()
    for day in line.said_since("relation_to_head", book.today, along=_STANDING):
        book.amend(event, Registration, {"relation_to_head": relation}, day)
    return event


def _doubts(book: Book, relations: Mapping[UUID, str], before: Mapping[UUID, Span]) -> Iterator[Doubt]:
    for person, now in before.items():
        if who := book.particulars(person):
            said = who.values
            yield from doubts_of_relation(
                book, now, relations[person], name=said["name"], sex=said["sex"], born=said["birth_date"]
            )


def _household_of_a_member(now: Span) -> UUID:
    """The household in which somebody stands in a relation to the head. Raises `Refused` for the head himself."""
    household: UUID | None = now.values["household_id"]
    if household is None:
        raise Refused(
            _("This person is a member of no household."),
            remedy=_("Register the move into a household first."),
            code="no_household",
        )
    if now.values["relation_to_head"] == HEAD:
        raise Refused(
            _("This person is the head of the household."),
            rule=source("GB_4761").cite(),
            remedy=_("Choose another head: that states the relations of all members anew."),
            code="one_head",
        )
    return household
