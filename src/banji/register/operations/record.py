"""Where the police run their own register, that one is the register of record: what is done here is told to it.

It confirms each event in its next file, under a reference of its own (`EventConfirmation`, departments/police).
"""

from __future__ import annotations

from django.conf import settings

from banji.audit.acts import Act
from banji.exchange.outbox import tell
from banji.foundation.actors import Actor
from banji.register.access.messages import identity_for_message
from banji.register.models import Person, RegisterEvent


def report_to_record(this: Act, event: RegisterEvent, *, by: Actor) -> None:
    """Tell the register of record of an event of ours, within its act; nothing in a city that has none."""
    if not settings.BANJI_REGISTER_OF_RECORD:
        return
    tell(
        "REGISTER_EVENT",
        subject_ref=f"person:{event.person_id}",
        order_key=f"person:{event.person_id}",
        payload={
            **identity_for_message(event.person_id).as_payload(),
            "event": str(event.pk),
            "event_kind": event.kind,
            "event_date": event.event_date.isoformat(),
            "person_ref": Person.objects.values_list("external_ref", flat=True).get(pk=event.person_id),
            "revokes": str(event.revokes_id or ""),
            "decided_by": event.decided_by,
        },
        case_no=event.case_no,
        by=by,
        this=this,
    )
