"""Delivering: at least once, in order for each subject and receiver; what fails is tried again, later and later, and
steps aside in the end. Nothing is ever dropped (law 5 of the house).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from django.db import connection, transaction
from django.db.models import F, QuerySet

from banji.audit.acts import act
from banji.exchange import outbox, reactions
from banji.exchange.channels import Parcel, channel_of, opened
from banji.exchange.models import Delivery
from banji.foundation import clock
from banji.foundation.actors import system

log = logging.getLogger(__name__)

BY = system("exchange.delivery")
MOST_ATTEMPTS = 12
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
# A worker that took deliveries and was killed: after this time somebody else may send them again.
IN_FLIGHT = timedelta(minutes=10)
TOGETHER = 500

# A later message about the same subject waits until the earlier one has left this state for this receiver.
_WAITING = """
SELECT d.id FROM exchange_delivery AS d JOIN exchange_message AS m ON m.id = d.message_id
WHERE d.state = 'WAITING' AND d.not_before <= %(now)s
  AND (d.in_flight_since IS NULL OR d.in_flight_since < %(stale)s)
  AND NOT EXISTS (
    SELECT 1 FROM exchange_message AS earlier JOIN exchange_delivery AS e ON e.message_id = earlier.id
    WHERE earlier.order_key = m.order_key AND earlier.seq < m.seq AND e.receiver = d.receiver
      AND e.state = 'WAITING')
"""
_LOOK = f"{_WAITING} AND d.organisation_id IS NULL ORDER BY d.not_before, d.id LIMIT %(limit)s"
_TAKE_ONE = f"{_WAITING} AND d.id = %(id)s FOR UPDATE OF d SKIP LOCKED"
_TAKE = (
    f"{_WAITING} AND d.organisation_id IS NOT NULL ORDER BY d.not_before, d.id LIMIT %(limit)s"
    " FOR UPDATE OF d SKIP LOCKED"
)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one run did: reactions processed, messages handed to departments, failures, set aside for good."""

    processed: int = 0
    sent: int = 0
    failed: int = 0
    aside: int = 0

    def __add__(self, other: Delivered) -> Delivered:
        return Delivered(
            self.processed + other.processed,
            self.sent + other.sent,
            self.failed + other.failed,
            self.aside + other.aside,
        )

    @property
    def tried(self) -> int:
        return self.processed + self.sent + self.failed


def deliver_due(limit: int = 10_000) -> Delivered:
    """Deliver what is due now, `limit` at most: inside first, then to departments.

    Reactions may tell further things; these are delivered in the same run.
    """
    done = Delivered()
    while done.tried < limit:
        round_ = _inside(limit - done.tried)
        round_ += _outside(min(TOGETHER, limit - done.tried - round_.tried))
        if not round_.tried:
            break
        done += round_
    if done.tried:
        with act("exchange.deliver", by=BY) as this:
            this.after = {
                "processed": done.processed,
                "sent": done.sent,
                "failed": done.failed,
                "aside": done.aside,
            }
    return done


def retry(delivery_ids: Iterable[int]) -> int:
    """Try deliveries set aside (or waiting for another try) again now; the desk calls it within an act."""
    now = clock.now()
    stuck = Delivery.objects.filter(pk__in=list(delivery_ids), state__in=("ASIDE", "WAITING"))
    return stuck.update(state=Delivery.State.WAITING, attempts=0, not_before=now, in_flight_since=None)


def aside() -> QuerySet[Delivery]:
    """Deliveries that somebody has to look at, oldest first."""
    return Delivery.objects.filter(state=Delivery.State.ASIDE).select_related("message").order_by("pk")


def _due(query: str, **values: int) -> list[int]:
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(query, {"now": now, "stale": now - IN_FLIGHT, **values})
        return [row[0] for row in cursor.fetchall()]


# ------------------------------------------------------------------ inside


def _inside(limit: int) -> Delivered:
    """What is due is looked up for many at once, and again for each when it is taken: somebody may have been faster."""
    done = Delivered()
    while done.tried < limit and (ids := _due(_LOOK, limit=min(TOGETHER, limit - done.tried))):
        found = [one for one in map(_react_once, ids) if one is not None]
        if not found:
            break
        for one in found:
            done += one
    return done


