"""To departments that work inside the platform: from now on it stands in their inbox. One statement for all."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from banji.exchange.channels import require_entry
from banji.exchange.delivery import queue
from banji.exchange.delivery.counts import Delivered
from banji.exchange.delivery.failing import failed
from banji.exchange.models import Delivery
from banji.foundation import clock
from banji.foundation.errors import Refused

TOGETHER = 2000


def deliver_to_pages(limit: int) -> Delivered:
    """Take what is due and put it into the inboxes; what the catalogue does not allow any more fails by itself."""
    with transaction.atomic():
        taken = queue.due(queue.TAKE_FOR_PAGES, limit=min(TOGETHER, limit)) if limit > 0 else []
        Delivery.objects.filter(pk__in=taken).update(attempts=F("attempts") + 1)
        found = Delivery.objects.filter(pk__in=taken).select_related("message", "organisation")
        refused = {delivery: error for delivery in found if (error := _refusal(delivery))}
        done = sum((failed(delivery, error) for delivery, error in refused.items()), Delivered())
        now = clock.now()
        allowed = Delivery.objects.filter(pk__in=taken).exclude(pk__in=[one.pk for one in refused])
        sent = allowed.update(
            state=Delivery.State.DELIVERED,
            sent_at=now,
            delivered_at=now,
            in_flight_since=None,
            last_error="",
        )
    return done + Delivered(sent=sent)


def _refusal(delivery: Delivery) -> Refused | None:
    assert delivery.organisation is not None  # noqa: S101  # the query takes no others
    try:
        require_entry(delivery.message.type, delivery.organisation)
    except Refused as refusal:
        return refusal
    return None
