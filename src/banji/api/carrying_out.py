"""What an event does: the operation of the register that the counter's own pages use, with the same checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from banji.addresses.models import Address
from banji.api.auth import Asking
from banji.api.decided import officer_of
from banji.api.shapes import (
    Birth,
    DeathReported,
    Event,
    IntoHousehold,
    MoveOut,
    MoveWithin,
    NewHousehold,
    SeenAlive,
)
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused
from banji.foundation.ids import uuid7
from banji.matters.deaths.reports import Told, take_report
from banji.register import operations
from banji.register.access.reach import must_be_in_area, reach_of
from banji.register.models import HouseholdParticulars, RegisterEvent, Registration
from banji.register.queries.axes import as_of

type Done = dict[str, Any]


def carry_out(event: Event, this: Asking) -> Done:
    """Do it, and say what was done. Raises `Refused`, `NotFound` and `Asked` as the operation does."""
    do: Callable[[Any, Asking], Done] = _DO[type(event)]
    return {"kind": event.kind, "events": [], "report": None, **do(event, this)}


def _birth(event: Birth, this: Asking) -> Done:
    officer = officer_of(event.decided_by, this)
    must_be_in_area([event.follows], by=officer)
    child = event.child
    written = operations.register_birth(
        person_id=uuid7(),
        child=operations.Newcomer(
            name=child.name,
            sex=child.sex,
            birth_date=child.birth_date,
            ethnicity=child.ethnicity,
            birth_place=child.birth_place,
            native_place=child.native_place,
            number=child.number or "",
        ),
        follows=event.follows,
        other_parent=event.other_parent,
        relation_to_head=event.relation_to_head,
        ground=event.ground,
        papers=event.brought,
        confirmed=event.confirmed,
        by=officer,
        case_no=event.case_no,
    )
    return _written([written])


def _move_within(event: MoveWithin, this: Asking) -> Done:
    officer = officer_of(event.decided_by, this)
    persons = _each_once(mover.person_id for mover in event.movers)
    village, home = _home(event)
    if village not in reach_of(officer, clock.today()).villages:
        must_be_in_area(persons, by=officer)
    written = operations.move_within(
        home=home,
        ground=event.ground,
        on=event.on,
        papers=event.brought,
        consents=event.consents,
        confirmed=event.confirmed,
        seen={mover.person_id: mover.seen for mover in event.movers},
        by=officer,
        case_no=event.case_no,
    )
    return _written(written)


def _move_out(event: MoveOut, this: Asking) -> Done:
    officer = officer_of(event.decided_by, this)
    persons = _each_once(mover.person_id for mover in event.movers)
    must_be_in_area(persons, by=officer)
    written = operations.move_out(
        persons=persons,
        to=event.to,
        ground=event.ground,
        on=event.on,
        papers=event.brought,
        seen={mover.person_id: mover.seen for mover in event.movers},
        certificate_no=event.certificate_no,
        by=officer,
        case_no=event.case_no,
    )
    return _written(written)


def _seen_alive(event: SeenAlive, this: Asking) -> Done:
    officer: Actor = officer_of(event.decided_by, this)
    must_be_in_area([event.person_id], by=officer)
    operations.note_sign_of_life(
        person_id=event.person_id,
        kind="COUNTER_VISIT",
        happened_on=event.happened_on,
        source=this.by.name[:60],
        by=officer,
    )
    return {}


def _death_reported(event: DeathReported, this: Asking) -> Done:
    told = Told(
        name=event.name,
        number=event.number,
        died_on=event.died_on,
        address=event.address,
        place=event.place,
    )
    return {"report": take_report(told, by=this.by, purpose=this.purpose, case_no=this.case_no)}


_DO: dict[type[Any], Callable[[Any, Asking], Done]] = {
    Birth: _birth,
    MoveWithin: _move_within,
    MoveOut: _move_out,
    SeenAlive: _seen_alive,
    DeathReported: _death_reported,
}


def _home(event: MoveWithin) -> tuple[int, operations.Home]:
    """The village they move to, and the household there."""
    relations = {mover.person_id: mover.relation_to_head for mover in event.movers}
    if isinstance(event.home, IntoHousehold):
        states = HouseholdParticulars.objects.filter(household=event.home.household_id)
        state = as_of(states, event.on).first()
        if state is None:
            raise NotFound(_("There is no such household in the register."))
        return state.village_id, operations.Home(relations, household_id=event.home.household_id)
    address = _address(event.home, event)
    return address.village_id, operations.Home(relations, seat=operations.Seat.at(address))


def _address(home: NewHousehold, event: MoveWithin) -> Address:
    address = as_of(Address.objects.filter(code=home.address_code), event.on).first()
    if address is None:
        raise NotFound(_("There is no such standard address."), remedy=_("Look it up, or have it given."))
    return address


def _each_once(persons: Iterable[UUID]) -> list[UUID]:
    given = list(persons)
    if len(set(given)) < len(given):
        raise Refused(_("The same person is named twice."), code="named_twice")
    return given


def _written(events: list[RegisterEvent]) -> Done:
    """The events, and what stands of each person today."""
    persons = [event.person_id for event in events]
    rows = as_of(Registration.objects.filter(person__in=persons), clock.today())
    standing = dict(rows.values_list("person_id", "id"))
    return {
        "events": [
            {
                "event_id": event.pk,
                "person_id": event.person_id,
                "event_date": event.event_date,
                "registration": standing.get(event.person_id),
            }
            for event in events
        ]
    }
