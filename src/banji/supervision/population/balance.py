"""The monthly change of the registered population: opening + in − out + taken over + mergers = closing, for an area and
each division next below it (domain 6.7 (2)). Mergers: the division changed, and nobody moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from banji.addresses.placing import Stretch, Tree
from banji.register.models import RegisterEvent
from banji.register.queries.changes import (
    ARRIVED,
    COMES,
    DEPARTED,
    GOES,
    TAKEN_OVER,
    Changes,
    Flow,
    Inside,
    Period,
    changes,
)

K = RegisterEvent.Kind
MERGERS = "MERGERS"
IN = (*(str(kind) for kind in COMES), ARRIVED)
OUT = (*(str(kind) for kind in GOES), DEPARTED)
LINES = (*IN, *OUT, TAKEN_OVER, MERGERS)
_DAY = timedelta(days=1)


@dataclass(slots=True)
class Row:
    """One area's month. `id` is the division; of the people counted in none of those below it, the area itself."""

    id: int
    opening: int = 0
    closing: int = 0
    lines: Counter[str] = field(default_factory=Counter)

    @property
    def explained(self) -> int:
        """What the closing must be, from the opening and the lines."""
        came = sum(self.lines[line] for line in (*IN, TAKEN_OVER, MERGERS))
        return self.opening + came - sum(self.lines[line] for line in OUT)

    @property
    def balances(self) -> bool:
        return self.closing == self.explained

    def __bool__(self) -> bool:
        return bool(self.opening or self.closing or any(self.lines.values()))


@dataclass(frozen=True, slots=True)
class Balance:
    """A month of an area; `parts` in the order of the codes. `rest`: who is counted in the area but in no part of it,
    because nobody knows which village his became."""

    whole: Row
    parts: Sequence[Row]
    rest: Row


@dataclass(frozen=True, slots=True)
class Month:
    """Days from `first` to `last` of an area, cut into stretches without a change of divisions. `branches`: for each
    stretch, which villages are in the area, and in which part of it."""

    tree: Tree
    area: int
    first: date
    last: date
    known_at: datetime | None
    stretches: Sequence[Stretch]
    branches: Sequence[Mapping[int, int]]

    @classmethod
    def of(cls, tree: Tree, area: int, first: date, last: date, known_at: datetime | None = None) -> Month:
        stretches = tree.stretches(first, last)
        branches = [tree.branches(area, stretch.placed) for stretch in stretches]
        return cls(tree, area, first, last, known_at, stretches, branches)

    @property
    def cuts(self) -> list[date]:
        return [stretch.start for stretch in self.stretches[1:]]

    @property
    def period(self) -> Period:
        villages: set[int] | None = {village for branch in self.branches for village in branch}
        if all(len(branch) == len(self.tree.villages) for branch in self.branches):
            villages = None
        return Period(self.first, self.last, self.cuts, villages, self.known_at)

    def inside(self, *, rest: bool = False) -> Inside:
        """The villages in the area, stretch by stretch; or only those in no part of it."""
        pairs = [
            (stretch, village)
            for stretch, branch in enumerate(self.branches)
            for village, part in branch.items()
            if not rest or part == self.area
        ]
        return Inside([stretch for stretch, _ in pairs], [village for _, village in pairs])


def balance(month: Month) -> Balance:
    """Raises `Refused` for an instant past the watermark."""
    eve = month.first - _DAY
    found = changes(month.period, [eve, month.last, *(cut - _DAY for cut in month.cuts)])
    whole = _Book(lambda part: month.area if part is not None else None)
    parts = _Book(lambda part: part)
    for book in (whole, parts):
        book.stocks(month.branches, found)
        for flow in found.flows:
            book.flow(flow, month.branches[flow.stretch])
    below = [unit.id for unit in month.tree.below(month.area, eve, month.last)]
    others = [part for part, row in parts.rows.items() if row and part not in (*below, month.area)]
    return Balance(
        whole.row(month.area),
        [parts.row(part) for part in (*below, *others)],
        parts.row(month.area),
    )


class _Book:
    """The rows of some areas. `key` says for the part of the area a village is in (None: outside) which row counts it."""

    def __init__(self, key: Callable[[int | None], int | None]) -> None:
        self.rows: dict[int, Row] = {}
        self._key = key

    def row(self, area: int) -> Row:
        return self.rows.setdefault(area, Row(area))

    def stocks(self, branches: Sequence[Mapping[int, int]], found: Changes) -> None:
        """Opening and closing; and who was there on the eve of a cut and is counted elsewhere from it on."""
        for village, (opening, closing, *eves) in found.stocks.items():
            areas = [self._key(branch.get(village)) for branch in branches]
            if areas[0] is not None:
                self.row(areas[0]).opening += opening
            if areas[-1] is not None:
                self.row(areas[-1]).closing += closing
            for people, (before, after) in zip(eves, pairwise(areas), strict=True):
                if before != after:
                    self._count(((before, -people), (after, people)), MERGERS)

    def flow(self, flow: Flow, branch: Mapping[int, int]) -> None:
        left = self._key(branch.get(flow.left)) if flow.left is not None else None
        entered = self._key(branch.get(flow.entered)) if flow.entered is not None else None
        if flow.comes:
            self._count([(entered, flow.people)], flow.comes)
        if flow.goes:
            self._count([(entered if flow.comes else left, flow.people)], flow.goes)
        if not (flow.comes or flow.goes) and left != entered:
            self._count([(entered, flow.people)], ARRIVED)
            self._count([(left, flow.people)], DEPARTED)

    def _count(self, areas: Iterable[tuple[int | None, int]], line: str) -> None:
        for area, people in areas:
            if area is not None and people:
                self.row(area).lines[line] += people
