"""In what a value of the rules is counted."""

from __future__ import annotations

from enum import StrEnum

from banji.words import Words


class Unit(StrEnum):
    """In what a period is counted."""

    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"

    def words(self, n: int) -> Words:
        zh, en = _PERIOD_WORDS[self]
        return Words(f"{n}{zh}", f"{n} {en}" if n == 1 else f"{n} {en}s")


_PERIOD_WORDS = {
    Unit.DAY: ("日", "day"),
    Unit.WORKING_DAY: ("个工作日", "working day"),
    Unit.MONTH: ("个月", "month"),
    Unit.YEAR: ("年", "year"),
}

PERIODS = frozenset(Unit)
COUNTS = {
    "age": Words("周岁", " years of age"),
    "percent": Words("%", "%"),
    "count": Words("", ""),
}
UNITS = PERIODS | COUNTS.keys() | {"choice", "yes_no"}
"""Every unit a value may have: periods, plain numbers, one of a closed set, yes or no."""
