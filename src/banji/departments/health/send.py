"""Health tells civil affairs too (PLAN_2017 三(三)4): each usable row of its list is passed on, found by us or not.

We are only the post here: name, number and day of death, nothing of our register.
"""

from __future__ import annotations

from itertools import batched

from banji.audit.acts import Act
from banji.exchange import catalogue
from banji.exchange.inbox import content_hash, content_of
from banji.exchange.models import Batch, InboundRow, Message
from banji.exchange.outbox import Telling, tell_all
from banji.foundation import jobs
from banji.foundation.actors import Actor

DEATH_MEDICAL = "DEATH_MEDICAL"
FIELDS = ("citizen_id_no", "name", "died_on")
CHUNK = 2000


def tell_civil_affairs(batch: Batch, *, by: Actor, this: Act) -> int:
    """Tell each row that was not set aside, in the act that ends the reading. The same death is told once, whichever
    list repeats it. Returns how many were told."""
    jobs.lock("health.tell_civil_affairs")
    told = 0
    rows = InboundRow.objects.filter(batch=batch).exclude(outcome=InboundRow.Outcome.SET_ASIDE)
    for chunk in batched(rows.order_by("row_no").iterator(CHUNK), CHUNK):
        told += len(tell_all(DEATH_MEDICAL, _new(chunk), by=by, this=this))
    return told


def _new(rows: tuple[InboundRow, ...]) -> list[Telling]:
    tellings = {telling.order_key: telling for telling in map(_telling, rows)}
    known = Message.objects.filter(order_key__in=tellings).values_list("order_key", flat=True)
    for key in set(known):
        del tellings[key]
    return list(tellings.values())


def _telling(row: InboundRow) -> Telling:
    clean = content_of(row).clean
    payload = {field: clean[field] for field in FIELDS if field in clean}
    key = f"medical:{content_hash(payload).hex()[:40]}"
    return Telling(subject_ref=key, order_key=key, payload=payload, only=catalogue.OUT)
