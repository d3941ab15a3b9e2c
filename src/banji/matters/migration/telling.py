"""What others hear of a move. Somebody has moved in: the old station, permits, lists and subsidies answer to it. Somebody
has died on the way: what every registration cancelled on death is told to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from banji.audit.acts import Act
from banji.cases.runner import Taking
from banji.exchange import outbox
from banji.foundation.actors import Actor
from banji.matters.migration.models import Mover
from banji.register.access.messages import identity_for_message
from banji.register.models import RegisterEvent, Registration


def tell_moved_in(
    events: Sequence[RegisterEvent], left: Mapping[UUID, int | None], *, case_no: str, by: Actor, this: Act
) -> None:
    """One message a person, within the act; nothing leaves the house. `left`: the registration each had in this city."""
    villages = _villages_of(filter(None, left.values()))
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
                "village_left": villages.get(left.get(event.person_id), ""),
            },
            case_no=case_no,
            by=by,
            this=this,
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


def _villages_of(registrations: Iterable[int]) -> dict[int | None, str]:
    """The code of the village of each."""
    rows = Registration.objects.filter(pk__in=list(registrations))
    return dict(rows.values_list("pk", "village__code"))
