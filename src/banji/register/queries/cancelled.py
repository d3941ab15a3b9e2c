"""Whose registration is cancelled because of death, as it stands now. Moved away, enlisted, settled abroad or registered
twice is not dead: nobody who asks here gets those.

A registration that was merged into somebody's (重户) is his: it counts as cancelled on death once he is, and as nothing
while he is registered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from banji.addresses.models import Division
from banji.foundation.clock import CITY_TIME
from banji.register.models import RegisterEvent, Registration, Survivor
from banji.register.queries.survivors import UNDER, leads_to


@dataclass(frozen=True, slots=True)
class Cancellation:
    """One person's cancellation on death, his own or that of the one under whom he goes on. `died_on` is None where an earlier register gave only the day of the
    cancellation."""

    person_id: UUID
    died_on: date | None
    cancelled_on: date
    village: Division


def cancelled_by_death() -> QuerySet[Registration]:
    """The open end of the chain of everybody who is cancelled on death."""
    return Registration.objects.filter(
        recorded_to=None,
        valid_to=None,
        status=Registration.Status.CANCELLED,
        cancel_reason=Registration.CancelReason.DEATH,
    )


_DEAD_SURVIVORS = """
SELECT r.person_id FROM register_registration r JOIN register_survivor d ON d.survivor_id = r.person_id AND d.recorded_to IS NULL
WHERE r.recorded_to IS NULL AND r.valid_to IS NULL AND r.status = 'CANCELLED' AND r.cancel_reason = 'DEATH'
"""


def merged_into_the_dead() -> QuerySet[Survivor]:
    """Whose registration leads to somebody cancelled on death."""
    return Survivor.objects.filter(
        recorded_to=None,
        person__in=RawSQL(UNDER.format(of=_DEAD_SURVIVORS), []),  # noqa: S611 - no input in it
    )


def dead_among(persons: Iterable[UUID]) -> set[UUID]:
    """Those of `persons` who are cancelled on death, themselves or the one under whom they go on. Two statements."""
    asked = list(persons)
    found = cancelled_by_death().filter(person__in=asked).values_list("person_id", flat=True)
    under = merged_into_the_dead().filter(person__in=asked).values_list("person_id", flat=True)
    return {*found, *under}


def cancellation_of(person_id: UUID) -> Cancellation | None:
    """None for whoever is registered, was cancelled for another reason, or was never here."""
    end = cancelled_by_death().filter(person=leads_to(person_id)).select_related("village").first()
    if end is None:
        return None
    events = RegisterEvent.objects.filter(kind=RegisterEvent.Kind.CANCEL_DEATH)
    event = events.filter(pk=end.event_id).first() if end.event_id else None
    if event is None:
        return Cancellation(person_id, None, end.valid_from, end.village)
    cancelled_on = event.recorded_from.astimezone(CITY_TIME).date()
    return Cancellation(person_id, event.event_date, cancelled_on, end.village)
