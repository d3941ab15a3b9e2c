"""A chain put together from what was written, without a database: order, late entries, and what is left out."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from banji.register.timeline import Span, Timeline

FIELDS = ("status", "home", "name")
BEGAN = date(2017, 1, 1)
DAYS = st.integers(0, 12).map(lambda n: BEGAN + timedelta(days=n))
VALUES = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from("abc"), min_size=1)
WRITTEN = st.lists(st.tuples(DAYS, VALUES), max_size=8)


def day(n: int) -> date:
    return BEGAN + timedelta(days=n)


def begun(**values: Any) -> Timeline:
    line = Timeline(FIELDS)
    line.write(BEGAN, {"status": "in", "home": "here", "name": "Li"} | values, "base")
    return line


def said(line: Timeline, name: str) -> list[tuple[int, Any]]:
    return [((span.start - BEGAN).days, span.values[name]) for span in line.spans()]


def test_a_late_entry_fills_the_time_up_to_the_next_one() -> None:
    line = begun()
    line.write(day(10), {"home": "there"}, "move")
    line.write(day(5), {"home": "between"}, "late")
    assert said(line, "home") == [(0, "here"), (5, "between"), (10, "there")]


def test_one_field_goes_on_through_the_changes_of_another() -> None:
    line = begun()
    line.write(day(10), {"name": "Wang"}, "name")
    line.write(day(5), {"home": "there"}, "late move")
    assert said(line, "home") == [(0, "here"), (5, "there"), (10, "there")]
    assert said(line, "name") == [(0, "Li"), (5, "Li"), (10, "Wang")]


def test_said_again_is_one_piece_until_something_else_was_said() -> None:
    line = begun()
    line.write(day(3), {"name": "Wang"}, "name")
    line.write(day(5), {"name": "Li"}, "name again")
    line.write(day(7), {"home": "there"}, "move")
    line.write(day(9), {"name": "Li"}, "and again")
    assert line.said_since("name", day(2)) == [day(0)]
    assert line.said_since("name", day(8)) == [day(5)]
    assert line.said_since("name", day(12)) == [day(5), day(9)]
    assert line.said_since("name", day(12), along=["home"]) == [day(7), day(9)]


@given(WRITTEN, DAYS)
def test_what_is_written_since_it_was_said_holds_all_that_time_and_at_no_other(
    written: list[tuple[date, dict[str, Any]]], on: date
) -> None:
    line = begun()
    for start, values in written:
        line.write(start, values, start)
    before = {at: line.at(at) for at in (day(n) for n in range(13))}
    since = line.said_since("name", on)
    for start in since:
        line.write(start, {"name": "right"}, "correction")
    for at, was in before.items():
        now = line.at(at)
        assert was is not None
        assert now is not None
        other = at < since[0] or any(on < start <= at and "name" in values for start, values in written)
        assert now.values["name"] == (was.values["name"] if other else "right")


def test_nothing_counts_after_a_death_but_what_begins_again_and_is_known_later() -> None:
    line = begun()
    line.write(day(8), {"home": "there"}, "move of a dead man")
    line.write(day(5), {"status": "dead"}, "death", ends=True)
    assert said(line, "status") == [(0, "in"), (5, "dead")]
    assert said(line, "home") == [(0, "here"), (5, "here")]
    line.write(day(9), {"status": "in", "home": "new"}, "restored", begins=True)
    assert said(line, "home") == [(0, "here"), (5, "here"), (9, "new")]


def test_dead_before_he_was_registered() -> None:
    line = begun()
    line.write(day(-100), {"status": "dead"}, "death", ends=True)
    assert line.spans() == [Span(day(-100), None, {"status": "dead", "home": "here", "name": "Li"}, "death")]


def test_what_was_put_in_its_place_holds_where_it_differs() -> None:
    line = begun()
    line.write(day(5), {"home": "there"}, "move")
    before = line.spans()
    after = [before[0], Span(day(5), None, before[1].values | {"home": "elsewhere"}, "theirs")]
    line.overwrite(before, after)
    assert line.spans() == after
    without = begun()
    without.overwrite(before, after)
    assert said(without, "home") == [(0, "here"), (5, "elsewhere")]


def test_taken_over_with_a_gap() -> None:
    line = Timeline(FIELDS)
    values = {"status": "in", "home": "here", "name": "Li"}
    spans = [Span(day(0), day(3), values, 1), Span(day(6), None, values, 2)]
    line.overwrite([], spans)
    assert line.spans() == spans
    assert line.at(day(4)) is None


@given(WRITTEN)
def test_without_a_gap_from_the_first_day_on(written: list[tuple[date, dict[str, str]]]) -> None:
    line = begun()
    for n, (start, values) in enumerate(written):
        line.write(start, values, n)
    spans = line.spans()
    assert spans[0].start == BEGAN
    assert all(one.end == two.start for one, two in pairwise(spans))
    assert spans[-1].end is None


@given(WRITTEN, st.data())
def test_every_day_has_the_last_value_written_for_the_latest_day_before(
    written: list[tuple[date, dict[str, str]]], data: st.DataObject
) -> None:
    line = begun()
    for n, (start, values) in enumerate(written):
        line.write(start, values, n)
    asked = data.draw(DAYS)
    held = line.at(asked)
    assert held is not None
    for name, value in held.values.items():
        entries = [(start, n, values[name]) for n, (start, values) in enumerate(written) if name in values]
        known = [entry for entry in entries if entry[0] <= asked]
        assert value == (max(known)[2] if known else {"status": "in", "home": "here", "name": "Li"}[name])


@given(WRITTEN, st.data())
def test_leaving_one_out_changes_only_what_it_wrote(
    written: list[tuple[date, dict[str, str]]], data: st.DataObject
) -> None:
    """Whatever was written before or after it: the undo need not be the last act undone first."""
    if not written:
        return
    left_out = data.draw(st.integers(0, len(written) - 1))
    whole, part = begun(), begun()
    for n, (start, values) in enumerate(written):
        whole.write(start, values, n)
        if n != left_out:
            part.write(start, values, n)
    start, values = written[left_out]
    for n in range(13):
        with_it, without = whole.at(day(n)), part.at(day(n))
        assert with_it is not None
        assert without is not None
        for name in FIELDS:
            if day(n) < start or name not in values:
                assert with_it.values[name] == without.values[name]


@given(WRITTEN, WRITTEN)
def test_what_somebody_puts_in_its_place_holds_as_he_says_it(
    written: list[tuple[date, dict[str, str]]], theirs: list[tuple[date, dict[str, str]]]
) -> None:
    line, other = begun(), begun(name="Zhao")
    for n, (start, values) in enumerate(written):
        line.write(start, values, n)
    for n, (start, values) in enumerate(theirs):
        other.write(start, values, f"theirs {n}")
    line.overwrite(line.spans(), other.spans())
    found = [(s.start, s.end, s.values) for s in line.spans()]
    assert found == [(s.start, s.end, s.values) for s in other.spans()]
