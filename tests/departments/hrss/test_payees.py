"""Lists of payees and payrolls: what is read, what is not, and what a row needs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from banji.departments.finance.payroll import PAYROLL
from banji.departments.hrss.payees import PAYEES
from banji.exchange.feeds import Feed, ReadRow, UnreadableList
from banji.matters.payments.benefits import read_benefit
from banji_demo.city import generate
from banji_demo.lists import payees, payroll

pytestmark = pytest.mark.django_db
TODAY = date(2017, 3, 1)
SAMPLES = Path(PAYEES.template).parent


def rows(feed: Feed, folder: Path, text: str) -> list[ReadRow]:
    path = folder / "list.csv"
    path.write_bytes(text.encode("gb18030"))
    return list(feed.read(path, TODAY).rows)


def test_the_sample_is_read_without_amounts_and_accounts() -> None:
    reading = PAYEES.read(SAMPLES / "payees_2017.csv", TODAY)
    first, second = reading.rows
    assert first.clean == {
        "name": "张伟",
        "citizen_id_no": "519901195001010013",
        "benefit_kind": "城乡居民养老保险",
        "paid_since": "2010.2.1",
    }
    assert read_benefit(second.clean["benefit_kind"]) == "PENSION"
    assert not any("6217" in cell or cell == "105" for row in (first, second) for cell in row.cells.values())
    assert [code for code, _given in reading.notes] == ["columns_never_kept"]


@pytest.mark.parametrize("feed", [PAYEES, PAYROLL])
def test_the_template_can_be_read_again(feed: Feed) -> None:
    (row,) = feed.read(feed.template, TODAY).rows
    assert row.problem == ""


def test_a_row_needs_a_number_and_a_payroll_a_unit(tmp_path: Path) -> None:
    (row,) = rows(PAYEES, tmp_path, "姓名,身份证号\n张伟,\n")
    assert row.problem == "cell_missing"
    (row,) = rows(PAYROLL, tmp_path, "姓名,身份证号,单位\n张伟,519901195001010013,\n")
    assert row.problem == "cell_missing"
    with pytest.raises(UnreadableList):
        rows(PAYROLL, tmp_path, "姓名,身份证号\n张伟,519901195001010013\n")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("城乡居民基本养老保险", "RESIDENT_PENSION"),
        ("企业职工基本养老保险", "PENSION"),
        ("机关事业单位养老保险", "CIVIL_PENSION"),
        ("遗属生活困难补助", "SURVIVOR"),
        ("高龄津贴", "RELIEF"),
        ("", "OTHER"),
    ],
)
def test_how_lists_write_a_benefit(text: str, code: str) -> None:
    assert read_benefit(text) == code


def test_the_invented_lists_are_read_to_the_last_row(tmp_path: Path) -> None:
    city = generate(4000, 7)
    for feed, made in (
        (PAYEES, payees(city, seed=7, living=200)),
        (PAYROLL, payroll(city, seed=7, living=100)),
    ):
        path = tmp_path / "made.csv"
        made.write_csv(path)
        read = list(feed.read(path, TODAY).rows)
        assert len(read) == len(made.rows)
        assert {row.problem for row in read} <= {"", "duplicate"}
        assert not any("工资" in field or "金额" in field for row in read for field in row.cells)
