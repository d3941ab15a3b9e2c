"""One person: who he is, where and how registered, when last seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from banji.addresses import lineage
from banji.addresses.models import Division
from banji.foundation.errors import NotFound
from banji.register.models import (
    HouseholdParticulars,
    IdCard,
    Particulars,
    Person,
    Registration,
    SignOfLife,
)
from banji.register.queries.axes import as_of, known
from banji.register.queries.cards import card_in_force


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
    def village_today(self) -> Division | None:
        return self.villages_today[0] if len(self.villages_today) == 1 else None

    @property
    def status(self) -> str | None:
        return self.registration.status if self.registration else None


def person_on(person_id: UUID, valid_on: date, known_at: datetime | None = None) -> PersonSheet:
    """The sheet of a person. Today's village comes from lineage. Raises `NotFound` and `Refused` (watermark)."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound(_("There is no such person in the register."))
    rows = Registration.objects.filter(person_id=person_id).select_related("village", "address")
    registration = as_of(rows, valid_on, known_at).first()
    who = Particulars.objects.filter(person_id=person_id).select_related("number", "phone")
    homes = HouseholdParticulars.objects.filter(household=registration.household_id if registration else None)
    return PersonSheet(
        person_id=person_id,
        external_ref=person.external_ref,
        valid_on=valid_on,
        known_at=known_at,
        particulars=as_of(who, valid_on, known_at).first(),
        registration=registration,
        household=known(homes.select_related("village"), known_at)
        .filter(valid_from__lte=valid_on)
        .order_by("valid_from")
        .last(),
        villages_today=lineage.today(registration.village_id, valid_on) if registration else (),
        card=card_in_force(person_id, valid_on, known_at),
    )


def status_on(person_id: UUID, valid_on: date, known_at: datetime | None = None) -> str | None:
    """ACTIVE, IN_TRANSIT or CANCELLED at the end of that day; None before anything was registered."""
    rows = as_of(Registration.objects.filter(person_id=person_id), valid_on, known_at)
    return rows.values_list("status", flat=True).first()


def last_sign_of_life(person_id: UUID, after: date) -> SignOfLife | None:
    """The latest sign of life on a day later than `after`; it contradicts a death on that day."""
    signs = SignOfLife.objects.filter(person_id=person_id, recorded_to=None, happened_on__gt=after)
    return signs.order_by("happened_on", "pk").last()
