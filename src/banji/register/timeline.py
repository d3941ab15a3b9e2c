"""What a chain of rows says from day to day, put together from what was written into it one after another.

Every field has a line of its own: from a day on it has a value, until the next day on which something else was
written. A late entry about an early day therefore fills the time up to the next entry and no more; and an event that is
left out leaves the others as they would be without it. So an undo need not be the last act undone first. Plain Python.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise, takewhile
from typing import Any

type Values = Mapping[str, Any]
type Source = Hashable

# There is a row from this day on, whether or not anything changes.
_ROW = "\0row"
_FOREVER = date.max


class _Nothing:
    def __repr__(self) -> str:
        return "NOTHING"


# Nobody has said anything of a field, or that there is nothing.
NOTHING = _Nothing()


@dataclass(frozen=True, slots=True)
class Span:
    """Something holds from a day up to, not including, another; None: without an end. `source` is what began it."""

    start: date
    end: date | None
    values: Values
    source: Source = None


@dataclass(frozen=True, slots=True)
class _Point:
    value: Any
    source: Source
    rank: int
    ends: bool = False
    begins: bool = False


@dataclass(slots=True)
class Timeline:
    """The lines of all fields. Write in the order in which things became known. Where the first of the fields says
    nothing there is no row."""

    fields: Sequence[str]
    _lines: dict[str, dict[date, _Point]] = field(init=False)
    _rank: int = 0

    def __post_init__(self) -> None:
        self._lines = {name: {} for name in (*self.fields, _ROW)}

    def write(
        self, start: date, values: Values, source: Source, *, ends: bool = False, begins: bool = False
    ) -> None:
        """From `start` on these fields have these values, until something else was written or will be.

        `ends`: nothing that is dated later counts any more (somebody died) but what `begins` again and became known
        after it.
        """
        self._rank += 1
        for name, value in (*values.items(), (_ROW, None)):
            self._lines[name][start] = _Point(value, source, self._rank, ends, begins)

    def overwrite(self, before: Iterable[Span], after: Iterable[Span]) -> None:
        """Somebody who does not say what happened has put other spans in the place of these: where the two differ,
        the new ones hold, whatever was written there. Both are in order and without overlap."""
        self._rank += 1
        old, new = list(before), list(after)
        days = sorted({day for span in (*old, *new) for day in (span.start, span.end or _FOREVER)})
        for start, end in pairwise(days):
            was, now = _at(old, start), _at(new, start)
            for name in self.fields:
                value = now.values[name] if now else NOTHING
                if value != (was.values[name] if was else NOTHING):
                    self._hold(name, start, end, value, now.source if now else None)
        for span in new:
            if not any(span.start == other.start and span.values == other.values for other in old):
                self._lines[_ROW][span.start] = _Point(None, span.source, self._rank, begins=True)
        for day in {span.start for span in old} - {span.start for span in new}:
            self._forget(day)

    def spans(self) -> list[Span]:
        """What holds from day to day, in order. Where something holds that says nothing of a field (somebody died
        before he was registered), the field has the first value it ever gets."""
        found: list[Span] = []
        now: dict[str, Any] = {}
        ended = 0
        for start in sorted({day for line in self._lines.values() for day in line}):
            points = {name: line[start] for name, line in self._lines.items() if start in line}
            if ended:
                points = {name: p for name, p in points.items() if p.begins and p.rank > ended}
            if not points:
                continue
            now |= {name: point.value for name, point in points.items() if name != _ROW}
            if (state := points.get(self.fields[0])) is not None:
                ended = state.rank if state.ends else 0
            if found and found[-1].end is None:
                found[-1] = replace(found[-1], end=start)
            if now.get(self.fields[0], NOTHING) is not NOTHING:
                last = max(points.values(), key=lambda point: point.rank)
                found.append(Span(start, None, self._complete(now), last.source))
        return found

    def at(self, day: date) -> Span | None:
        """What holds at the end of `day`."""
        return _at(self.spans(), day)

    def said_since(self, name: str, day: date, *, along: Collection[str] = ()) -> list[date]:
        """Where to write what a field should always have said: the first day of what it says at the end of `day`, without
        a break of it or of the fields `along`, and every later day on which it was entered again.
        """
        spans = [span for span in self.spans() if span.start <= day]
        now = spans[-1].values
        one_piece = takewhile(
            lambda span: all(span.values[each] == now[each] for each in (name, *along)), reversed(spans)
        )
        began = min(span.start for span in one_piece)
        return [began, *(again for again in sorted(self._lines[name]) if began < again <= day)]

    def _hold(self, name: str, start: date, end: date, value: Any, source: Source) -> None:
        """The field has this value in this time, whatever was written there; afterwards it goes on as it would have."""
        line = self._lines[name]
        after = self._value(name, end) if end != _FOREVER else NOTHING
        for day in [day for day in line if start <= day < end]:
            del line[day]
        if self._value(name, start) != value:
            line[start] = _Point(value, source, self._rank, begins=True)
        if end != _FOREVER and end not in line and after != value:
            line[end] = _Point(after, source, self._rank, begins=True)

    def _forget(self, day: date) -> None:
        """Nothing begins on this day any more: what was written there says what held before."""
        self._lines[_ROW].pop(day, None)
        for name in self.fields:
            point = self._lines[name].pop(day, None)
            if point is not None and self._value(name, day) != point.value:
                self._lines[name][day] = point

    def _value(self, name: str, day: date) -> Any:
        line = self._lines[name]
        known = max((start for start in line if start <= day), default=None)
        return line[known].value if known is not None else NOTHING

    def _complete(self, now: Values) -> dict[str, Any]:
        return {
            name: self._first(name) if (said := now.get(name, NOTHING)) is NOTHING else said
            for name in self.fields
        }

    def _first(self, name: str) -> Any:
        line = self._lines[name]
        return next((line[day].value for day in sorted(line) if line[day].value is not NOTHING), None)


def _at(spans: Iterable[Span], day: date) -> Span | None:
    return next((s for s in spans if s.start <= day and (s.end is None or day < s.end)), None)
