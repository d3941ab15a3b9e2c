"""What others hear of a move. Somebody has moved in: the old station, permits, lists and subsidies answer to it. Somebody
has died on the way: what every registration cancelled on death is told to."""

from __future__ import annotations

from collections.abc import Sequence

from banji.cases.runner import Taking
from banji.exchange import outbox
from banji.matters.migration.models import Mover
from banji.matters.migration.queries import moving
from banji.register.access.messages import identity_for_message
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


def tell_died(taking: Taking, mover: Mover) -> None:
    """To the departments, as of anybody who dies."""
    subject = f"person:{mover.person_id}"
    outbox.tell(
        "HUKOU_CANCELLED",
        subject_ref=subject,
        order_key=subject,
        payload={
            **identity_for_message(mover.person_id).as_payload(),
            "died_on": str(taking.facts["died_on"]),
            "cancelled_on": taking.today.isoformat(),
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
