"""To rooms inside: the reaction and the mark that it has run stand in one transaction."""

from __future__ import annotations

import logging
from itertools import batched

from django.db import transaction

from banji.exchange import reactions
from banji.exchange.channels import opened
from banji.exchange.delivery import queue
from banji.exchange.delivery.counts import Delivered
from banji.exchange.delivery.failing import failed
from banji.exchange.models import Delivery
from banji.foundation import clock

log = logging.getLogger(__name__)
LOOKED_UP = 500
# Reactions lock people: few to a transaction, so that no officer waits long, yet fewer commits than messages.
TOGETHER = 10


def deliver_inside(limit: int) -> Delivered:
    """What is due is looked up for many at once, and again when it is taken: somebody may have been faster."""
    done = Delivered()
    while done.tried < limit:
        ids = queue.due(queue.LOOK_INSIDE, limit=min(LOOKED_UP, limit - done.tried))
        tried = sum((_together(group) for group in batched(ids, TOGETHER)), Delivered())
        if not tried.tried:
            break
        done += tried
    return done


def _together(ids: tuple[int, ...]) -> Delivered:
    """A few reactions in one transaction, each behind a savepoint of its own: one that fails undoes only itself."""
    with transaction.atomic():
        taken = queue.due(queue.TAKE_INSIDE, ids=list(ids))
        found = Delivery.objects.select_related("message").in_bulk(taken)
        processed: list[Delivery] = []
        done = Delivered()
        for delivery in (found[pk] for pk in taken):
            delivery.attempts += 1
            try:
                with transaction.atomic():
                    _react(delivery)
                processed.append(delivery)
            except Exception as error:  # whatever a reaction does, the message must not be lost
                log.warning("delivery %s to %s failed", delivery.pk, delivery.receiver, exc_info=True)
                done += failed(delivery, error)
        _mark(processed)
    return done + Delivered(processed=len(processed))


def _mark(processed: list[Delivery]) -> None:
    now = clock.now()
    for delivery in processed:
        delivery.state, delivery.last_error = Delivery.State.PROCESSED, ""
        delivery.sent_at = delivery.delivered_at = delivery.accepted_at = delivery.processed_at = now
    stamps = ["sent_at", "delivered_at", "accepted_at", "processed_at"]
    Delivery.objects.bulk_update(processed, ["state", "last_error", "attempts", *stamps])


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
