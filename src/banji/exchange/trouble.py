"""What is wrong with the exchange itself, told inside once when it begins and once when it is over.

The rooms above react to `EXCHANGE_TROUBLE` and raise or settle an alarm.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from banji.audit.acts import Act
from banji.exchange import outbox
from banji.exchange.models import Trouble
from banji.foundation.clock import CITY_TIME

TYPE = "EXCHANGE_TROUBLE"
_BEGIN = """
INSERT INTO exchange_trouble (kind, subject, receiver, since) VALUES (%s, %s, %s, %s)
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
    """Say that something is wrong; what is known to be wrong already is not said twice."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [kind, _name(subject), receiver, since or this.now])
        if cursor.rowcount:
            _tell(kind, subject, receiver, since or this.now, message_type, over=False, this=this)


def end(kind: str, *, subject: tuple[str, object], this: Act) -> None:
    """Say that it is over, if it was said to have begun."""
    open_ = Trouble.objects.select_for_update().filter(kind=kind, subject=_name(subject), over_at=None)
    for known in open_:
        Trouble.objects.filter(pk=known.pk).update(over_at=this.now)
        _tell(kind, subject, known.receiver, known.since, "", over=True, this=this)


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
