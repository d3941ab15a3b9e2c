"""Which days are rest days. Adjusted weekends (调休) count as the working days they were made.

The arrangements of past years come with the package `chinesecalendar`; later ones, published each November, are added
by the city in a small dated file (see `Holidays.with_files`) or come with the package's next edition.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from chinese_calendar.constants import holidays as _shipped_rest
from chinese_calendar.constants import workdays as _shipped_work

from banji.law.linter import require_lawful
from banji.law.yaml_lines import Row, read

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Holidays:
    """Rest days and made-up working days of the years that are loaded."""

    rest: frozenset[date]
    work: frozenset[date]
    years: frozenset[int]

    def knows(self, day: date) -> bool:
        """Is the arrangement of this day loaded?

        New Year's arrangement reaches back into the last week of December (2018-12-31 was a rest day of 2019's),
        so that week is known only together with the next year.
        """
        if day.month == 12 and day.day >= 25 and day.year + 1 not in self.years:
            return False
        return day.year in self.years

    def is_holiday(self, day: date) -> bool:
        """A day of a published holiday arrangement, its bridging days included."""
        return day in self.rest

    def is_rest(self, day: date) -> bool:
        """A holiday, or a weekend that was not made a working day. Without the arrangement: any weekend."""
        if day in self.work:
            return False
        return day in self.rest or day.weekday() >= SATURDAY

    def with_files(self, *paths: Path) -> Holidays:
        """With the `holiday_years:` blocks of dated files. A `complete` year replaces what was known of it.

        Raises `Unlawful` where a file does not pass the linter.

        ```yaml
        holiday_years:
          - year: 2030
            source: 国务院办公厅关于2030年部分节假日安排的通知
            dated: 2029-11-08
            complete: true
            rest: [2030-01-01, …]
            work: [2030-02-09, …]
        ```
        """
        require_lawful(paths)
        known = self
        for path in paths:
            for row in read(path).rows("holiday_years"):
                known = known._with_year(row)
        return known

    def _with_year(self, row: Row) -> Holidays:
        year, rest, work = int(row["year"]), _days(row, "rest"), _days(row, "work")
        complete = bool(row.get("complete", False))

        def kept(days: Iterable[date]) -> set[date]:
            return {day for day in days if not (complete and day.year == year)}

        return Holidays(
            rest=frozenset((kept(self.rest) - work) | rest),
            work=frozenset((kept(self.work) - rest) | work),
            years=self.years | {year} if complete else self.years,
        )


def _days(row: Row, key: str) -> set[date]:
    return set(row.get(key) or ())


@cache
def shipped_holidays() -> Holidays:
    """What the installed `chinesecalendar` knows. A year counts as loaded when its National Day is in the list."""
    rest = frozenset(_shipped_rest)
    return Holidays(
        rest=rest,
        work=frozenset(_shipped_work),
        years=frozenset(day.year for day in rest if (day.month, day.day) == (10, 1)),
    )
