"""What must be looked at and has no ticket yet."""

from __future__ import annotations

from django.db import connection

from banji.accounts.models import Organisation
from banji.audit.acts import Act, act
from banji.cases.models import Alarm
from banji.foundation.actors import Actor

_RAISE = """
INSERT INTO cases_alarm (kind, subject_kind, subject_id, station_id, raised_at, text, settled_by)
VALUES (%s, %s, %s, %s, %s, %s, '') ON CONFLICT DO NOTHING
"""


def raise_alarm(
    kind: str, *, subject: tuple[str, object], text: str, station: Organisation | None, this: Act
) -> None:
    """Raise an alarm inside an act; one that is open already for this subject is not raised twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            _RAISE, [kind, subject[0], str(subject[1]), station.pk if station else None, this.now, text]
        )


def settle_alarm(alarm_id: int, *, by: Actor, reason: str) -> None:
    with act("alarm.settle", by=by, object_=("alarm", alarm_id)) as this:
        this.after = {"reason": reason}
        Alarm.objects.filter(pk=alarm_id, settled_at=None).update(settled_at=this.now, settled_by=by.name)
