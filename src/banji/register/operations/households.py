"""Households divided, merged, given another head or another seat (公通字〔2021〕12号 Art 14 to 18, 46)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.law.deadlines import age_on
from banji.law.sources import source
from banji.register.lawful import Brought, require
from banji.register.models import RegisterEvent
from banji.register.operations.asking import Doubt, ask
from banji.register.operations.births import standing_household
from banji.register.operations.cancellation import not_in_the_future, registered
from banji.register.operations.entering import Book, entering
from banji.register.operations.moves import Home, settle_in
from banji.register.operations.relations import check_relations
from banji.register.operations.seats import Seat, of, standing
from banji.register.queries.households import HEAD, registered_in
from banji.register.timeline import Span

_Kind = RegisterEvent.Kind
_FULL_AGE = 18


def divide(
    *,
    household_id: UUID,
    leaving: Mapping[UUID, str],
    ground: str,
    papers: Sequence[Brought],
    by: Actor,
    seen: Mapping[UUID, int],
    on: date,
    seat: Seat | None = None,
    case_no: str = "",
) -> list[RegisterEvent]:
    """Some members form a household of their own (分户), at the same address or another; one of them is its head.

    `ground`: marriage or division of the dwelling, a list of papers `register.divide.<ground>`. Raises `Refused`.
    """
    persons = sorted(leaving)
    with entering(
        "register.divide", by=by, persons=persons, households=[household_id], case_no=case_no
    ) as book:
        kept = require(f"divide.{ground}", papers, by=by, on=book.today)
        not_in_the_future(book, on)
        old = standing_household(book, household_id)
        before = members_as_seen(book, household_id, persons, seen)
        if not registered_in([household_id], book.today).exclude(person__in=persons).exists():
            raise Refused(
                _("Everybody would leave the household: that is a move, not a division."),
                remedy=_("Register a move of the whole household."),
                code="nobody_left",
            )
        home = Home(leaving, seat=seat or of(old))
        said = {"ground": ground, "papers": kept}
        return settle_in(book, _Kind.DIVIDE, home, before, on=on, said=said)


def merge(
    *,
    household_id: UUID,
    into: UUID,
    relations: Mapping[UUID, str],
    papers: Sequence[Brought],
    by: Actor,
    seen: Mapping[UUID, int],
    on: date,
    confirmed: Collection[str] = (),
    case_no: str = "",
) -> list[RegisterEvent]:
    """All members of one household join another (并户); its book ends. Raises `Refused`."""
    persons = sorted(relations)
    with entering(
        "register.merge", by=by, persons=persons, households=[household_id, into], case_no=case_no
    ) as book:
        kept = require("merge", papers, by=by, on=book.today)
        not_in_the_future(book, on)
        before = members_as_seen(book, household_id, persons, seen)
        _everybody(household_id, persons, book.today)
        home = Home(relations, household_id=into)
        return settle_in(book, _Kind.MERGE, home, before, on=on, said={"papers": kept}, confirmed=confirmed)


def choose_head(
    *,
    household_id: UUID,
    relations: Mapping[UUID, str],
    by: Actor,
    seen: Mapping[UUID, int],
    on: date,
    papers: Sequence[Brought] = (),
    confirmed: Collection[str] = (),
    case_no: str = "",
) -> list[RegisterEvent]:
    """Another head; the relation of every member to him is stated anew by the clerk, never worked out.

    Raises `Refused`: somebody left out, none or two heads; and `Asked` for a head who is not of full age.
    """
    persons = sorted(relations)
    with entering(
        "register.choose_head", by=by, persons=persons, households=[household_id], case_no=case_no
    ) as book:
        kept = require("choose_head", papers, by=by, on=book.today)
        not_in_the_future(book, on)
        standing_household(book, household_id)
        members_as_seen(book, household_id, persons, seen)
        _everybody(household_id, persons, book.today)
        check_relations(relations.values(), heads=1)
        asked = ask(_minor_head(book, relations), confirmed)
        return [
            book.enter(
                _Kind.NEW_HEAD,
                person,
                on,
                registration={"relation_to_head": relation},
                details={"household": str(household_id), "papers": kept, "confirmed": asked},
            )
            for person, relation in sorted(relations.items())
        ]


def change_seat(
    *,
    household_id: UUID,
    seat: Seat,
    by: Actor,
    seen: Mapping[UUID, int],
    on: date,
    reason: str,
    case_no: str = "",
) -> list[RegisterEvent]:
    """The address of a household as it is written, for all its members: normalised in the course of other business
    (P-53), or a plate that has changed. Nobody moves. Raises `Refused`."""
    persons = sorted(seen)
    with entering(
        "register.change_seat", by=by, persons=persons, households=[household_id], case_no=case_no
    ) as book:
        not_in_the_future(book, on)
        standing(seat, on)
        standing_household(book, household_id)
        members_as_seen(book, household_id, persons, seen)
        _everybody(household_id, persons, book.today)
        return [
            book.enter(
                _Kind.CHANGE,
                person,
                on,
                registration=seat.values,
                household=(household_id, seat.values) if n == 0 else None,
                reason=reason,
                details={"household": str(household_id)},
            )
            for n, person in enumerate(persons)
        ]


def members_as_seen(
    book: Book, household_id: UUID, persons: Sequence[UUID], seen: Mapping[UUID, int]
) -> dict[UUID, Span]:
    """Their present registrations. Raises `Refused` for who is not registered in this household any more."""
    found: dict[UUID, Span] = {}
    for person in persons:
        book.seen(person, seen.get(person))
        found[person] = registered(book.registration(person))
        if found[person].values["household_id"] != household_id:
            raise Refused(
                _("Somebody named is not registered in this household."),
                remedy=_("Open the household again and look at its members."),
                code="not_a_member",
            )
    return found


def _everybody(household_id: UUID, persons: Collection[UUID], today: date) -> None:
    if registered_in([household_id], today).exclude(person__in=persons).exists():
        raise Refused(
            _("A member of the household is left out."),
            rule=source("GB_4761").cite(),
            remedy=_("Open the household again: state the relation of every member."),
            code="left_out",
        )


def _minor_head(book: Book, relations: Mapping[UUID, str]) -> list[Doubt]:
    head = next(person for person, relation in relations.items() if relation == HEAD)
    who = book.particulars(head)
    born = who.values["birth_date"] if who else None
    if born and age_on(born, book.today) < _FULL_AGE:
        return [Doubt("minor_head", _("A head of household is normally of full age."))]
    return []
