"""The inbox: a list is received once, its rows are kept as sent, and each ends in exactly one outcome (law 4)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.audit.acts import act
from banji.exchange import catalogue, feeds, timeliness
from banji.exchange.envelopes import place_of_row, seal, sealing_key, unseal
from banji.exchange.feeds import ReadRow
from banji.exchange.models import Batch, InboundRow
from banji.files.models import StoredFile
from banji.foundation import jobs
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.foundation.secrets import tokeniser

READ_JOB = "exchange.read_batch"


def receive(*, feed: str, sender: Organisation, file: StoredFile, period: str = "", by: Actor) -> Batch:
    """Take a list in and put its reading in the queue. The same content of the same sender again is the same batch.

    Refused when the catalogue does not name the sender for this feed.
    """
    entry = catalogue.feed(feed)
    if entry.sender not in {sender.department, sender.kind}:
        raise Refused(
            _("%(sender)s does not hand in this list.") % {"sender": sender},
            rule=entry.source.cite(),
            remedy=_("The catalogue of shared data says who does."),
        )
    with act("exchange.receive_batch", by=by, object_=("file", file.pk)) as this:
        jobs.lock(f"exchange.receive:{file.pk}")
        known = find(feed=feed, sender=sender, file=file)
        if known is not None:
            this.result = "known"
            return known
        batch = Batch.objects.create(
            feed=feed, sender=sender, file=file, period=period, received_at=this.now, received_by=by.name
        )
        this.object_kind, this.object_id = "batch", str(batch.pk)
        this.after = {"feed": feed, "sender": sender.pk, "file": str(file.pk), "period": period}
        jobs.enqueue_named(READ_JOB, one_at_a_time=f"batch:{batch.pk}", batch_id=str(batch.pk))
    return batch


def go_on(batch: Batch, *, by: Actor) -> None:
    """Take up again what was stopped or failed: reading, or else what follows it. What is done is not done twice."""
    with act("exchange.go_on", by=by, object_=("batch", batch.pk)):
        if batch.state in (Batch.State.RECEIVED, Batch.State.READING):
            jobs.enqueue_named(READ_JOB, one_at_a_time=f"batch:{batch.pk}", batch_id=str(batch.pk))
        elif batch.state == Batch.State.READ:
            feeds.get(batch.feed).after_read(batch.pk)


def find(*, feed: str, sender: Organisation, file: StoredFile) -> Batch | None:
    return Batch.objects.filter(feed=feed, sender=sender, file=file).first()


def keep_rows(batch: Batch, rows: Sequence[ReadRow], *, by: Actor) -> int:
    """Keep rows as sent, encrypted, with the digest of their cleaned content. A row kept before stays as it is, so
    that a reading that was cut off is simply done again. Returns how many came."""
    version, term = sealing_key(), timeliness.Term.of(batch.feed)
    with act("exchange.keep_rows", by=by, object_=("batch", batch.pk)) as this:
        made = [
            InboundRow(
                batch=batch,
                row_no=row.row_no,
                row_hash=content_hash(row.clean),
                payload=seal(_kept(row), place=place_of_row(batch.pk, row.row_no)),
                key_version=version,
                happened_on=(happened := term.happened_on(row)),
                due_on=term.due_on(happened),
                outcome=InboundRow.Outcome.SET_ASIDE if row.problem else None,
                reason_code=row.problem,
                reason=row.given,
                settled_at=this.now if row.problem else None,
            )
            for row in rows
        ]
        InboundRow.objects.bulk_create(made, batch_size=2000, ignore_conflicts=True)
        this.after = {"rows": len(made), "first": rows[0].row_no, "last": rows[-1].row_no}
    return len(made)


def content_hash(clean: dict[str, str]) -> bytes:
    """A keyed digest of a cleaned row: the same content anywhere has the same one, and nobody can try numbers."""
    return tokeniser()(json.dumps(clean, ensure_ascii=False, sort_keys=True))


def _kept(row: ReadRow) -> dict[str, Any]:
    return {"cells": row.cells, "clean": row.clean, "notes": list(row.notes)}


class Content(NamedTuple):
    """What a kept row says: the cells as sent, the cleaned values, what was noticed."""

    cells: dict[str, str]
    clean: dict[str, str]
    notes: tuple[str, ...]


PURGED = Content({}, {}, ())


def content_of(row: InboundRow) -> Content:
    """Open a row. Callers record whose data they read; after its term a row is empty."""
    if row.payload is None:
        return PURGED
    opened = unseal(row.payload, place=place_of_row(row.batch_id, row.row_no), key_version=row.key_version)
    return Content(opened["cells"], opened["clean"], tuple(opened["notes"]))


class Settlement(NamedTuple):
    """What becomes of a row; `reason_code` says why (needed for SET_ASIDE)."""

    row_id: int
    outcome: str
    reason_code: str = ""
    given: dict[str, Any] = {}


_SETTLE = """
UPDATE exchange_inboundrow AS r
SET outcome = s.outcome, reason_code = s.reason_code, reason = s.given::jsonb, settled_at = %(at)s
FROM unnest(%(ids)s::bigint[], %(outcomes)s::text[], %(codes)s::text[], %(given)s::text[])
     AS s (id, outcome, reason_code, given)
WHERE r.id = s.id
"""


def settle(settlements: Iterable[Settlement], *, at: Any) -> int:
    """Settle rows as a set, in one statement. Returns how many there were."""
    rows = list(settlements)
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _SETTLE,
            {
                "at": at,
                "ids": [row.row_id for row in rows],
                "outcomes": [row.outcome for row in rows],
                "codes": [row.reason_code for row in rows],
                "given": [json.dumps(row.given, ensure_ascii=False) for row in rows],
            },
        )
        return int(cursor.rowcount)


def batch(batch_id: UUID | str) -> Batch:
    return Batch.objects.select_related("sender", "file").get(pk=batch_id)
