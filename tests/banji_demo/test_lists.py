"""The cremation list: every row's truth holds, the file is as dirty as real ones, and readable."""

from datetime import date
from pathlib import Path
from random import Random

import fastexcel
import polars as pl
import pytest

from banji.identity.numbers import holds, normalise_number, repairs, spreadsheet_first15, to_15
from banji_demo.city.generation import generate
from banji_demo.city.model import City
from banji_demo.lists import dirt
from banji_demo.lists.cremations import CAST_ROWS, COLUMNS, cremations
from banji_demo.lists.listed import MEANING, Kind, PersonList, Row
from banji_demo.lists.sheet import FIRST_DATA_ROW

NAME, SEX, NUMBER, DIED = (COLUMNS.index(c) for c in ("死者姓名", "性别", "身份证号码", "死亡日期"))


@pytest.fixture(scope="module")
def city() -> City:
    return generate(20_000, 7)


@pytest.fixture(scope="module")
def many() -> tuple[City, PersonList]:
    """A larger city, so that every kind of row is there."""
    city = generate(150_000, 3)
    return city, cremations(city, seed=3)


@pytest.fixture(scope="module")
def listed(city: City) -> PersonList:
    return cremations(city, seed=7)


@pytest.fixture(scope="module")
def people(many: tuple[City, PersonList]) -> dict[str, dict[str, str]]:
    city = many[0]
    rows = city.people.join(city.truth, on="external_ref").iter_rows(named=True)
    return {row["external_ref"]: row for row in rows}


def _rows(many: tuple[City, PersonList], kind: Kind) -> list[Row]:
    rows = [row for row in many[1].rows if row.kind is kind]
    assert rows, f"no row of kind {kind}"
    return rows


def test_a_city_of_twenty_thousand_hands_in_a_list_of_plausible_size(listed: PersonList) -> None:
    assert 100 <= len(listed.rows) <= 200


def test_counts_add_up_and_every_kind_has_a_meaning(listed: PersonList) -> None:
    assert sum(listed.counts().values()) == len(listed.rows) == listed.truth().height
    assert set(listed.counts()) <= set(MEANING) == set(Kind)


def test_rows_are_numbered_and_as_wide_as_the_headings(listed: PersonList) -> None:
    assert [row.cells[0] for row in listed.rows] == list(range(1, len(listed.rows) + 1))
    assert {len(row.cells) for row in listed.rows} == {len(COLUMNS)}


def test_the_same_seeds_give_the_same_list(city: City, listed: PersonList) -> None:
    assert cremations(city, seed=7) == listed
    assert cremations(city, seed=8) != listed


def test_one_row_in_seven_or_eight_is_nobody_of_the_register(many: tuple[City, PersonList]) -> None:
    rows = many[1].rows
    assert 0.11 < sum(row.external_ref is None for row in rows) / len(rows) < 0.16
    assert all((row.external_ref is None) == (row.kind is Kind.NOT_REGISTERED) for row in rows)


def test_strangers_carry_no_number_of_the_register(many: tuple[City, PersonList]) -> None:
    known = set(many[0].people["citizen_id_no"])
    numbers = {row.cells[NUMBER] for row in _rows(many, Kind.NOT_REGISTERED)}
    written = {n for n in numbers if isinstance(n, str) and len(n) == 18}
    assert len(written) > 20
    assert not written & known
    assert all(holds(n) for n in written)


def test_a_row_is_of_a_dead_person_unless_it_says_living(
    many: tuple[City, PersonList], people: dict[str, dict[str, str]]
) -> None:
    for row in many[1].rows:
        if row.external_ref is not None:
            assert (people[row.external_ref]["died_on"] == "") == (row.kind is Kind.LIVING)


def test_already_cancelled_means_cancelled(
    many: tuple[City, PersonList], people: dict[str, dict[str, str]]
) -> None:
    for row in many[1].rows:
        if row.external_ref and row.kind is not Kind.DUPLICATE_ROW:
            cancelled = people[row.external_ref]["status"] == "CANCELLED"
            assert cancelled == (row.kind is Kind.ALREADY_CANCELLED)


