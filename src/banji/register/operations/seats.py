"""Where somebody is to be registered: an address that is picked, never typed (P-52), in a village that stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banji.addresses import lineage
from banji.addresses.models import Address, Division
from banji.foundation import counters
from banji.foundation.errors import NotFound, Refused
from banji.law.sources import source
from banji.register.models import Household, HouseholdParticulars
from banji.register.operations.entering import Book


@dataclass(frozen=True, slots=True)
class Seat:
    """A standard address with its village, or a village with the text of an address that has no standard one yet."""

    village_id: int
    address_text: str
    address_id: int | None = None

    @classmethod
    def at(cls, address: Address) -> Seat:
        return cls(address.village_id, address.rendered, address.pk)

    @property
    def values(self) -> dict[str, Any]:
        return {
            "address_id": self.address_id,
            "address_text": self.address_text,
            "village_id": self.village_id,
        }


def of(values: Mapping[str, Any]) -> Seat:
    """The seat of a household or registration, as its chain says it."""
    return Seat(values["village_id"], values["address_text"], values["address_id"])


def standing(seat: Seat, on: date) -> Seat:
    """Raises `Refused` for a village that did not stand on that day, and says what it was or became."""
    village = Division.objects.filter(pk=seat.village_id, level=Division.Level.VILLAGE).first()
    if village is None:
        raise NotFound(_("There is no such village."))
    if on < village.valid_from or (village.valid_to is not None and on >= village.valid_to):
        raise Refused(
            _("{village} did not stand on {day}.").format(village=village.name, day=date_format(on)),
            rule=source("PLAN_2017", "三(五)2").cite(),
            remedy=_("Pick the address again: {villages}.").format(villages=_now(village, on))
            if on >= village.valid_from
            else _("Pick the village that stood there on that day."),
            code="village_abolished",
        )
    return seat


def _now(village: Division, on: date) -> str:
    return _(" or ").join(each.name for each in lineage.today(village.pk, on)) or "—"


def open_household(
    book: Book, seat: Seat, *, kind: str = HouseholdParticulars.Kind.FAMILY
) -> tuple[UUID, dict[str, Any]]:
    """A new household and what is to be written of it, with a number of its own."""
    household = Household.objects.create()
    book.open_household(household.pk)
    county = Division.objects.values_list("code", flat=True).get(pk=seat.village_id)[:6]
    (serial,) = counters.take(f"household:{county}")
    values = {"household_no": f"H{county}{serial:08d}", "household_type": kind, **seat.values}
    return household.pk, values
