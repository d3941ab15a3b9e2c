"""The jobs of cases: the nightly clock."""

from __future__ import annotations

from banji.cases import nightly
from banji.foundation import jobs


@jobs.task("cases.nightly", cron="10 0 * * *")
def tick(timestamp: int) -> None:
    """Mark what has become ripe and remind; decide nothing."""
    nightly.tick()