@pytest.mark.parametrize(
    ("kind", "agrees"),
    [
        (Kind.CLEAN, lambda cell, number: cell == number),
        (Kind.OLD_NUMBER, lambda cell, number: cell == to_15(number)),
        (Kind.SPREADSHEET_CELL, lambda cell, number: f"{cell:.14e}"[:16].replace(".", "") == number[:15]),
        (Kind.SPREADSHEET_TEXT, lambda cell, number: spreadsheet_first15(cell) == number[:15]),
        (Kind.FULL_WIDTH, lambda cell, number: cell != number == normalise_number(cell)),
        (Kind.SPACED, lambda cell, number: cell != number == normalise_number(cell.replace("'", ""))),
        (Kind.TYPO, lambda cell, number: not holds(cell) and number in repairs(cell)),
        (Kind.SWAPPED, lambda cell, number: not holds(cell) and number in repairs(cell)),
        (Kind.NO_NUMBER, lambda cell, _number: cell in {None, "", "无", "不详", "-"}),
        (Kind.BORROWED_NUMBER, lambda cell, number: holds(cell) and cell != number),
        (Kind.BIRTH_DATE_OFF, lambda cell, number: cell == number),
        (Kind.NAME_MISHEARD, lambda cell, number: cell == number),
    ],
)
def test_the_number_is_written_as_the_kind_says(
    many: tuple[City, PersonList], people: dict[str, dict[str, str]], kind: Kind, agrees: object
) -> None:
    assert callable(agrees)
    for row in _rows(many, kind):
        assert row.external_ref is not None
        assert agrees(row.cells[NUMBER], people[row.external_ref]["citizen_id_no"]), row


def test_a_borrowed_number_is_a_living_relatives(
    many: tuple[City, PersonList], people: dict[str, dict[str, str]]
) -> None:
    owners = {p["citizen_id_no"]: p for p in people.values() if p["status"] == "ACTIVE" and not p["died_on"]}
    for row in _rows(many, Kind.BORROWED_NUMBER):
        assert row.external_ref is not None
        owner = owners[str(row.cells[NUMBER])]
        assert owner["household_no"] == people[row.external_ref]["household_no"]


@pytest.mark.parametrize("kind", [Kind.NAME_MISHEARD, Kind.NAME_RARE])
def test_a_name_written_otherwise_differs(
    many: tuple[City, PersonList], people: dict[str, dict[str, str]], kind: Kind
) -> None:
    rows = _rows(many, kind)
    differing = sum(row.cells[NAME] != people[row.external_ref or ""]["name"] for row in rows)
    assert differing > 0.7 * len(rows)  # a dot may have been typed right by chance


def test_the_casts_rows_are_in_the_list_of_2016_and_in_their_month(city: City, listed: PersonList) -> None:
    assert set(CAST_ROWS) <= {row.external_ref for row in listed.rows}
    december = cremations(city, year=2016, month=12, seed=7)
    refs = {row.external_ref for row in december.rows}
    assert "C03-seen-alive" in refs
    assert not refs & (set(CAST_ROWS) - {"C03-seen-alive"})
    assert not {row.external_ref for row in cremations(city, year=2015, seed=7).rows} & set(CAST_ROWS)


def _read(path: Path) -> list[list[str | None]]:
    sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string")
    return [list(row) for row in pl.DataFrame(sheet).rows()]


def test_the_workbook_is_laid_out_as_a_parlour_keeps_it(listed: PersonList, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    listed.write_xlsx(path)
    rows = _read(path)
    assert rows[0][0] == "资阳市2016年度火化人员名册"
    assert rows[2][1] == "死者基本信息"
    assert rows[3][1:5] == list(COLUMNS[1:5])
    assert [rows[2][i] for i in (0, 5, 6, 7)] == [COLUMNS[i] for i in (0, 5, 6, 7)]
    body = rows[FIRST_DATA_ROW:]
    total = next(i for i, row in enumerate(body) if row[0] == "合计")
    assert body[total][2] == f"{len(listed.rows)}人"
    filled = [row for row in body[:total] if any(row)]
    assert len(filled) == len(listed.rows)
    assert total - len(filled) == (len(listed.rows) - 1) // 37
    assert [row[NAME] for row in filled] == [row.cells[NAME] for row in listed.rows]


def test_dates_come_in_every_form(listed: PersonList) -> None:
    cells = [row.cells[DIED] for row in listed.rows]
    assert any(isinstance(c, date) for c in cells)
    assert any(isinstance(c, int) and 42_000 < c < 43_000 for c in cells)
    text = "".join(c for c in cells if isinstance(c, str))
    assert all(mark in text for mark in "年.-/１")


def test_the_same_list_is_the_same_file(listed: PersonList, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        listed.write_xlsx(tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_date_forms() -> None:
    day = date(2016, 3, 5)
    assert [form(day) for form in dirt.DATE_FORMS] == [
        "2016.3.5",
        "2016年3月5日",
        "2016-03-05",
        "20160305",
        "2016/3/5",
        " 2016.03.05 ",
        "２０１６年３月５日",
        42434,
        day,
    ]


def test_dirt_on_names() -> None:
    rng = Random(1)
    assert dirt.misheard("李秀芳") == "李秀方"
    assert dirt.misheard("㐂") is None
    assert "䶮" not in dirt.rare_written_otherwise("陈䶮", rng)
    assert dirt.has_dot("扎西•顿珠")
    assert not dirt.has_dot("李秀芳")
