"""Entering the movers into the register, in the household or at the address they come to."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from banji.cases.lawbook import lists
from banji.cases.runner import Taking
from banji.foundation.errors import Refused
from banji.matters.migration.kinds import WITHIN
from banji.matters.migration.models import Move, MovePaper, Mover
from banji.matters.migration.newcomers import newcomer_of
from banji.matters.migration.papers import certificate_of
from banji.matters.migration.queries import moving
from banji.matters.migration.rules import seen
from banji.matters.migration.visiting import the_move
from banji.register import operations
from banji.register.models import RegisterEvent, Registration
from banji.register.operations import Brought, Home, Seat
from banji.register.queries.households import HEAD

# All that may be odd about people who move; who ticks the box on the case has looked at each.
ODD = ("number_sex", "number_birth", "number_taken", "relation_sex", "relation_age")


def enter(taking: Taking) -> list[RegisterEvent]:
    """Everybody still on the way: within the city in one act, from outside the head first and the others after him."""
    on = _day(taking.facts["arrived_on"])
    if the_move(taking.case).way == WITHIN:
        return _within(taking, on)
    events: list[RegisterEvent] = []
    household = None
    for mover in _head_first(moving(taking.case)):
        event = _from_outside(taking, mover, on, into=household, certificate=certificate_of(taking))
        household = _household_of(mover.person_id)
        events.append(event)
    _is_about_the_first(taking)
    return events


def enter_dead(taking: Taking, mover: Mover) -> None:
    """The moving in of somebody who died on the way, and his death; no paper keeps the dead out."""
    died_on = _day(taking.facts["died_on"])
    _from_outside(taking, mover, died_on)
    standing = Registration.objects.get(person=mover.person_id, recorded_to=None, valid_to=None)
    operations.cancel_death(
        person_id=mover.person_id,
        died_on=died_on,
        reason="迁移期间死亡",
        case_no=taking.case.number,
        by=taking.by,
        seen_registration_id=standing.pk,
    )
    _is_about_the_first(taking)


def _within(taking: Taking, on: date) -> list[RegisterEvent]:
    movers, move = moving(taking.case), the_move(taking.case)
    route = seen(taking.view).route
    return operations.move_within(
        home=_home(move, {mover.person_id: mover.relation for mover in movers}),
        ground=route.ground,
        on=on,
        papers=brought(taking, route.entering),
        by=taking.by,
        seen={mover.person_id: mover.registration_id or 0 for mover in movers},
        consents=[mover.signed_by for mover in movers],
        confirmed=confirmed(taking),
        case_no=taking.case.number,
    )


def _from_outside(
    taking: Taking, mover: Mover, on: date, *, into: UUID | None = None, certificate: MovePaper | None = None
) -> RegisterEvent:
    route, move = seen(taking.view).route, the_move(taking.case)
    relations = {mover.person_id: mover.relation}
    return operations.move_in(
        person_id=mover.person_id,
        home=Home(relations, household_id=into) if into else _home(move, relations),
        ground=route.ground,
        on=on,
        papers=brought(taking, route.entering),
        by=taking.by,
        newcomer=newcomer_of(mover),
        certificate_no=certificate.number if certificate else "",
        certificate_valid_until=certificate.valid_until if certificate else None,
        confirmed=confirmed(taking),
        case_no=taking.case.number,
    )


def brought(taking: Taking, name: str) -> list[Brought]:
    """The papers on the case that this list of the register names."""
    rules = taking.view.rules
    step, given = f"register.{name}", {"profile": rules.profile, "on": taking.today}
    demands = (*lists().one_of(step, **given), *lists().all_of(step, **given))  # type: ignore[arg-type]
    listed = {demand.paper.id for demand in demands}
    return [Brought(p.paper, p.document_no) for p in taking.view.papers if p.paper in listed]


def confirmed(taking: Taking) -> tuple[str, ...]:
    """The doubts the officer has looked at: by their codes where a page listed them, all where he ticked the box."""
    if taking.facts.get("sure"):
        return ODD
    return tuple(str(taking.facts.get("confirmed") or "").split())


def _home(move: Move, relations: dict[UUID, str]) -> Home:
    if move.household_id:
        return Home(relations, household_id=move.household_id)
    if move.address is not None:
        return Home(relations, seat=Seat.at(move.address))
    if move.village is None:
        raise Refused("Nobody has said where to.")
    return Home(relations, seat=Seat(move.village.pk, move.village.name))


def _head_first(movers: list[Mover]) -> list[Mover]:
    return sorted(movers, key=lambda mover: (mover.relation != HEAD, mover.place))


def _household_of(person_id: UUID) -> UUID | None:
    rows = Registration.objects.filter(person=person_id, recorded_to=None, valid_to=None)
    return rows.values_list("household_id", flat=True).first()


def _is_about_the_first(taking: Taking) -> None:
    """Somebody from outside is in the register now: the case is about him."""
    if taking.case.person_id is None:
        first = min(moving(taking.case), key=lambda mover: mover.place)
        taking.case.person_id = first.person_id
        taking.act.about(first.person_id)


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError("A day was expected.")
    return value
