"""The table of what runs by itself; the exchange's own jobs stand in its `tasks.py`."""

from __future__ import annotations

from banji.audit import checkpoints
from banji.cases import nightly
from banji.files.operations import sweep_orphans
from banji.foundation import jobs


@jobs.task("site.nightly", cron="10 0 * * *")
def tick(timestamp: int) -> None:
    """Mark what has become ripe during the day, and remind."""
    nightly.tick()


@jobs.task("site.sweep_files", cron="0 4 * * *")
def sweep_files(timestamp: int) -> None:
    """Remove files that no row names."""
    sweep_orphans()


@jobs.task("site.copy_trail", cron="*/15 * * * *")
def copy_trail(timestamp: int) -> None:
    """Copy the heads of the trail outside the database."""
    checkpoints.write()
