"""What other rooms hear of a move: somebody has moved in. The old station, permits, lists and subsidies answer to it."""

from __future__ import annotations

from collections.abc import Sequence

from banji.cases.runner import Taking
from banji.exchange import outbox
from banji.matters.migration.models import Mover
from banji.matters.migration.queries import moving
from banji.register.models import RegisterEvent, Registration


def tell_moved_in(taking: Taking, events: Sequence[RegisterEvent]) -> None:
    """One message a person, within the step's act; nothing leaves the house."""
    left = {mover.person_id: _village_left(mover) for mover in moving(taking.case)}
    for event in events:
        subject = f"person:{event.person_id}"
        outbox.tell(
            "HUKOU_MOVED_IN",
            subject_ref=subject,
            order_key=subject,
            payload={
                "person_id": str(event.person_id),
                "moved_on": event.event_date.isoformat(),
                "event": str(event.pk),
                "village_left": left[event.person_id],
            },
            case_no=taking.case.number,
            by=taking.by,
            this=taking.act,
        )


def _village_left(mover: Mover) -> str:
    """The code of the village he was registered in within this city; empty for who comes from outside."""
    if mover.registration_id is None:
        return ""
    return Registration.objects.values_list("village__code", flat=True).get(pk=mover.registration_id)
