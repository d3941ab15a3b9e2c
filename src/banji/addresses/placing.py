"""Where in the tree of divisions the people of a village are counted on a day.

Rows of people keep the village they were written in. On a day that is the village itself while it stands (and before
its list begins); afterwards what it became; after a split, the division that has all its parts; where no list tells,
the nearest division above it that stands. So everybody is counted exactly once on every day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from banji.addresses import lineage
from banji.addresses.models import Division, Succession

_DAY = timedelta(days=1)


class Unit(NamedTuple):
    """A division, as far as counting asks."""

    id: int
    parent: int | None
    level: int
    code: str
    name: str
    initials: str
    valid_from: date
    valid_to: date | None

    def stands(self, on: date) -> bool:
        return self.valid_from <= on and not self.ended(on)

    def ended(self, on: date) -> bool:
        return self.valid_to is not None and self.valid_to <= on


_COLUMNS = ("area_id", "parent_id", "level", "code", "folded_name", "initials", "valid_from", "valid_to")


class Stretch(NamedTuple):
    """Days on which no division changes: its first day, and where each village's people are counted."""

    start: date
    placed: Mapping[int, int]


class Tree:
    """The divisions of all times after one query. Made for one job or page: it does not see later changes."""

    def __init__(self) -> None:
        rows = Division.objects.order_by("code", "valid_from").values_list(*_COLUMNS)
        self.units = {row[0]: Unit(*row) for row in rows}

    @cached_property
    def villages(self) -> Sequence[Unit]:
        return [unit for unit in self.units.values() if unit.level == Division.Level.VILLAGE]

    def above(self, division: int) -> Iterator[int]:
        """The division itself, then what lies above it, up to the top."""
        at: int | None = division
        while at is not None:
            yield at
            at = self.units[at].parent

    def below(self, division: int, first: date, last: date) -> list[Unit]:
        """What stood next below it at some time from the one day to the other, in the order of the codes."""
        return [
            unit
            for unit in self.units.values()
            if unit.parent == division and unit.valid_from <= last and not unit.ended(first)
        ]

    def placed(self, on: date) -> dict[int, int]:
        """For every village of any time, the division in which its people are counted at the end of that day."""
        gone = [unit for unit in self.villages if unit.ended(on)]
        became = lineage.today_of_all(on) if gone else {}
        found = {unit.id: unit.id for unit in self.villages}
        found.update((unit.id, self._successor(unit, became.get(unit.id, ()), on)) for unit in gone)
        return found

    def branches(self, area: int, placed: Mapping[int, int]) -> dict[int, int]:
        """Of the villages counted in `area`, each with the division next below it that it lies in; with `area`
        itself where it lies in none."""
        known: dict[int, int | None] = {}
        for place in set(placed.values()):
            path = list(self.above(place))
            known[place] = path[max(path.index(area) - 1, 0)] if area in path else None
        return {village: branch for village, place in placed.items() if (branch := known[place]) is not None}

    def stretches(self, first: date, last: date) -> list[Stretch]:
        """The time from the eve of `first` to `last`, cut wherever divisions change."""
        eve = first - _DAY
        days = {day for unit in self.units.values() for day in (unit.valid_from, unit.valid_to) if day}
        moved = Succession.objects.filter(happened_on__range=(first, last), withdrawn_at=None)
        days.update(moved.values_list("happened_on", flat=True))
        found = [Stretch(eve, self.placed(eve))]
        for day in sorted(day for day in days if first <= day <= last):
            placed = self.placed(day)
            if placed != found[-1].placed:
                found.append(Stretch(day, placed))
        return found

    def _successor(self, village: Unit, became: Sequence[int], on: date) -> int:
        if became:
            return self._common(became)
        above = list(self.above(village.id))
        return next((one for one in above[1:] if self.units[one].stands(on)), above[-1])

    def _common(self, divisions: Sequence[int]) -> int:
        """The lowest division that has all of these, itself one of them or above; the first, if nothing has."""
        paths = [list(self.above(one)) for one in divisions]
        return next((one for one in paths[0] if all(one in path for path in paths)), divisions[0])
