"""A household and who belongs to it; who is registered at an address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banji.addresses.paths import ABOVE
from banji.foundation.errors import NotFound
from banji.register.models import HouseholdParticulars, Particulars, Registration
from banji.register.queries.axes import as_of, known

HEAD = "02"  # GB/T 4761


@dataclass(frozen=True, slots=True)
class Member:
    """One person in a household or at an address."""

    registration: Registration
    particulars: Particulars | None

    @property
    def person_id(self) -> UUID:
        return self.registration.person_id

    @property
    def is_head(self) -> bool:
        return self.registration.relation_to_head == HEAD


@dataclass(frozen=True, slots=True)
class HouseholdSheet:
    """A household's number, kind and seat with its members, the head first. `ended`: its book is void."""

    household_id: UUID
    particulars: HouseholdParticulars
    members: list[Member]
    ended: bool

    @property
    def head(self) -> Member | None:
        return next((member for member in self.members if member.is_head), None)

    @property
    def needs_head(self) -> bool:
        """A family with members and without a head: somebody has to choose one (`HeadTask`)."""
        family = self.particulars.household_type == HouseholdParticulars.Kind.FAMILY
        return family and bool(self.members) and self.head is None


def household_on(household_id: UUID, valid_on: date, known_at: datetime | None = None) -> HouseholdSheet:
    """The sheet of a household; of one that has ended, its last state. Raises `NotFound` and `Refused`."""
    states = HouseholdParticulars.objects.filter(household_id=household_id).select_related(
        f"village__{ABOVE}", "address"
    )
    last = known(states, known_at).filter(valid_from__lte=valid_on).order_by("valid_from").last()
    if last is None:
        raise NotFound(_("There is no such household in the register."))
    members = household_members(household_id, valid_on, known_at)
    ended = last.valid_to is not None and last.valid_to <= valid_on
    return HouseholdSheet(household_id, last, members, ended)


def household_members(household_id: UUID, valid_on: date, known_at: datetime | None = None) -> list[Member]:
    """Everybody registered in the household at the end of that day: the head, then the oldest first."""
    return _head_first(_members(registered_in([household_id], valid_on, known_at), valid_on, known_at))


def registered_in(
    households: Iterable[UUID] | QuerySet[Registration, Any],
    valid_on: date,
    known_at: datetime | None = None,
) -> QuerySet[Registration]:
    """The registrations of the members of households (ids, or a query for them) at the end of that day, in no order:
    who is in transit is a member of none."""
    rows = Registration.objects.filter(household__in=households, status=Registration.Status.ACTIVE)
    return as_of(rows.select_related("village"), valid_on, known_at)


def named() -> QuerySet[Particulars]:
    """Particulars with the numbers that stand beside a name."""
    return Particulars.objects.select_related("number", "phone")


def members_of(registrations: Iterable[Registration], names: Iterable[Particulars]) -> list[Member]:
    """Rows of one day put together: the head, then the oldest first."""
    who = {row.person_id: row for row in names}
    return _head_first(Member(row, who.get(row.person_id)) for row in registrations)


def _head_first(members: Iterable[Member]) -> list[Member]:
    return sorted(_oldest_first(members), key=lambda member: not member.is_head)


def residents_of(address_code: str, valid_on: date, known_at: datetime | None = None) -> list[Member]:
    """Everybody registered at a standard address (any version of it) at the end of that day; an address may have
    several households."""
    rows = Registration.objects.filter(address__code=address_code, status=Registration.Status.ACTIVE)
    return _members(as_of(rows, valid_on, known_at), valid_on, known_at)


def _members(rows: QuerySet[Registration], valid_on: date, known_at: datetime | None) -> list[Member]:
    registrations = list(rows.select_related("village"))
    who = _particulars((row.person_id for row in registrations), valid_on, known_at)
    return _oldest_first(Member(row, who.get(row.person_id)) for row in registrations)


def _oldest_first(members: Iterable[Member]) -> list[Member]:
    return sorted(
        members, key=lambda m: ((m.particulars and m.particulars.birth_date) or date.max, m.registration.pk)
    )


def _particulars(
    persons: Iterable[UUID], valid_on: date, known_at: datetime | None
) -> dict[UUID, Particulars]:
    rows = named().filter(person_id__in=list(persons))
    return {row.person_id: row for row in as_of(rows, valid_on, known_at)}
