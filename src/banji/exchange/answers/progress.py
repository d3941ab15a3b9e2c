"""The way of a delivery goes forward only: a late "delivered" never undoes "processed"."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef

from banji.exchange.models import Delivery, Reply

S = Delivery.State
_ORDER = (S.DELIVERED, S.ACCEPTED, S.REJECTED, S.PROCESSED, S.CONFIRMED)
_PLACE = {state.value: place for place, state in enumerate(_ORDER, start=1)}
# What a receiver may say of a message.
SAID = (S.DELIVERED, S.ACCEPTED, S.REJECTED, S.PROCESSED)
RESULTS = ("MATCHED", "NOT_MATCHED", "ALREADY_KNOWN")
# Answered on another page of the platform, with all that was asked: no word of its own is awaited.
ANSWERED = "ANSWERED"
_STAMPS = {
    S.DELIVERED: ("delivered_at",),
    S.ACCEPTED: ("delivered_at", "accepted_at"),
    S.REJECTED: ("delivered_at", "accepted_at"),
    S.PROCESSED: ("delivered_at", "accepted_at", "processed_at"),
}


def may_go(from_: str, to: str) -> bool:
    """Does `to` lie ahead of `from_`? What waits, was sent or stands aside may still go anywhere."""
    return _PLACE[to] > _PLACE.get(from_, 0)


def go(delivery: Delivery, to: str, *, at: datetime, result: str = "") -> bool:
    """Move a locked delivery forward and save it. False, and nothing changes, when it stands there or beyond."""
    if not may_go(delivery.state, to):
        return False
    delivery.state = to
    delivery.sent_at = delivery.sent_at or at
    for stamp in _STAMPS[S(to)]:
        setattr(delivery, stamp, getattr(delivery, stamp) or at)
    delivery.result = _storable(result)[:2000] or delivery.result
    delivery.in_flight_since = None
    delivery.last_error = ""
    delivery.save()
    return True


def answered_elsewhere(types: Collection[str], subject_ref: str, receiver: int, *, at: datetime) -> None:
    """The receiver has said on another page what these messages ask of him about the subject: they leave nothing owed.

    What waits, was sent back or has its own answer stays as it is.
    """
    replied = Reply.objects.filter(reply_to=OuterRef("message"), sender=receiver)
    told = Delivery.objects.select_for_update(of=("self",)).filter(
        ~Exists(replied),
        message__type__in=types,
        message__subject_ref=subject_ref,
        organisation=receiver,
        state__in=(S.SENT, S.DELIVERED, S.ACCEPTED, S.PROCESSED),
    )
    for delivery in told.order_by("pk"):
        go(delivery, S.PROCESSED, at=at)
        delivery.result = ANSWERED
        delivery.save(update_fields=["result"])


def _storable(text: str) -> str:
    """What a foreign system says may hold signs that no database keeps."""
    return text.encode("utf-8", "replace").decode().replace("\0", "").strip()
