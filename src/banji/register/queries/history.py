"""A person's whole history on both axes: the data of the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from banji.addresses.paths import ABOVE
from banji.foundation.errors import NotFound
from banji.foundation.gather import Gathering, Prepared
from banji.register.models import (
    HouseholdParticulars,
    IdCard,
    Particulars,
    Person,
    RegisterEvent,
    Registration,
    SignOfLife,
    Survivor,
    TwoAxes,
)
from banji.register.queries.axes import as_of
from banji.register.queries.households import Member, members_of, named, registered_in
from banji.register.queries.survivors import survivors_around


@dataclass(frozen=True, slots=True)
class Bar[Row: TwoAxes]:
    """One row: it says something of `valid_from` to `valid_to`, and we said so from `recorded_from` to
    `recorded_to`. Open ends are None; `row` is what it says."""

    row: Row
    valid_from: date
    valid_to: date | None
    recorded_from: datetime
    recorded_to: datetime | None

    @property
    def stands(self) -> bool:
        """Do we still say so?"""
        return self.recorded_to is None


@dataclass(frozen=True, slots=True)
class History:
    """Bars and households are in the order of the law's time, then of ours; events, signs and cards in the order of their days."""

    person: Person
    registrations: list[Bar[Registration]]
    particulars: list[Bar[Particulars]]
    # Every state of every household he was ever registered in.
    households: list[HouseholdParticulars]
    events: list[RegisterEvent]
    signs_of_life: list[SignOfLife]
    cards: list[IdCard]
    # What stands of who goes on under whom, from him onward and back to him; see `survivors`.
    survivors: list[Survivor]


_BY_TIME = ("valid_from", "recorded_from", "pk")
_BY_ISSUE = ("issued_on", "recorded_from", "pk")


def history(person_id: UUID) -> History:
    """Everything ever recorded of a person. Show it through `access.open_person` only. Raises `NotFound`."""
    return _read(person_id, None)[0]


def history_with_members(person_id: UUID, on: date) -> tuple[History, list[Member]]:
    """His history, and everybody of the household he is registered in on a day, as it stands. Raises `NotFound`."""
    return _read(person_id, on)


def _read(person_id: UUID, on: date | None) -> tuple[History, list[Member]]:
    """One statement: the rows of one person lie in many tables."""
    found = _TODAY.read(person_id, on) if on else [*_ALWAYS.read(person_id), [], []]
    person, registrations, particulars, *others, fellows, names = found
    if not person:
        raise NotFound(_("There is no such person in the register."))
    bars = [_bar(row) for row in registrations], [_bar(row) for row in particulars]
    return History(person[0], *bars, *others), members_of(fellows, names)


def _of_one(gather: Gathering, person_id: UUID) -> None:
    """In the order of `History`."""
    own = Registration.objects.filter(person_id=person_id)
    homes = HouseholdParticulars.objects.filter(household__in=own.values("household"))
    events = RegisterEvent.objects.filter(person_id=person_id).select_related("revokes")
    gather(Person.objects.filter(pk=person_id))
    gather(own.select_related(f"village__{ABOVE}", "address").order_by(*_BY_TIME))
    gather(named().filter(person_id=person_id).order_by(*_BY_TIME))
    gather(homes.order_by(*_BY_TIME))
    gather(events.order_by("event_date", "seq"))
    gather(SignOfLife.objects.filter(person_id=person_id).order_by("happened_on", "pk"))
    gather(IdCard.objects.filter(person_id=person_id).order_by(*_BY_ISSUE))
    gather(survivors_around(person_id))


def _of_one_and_his_household(gather: Gathering, person_id: UUID, on: date) -> None:
    """Besides, everybody registered where he is, and who they are."""
    _of_one(gather, person_id)
    now = as_of(Registration.objects.filter(person_id=person_id), on)
    fellows = registered_in(now.values("household"), on)
    gather(fellows)
    gather(as_of(named().filter(person__in=fellows.values("person")), on))


_SOMEBODY, _SOME_DAY = UUID(int=1), date(1, 1, 2)
_ALWAYS = Prepared(_of_one, _SOMEBODY)
_TODAY = Prepared(_of_one_and_his_household, _SOMEBODY, _SOME_DAY)


def _bar[Row: TwoAxes](row: Row) -> Bar[Row]:
    return Bar(row, row.valid_from, row.valid_to, row.recorded_from, row.recorded_to)
