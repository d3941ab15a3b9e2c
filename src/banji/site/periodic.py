"""The table of what runs by itself; the exchange's own jobs stand in its `tasks.py`."""

from __future__ import annotations

from banji.api import once, volume
from banji.audit import checkpoints
from banji.cases import nightly
from banji.counter import drafts
from banji.exchange.not_found import report_not_found
from banji.files.operations import sweep_orphans
from banji.foundation import attempts, clock, jobs
from banji.foundation.actors import system
from banji.matters.duplicates.operations import start_search
from banji.matters.payments import finding
from banji.reconciliation import living
from banji.register.exporting.expiring import expire


@jobs.task("site.nightly", cron="10 0 * * *")
def tick(timestamp: int) -> None:
    """Mark what has become ripe during the day, and remind."""
    nightly.tick()


@jobs.task("site.remind_payers", cron="20 0 * * *")
def remind_payers(timestamp: int) -> None:
    """Remind payers of what they have not answered in time."""
    finding.remind(by=system("site.remind_payers"))


@jobs.task("site.lists_of_the_living", cron="30 0 * * *")
def lists_of_the_living(timestamp: int) -> None:
    """Find who was cancelled, or un-merged, without a message of ours, and forget whom rows meant whose term is over."""
    by = system("site.lists_of_the_living")
    living.tell_the_dead(by=by)
    finding.follow_merges(by=by)
    living.forget(by=by)


@jobs.task("site.find_duplicates", cron="0 1 2 * *")
def find_duplicates(timestamp: int) -> None:
    """Search the register for people registered twice, shared and wrong numbers."""
    start_search(by=system("site.find_duplicates"))


@jobs.task("site.sweep_files", cron="0 4 * * *")
def sweep_files(timestamp: int) -> None:
    """Remove files that no row names."""
    sweep_orphans()


@jobs.task("site.sweep_drafts", cron="10 4 * * *")
def sweep_drafts(timestamp: int) -> None:
    """Forget forms of the counter that nobody went on with."""
    drafts.sweep()


@jobs.task("site.expire_lists", cron="40 0 * * *")
def expire_lists(timestamp: int) -> None:
    """Remove the files of lists of persons whose days are over."""
    expire(by=system("site.expire_lists"))


@jobs.task("site.forget_requests", cron="50 3 * * *")
def forget_requests(timestamp: int) -> None:
    """Forget what systems asked and posted long ago, and what was tried in vain: the trail keeps who did and read what."""
    attempts.forget()
    volume.forget(clock.today())
    once.forget()


@jobs.task("site.copy_trail", cron="*/15 * * * *")
def copy_trail(timestamp: int) -> None:
    """Copy the heads of the trail outside the database."""
    checkpoints.write()


@jobs.task("site.report_not_found", cron="30 5 * * *")
def tell_senders(timestamp: int) -> None:
    """Tell each sender which rows of the months that are over meant nobody; nothing is told twice."""
    report_not_found(clock.today(), by=system("site.report_not_found"))
