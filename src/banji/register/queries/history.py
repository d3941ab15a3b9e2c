"""A person's whole history on both axes: the data of the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from banji.audit.seals import SealedRow
from banji.register.models import (
    IdCard,
    Particulars,
    RegisterEvent,
    Registration,
    SignOfLife,
    TwoAxes,
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: it says something of `valid_from` to `valid_to`, and we said so from `recorded_from` to
    `recorded_to`. Open ends are None; `row` is what it says."""

    row: SealedRow
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

    registrations: list[Bar]
    particulars: list[Bar]
    events: list[RegisterEvent]
    signs_of_life: list[SignOfLife]
    cards: list[IdCard]


def history(person_id: UUID) -> History:
    """Everything ever recorded of a person. Show it through `access.open_person` only."""
    registrations = Registration.objects.filter(person_id=person_id).select_related("village")
    particulars = Particulars.objects.filter(person_id=person_id).select_related("number")
    events = RegisterEvent.objects.filter(person_id=person_id).select_related("revokes")
    cards = IdCard.objects.filter(person_id=person_id)
    return History(
        registrations=[_bar(row) for row in registrations.order_by("valid_from", "recorded_from", "pk")],
        particulars=[_bar(row) for row in particulars.order_by("valid_from", "recorded_from", "pk")],
        events=list(events.order_by("event_date", "seq")),
        signs_of_life=list(SignOfLife.objects.filter(person_id=person_id).order_by("happened_on", "pk")),
        cards=list(cards.order_by("issued_on", "recorded_from", "pk")),
    )


def _bar(row: TwoAxes) -> Bar:
    return Bar(row, row.valid_from, row.valid_to, row.recorded_from, row.recorded_to)
