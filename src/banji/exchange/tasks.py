"""The exchange's jobs."""

from __future__ import annotations

from banji.exchange import delivery, inbox, outbox, reading, reminders, retention
from banji.exchange.channels import drop
from banji.foundation import clock, jobs
from banji.foundation.actors import system

HAND_OVER_JOB = "exchange.hand_over"


@jobs.task(inbox.READ_JOB)
def read_batch(batch_id: str) -> None:
    """Read one received list."""
    reading.read_batch(batch_id, by=system(inbox.READ_JOB))


@jobs.task(outbox.DELIVER_JOB, cron="* * * * *")
def deliver(timestamp: int) -> None:
    """Take in receipts and deliver what is due inside; also runs as soon as something is told."""
    drop.collect_receipts()
    delivery.deliver_here()
    if delivery.waiting_endpoints():
        jobs.soon(HAND_OVER_JOB)


@jobs.task(HAND_OVER_JOB, queue=jobs.OUTSIDE)
def hand_over(timestamp: int) -> None:
    """Hand the systems of departments what waits for them: by a worker of its own, for they may be slow."""
    delivery.hand_over_all()


@jobs.task("exchange.remind", cron="30 0 * * *")
def remind(timestamp: int) -> None:
    """Remind of receipts and answers that are late."""
    reminders.remind(clock.today())


@jobs.task("exchange.purge", cron="30 3 * * *")
def purge(timestamp: int) -> None:
    """Let go what has outlived its term, and what killed processes left."""
    retention.purge(by=system("exchange.purge"))
    reading.sweep_work()
