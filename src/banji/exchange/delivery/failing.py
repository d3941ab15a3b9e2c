"""What fails by its own fault: tried again later and later, then aside, with an alarm, until somebody tries again."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from banji.audit.acts import act
from banji.exchange import trouble
from banji.exchange.delivery.counts import Delivered
from banji.exchange.models import Delivery
from banji.foundation import clock
from banji.foundation.actors import Actor, system

log = logging.getLogger(__name__)

BY = system("exchange.delivery")
MOST_ATTEMPTS = 12
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)


def pause_after(attempts: int, longest: timedelta = LONGEST_PAUSE) -> timedelta:
    """30 seconds, doubled with each failure, an hour at most."""
    doubled: timedelta = FIRST_PAUSE * (1 << min(attempts - 1, 20))
    return min(doubled, longest)


@transaction.atomic
def failed(delivery: Delivery, error: Exception) -> Delivered:
    """Note a failure of this one message, counted in `attempts` already. A receipt may have been faster: then the
    message arrived after all, and nothing is noted."""
    set_aside = delivery.attempts >= MOST_ATTEMPTS
    noted = Delivery.objects.filter(pk=delivery.pk, state="WAITING").update(
        state="ASIDE" if set_aside else "WAITING",
        attempts=delivery.attempts,
        last_error=f"{type(error).__name__}: {error}".replace("\0", "")[:2000],
        in_flight_since=None,
        not_before=clock.now() + pause_after(delivery.attempts),
    )
    if noted and set_aside:
        _shout(delivery, error)
    return Delivered(failed=1, aside=int(set_aside and bool(noted)))


def retry(delivery_ids: Iterable[int], *, by: Actor) -> int:
    """Try deliveries set aside (or waiting for another try) again now. Returns how many."""
    ids = list(delivery_ids)
    with act("exchange.retry", by=by) as this:
        stuck = Delivery.objects.select_for_update().filter(pk__in=ids, state__in=("ASIDE", "WAITING"))
        found = list(stuck.values_list("pk", flat=True))
        this.after = {"deliveries": found}
        for pk in found:
            trouble.end("DELIVERY_ASIDE", subject=("delivery", pk), this=this)
        return Delivery.objects.filter(pk__in=found).update(
            state=Delivery.State.WAITING, attempts=0, not_before=this.now, in_flight_since=None
        )


def aside() -> QuerySet[Delivery]:
    """Deliveries that somebody has to look at, oldest first."""
    return Delivery.objects.filter(state=Delivery.State.ASIDE).select_related("message").order_by("pk")


def _shout(delivery: Delivery, error: Exception) -> None:
    """Tell inside that a message has stepped aside; what tells it is itself only written to the log."""
    if delivery.message.type == trouble.TYPE:
        log.error("delivery %s of a trouble stepped aside: %s", delivery.pk, error)
        return
    organisation = delivery.organisation
    with act("exchange.set_aside", by=BY, object_=("delivery", delivery.pk)) as this:
        trouble.begin(
            "DELIVERY_ASIDE",
            subject=("delivery", delivery.pk),
            receiver=organisation.name if organisation else delivery.receiver,
            message_type=delivery.message.type,
            this=this,
        )
