"""Each endpoint has a circuit: while it is broken one careful try is made now and then, and no message pays for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db.models import F, Q

from banji.audit.acts import act
from banji.exchange import trouble
from banji.exchange.delivery.failing import BY, pause_after
from banji.exchange.delivery.queue import IN_FLIGHT
from banji.exchange.models import Endpoint
from banji.foundation import clock

# A restart is no trouble; silence that lasts is. And a try every quarter of an hour finds out soon when it is over.
SHOUT_AFTER = timedelta(minutes=30)
LONGEST_PAUSE = timedelta(minutes=15)


@contextmanager
def line_to(organisation_id: int) -> Iterator[bool]:
    """Take the endpoint for this worker alone; False while another has it, or while it is too early to try again."""
    now = clock.now()
    free = Q(busy_since=None) | Q(busy_since__lt=now - IN_FLIGHT)
    ready = Q(probe_after=None) | Q(probe_after__lte=now)
    ours = Endpoint.objects.filter(pk=organisation_id)
    if not ours.filter(free & ready).update(busy_since=now):
        yield False
        return
    try:
        yield True
    finally:
        ours.filter(busy_since=now).update(busy_since=None)


def broke(endpoint: Endpoint, error: Exception) -> None:
    """Nothing gets through: wait, longer each time; if it lasts, say so once."""
    now = clock.now()
    failures = endpoint.failures + 1
    since = endpoint.down_since or now
    Endpoint.objects.filter(pk=endpoint.pk).update(
        failures=F("failures") + 1,
        down_since=since,
        probe_after=now + pause_after(failures, LONGEST_PAUSE),
        last_fault=str(error).replace("\0", "")[:300],
    )
    if now - since >= SHOUT_AFTER:
        subject = ("organisation", endpoint.pk)
        with act("exchange.endpoint_down", by=BY, object_=subject) as this:
            receiver = endpoint.organisation.name
            trouble.begin("ENDPOINT_DOWN", subject=subject, receiver=receiver, since=since, this=this)


def holds(endpoint: Endpoint) -> None:
    """Something got through."""
    Endpoint.objects.filter(pk=endpoint.pk).update(
        failures=0, down_since=None, probe_after=None, last_fault="", last_success_at=clock.now()
    )
    if endpoint.down_since is not None:
        subject = ("organisation", endpoint.pk)
        with act("exchange.endpoint_back", by=BY, object_=subject) as this:
            trouble.end("ENDPOINT_DOWN", subject=subject, this=this)
