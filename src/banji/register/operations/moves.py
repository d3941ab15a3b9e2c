"""Moving within the city in one stop, and what every arrival in a household is (公通字〔2021〕12号 Art 39, 40, 46). Out of
the city, in, and back into the register: `across`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.register.lawful import Brought, require
from banji.register.models import RegisterEvent, Registration
from banji.register.operations.asking import Doubt, ask
from banji.register.operations.births import standing_household
from banji.register.operations.cancellation import not_in_the_future, registered
from banji.register.operations.entering import Book, entering
from banji.register.operations.relations import check_relations, doubts_of_relation
from banji.register.operations.seats import Seat, of, open_household, standing
from banji.register.queries.households import HEAD, registered_in
from banji.register.timeline import Span

_Kind, _Status = RegisterEvent.Kind, Registration.Status


@dataclass(frozen=True, slots=True)
class Home:
    """Where the movers go: into a household that stands, or into a new one at a seat. `relations`: of each of them to
    the head there."""

    relations: Mapping[UUID, str]
    household_id: UUID | None = None
    seat: Seat | None = None


def move_within(
    *,
    home: Home,
    ground: str,
    on: date,
    papers: Sequence[Brought],
    by: Actor,
    seen: Mapping[UUID, int],
    consents: Sequence[str] = (),
    confirmed: Collection[str] = (),
    case_no: str = "",
) -> list[RegisterEvent]:
    """One stop: out of the old household and into the new one in one transaction.

    `ground` is a list of papers, `register.move_within.<ground>`; `consents` the names of those who signed (each adult,
    a guardian for minors; nobody is moved against his will). Whole households or parts of them. Raises `Refused`.
    """
    persons = sorted(home.relations)
    with entering(
        "register.move_within", by=by, persons=persons, households=named(home), case_no=case_no
    ) as book:
        kept = require(f"move_within.{ground}", papers, by=by, on=book.today)
        not_in_the_future(book, on)
        before = {person: registered(book.registration(person)) for person in persons}
        for person in persons:
            book.seen(person, seen.get(person))
            not_before(before[person], on)
        said = {"ground": ground, "papers": kept, "consents": list(consents)}
        return settle_in(book, _Kind.MOVE_WITHIN, home, before, on=on, said=said, confirmed=confirmed)


def settle_in(
    book: Book,
    kind: str,
    home: Home,
    before: Mapping[UUID, Span | None],
    *,
    on: date,
    said: Mapping[str, Any],
    confirmed: Collection[str] = (),
) -> list[RegisterEvent]:
    """Register these people in the household they come into, each with an event of his own, the head first."""
    household, opened = _household(book, home, on)
    check_relations(home.relations.values(), heads=_heads_wanted(household, opened, home, on))
    asked = _asked(book, home, household, opened, confirmed)
    seat = of(opened or standing_household(book, household))
    events: list[RegisterEvent] = []
    for person in sorted(before, key=lambda p: (home.relations[p] != HEAD, str(p))):
        old = before[person]
        events.append(
            book.enter(
                kind,
                person,
                on,
                registration={
                    "status": _Status.ACTIVE,
                    "cancel_reason": "",
                    "household_id": household,
                    "relation_to_head": home.relations[person],
                    **seat.values,
                    **({} if old else {"legacy_hukou_category": "NONE", "legacy_as_of": None}),
                },
                household=(household, opened) if opened and not events else None,
                details={
                    **said,
                    **({"confirmed": asked} if asked else {}),
                    "household": household_left(old) if old and kind != _Kind.MOVE_IN else None,
                },
            )
        )
    return events


def _household(book: Book, home: Home, on: date) -> tuple[UUID, dict[str, Any] | None]:
    if home.household_id:
        values = standing_household(book, home.household_id)
        standing(of(values), on)
        return home.household_id, None
    if home.seat is None:
        raise ValueError("A household, or a seat for a new one.")
    return open_household(book, standing(home.seat, on))


def _heads_wanted(household: UUID, opened: dict[str, Any] | None, home: Home, on: date) -> int:
    """One in a new household, and where the old one is without; none otherwise, nor in a collective one."""
    if opened:
        return 1
    there = registered_in([household], on).exclude(person__in=list(home.relations))
    has_head = there.filter(relation_to_head=HEAD).exists()
    return 1 if there.exists() and not has_head and HEAD in home.relations.values() else 0


def _asked(
    book: Book, home: Home, household: UUID, opened: dict[str, Any] | None, confirmed: Collection[str]
) -> list[str]:
    if opened:
        return []
    there = Span(book.today, None, {"household_id": household})
    doubts: list[Doubt] = []
    for person, relation in home.relations.items():
        if who := book.particulars(person):
            said = who.values
            doubts += doubts_of_relation(
                book, there, relation, name=said["name"], sex=said["sex"], born=said["birth_date"]
            )
    return ask(doubts, confirmed)


def not_before(now: Span, on: date) -> None:
    """Raises `Refused` for a move dated before the present registration."""
    if on < now.start:
        raise Refused(
            _("The present registration began on {day} only.").format(day=date_format(now.start)),
            remedy=_("Give the day of this move, or revoke what was registered later first."),
            code="before_registration",
        )


def household_left(now: Span) -> str | None:
    """As the details of an event name the household that somebody leaves."""
    left = now.values["household_id"]
    return str(left) if left else None


def named(home: Home) -> list[UUID]:
    """The household that has to be locked."""
    return [home.household_id] if home.household_id else []
