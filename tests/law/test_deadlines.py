from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banji.law import Holidays, NotFinal, Unit, age_on, deadline, shipped_holidays
from banji.law.deadlines import add_months
from banji.law.linter import Unlawful

FIXTURES = Path(__file__).with_name("fixtures")
NO_HOLIDAYS = Holidays(frozenset(), frozenset(), frozenset(range(1900, 2200)))
days = st.dates(date(1950, 1, 1), date(2090, 12, 31))
loaded_days = st.dates(date(2004, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("start", "n", "unit", "due"),
    [
        ("2017-05-02", 1, "month", "2017-06-02"),
        ("2017-01-31", 1, "month", "2017-02-28"),
        ("2016-01-31", 1, "month", "2016-02-29"),
        ("2016-02-29", 1, "year", "2017-02-28"),
        ("2017-03-31", 1, "month", "2017-05-02"),  # 30 April was a Sunday, 1 May a holiday
        ("2017-05-10", 1, "month", "2017-06-12"),  # a Saturday
        ("2017-01-04", 1, "month", "2017-02-04"),  # a Saturday made a working day
        ("2017-09-01", 1, "month", "2017-10-09"),  # the long October holiday
        ("2017-12-05", 15, "day", "2017-12-20"),
        ("2017-01-25", 3, "working_day", "2017-02-04"),  # Spring Festival, then the made-up Saturday counts
        ("2017-05-26", 1, "working_day", "2017-05-27"),  # a made-up Saturday
        ("2017-06-09", 1, "working_day", "2017-06-12"),
        ("2018-12-28", 1, "working_day", "2018-12-29"),  # worked for 2019's New Year
        ("2018-11-30", 1, "month", "2019-01-02"),  # 30 and 31 December 2018 were rest days of 2019
        ("2017-06-10", 0, "day", "2017-06-10"),  # the same day is never moved
    ],
)
def test_the_last_day(start: str, n: int, unit: str, due: str) -> None:
    counted = deadline(date.fromisoformat(start), n, unit)
    assert counted.due_on == date.fromisoformat(due)
    assert not counted.provisional


def test_the_act_may_follow_the_day_after() -> None:
    notice = deadline(date(2017, 5, 2), 1, "month")
    assert (notice.due_on, notice.act_from) == (date(2017, 6, 2), date(2017, 6, 3))
    assert not notice.passed_on(date(2017, 6, 2))
    assert notice.passed_on(date(2017, 6, 3))


def test_whether_weekends_are_holidays_is_a_setting() -> None:
    saturday = deadline(date(2017, 5, 10), 1, "month", weekends=False)
    assert saturday.due_on == date(2017, 6, 10)
    in_october = deadline(date(2017, 9, 7), 1, "month", weekends=False)
    assert in_october.due_on == date(2017, 10, 9)


@pytest.mark.parametrize(
    ("start", "n", "unit", "last"),
    [
        ("2017-03-17", 30, "day", "2017-04-16"),  # a Sunday
        ("2017-09-01", 30, "day", "2017-10-01"),  # National Day
        ("2016-12-19", 40, "day", "2017-01-28"),  # the first day of the year
        ("2017-01-31", 1, "month", "2017-02-28"),
        ("2039-12-20", 30, "day", "2040-01-19"),  # holidays nobody knows: the day stands all the same
    ],
)
def test_how_long_a_paper_is_good_is_not_prolonged_by_a_rest_day(
    start: str, n: int, unit: str, last: str
) -> None:
    validity = deadline(date.fromisoformat(start), n, unit, to_the_day=True)
    assert (validity.due_on, validity.provisional) == (date.fromisoformat(last), False)
    assert validity.passed_on(date.fromisoformat(last) + timedelta(days=1))
    assert "顺延" not in validity.reason.zh


def test_a_year_without_holidays_is_shown_but_no_act_may_rest_on_it() -> None:
    far = deadline(date(2031, 5, 2), 1, "month")
    assert far.provisional
    assert "暂定" in far.reason.zh
    assert "provisional" in far.reason.en
    with pytest.raises(NotFinal, match="2031-06-02"):
        far.require_final()


def test_the_last_week_of_december_needs_the_next_years_holidays() -> None:
    known = Holidays(frozenset(), frozenset(), frozenset({2030}))
    assert not deadline(date(2030, 12, 10), 10, "day", holidays=known).provisional
    assert deadline(date(2030, 12, 10), 20, "day", holidays=known).provisional


def test_a_final_deadline_gives_itself() -> None:
    final = deadline(date(2017, 5, 2), 1, "month")
    assert final.require_final() is final


def test_a_citys_file_loads_a_year() -> None:
    holidays = shipped_holidays().with_files(FIXTURES / "city.yaml")
    moved = deadline(date(2030, 9, 1), 1, "month", holidays=holidays)
    assert (moved.due_on, moved.provisional) == (date(2030, 10, 4), False)
    worked = deadline(date(2030, 9, 27), 1, "working_day", holidays=holidays)
    assert worked.due_on == date(2030, 9, 28)
    assert deadline(date(2017, 5, 2), 1, "month", holidays=holidays) == deadline(date(2017, 5, 2), 1, "month")


def test_holidays_without_a_source_are_not_loaded() -> None:
    with pytest.raises(Unlawful, match="holidays of 2031"):
        shipped_holidays().with_files(FIXTURES / "bad_sources.yaml")


@pytest.mark.parametrize(("n", "unit"), [(-1, "day"), (101, "year"), (40000, "day")])
def test_absurd_periods_are_refused(n: int, unit: str) -> None:
    with pytest.raises(ValueError, match="no deadline"):
        deadline(date(2017, 1, 1), n, unit)


@pytest.mark.parametrize(
    ("start", "law"),
    [("2017-05-02", "民法通则"), ("2018-05-02", "民法总则"), ("2022-05-05", "民法典")],
)
def test_the_reason_cites_the_law_of_the_day(start: str, law: str) -> None:
    assert law in deadline(date.fromisoformat(start), 1, "month").reason.zh


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [("1937-03-01", "2017-02-28", 79), ("1937-03-01", "2017-03-01", 80), ("1936-02-29", "2017-02-28", 81)],
)
def test_ages_are_full_years(birth: str, day: str, age: int) -> None:
    assert age_on(date.fromisoformat(birth), date.fromisoformat(day)) == age