def _react_once(delivery_id: int) -> Delivered | None:
    """One reaction and the mark that it has run, in one transaction; None when it is not due any more."""
    with transaction.atomic():
        if not _due(_TAKE_ONE, id=delivery_id):
            return None
        delivery = Delivery.objects.select_related("message").get(pk=delivery_id)
        try:
            with transaction.atomic():
                _react(delivery)
        except Exception as error:  # whatever a reaction does, the message must not be lost
            log.warning("delivery %s to %s failed", delivery.pk, delivery.receiver, exc_info=True)
            return _failed([delivery], error)
        now = clock.now()
        delivery.state, delivery.processed_at = Delivery.State.PROCESSED, now
        delivery.sent_at = delivery.delivered_at = delivery.accepted_at = now
        delivery.attempts += 1
        delivery.last_error = ""
        delivery.save()
    return Delivered(processed=1)


def _react(delivery: Delivery) -> None:
    message = delivery.message
    function = reactions.reaction(message.type, delivery.receiver.removeprefix("inside:"))
    if function is None:
        raise LookupError(f"nobody answers to {message.type} under the name {delivery.receiver}")
    function(
        reactions.Inside(
            id=message.pk,
            type=message.type,
            subject_ref=message.subject_ref,
            payload=opened(message),
            case_no=message.case_no,
            created_at=message.created_at,
            reply_to=message.reply_to_id,
        )
    )


# ------------------------------------------------------------------ to departments


def _outside(limit: int) -> Delivered:
    """Take deliveries, hand each organisation its own, and note how it went. They are marked as in flight while it
    lasts, so that no lock is held while a department is slow."""
    with transaction.atomic():
        now = clock.now()
        ids = _due(_TAKE, limit=limit) if limit > 0 else []
        Delivery.objects.filter(pk__in=ids).update(in_flight_since=now, attempts=F("attempts") + 1)
    taken = Delivery.objects.filter(pk__in=ids).select_related("message", "organisation")
    ordered = sorted(taken, key=lambda d: (d.organisation_id or 0, d.pk))
    done = Delivered()
    for _organisation, group in groupby(ordered, key=lambda d: d.organisation_id):
        done += _hand_over(list(group))
    return done


def _hand_over(deliveries: list[Delivery]) -> Delivered:
    organisation = deliveries[0].organisation
    try:
        if organisation is None:
            raise LookupError("no organisation stands behind this delivery")
        channel = channel_of(organisation)
        state = channel(organisation, [Parcel.of(delivery, organisation) for delivery in deliveries])
    except Exception as error:
        log.warning("handing over to %s failed", organisation, exc_info=True)
        with transaction.atomic():
            return _failed(deliveries, error, counted=True)
    now = clock.now()
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(
        state=state,
        sent_at=now,
        delivered_at=now if state == Delivery.State.DELIVERED else None,
        in_flight_since=None,
        last_error="",
    )
    return Delivered(sent=len(deliveries))


# ------------------------------------------------------------------ failing


def pause_after(attempts: int) -> timedelta:
    """30 seconds, doubled with each failure, an hour at most."""
    doubled: timedelta = FIRST_PAUSE * (1 << min(attempts - 1, 20))
    return min(doubled, LONGEST_PAUSE)


def _failed(deliveries: list[Delivery], error: Exception, *, counted: bool = False) -> Delivered:
    now, set_aside = clock.now(), 0
    for delivery in deliveries:
        delivery.attempts += 0 if counted else 1
        delivery.last_error = f"{type(error).__name__}: {error}"[:2000]
        delivery.in_flight_since = None
        delivery.not_before = now + pause_after(delivery.attempts)
        if delivery.attempts >= MOST_ATTEMPTS:
            delivery.state = Delivery.State.ASIDE
            set_aside += 1
            _shout(delivery)
        delivery.save()
    return Delivered(failed=len(deliveries), aside=set_aside)


def _shout(delivery: Delivery) -> None:
    """Tell inside that a message has stepped aside; a room that raises alarms reacts to it."""
    if delivery.message.type == "DELIVERY_ASIDE":
        return
    with act("exchange.set_aside", by=BY, object_=("delivery", delivery.pk)) as this:
        outbox.tell(
            "DELIVERY_ASIDE",
            subject_ref=f"delivery:{delivery.pk}",
            order_key=f"delivery:{delivery.pk}",
            payload={
                "delivery": delivery.pk,
                "receiver": delivery.receiver,
                "message_type": delivery.message.type,
            },
            case_no=delivery.message.case_no,
            by=BY,
            this=this,
        )
