"""The job that matches a batch once it has been read."""

from __future__ import annotations

from uuid import UUID

from banji.foundation import jobs
from banji.foundation.actors import system
from banji.reconciliation.run import JOB, match_batch


@jobs.task(JOB)
def match_read_batch(batch_id: str) -> None:
    match_batch(batch_id, by=system(JOB))


def match_soon(batch_id: UUID) -> None:
    """Put the matching of a batch in the queue, in the caller's transaction."""
    jobs.enqueue(match_read_batch, one_at_a_time=f"batch:{batch_id}", batch_id=str(batch_id))
