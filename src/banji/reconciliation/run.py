"""Matching a batch with the register: what was decided before is taken over, what is new is scored, and each row is
settled in sets. Killed at any point and started again, it goes on with the rows that have no outcome yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import batched
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from banji.audit.acts import Act, act
from banji.exchange import outbox
from banji.exchange.counts import Counts, counts_of
from banji.exchange.inbox import Content, Settlement, batch, content_of, settle
from banji.exchange.models import Batch, InboundRow
from banji.exchange.reading import work_folder
from banji.foundation import jobs
from banji.foundation.actors import Actor
from banji.foundation.progress import Progress
from banji.foundation.secrets import tokeniser
from banji.matching import match, prepare_list, prepare_register
from banji.matching.prepare import LIST_COLUMNS, LIST_MAY_HAVE, PART
from banji.reconciliation import handover, living, machine
from banji.reconciliation.models import Candidate, Decision, MatchRun
from banji.reconciliation.reasons import PREFIX
from banji.reconciliation.scored import Scored
from banji.register import snapshot
from banji.register.models import Particulars, Registration

JOB = "reconciliation.match"
CHUNK = 500
O = InboundRow.Outcome  # noqa: E741 - the four outcomes
_OUTCOMES = {
    Decision.Verdict.SAME: (O.MATCHED, ""),
    Decision.Verdict.NONE: (O.NOT_FOUND, f"{PREFIX}clerk_none"),
    Decision.Verdict.ASK: (O.REVIEW, f"{PREFIX}asked"),
}


def match_batch(batch_id: UUID | str, *, by: Actor) -> Counts:
    """Match the rows of a batch that have no outcome yet, and return its counts."""
    with jobs.alone(f"{JOB}:{batch_id}"):
        found = batch(batch_id)
        if found.state == Batch.State.READ:
            _match(found, by)
    return counts_of([found.pk])[found.pk]


def _match(found: Batch, by: Actor) -> None:
    progress = Progress.resume(JOB, str(found.pk), by=by)
    with progress.working():
        progress.stage(_("Looking up what was decided before"))
        take_over(found, by)
        rows = list(_open_rows(found))
        if rows:
            _match_rows(found, rows, progress, by)
        if living.is_of_the_living(found.feed):
            living.keep_decided(found.feed, batch=found.pk)
            living.tell_the_dead(by=by, only=Q(row__batch=found.pk))
        progress.finish()


def _match_rows(found: Batch, rows: list[InboundRow], progress: Progress, by: Actor) -> None:
    progress.stage(_("Comparing with the register"))
    run, scored = _score(found, rows, by)
    progress.stage(_("Settling the rows"), len(rows))
    for chunk in batched(scored, CHUNK):
        _settle(run, chunk, by)
        progress.add(len(chunk))
    with act("reconciliation.match_batch", by=by, object_=("batch", found.pk)) as this:
        run.ended_at = this.now
        run.save(update_fields=["ended_at"])
        this.after = {"rows": len(rows), "known_at": run.known_at.isoformat()}


def _open_rows(found: Batch) -> QuerySet[InboundRow]:
    return InboundRow.objects.filter(batch=found, outcome=None).select_related("batch").order_by("row_no")


# ------------------------------------------------------------------ decided before


def take_over(found: Batch, by: Actor) -> int:
    """Settle the rows whose content was decided before, or waits for a clerk already. Nothing is handed over again."""
    done = 0
    for rows in batched(list(_open_rows(found).values_list("pk", "row_hash")), 5000):
        verdicts = _verdicts(found.feed, [bytes(row_hash) for _pk, row_hash in rows])
        with act("reconciliation.take_over", by=by, object_=("batch", found.pk)) as this:
            known = (Settlement(pk, *verdicts[bytes(h)]) for pk, h in rows if bytes(h) in verdicts)
            done += settle(known, at=this.now)
            this.after = {"rows": done}
    return done


def _verdicts(feed: str, hashes: list[bytes]) -> dict[bytes, tuple[str, str]]:
    """Outcome and reason by content, of decisions that stand and of rows that wait."""
    waiting = InboundRow.objects.filter(batch__feed=feed, row_hash__in=hashes, outcome=O.REVIEW)
    found = dict.fromkeys(
        (bytes(h) for h in waiting.values_list("row_hash", flat=True)),
        (str(O.REVIEW), f"{PREFIX}same_as_before"),
    )
    decided = Decision.objects.filter(feed=feed, row_hash__in=hashes, recorded_to=None)
    for row_hash, verdict in decided.values_list("row_hash", "verdict"):
        outcome, reason = _OUTCOMES[Decision.Verdict(verdict)]
        found[bytes(row_hash)] = (str(outcome), reason)
    return found


# ------------------------------------------------------------------ scoring


def _score(found: Batch, rows: list[InboundRow], by: Actor) -> tuple[MatchRun, Iterator[Scored]]:
    """Compare the rows with a snapshot of the register, which is gone when this returns."""
    contents = [content_of(row) for row in rows]
    with work_folder() as folder, act("reconciliation.snapshot", by=by, object_=("batch", found.pk)) as this:
        path = folder / "register.parquet"
        known_at = snapshot.write(path)
        run = MatchRun.objects.create(batch=found, known_at=known_at, started_at=this.now)
        this.after = {"known_at": known_at.isoformat()}
        people = prepare_register(_parts(path), tokeniser())
    result = match(people, prepare_list(_table(contents), tokeniser()))
    candidates: dict[int, list[dict[str, Any]]] = {}
    for candidate in result.candidates.to_pylist():
        candidates.setdefault(candidate["row"], []).append(candidate)
    said = result.outcomes.select(["row", "outcome", "why"]).to_pylist()
    scored = (
        Scored(rows[n - 1], contents[n - 1], line["outcome"], line["why"], candidates.get(n, []))
        for line in said
        for n in [line["row"]]
    )
    return run, scored


def _parts(path: Path) -> Iterator[pa.Table]:
    with pq.ParquetFile(path) as file:
        for part in file.iter_batches(PART):
            yield pa.Table.from_batches([part])
        if not file.metadata.num_rows:
            yield file.read()


def _table(contents: list[Content]) -> pa.Table:
    columns = (*LIST_COLUMNS, *LIST_MAY_HAVE)
    return pa.table({name: pa.array([c.clean.get(name) for c in contents], pa.string()) for name in columns})


# ------------------------------------------------------------------ settling


def _settle(run: MatchRun, chunk: tuple[Scored, ...], by: Actor) -> None:
    """Candidates, decisions of the machine, hand-overs and outcomes of some rows, in one transaction."""
    with act("reconciliation.settle_rows", by=by, object_=("batch", run.batch_id)) as this:
        # One writer at a time per feed: two batches may hold the same row, and it is decided once.
        jobs.lock(f"reconciliation.decide:{run.batch.feed}")
        chunk = _still_open(run, chunk, this)
        if living.is_of_the_living(run.batch.feed):
            done = living.settle_living(chunk, at=this.now)
            chunk = tuple(scored for scored in chunk if scored.row.pk not in done)
        Candidate.objects.bulk_create(
            [c for scored in chunk for c in _candidates(run, scored)], batch_size=2000
        )
        sure = [scored for scored in chunk if scored.by_machine]
        changed = _changed_since(run, sure)
        sure = [scored for scored in sure if scored.best not in changed]
        _hand_over(sure, by, this)
        settle((_outcome(scored, changed) for scored in chunk), at=this.now)
        this.after = {"rows": len(chunk), "handed_over": len(sure)}


def _still_open(run: MatchRun, chunk: tuple[Scored, ...], this: Act) -> tuple[Scored, ...]:
    """Settle what another batch has decided since this one began; the rest is still to do."""
    verdicts = _verdicts(run.batch.feed, [bytes(scored.row.row_hash) for scored in chunk])
    decided = [scored for scored in chunk if bytes(scored.row.row_hash) in verdicts]
    settle((Settlement(s.row.pk, *verdicts[bytes(s.row.row_hash)]) for s in decided), at=this.now)
    return tuple(scored for scored in chunk if bytes(scored.row.row_hash) not in verdicts)


def _candidates(run: MatchRun, scored: Scored) -> Iterator[Candidate]:
    if scored.outcome == "none":
        return
    for candidate in scored.candidates:
        yield Candidate(
            run=run,
            row=scored.row,
            rank=candidate["rank"],
            person_id=UUID(candidate["person_id"]),
            proposal=scored.outcome,
            weight=candidate["weight"],
            gap=candidate["gap"],
            levels=candidate["levels"].split(),
        )


def _changed_since(run: MatchRun, sure: list[Scored]) -> set[UUID]:
    """Look the persons up again: whose particulars or registration are not what the snapshot saw?"""
    persons = [scored.best for scored in sure]
    later = Q(recorded_from__gt=run.known_at) | Q(recorded_to__gt=run.known_at)
    return {
        person_id
        for model in (Particulars, Registration)
        for person_id in model._default_manager.filter(later, person__in=persons).values_list(
            "person_id", flat=True
        )
    }


def _hand_over(sure: list[Scored], by: Actor, this: Act) -> None:
    """Decide and tell, in one go."""
    if not sure:
        return
    feed = sure[0].row.batch.feed
    persons = [scored.best for scored in sure]
    pairs = list(zip(sure, persons, strict=True))
    this.add(
        *(
            Decision.of(s.row, Decision.Verdict.SAME, person, machine.REASON, by, by_machine=True)
            for s, person in pairs
        )
    )
    this.about(*persons)
    tellings = [handover.telling(s.row, s.content, person) for s, person in pairs]
    outbox.tell_all(handover.message_type(feed), tellings, by=by, this=this)


def _outcome(scored: Scored, changed: set[UUID]) -> Settlement:
    row_id = scored.row.pk
    if scored.outcome == "none":
        return Settlement(row_id, O.NOT_FOUND, f"{PREFIX}{scored.why or 'nobody'}")
    if scored.by_machine and scored.best in changed:
        return Settlement(row_id, O.REVIEW, f"{PREFIX}changed")
    if scored.by_machine:
        return Settlement(row_id, O.MATCHED)
    return Settlement(row_id, O.REVIEW, f"{PREFIX}{scored.why or 'confirm'}")
