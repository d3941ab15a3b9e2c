"""What stands of some people today, for a paper about them: their rows, and the events that nobody has revoked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from banji.addresses.paths import ABOVE
from banji.register.models import HouseholdParticulars, Particulars, RegisterEvent, Registration
from banji.register.queries.axes import as_of, holds
from banji.register.queries.history import History
from banji.register.queries.households import HEAD, named


@dataclass(frozen=True, slots=True)
class Record:
    """One person; rows in the order of the law's time, events in that of their days."""

    person_id: UUID
    on: date
    registrations: list[Registration]
    particulars: list[Particulars]
    events: list[RegisterEvent]

    @property
    def now(self) -> Registration | None:
        """The registration of the day; of somebody who is not registered yet, None."""
        return next((row for row in self.registrations if holds(row, self.on)), None)

    @property
    def home(self) -> Registration | None:
        """Where he is, or was last, registered in a household."""
        past = (row for row in reversed(self.registrations) if row.valid_from <= self.on)
        return next((row for row in past if row.household_id and row.status == _ACTIVE), self._ended_home)

    @property
    def who(self) -> Particulars | None:
        rows = [row for row in self.particulars if row.valid_from <= self.on]
        return rows[-1] if rows else None

    @property
    def name(self) -> str:
        return self.who.name if self.who else ""

    def event(self, event_id: UUID | None) -> RegisterEvent | None:
        return next((event for event in self.events if event.pk == event_id), None)

    def last(self, *kinds: str) -> RegisterEvent | None:
        return next((event for event in reversed(self.events) if event.kind in kinds), None)

    @property
    def _ended_home(self) -> Registration | None:
        """Of somebody whom an earlier register handed over as cancelled."""
        return next((row for row in reversed(self.registrations) if row.household_id), None)


_ACTIVE = Registration.Status.ACTIVE


def records_of(persons: Collection[UUID], on: date) -> dict[UUID, Record]:
    """In three statements, however many. Who is not in the register is left out."""
    rows = Registration.objects.filter(person__in=persons, recorded_to=None)
    registrations = list(rows.select_related(f"village__{ABOVE}").order_by("valid_from", "pk"))
    particulars = list(named().filter(person__in=persons, recorded_to=None).order_by("valid_from", "pk"))
    events = RegisterEvent.objects.filter(person__in=persons, revoked_by=None).select_related("revokes")
    ordered = list(events.order_by("event_date", "seq"))
    known = {row.person_id for row in registrations} | {row.person_id for row in particulars}
    return {
        person: Record(
            person,
            on,
            [row for row in registrations if row.person_id == person],
            [row for row in particulars if row.person_id == person],
            [event for event in ordered if event.person_id == person],
        )
        for person in persons
        if person in known
    }


def record_in(everything: History, on: date) -> Record:
    """The same of whoever has this history, which is not read again."""
    gone = {event.revokes_id for event in everything.events if event.revokes_id}
    return Record(
        everything.person.pk,
        on,
        [bar.row for bar in everything.registrations if bar.stands],
        [bar.row for bar in everything.particulars if bar.stands],
        [event for event in everything.events if event.pk not in gone],
    )


class Book(NamedTuple):
    """A household's states so far, and the name of its head on the day."""

    states: list[HouseholdParticulars]
    head_name: str

    @property
    def now(self) -> HouseholdParticulars:
        return self.states[-1]


def books_of(households: Collection[UUID], on: date) -> dict[UUID, Book]:
    """Of several households, in two statements."""
    states = HouseholdParticulars.objects.filter(
        household__in=households, recorded_to=None, valid_from__lte=on
    )
    by_household: dict[UUID, list[HouseholdParticulars]] = {}
    for state in states.select_related(f"village__{ABOVE}").order_by("valid_from", "pk"):
        by_household.setdefault(state.household_id, []).append(state)
    heads = _head_names(households, on)
    return {household: Book(rows, heads.get(household, "")) for household, rows in by_household.items()}


def _head_names(households: Collection[UUID], on: date) -> dict[UUID, str]:
    heads = Registration.objects.filter(household__in=households, relation_to_head=HEAD, status=_ACTIVE)
    where = dict(as_of(heads, on).values_list("person_id", "household_id"))
    names = as_of(Particulars.objects.filter(person__in=where), on).values_list("person_id", "name")
    return {where[person]: name for person, name in names}
