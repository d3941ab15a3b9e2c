"""The jobs of taking files over."""

from __future__ import annotations

from banji.foundation import jobs
from banji.register.importing import sweeping, taking
from banji.register.importing.operations import LOAD, LOOK, TRY


@jobs.task(LOOK)
def look(intake_id: str) -> None:
    taking.look(intake_id)


@jobs.task(TRY)
def try_out(intake_id: str) -> None:
    taking.try_out(intake_id)


@jobs.task(LOAD)
def load(intake_id: str) -> None:
    taking.take(intake_id)


@jobs.task("importing.sweep", cron="40 3 * * *")
def sweep(timestamp: int) -> None:
    """Remove what nobody has asked for any more."""
    sweeping.sweep()
