"""Pictures computed on the server: the two time axes of a record, and the procedure with "you are here"."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

LEFT, WIDTH, LANE = 8, 720, 50
BOX_W, BOX_H, GAP_X, GAP_Y = 132, 40, 46, 18


def value(thing: Any, name: str, default: Any = None) -> Any:
    """A field of a mapping or an attribute of an object: components take either."""
    found = thing.get(name, default) if isinstance(thing, Mapping) else getattr(thing, name, default)
    return default if found is None else found


class Bar(NamedTuple):
    """One rectangle; `open_end` means that it still goes on."""

    x: float
    width: float
    y: float
    open_end: bool


class Lane(NamedTuple):
    """One row of the record: its time in law above, its time in our books below."""

    label: str
    label_y: float
    tone: str
    law: Bar
    books: Bar
    span: Any


class Axes(NamedTuple):
    """Ready to draw: `ticks` are (x, year)."""

    width: float
    height: float
    bottom: float
    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[float, int], ...]
    today_x: float


def two_axes(spans: Iterable[Any], today: date) -> Axes:
    """Lay out spans {label, valid_from, valid_to?, recorded_from, recorded_to?, tone?} on one scale of time."""
    rows = list(spans)
    starts = [_day(value(s, name)) for s in rows for name in ("valid_from", "recorded_from")]
    first = min(starts, default=today)
    span_days = max((today - first).days, 1) * 1.04

    def x(on: date) -> float:
        return LEFT + round(WIDTH * min(max((on - first).days / span_days, 0), 1), 1)

    def bar(span: Any, axis: str, y: float) -> Bar:
        start, end = _day(value(span, f"{axis}_from")), _day(value(span, f"{axis}_to", today))
        return Bar(x(start), round(max(x(end) - x(start), 3), 1), y, value(span, f"{axis}_to") is None)

    lanes = tuple(
        Lane(
            str(value(s, "label", "")),
            18 + i * LANE,
            str(value(s, "tone", "working")),
            bar(s, "valid", 24 + i * LANE),
            bar(s, "recorded", 38 + i * LANE),
            s,
        )
        for i, s in enumerate(rows)
    )
    bottom = 12 + len(rows) * LANE
    return Axes(LEFT * 2 + WIDTH, bottom + 22, bottom, lanes, _ticks(first, today, x), x(today))


def _ticks(first: date, today: date, x: Any) -> tuple[tuple[float, int], ...]:
    years = today.year - first.year
    step = next((s for s in (1, 2, 5, 10, 20) if years / s <= 9), 50)
    marks = (year for year in range(first.year + 1, today.year + 1) if year % step == 0)
    return tuple((x(date(year, 1, 1)), year) for year in marks)


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


class Box(NamedTuple):
    """One state. `mark` is here, passed or ahead."""

    code: str
    lines: tuple[str, ...]
    x: float
    y: float
    mark: str


class Arrow(NamedTuple):
    """One step from state to state; `back` ones are drawn below the boxes."""

    path: str
    title: str
    mark: str


class Procedure(NamedTuple):
    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def procedure(
    states: Sequence[Any], edges: Sequence[Any], *, here: str = "", passed: Iterable[str] = ()
) -> Procedure:
    """Lay out states {code, name} by their distance from the first one; edges {from, to, name}.

    A column holds the states that are equally far; an edge that leads back or within a column is bent below.
    """
    codes = [str(value(s, "code")) for s in states]
    links = [(str(value(e, "from")), str(value(e, "to")), str(value(e, "name", ""))) for e in edges]
    depth = _depths(codes, links)
    columns: dict[int, list[str]] = defaultdict(list)
    for code in codes:
        columns[depth[code]].append(code)
    tallest = max((len(column) for column in columns.values()), default=1)
    at = {
        code: (
            8 + d * (BOX_W + GAP_X),
            8 + (i + (tallest - len(column)) / 2) * (BOX_H + GAP_Y),
        )
        for d, column in columns.items()
        for i, code in enumerate(column)
    }
    been = set(passed)
    boxes = tuple(
        Box(
            c,
            _lines(str(value(s, "name"))),
            *at[c],
            "here" if c == here else "passed" if c in been else "ahead",
        )
        for c, s in zip(codes, states, strict=True)
    )
    arrows = tuple(
        Arrow(_bend(at[a], at[b]), name, "passed" if {a, b} <= been | {here} and a in been else "ahead")
        for a, b, name in links
        if a in at and b in at and a != b
    )
    height = 16 + tallest * (BOX_H + GAP_Y) + 26
    return Procedure(16 + (max(columns, default=0) + 1) * (BOX_W + GAP_X) - GAP_X, height, boxes, arrows)


def _depths(codes: Sequence[str], links: Iterable[tuple[str, str, str]]) -> dict[str, int]:
    """Distance of every state from the first; a state nobody reaches stands in the first column."""
    after = defaultdict(list)
    for start, end, _ in links:
        after[start].append(end)
    depth = {codes[0]: 0} if codes else {}
    waiting = deque(codes[:1])
    while waiting:
        state = waiting.popleft()
        for following in after[state]:
            if following not in depth:
                depth[following] = depth[state] + 1
                waiting.append(following)
    return {code: depth.get(code, 0) for code in codes}


def _bend(start: tuple[float, float], end: tuple[float, float]) -> str:
    (ax, ay), (bx, by) = start, end
    middle = BOX_H / 2
    if bx > ax:
        ax, ay, by = ax + BOX_W, ay + middle, by + middle
        half = round((ax + bx) / 2, 1)
        return f"M{ax} {ay} C{half} {ay} {half} {by} {bx} {by}"
    low = max(ay, by) + BOX_H + 22
    ax, bx, foot_a, foot_b = ax + BOX_W / 2 - 12, bx + BOX_W / 2 + 12, ay + BOX_H, by + BOX_H
    return f"M{ax} {foot_a} C{ax} {low} {bx} {low} {bx} {foot_b}"


def _lines(name: str, room: int = 18) -> tuple[str, ...]:
    """At most two lines of a name: a Han character takes twice the room of a letter."""
    words: list[str] = name.split(" ") if " " in name else list(name)
    glue = " " if " " in name else ""
    lines, line = [], ""
    for word in words:
        longer = f"{line}{glue}{word}" if line else word
        if line and sum(2 if c > "⺀" else 1 for c in longer) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return (*lines, line)[:2]
