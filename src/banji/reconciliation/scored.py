"""A row of a list with what matching says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from banji.exchange.inbox import Content
from banji.exchange.models import InboundRow
from banji.reconciliation import machine


@dataclass(frozen=True, slots=True)
class Scored:
    """Outcome, why not a suggestion, and the candidates, best first."""

    row: InboundRow
    content: Content
    outcome: str
    why: str
    candidates: list[dict[str, Any]]

    @property
    def by_machine(self) -> bool:
        return bool(self.candidates) and machine.decides(self.outcome, self.candidates[0]["levels"].split())

    @property
    def best(self) -> UUID:
        """The first candidate; there must be one."""
        return UUID(self.candidates[0]["person_id"])
