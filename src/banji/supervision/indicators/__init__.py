"""Every indicator of the house, as tables: `banji docs` writes them into docs/reference/indicators.md.

A later subject (unregistered people, addresses, tickets …) is one more module here beside `deaths`.
"""

from __future__ import annotations

from collections.abc import Mapping

from banji.supervision.indicators.deaths import DEATHS
from banji.supervision.indicators.indicator import Indicator
from banji.words import Words

SUBJECTS: Mapping[Words, tuple[Indicator, ...]] = {
    Words("死亡应销未销清理", "Clean-up of the dead still registered"): DEATHS,
}

__all__ = ["SUBJECTS"]
