"""What the events have in common: who decides, where it lies, and what was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from banji.addresses.models import Address
from banji.api.auth import Asking
from banji.api.shapes.base import Mover, Related
from banji.api.shapes.moves import IntoHousehold, NewHousehold
from banji.audit.acts import Act
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused
from banji.register import operations
from banji.register.access.reach import out_of_reach, reach_of
from banji.register.models import HouseholdParticulars, RegisterEvent, Registration
from banji.register.queries.axes import as_of

type Done = dict[str, Any]


class Doing(NamedTuple):
    """An event being carried out: for which client, by which officer, within which entry of the trail."""

    this: Asking
    officer: Actor
    entry: Act


def each_once(persons: Iterable[UUID]) -> list[UUID]:
    """Raises `Refused` for somebody who is named twice."""
    given = list(persons)
    if len(set(given)) < len(given):
        raise Refused(_("The same person is named twice."), code="named_twice")
    return given


def seen_of(movers: Iterable[Mover]) -> dict[UUID, int]:
    return {mover.person_id: mover.seen for mover in movers}


def relations_of(movers: Iterable[Related]) -> dict[UUID, str]:
    return {mover.person_id: mover.relation_to_head for mover in movers}


def home_of(
    home: IntoHousehold | NewHousehold, relations: Mapping[UUID, str], on: date
) -> tuple[int, operations.Home]:
    """The village they move to, and the household there. Raises `NotFound`."""
    if isinstance(home, IntoHousehold):
        return village_of(home.household_id, on), operations.Home(relations, household_id=home.household_id)
    address = address_of(home.address_code, on)
    return address.village_id, operations.Home(relations, seat=operations.Seat.at(address))


def village_of(household_id: UUID, on: date) -> int:
    """Raises `NotFound`."""
    state = as_of(HouseholdParticulars.objects.filter(household=household_id), on).first()
    if state is None:
        raise NotFound(_("There is no such household in the register."))
    village: int = state.village_id
    return village


def address_of(code: str, on: date) -> Address:
    """Raises `NotFound`."""
    address = as_of(Address.objects.filter(code=code), on).first()
    if address is None:
        raise NotFound(_("There is no such standard address."), remedy=_("Look it up, or have it given."))
    return address


def must_lie_in_area(village_id: int, *, by: Actor) -> None:
    """Raises `NotFound` for a village that is not the officer's."""
    if village_id not in reach_of(by, clock.today()).villages:
        raise out_of_reach()


def written(events: list[RegisterEvent]) -> Done:
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
