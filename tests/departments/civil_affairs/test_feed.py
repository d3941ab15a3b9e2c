"""The cremation list with honest dirt: everything that can be read is read, everything else is named."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from banji.departments.civil_affairs.feed import FEED
from banji.departments.civil_affairs.reasons import REASONS as OWN
from banji.departments.lists.reasons import REASONS as COMMON
from banji.exchange.feeds import Reading, ReadRow, UnreadableList
from banji.exchange.tables.reasons import REASONS as FILE_REASONS
from banji_demo.city import generate
from banji_demo.lists import PersonList, bad_files, cremations
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TODAY = date(2017, 3, 1)
REASONS = COMMON | OWN
read = FEED.read
HEADINGS = ("死者姓名", "性别", "身份证号码", "出生日期", "死亡日期", "火化日期", "户籍地址")
GOOD = ("张伟", "男", "519901195001010013", "1950-01-01", "2016-03-05", "2016-03-06", "雁江区")


@pytest.fixture(scope="session")
def good_list() -> PersonList:
    return cremations(generate(4000, 7), year=2016, seed=7)


def write(
    path: Path, *rows: tuple[Any, ...], headings: tuple[str, ...] = HEADINGS, top: int = 0, left: int = 0
) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        for n, cells in enumerate([headings, *rows]):
            for column, cell in enumerate(cells):
                page.write(top + n, left + column, cell)
    return path


def one(tmp_path: Path, **change: Any) -> ReadRow:
    """A list of one good row in which some cells are changed."""
    cells = dict(zip(HEADINGS, GOOD, strict=True)) | change
    (row,) = read(write(tmp_path / "list.xlsx", tuple(cells[h] for h in HEADINGS)), TODAY).rows
    return row


def refused(path: Path) -> str:
    with pytest.raises(UnreadableList) as error:
        list(read(path, TODAY).rows)
    return error.value.code


def test_the_whole_dirty_list_is_read_row_by_row(good_list: PersonList, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    good_list.write_xlsx(path)
    reading = read(path, TODAY)
    rows = list(reading.rows)
    assert len(rows) == reading.count == len(good_list.rows)
    assert reading.lines["total"] == 1
    assert reading.lines["footer"] == 1
    assert reading.lines["title"] == 3
    assert reading.lines["blank"] >= len(rows) // 37
    assert reading.notes == []
    kinds = [row.kind.value for row in good_list.rows]
    for row, kind in zip(rows, kinds, strict=True):
        assert (
            row.problem == ""
            or (row.problem, kind) == ("duplicate", "duplicate_row")
            or row.problem == "duplicate"
        )
    aside = Counter(row.problem for row in rows if row.problem)
    assert set(aside) <= {"duplicate"}
    rounded = [
        row for row, kind in zip(rows, kinds, strict=True) if kind in ("spreadsheet_cell", "spreadsheet_text")
    ]
    assert rounded
    assert all(
        "number_rounded" in row.notes and row.clean["citizen_id_no"].endswith("000") for row in rounded
    )


def test_csv_says_the_same_as_the_workbook(good_list: PersonList, tmp_path: Path) -> None:
    good_list.write_xlsx(tmp_path / "list.xlsx")
    good_list.write_csv(tmp_path / "utf8.csv")
    by_sheet = [row.clean for row in read(tmp_path / "list.xlsx", TODAY).rows]
    by_csv = [row.clean for row in read(tmp_path / "utf8.csv", TODAY).rows]
    same = sum(1 for a, b in zip(by_sheet, by_csv, strict=True) if a == b)
    # A numeric cell that went through CSV shows 5.19901195001010e+17: the same fifteen digits.
    assert same == len(by_sheet)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("truncated.xlsx", "file_damaged"),
        ("wrong_template.xlsx", "wrong_template"),
        ("wrong_encoding.csv", "wrong_encoding"),
        ("empty.xlsx", "no_rows"),
        ("no_bytes.xlsx", "file_empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(
    good_list: PersonList, tmp_path: Path, name: str, code: str
) -> None:
    bad_files.BAD_FILES[name](good_list, tmp_path / name)
    assert refused(tmp_path / name) == code
    assert FILE_REASONS[code].zh


def test_a_zip_bomb_is_not_unpacked(good_list: PersonList, tmp_path: Path) -> None:
    bad_files.write_zip_bomb(good_list, tmp_path / "bomb.xlsx", megabytes=64)
    assert refused(tmp_path / "bomb.xlsx") == "file_bomb"


def test_a_bomb_that_lies_about_its_size_is_stopped(
    good_list: PersonList, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good_list.write_xlsx(tmp_path / "list.xlsx")
    monkeypatch.setattr("banji.exchange.tables.workbook._refuse_bombs", lambda *_: None)
    monkeypatch.setattr("banji.exchange.tables.workbook.MOST_UNPACKED", 2000)
    assert refused(tmp_path / "list.xlsx") == "file_bomb"


def test_a_large_csv_is_refused_before_it_fills_the_memory(
    good_list: PersonList, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("banji.exchange.tables.files.MOST_ROWS", 1000)
    bad_files.write_large_csv(good_list, tmp_path / "large.csv", megabytes=1)
    assert refused(tmp_path / "large.csv") == "too_many_rows"


@pytest.mark.parametrize(
    ("name", "row", "code"),
    [("letters_in_number.xlsx", 3, "number_letters"), ("future_birth.xlsx", 3, "future_date")],
)
def test_one_bad_row_is_named_and_the_others_go_on(
    good_list: PersonList, tmp_path: Path, name: str, row: int, code: str
) -> None:
    bad_files.BAD_FILES[name](good_list, tmp_path / name)
    rows = list(read(tmp_path / name, TODAY).rows)
    assert len(rows) == 12
    assert [(n, r.problem) for n, r in enumerate(rows, 1) if r.problem not in ("", "duplicate")] == [
        (row, code)
    ]


def test_formulas_and_what_looks_like_one_are_set_aside(good_list: PersonList, tmp_path: Path) -> None:
    bad_files.write_formula(good_list, tmp_path / "formula.xlsx")
    rows = list(read(tmp_path / "formula.xlsx", TODAY).rows)
    assert [row.problem for row in rows[:6]] == ["formula", *["bad_name"] * 5]
    assert {row.problem for row in rows[6:]} <= {"", "duplicate"}


def test_gb18030_reads_as_utf8(good_list: PersonList, tmp_path: Path) -> None:
    bad_files.write_gb18030_csv(good_list, tmp_path / "gb.csv")
    rows = list(read(tmp_path / "gb.csv", TODAY).rows)
    assert len(rows) == len(good_list.rows)
    assert rows[0].cells["name"].strip() == str(good_list.rows[0].cells[1]).strip()


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("死者姓名", None, "no_name"),
        ("死者姓名", "12345", "bad_name"),
        ("死者姓名", "=1+1", "bad_name"),
        ("死者姓名", "＝1+1", "bad_name"),
        ("死者姓名", "阿依·古丽", ""),
        ("死者姓名", "王〓", ""),
        ("死者姓名", "欧阳 修", ""),
        ("身份证号码", "51990119500101001", "number_length"),
        ("身份证号码", "5199011950O1010011", "number_letters"),
        ("身份证号码", "519901500101001", ""),
        ("身份证号码", "５１９９０１１９５００１０１００１１", ""),
        ("身份证号码", "519901 19500101 0011", ""),
        ("身份证号码", "5.2E+17", ""),
        ("身份证号码", "无", ""),
        ("出生日期", "1950年13月1日", "bad_date"),
        ("出生日期", "2071-03-05", "future_date"),
        ("死亡日期", "2016-02-30", "bad_date"),
        ("死亡日期", "2016年3月", "bad_date"),
        ("死亡日期", "2018-01-01", "future_date"),
        ("死亡日期", "1949-12-31", "died_before_birth"),
        ("死亡日期", None, ""),
        ("性别", "不男不女", ""),
    ],
)
def test_each_cell_is_taken_or_named(tmp_path: Path, column: str, cell: Any, code: str) -> None:
    row = one(tmp_path, **{column: cell})
    assert row.problem == code
    if code:
        said = REASONS[code].zh
        assert said
        assert all(f"{{{key}}}" in said or key in ("length", "value", "column") for key in row.given)


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({"身份证号码": 519901195001010013}, "number_rounded"),
        ({"身份证号码": "5.19901195001010E+17"}, "number_rounded"),
        ({"身份证号码": "5.2E+17"}, "number_lost_note"),
        ({"身份证号码": "519901195001010011"}, "number_check_digit"),
        ({"出生日期": "1950-01-02"}, "other_birth_date"),
        ({"性别": "人"}, "bad_sex"),
        ({"死亡日期": ""}, "no_died_on"),
    ],
)
def test_what_is_odd_is_noted_and_goes_on(tmp_path: Path, change: dict[str, Any], note: str) -> None:
    row = one(tmp_path, **change)
    assert row.problem == ""
    assert note in row.notes
    assert note in REASONS


def test_number_and_birth_date_missing_is_nothing_to_find_by(tmp_path: Path) -> None:
    assert one(tmp_path, 身份证号码="", 出生日期="").problem == "nothing_to_find_by"
    assert one(tmp_path, 身份证号码="5.2E+17", 出生日期="").problem == "number_lost"
    assert one(tmp_path, 死亡日期="", 火化日期="").problem == "no_death_date"


@pytest.mark.parametrize(
    "cell",
    [
        "2016.3.5",
        "2016年3月5日",
        "2016-03-05",
        "20160305",
        "2016/3/5",
        "２０１６年３月５日",
        42434,
        date(2016, 3, 5),
        " 2016.03.05 ",
    ],
)
def test_every_way_to_write_a_date(tmp_path: Path, cell: Any) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "yyyy/m/d"})
        page.write_row(0, 0, HEADINGS)
        page.write_row(1, 0, GOOD)
        page.write_datetime(1, 4, cell, day) if isinstance(cell, date) else page.write(1, 4, cell)
    (row,) = read(path, TODAY).rows
    assert row.clean["died_on"] == "2016-03-05"


def test_a_list_may_stand_anywhere_on_the_sheet(tmp_path: Path) -> None:
    number = 519901195001010013
    cells = (*GOOD[:2], number, *GOOD[3:])
    rows = list(read(write(tmp_path / "list.xlsx", cells, top=6, left=3), TODAY).rows)
    assert [row.row_no for row in rows] == [8]
    assert rows[0].clean["citizen_id_no"] == "519901195001010000"


@pytest.mark.parametrize(
    "headings",
    [
        ("姓名", "性别", "公民身份号码", "出生年月日", "死亡时间", "火化时间", "户籍所在地"),
        ("死 者 姓 名 *", "性　别", "身份证号：", "出生日期", "死亡日期", "火化日期", "家庭住址"),
    ],
)
def test_other_headings_are_known(tmp_path: Path, headings: tuple[str, ...]) -> None:
    (row,) = read(write(tmp_path / "list.xlsx", GOOD, headings=headings), TODAY).rows
    assert row.clean["name"] == "张伟"
    assert row.clean["died_on"] == "2016-03-05"


def test_rows_on_two_sheets_are_not_lost_in_silence(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("上半年", "下半年"):
            page = book.add_worksheet(name)
            page.write_row(0, 0, HEADINGS)
            page.write_row(1, 0, GOOD)
    assert refused(path) == "several_sheets"


def test_a_total_that_does_not_add_up_is_noted(tmp_path: Path) -> None:
    reading: Reading = read(write(tmp_path / "list.xlsx", GOOD, ("合计", "3人")), TODAY)
    assert (reading.count, reading.notes) == (1, [("total_differs", {"said": "3", "read": 1})])


def test_the_same_row_twice_is_one(tmp_path: Path) -> None:
    first, second = read(write(tmp_path / "list.xlsx", GOOD, GOOD), TODAY).rows
    assert (first.problem, second.problem, second.given) == ("", "duplicate", {"row": 2})


def test_the_template_has_every_column_and_an_example(tmp_path: Path) -> None:
    reading = read(FEED.template, TODAY)
    assert set(reading.headings) == set(FEED.columns)
    assert [row.problem for row in reading.rows] == [""]


@pytest.mark.parametrize(
    "junk", [b"PK\x03\x04 not a zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, b"\x00\x01\x02"]
)
def test_junk_is_refused(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / "junk.xlsx").write_bytes(junk)
    assert refused(tmp_path / "junk.xlsx") in {"file_damaged", "not_a_table", "wrong_template"}


def test_a_village_that_was_never_in_the_city_is_noted(cast: Cast, tmp_path: Path) -> None:
    addresses = ("安平县东河镇李家村3组", "东河镇李家村村民委员会", "东河镇乌有村9组", "成都市金牛区", "")
    rows = [(*GOOD[:6], address) for address in addresses]
    read_rows = list(read(write(tmp_path / "list.xlsx", *rows), TODAY).rows)
    assert ["village_unknown" in row.notes for row in read_rows] == [False, False, True, False, False]
    assert read_rows[2].problem == ""
