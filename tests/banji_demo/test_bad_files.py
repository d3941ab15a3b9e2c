"""Each bad file is bad in its own way, and only in that."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from banji_demo.city import places
from banji_demo.city.__main__ import main
from banji_demo.city.generation import generate
from banji_demo.lists import bad_files
from banji_demo.lists.cremations import COLUMNS, cremations
from banji_demo.lists.listed import PersonList
from banji_demo.lists.sheet import FIRST_DATA_ROW


@pytest.fixture(scope="module")
def good() -> PersonList:
    return cremations(generate(6_000, 5), seed=5)


def _text(path: Path) -> list[tuple[str | None, ...]]:
    sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string")
    return pl.DataFrame(sheet).rows()


def test_truncated(good: PersonList, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    bad_files.write_truncated(good, path)
    assert path.read_bytes().startswith(b"PK")
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(path)


def test_wrong_template_has_none_of_our_headings(good: PersonList, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    bad_files.write_wrong_template(good, path)
    assert not {cell for row in _text(path) for cell in row} & set(COLUMNS)


def test_zip_bomb_is_small_outside_and_huge_inside(good: PersonList, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    bad_files.write_zip_bomb(good, path, megabytes=64)
    with zipfile.ZipFile(path) as book:
        inside = sum(part.file_size for part in book.infolist())
    assert inside > 64 << 20
    assert path.stat().st_size * 200 < inside


def test_large_csv_has_the_size_asked_for(good: PersonList, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    bad_files.write_large_csv(good, path, megabytes=2)
    assert 2 << 20 <= path.stat().st_size < 3 << 20
    path.read_text(encoding="utf-8")


def test_formula_stands_in_the_sheet_as_formula_and_as_text(good: PersonList, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    bad_files.write_formula(good, path)
    with zipfile.ZipFile(path) as book:
        assert b"<f>cmd|" in book.read("xl/worksheets/sheet1.xml")
    names = [row[1] for row in _text(path)]
    assert names[2:7] == [bad_files.FORMULA, "+SUM(1,2)", "-SUM(1,2)", "@SUM(1,2)", "\t=SUM(1,2)"]


def test_encodings(good: PersonList, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    bad_files.write_gb18030_csv(good, path)
    assert path.read_text(encoding="gb18030").startswith("序号,")
    with pytest.raises(UnicodeDecodeError):
        path.read_text(encoding="utf-8")
    bad_files.write_wrong_encoding_csv(good, path)
    for encoding in ("utf-8", "gb18030"):
        with pytest.raises(UnicodeDecodeError):
            path.read_text(encoding=encoding)


@pytest.mark.parametrize(
    ("write", "column", "cell"),
    [
        (bad_files.write_letters_in_number, "身份证号码", "5199O1195OO1O1OO13"),
        (bad_files.write_future_birth, "出生日期", "2071年3月5日"),
        (bad_files.write_unknown_village, "户籍地址", "雁江区无名镇乌有村9组1号"),
    ],
)
def test_one_bad_row_among_good_ones(
    good: PersonList, tmp_path: Path, write: Callable[[PersonList, Path], None], column: str, cell: str
) -> None:
    path = tmp_path / "x.xlsx"
    write(good, path)
    at = COLUMNS.index(column)
    rows = _text(path)[FIRST_DATA_ROW:]
    assert [n for n, row in enumerate(rows) if row[at] == cell] == [2]
    assert rows[0][1] == good.rows[0].cells[1]


def test_the_unknown_village_is_in_no_list() -> None:
    assert "乌有村" not in {v.name for v in places.villages()}


def test_empty_and_no_bytes(good: PersonList, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    bad_files.write_empty(good, path)
    assert _text(path)[FIRST_DATA_ROW][0] == "合计"
    bad_files.write_no_bytes(good, path)
    assert path.stat().st_size == 0


def test_the_command_writes_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--people", "2000", "--seed", "7", "--out", str(tmp_path), "--bad"]) == 0
    made = generate(2000, 7)
    assert capsys.readouterr().out.startswith(
        f"{made.people.height} people in {made.households.height} households"
    )
    names = {path.name for path in tmp_path.iterdir()}
    assert {"households.parquet", "people.parquet", "signs_of_life.parquet", "truth.parquet"} <= names
    assert {"cremations_2016.xlsx", "cremations_2016_truth.csv", "README.md", "bad"} <= names
    assert {path.name for path in (tmp_path / "bad").iterdir()} < set(bad_files.BAD_FILES)
    written = pl.read_parquet(tmp_path / "people.parquet")
    assert written.equals(made.people)
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "| borrowed_number |" in readme


def test_the_command_says_when_the_city_is_too_small(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["--people", "3", "--out", str(tmp_path)])
    assert "cast alone" in capsys.readouterr().err
