"""One person: who he is, where and how registered, when last seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from banji.addresses import lineage
from banji.addresses.models import Division
from banji.register.models import (
    HouseholdParticulars,
    IdCard,
    Particulars,
    Registration,
    SignOfLife,
)
from banji.register.queries.axes import as_of, holds, is_known, must_be_certain
from banji.register.queries.cards import card_in_force
from banji.register.queries.history import History, history


@dataclass(frozen=True, slots=True)
class PersonSheet:
    """A person at the end of a day. Empty parts: nothing was registered then."""

    person_id: UUID
    external_ref: str
    valid_on: date
    known_at: datetime | None
    particulars: Particulars | None
    registration: Registration | None
    household: HouseholdParticulars | None
    # Several after a split of the village, none when no list tells what became of it.
    villages_today: tuple[Division, ...]
    card: IdCard | None

    @property
    def status(self) -> str | None:
        return self.registration.status if self.registration else None


def person_on(person_id: UUID, valid_on: date, known_at: datetime | None = None) -> PersonSheet:
    """The sheet of a person. Today's village comes from lineage. Raises `NotFound` and `Refused` (watermark)."""
    if known_at is not None:
        must_be_certain(known_at)
    return sheet_of(history(person_id), valid_on, known_at)


def sheet_of(everything: History, valid_on: date, known_at: datetime | None = None) -> PersonSheet:
    """The sheet of whoever has this history, which is not read again. The watermark is the caller's affair."""
    registrations = (bar.row for bar in everything.registrations if holds(bar.row, valid_on, known_at))
    particulars = (bar.row for bar in everything.particulars if holds(bar.row, valid_on, known_at))
    registration = next(registrations, None)
    homes = (
        row
        for row in reversed(everything.households)
        if registration and row.household_id == registration.household_id
        if is_known(row, known_at) and row.valid_from <= valid_on
    )
    return PersonSheet(
        person_id=everything.person.pk,
        external_ref=everything.person.external_ref,
        valid_on=valid_on,
        known_at=known_at,
        particulars=next(particulars, None),
        registration=registration,
        household=next(homes, None),
        villages_today=lineage.today(registration.village_id, valid_on) if registration else (),
        card=card_in_force(everything.cards, valid_on, known_at),
    )


def status_on(person_id: UUID, valid_on: date, known_at: datetime | None = None) -> str | None:
    """ACTIVE, IN_TRANSIT or CANCELLED at the end of that day; None before anything was registered."""
    rows = as_of(Registration.objects.filter(person_id=person_id), valid_on, known_at)
    return rows.values_list("status", flat=True).first()


def particulars_of(person_id: UUID, valid_on: date) -> Particulars | None:
    """Who somebody is on a day, as it stands."""
    return as_of(Particulars.objects.filter(person_id=person_id), valid_on).first()


def last_sign_of_life(person_id: UUID, after: date) -> SignOfLife | None:
    """The latest sign of life on a day later than `after`; it contradicts a death on that day."""
    signs = SignOfLife.objects.filter(person_id=person_id, recorded_to=None, happened_on__gt=after)
    return signs.order_by("happened_on", "pk").last()
