"""A mover's row is never changed: another takes its place."""

from __future__ import annotations

from typing import Any

from banji.cases.runner import Taking
from banji.matters.migration.models import Mover
from banji.register.operations.writing import like


def change(mover: Mover, taking: Taking, **said: Any) -> Mover:
    row = like(mover, **said)
    taking.act.close(mover)
    taking.act.add(row)
    return row
