"""The exchange's jobs."""

from __future__ import annotations

from banji.exchange import delivery, drop, inbox, outbox, reading, retention
from banji.foundation import jobs
from banji.foundation.actors import system


@jobs.task(inbox.READ_JOB)
def read_batch(batch_id: str) -> None:
    """Read one received list."""
    reading.read_batch(batch_id, by=system(inbox.READ_JOB))


@jobs.task(outbox.DELIVER_JOB, cron="* * * * *")
def deliver(timestamp: int) -> None:
    """Take in receipts and deliver what is due; also runs as soon as something is told."""
    drop.collect_receipts()
    delivery.deliver_due()


@jobs.task("exchange.purge", cron="30 3 * * *")
def purge(timestamp: int) -> None:
    """Let go what has outlived its term, and what killed processes left."""
    retention.purge(by=system("exchange.purge"))
    reading.sweep_work()
