"""What is wrong with the exchange itself, told inside once when it begins and once when it is over.

The rooms above react to `EXCHANGE_TROUBLE` and raise or settle an alarm.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from banji.audit.acts import Act
from banji.exchange import outbox
from banji.exchange.models import Trouble
from banji.foundation.clock import CITY_TIME

TYPE = "EXCHANGE_TROUBLE"
KINDS = ("DELIVERY_ASIDE", "ENDPOINT_DOWN", "RECEIPTS_REFUSED", "ANSWERS_OVERDUE")
# Somebody has said that he looked at it, and it still lasts: so long he is left in peace.
SAID_AGAIN_AFTER = timedelta(days=1)
_BEGIN = """
INSERT INTO exchange_trouble (kind, subject, receiver, since)
SELECT %(kind)s, %(subject)s, %(receiver)s, %(since)s WHERE NOT EXISTS (
  SELECT 1 FROM exchange_trouble
  WHERE kind = %(kind)s AND subject = %(subject)s AND since = %(since)s AND over_at > %(lately)s)
ON CONFLICT (kind, subject) WHERE over_at IS NULL DO NOTHING
"""


def begin(
    kind: str,
    *,
    subject: tuple[str, object],
    receiver: str,
    this: Act,
    since: datetime | None = None,
    message_type: str = "",
) -> None:
    """Say that something is wrong; what is known to be wrong already is not said twice.

    The same trouble (the same `since`) that was ended by hand is said again after a day.
    """
    since = since or this.now
    given: dict[str, Any] = {"kind": kind, "subject": _name(subject), "receiver": receiver, "since": since}
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, given | {"lately": this.now - SAID_AGAIN_AFTER})
        if cursor.rowcount:
            _tell(kind, subject, receiver, since, message_type, over=False, this=this)


def end(kind: str, *, subject: tuple[str, object], this: Act) -> None:
    """Say that it is over, or that somebody has looked at it, if it was said to have begun."""
    open_ = Trouble.objects.select_for_update().filter(kind=kind, subject=_name(subject), over_at=None)
    for known in open_:
        Trouble.objects.filter(pk=known.pk).update(over_at=this.now)
        _tell(kind, subject, known.receiver, known.since, "", over=True, this=this)


def lasts(kind: str, *, subject: tuple[str, object]) -> bool:
    return Trouble.objects.filter(kind=kind, subject=_name(subject), over_at=None).exists()


def _name(subject: tuple[str, object]) -> str:
    return f"{subject[0]}:{subject[1]}"


def _tell(
    kind: str,
    subject: tuple[str, object],
    receiver: str,
    since: datetime,
    message_type: str,
    *,
    over: bool,
    this: Act,
) -> None:
    outbox.tell(
        TYPE,
        subject_ref=_name(subject),
        order_key=f"{kind}:{_name(subject)}"[:60],
        payload={
            "trouble": kind,
            "receiver": receiver,
            "since": since.astimezone(CITY_TIME).isoformat(timespec="minutes"),
            "over": over,
            "message_type": message_type,
        },
        case_no="",
        by=this.by,
        this=this,
    )
