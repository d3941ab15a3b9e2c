"""What an indicator is: a name, a formula in words with its ground, and what it is computed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from banji.law.sources import Citation
from banji.words import Words

FEWEST = 5  # a denominator below this is not shown to outside readers (domain 6)


class Kind(StrEnum):
    COUNT = "count"
    SHARE = "share"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Indicator:
    """`of` is the set counted, whose list the number opens; a share and a lag have the set `base` below it.

    A lag is the value `measure` of the tally. `flow` counts what happened in the period, the others what is there on
    the day.
    """

    code: str
    title: Words
    formula: Words
    source: Citation
    of: str
    base: str = ""
    measure: str = ""
    flow: bool = False

    @property
    def kind(self) -> Kind:
        if self.measure:
            return Kind.DAYS
        return Kind.SHARE if self.base else Kind.COUNT


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator's value: a count, a share's numerator and denominator, or days over so many cases.

    `value` is None where nothing can be said (no denominator) or may be said (`withheld`).
    """

    indicator: Indicator
    value: float | None
    numerator: int | None
    denominator: int | None
    withheld: bool = False


def figure(indicator: Indicator, values: Mapping[str, int | None], *, outside: bool = False) -> Figure:
    """Read an indicator from a tally's values; for outside readers nothing that rests on fewer than five."""
    counted = values.get(indicator.of) or 0
    if indicator.kind is Kind.COUNT:
        return Figure(indicator, counted, counted, None)
    below = values.get(indicator.base) or 0
    if outside and 0 < below < FEWEST:
        return Figure(indicator, None, None, None, withheld=True)
    if indicator.kind is Kind.DAYS:
        return Figure(indicator, values.get(indicator.measure), below, below)
    return Figure(indicator, counted / below if below else None, counted, below)
