"""A person's whole history on both axes: the data of the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banji.addresses.paths import ABOVE
from banji.foundation.errors import NotFound
from banji.register.models import (
    IdCard,
    Particulars,
    Person,
    RegisterEvent,
    Registration,
    SignOfLife,
    TwoAxes,
)
from banji.register.queries.axes import holds
from banji.register.queries.households import Member, head_first, registered_in


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
    """Bars are in the order of the law's time, then of ours; events, signs and cards in the order of their days."""

    person: Person
    registrations: list[Bar[Registration]]
    particulars: list[Bar[Particulars]]
    events: list[RegisterEvent]
    signs_of_life: list[SignOfLife]
    cards: list[IdCard]


def history(person_id: UUID) -> History:
    """Everything ever recorded of a person. Show it through `access.open_person` only. Raises `NotFound`."""
    return _read(person_id, None)[0]


def history_with_members(person_id: UUID, on: date) -> tuple[History, list[Member]]:
    """His history, and everybody of the household he is registered in on a day, as it stands. Raises `NotFound`."""
    return _read(person_id, on)


def _read(person_id: UUID, on: date | None) -> tuple[History, list[Member]]:
    rows = Registration.objects.filter(person_id=person_id).select_related(f"village__{ABOVE}", "address")
    registrations = list(rows.order_by("valid_from", "recorded_from", "pk"))
    home = next((row.household_id for row in registrations if on and holds(row, on)), None)
    fellows = list(registered_in(home, on)) if home and on else []
    everybody = {person_id, *(row.person_id for row in fellows)}
    known = Particulars.objects.filter(person__in=everybody).select_related("person", "number", "phone")
    particulars = list(known.order_by("valid_from", "recorded_from", "pk"))
    now = {row.person_id: row for row in particulars if on and holds(row, on)}
    own = [row for row in particulars if row.person_id == person_id]
    found = History(
        person=own[0].person if own else _person(person_id),
        registrations=[_bar(row) for row in registrations],
        particulars=[_bar(row) for row in own],
        events=list(_events(person_id)),
        signs_of_life=list(SignOfLife.objects.filter(person_id=person_id).order_by("happened_on", "pk")),
        cards=list(IdCard.objects.filter(person_id=person_id).order_by("issued_on", "recorded_from", "pk")),
    )
    return found, head_first(Member(row, now.get(row.person_id)) for row in fellows)


def _person(person_id: UUID) -> Person:
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound(_("There is no such person in the register."))
    return person


def _events(person_id: UUID) -> QuerySet[RegisterEvent]:
    events = RegisterEvent.objects.filter(person_id=person_id).select_related("revokes")
    return events.order_by("event_date", "seq")


def _bar[Row: TwoAxes](row: Row) -> Bar[Row]:
    return Bar(row, row.valid_from, row.valid_to, row.recorded_from, row.recorded_to)
