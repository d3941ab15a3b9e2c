"""The list of funeral benefits: read from GB18030, money and accounts left where they are, lateness row by row."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from banji.accounts.models import Organisation
from banji.departments.hrss.feed import FEED
from banji.exchange import reasons, timeliness
from banji.exchange.inbox import content_of
from banji.exchange.models import InboundRow, Message
from banji.exchange.timeliness import Term, Timeliness, rules_on, timeliness_of
from banji.foundation import clock
from tests.cast import Cast, make_organisation
from tests.departments.sheets import TODAY, csv_of, hand_in, read

pytestmark = pytest.mark.django_db
GOOD = {
    "死者姓名": "张伟", "性别": "男", "社会保障号码": "519901195001010013", "死亡日期": "2016-03-05",
    "办理日期": "2016-03-20", "待遇种类": "丧葬补助金", "经办机构": "安平县社会保险事务中心",
}  # fmt: skip


@pytest.fixture
def hrss(cast: Cast) -> Organisation:
    return make_organisation("安平县人社局", Organisation.Kind.DEPARTMENT, department="HRSS")


def test_the_sample_is_read_from_gb18030_and_money_is_not(tmp_path: Path) -> None:
    sample = FEED.template.with_name("funeral_benefits_2016.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        sample.decode()
    reading, rows = read(FEED, tmp_path, sample)
    assert [(row.clean["name"], row.clean["died_on"], row.problem) for row in rows] == [
        ("周国华", "2016-05-04", ""),
        ("陈䶮", "2016-06-14", ""),
        ("唐秀英", "2016-08-09", ""),
    ]
    assert reading.notes == [("columns_never_kept", {"names": "发放金额、银行账号"})]
    said = reasons.words(*reading.notes[0])
    assert "发放金额、银行账号" in said.zh
    assert not any("6217" in cell or "000.00" in cell for row in rows for cell in row.cells.values())


@pytest.mark.parametrize(
    ("name", "back"),
    [
        ("李\U00030ede", "李\U00030ede"),
        ("王\U0002cb5a", "王\U0002cb5a"),
        ("扎西·顿珠", "扎西·顿珠"),
        ("买买提•阿依", "买买提·阿依"),
    ],
)
def test_rare_characters_come_through_gb18030(tmp_path: Path, name: str, back: str) -> None:
    _reading, (row,) = read(FEED, tmp_path, csv_of(GOOD | {"死者姓名": name}, encoding="gb18030"))
    assert (row.clean["name"], row.problem) == (back, "")


@pytest.mark.parametrize(
    ("change", "problem", "notes"),
    [
        ({}, "", ()),
        ({"死亡日期": ""}, "cell_missing", ()),
        ({"办理日期": ""}, "", ("no_handled_on",)),
        ({"办理日期": "2016-02-01"}, "", ("handled_before_death",)),
        ({"办理日期": "2018-01-01"}, "future_date", ()),
        ({"办理日期": "三月"}, "bad_date", ()),
        ({"社会保障号码": ""}, "nothing_to_find_by", ()),
        ({"社会保障号码": "51990119500101001"}, "number_length", ()),
        ({"待遇种类": "丧" * 201}, "cell_too_long", ()),
        ({"死者姓名": "已故"}, "", ()),
    ],
)
def test_each_row_is_taken_or_named(
    tmp_path: Path, change: dict[str, str], problem: str, notes: tuple[str, ...]
) -> None:
    _reading, (row,) = read(FEED, tmp_path, csv_of(GOOD | change))
    assert (row.problem, row.notes) == (problem, notes)
    assert not problem or problem in reasons.known()
    assert set(notes) <= reasons.known()


def test_the_template_has_every_column_and_an_example() -> None:
    reading = FEED.read(FEED.template, TODAY)
    assert set(reading.headings) == set(FEED.columns)
    assert [row.problem for row in reading.rows] == [""]


@pytest.mark.parametrize(
    ("handled", "due"),
    [
        ("2017-06-05", "2017-06-12"),  # five working days, Monday to Monday
        ("2017-06-09", "2017-06-16"),
        ("2017-01-26", "2017-02-08"),  # the spring festival lies between, with working Saturdays after it
        ("", ""),
    ],
)
def test_a_row_is_due_five_working_days_after_its_handling(tmp_path: Path, handled: str, due: str) -> None:
    term = Term("exchange.death_funeral_benefit.within", "handled_on", rules_on(date(2017, 3, 1)))
    _reading, (row,) = read(FEED, tmp_path, csv_of(GOOD | {"办理日期": handled}), today=date(2017, 12, 1))
    happened = term.happened_on(row)
    assert str(happened or "") == handled
    assert str(term.due_on(happened) or "") == due


def test_late_rows_are_counted_from_the_rows(hrss: Organisation) -> None:
    today = clock.today()
    days = [today, today - timedelta(days=40), today - timedelta(days=100)]
    rows = [GOOD | {"办理日期": str(day), "死者姓名": name} for day, name in zip(days, "甲乙丙", strict=True)]
    aside = GOOD | {"死者姓名": "", "办理日期": str(today - timedelta(days=900))}
    batch = hand_in(FEED, hrss, csv_of(*rows, GOOD | {"办理日期": ""}, aside))
    assert timeliness_of([batch.pk]) == {batch.pk: Timeliness(dated=3, late=2, worst=100)}
    assert InboundRow.objects.filter(timeliness.late_rows(batch.pk)).count() == 2


def test_timeliness_adds_up() -> None:
    assert sum([Timeliness(4, 1, 9), Timeliness(6, 0, 3)], Timeliness()) == Timeliness(10, 1, 9)
    assert (Timeliness(4, 1, 9).percent_late, Timeliness().percent_late) == (25.0, 0.0)


def test_nobody_else_hears_of_a_benefit(hrss: Organisation) -> None:
    batch = hand_in(FEED, hrss, csv_of(GOOD))
    assert "发放金额" not in content_of(InboundRow.objects.get(batch=batch)).cells
    assert not Message.objects.exists()
