"""The papers of each event, so that a test says only what it is about."""

from __future__ import annotations

from banji.exchange.timeliness import rules_on
from banji.foundation import clock
from banji.law import papers
from banji.register.operations import Brought


def brought(name: str) -> list[Brought]:
    """All that may be asked for: each paper of the closed list that is needed, and the first of those of which one is
    enough."""
    today = clock.today()
    lacking = papers.missing(f"register.{name}", (), profile=rules_on(today).profile, on=today)
    return [Brought(group[0].paper.id) for group in lacking]