@given(days, st.integers(1, 60), st.sampled_from(list(Unit)))
def test_a_deadline_lies_ahead_and_never_fails_for_display(start: date, n: int, unit: Unit) -> None:
    counted = deadline(start, n, unit)
    assert start < counted.due_on == counted.act_from - timedelta(days=1)


@given(loaded_days, st.integers(1, 24), st.sampled_from(list(Unit)))
def test_in_loaded_years_no_deadline_ends_on_a_rest_day(start: date, n: int, unit: Unit) -> None:
    counted = deadline(start, n, unit)
    if not counted.provisional:
        assert not shipped_holidays().is_rest(counted.due_on)


@given(days, st.integers(1, 40), st.sampled_from(list(Unit)))
def test_a_longer_period_never_ends_earlier(start: date, n: int, unit: Unit) -> None:
    assert deadline(start, n, unit).due_on <= deadline(start, n + 1, unit).due_on


@given(days, days, st.integers(1, 40), st.sampled_from(list(Unit)))
def test_a_later_start_never_ends_earlier(one: date, other: date, n: int, unit: Unit) -> None:
    first, second = sorted((one, other))
    assert deadline(first, n, unit).due_on <= deadline(second, n, unit).due_on


@given(loaded_days, st.integers(1, 60))
def test_between_start_and_due_lie_exactly_n_working_days(start: date, n: int) -> None:
    due = deadline(start, n, "working_day").due_on
    between = (start + timedelta(days=i) for i in range(1, (due - start).days + 1))
    assert sum(not shipped_holidays().is_rest(day) for day in between) == n


@given(days, st.integers(0, 240))
def test_months_keep_the_day_number_or_end_with_the_month(start: date, n: int) -> None:
    end = add_months(start, n)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == n
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


@given(days, st.integers(1, 24))
def test_without_rest_days_the_law_of_months_is_all_there_is(start: date, n: int) -> None:
    assert deadline(start, n, "month", holidays=NO_HOLIDAYS, weekends=False).due_on == add_months(start, n)
