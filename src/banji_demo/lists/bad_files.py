"""Files that must be refused with a clear word, or read up to the one bad row: one writer each.

`BAD_FILES` maps a file name to its writer; every writer takes a good list and the path.
"""

import zipfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

from banji_demo.lists import sheet
from banji_demo.lists.cremations import COLUMNS
from banji_demo.lists.dirt import Cell
from banji_demo.lists.listed import PersonList

_FEW = 12
_NAME, _NUMBER, _BIRTH, _ADDRESS = (
    COLUMNS.index(c) for c in ("死者姓名", "身份证号码", "出生日期", "户籍地址")
)
FORMULA = "=cmd|' /C calc'!A0"


def write_truncated(good: PersonList, path: Path) -> None:
    """A workbook whose upload broke off: the last two fifths are missing."""
    good.write_xlsx(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 3 // 5])


def write_wrong_template(good: PersonList, path: Path) -> None:
    """A sound workbook of another department: an allowance list."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("发放表")
        page.merge_range(0, 0, 0, 4, "城乡低保金发放花名册")
        for column, heading in enumerate(("编号", "户主", "开户银行", "账号", "金额（元）")):
            page.write_string(1, column, heading)
        for n, row in enumerate(good.rows[:_FEW], 1):
            page.write_row(n + 1, 0, [n, row.cells[_NAME], "农商银行", f"88000000{n:04d}", 270 + n])


def write_zip_bomb(good: PersonList, path: Path, *, megabytes: int = 1024) -> None:
    """A workbook small on disk whose sheet unpacks to `megabytes`: a thousand times its size."""
    good.write_xlsx(path)
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet_name = "xl/worksheets/sheet1.xml"
    head, _, tail = parts[sheet_name].partition(b"</sheetData>")
    blank = b" " * (1 << 20)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            if name != sheet_name:
                book.writestr(name, content)
        with book.open(sheet_name, "w", force_zip64=True) as out:
            out.write(head)
            for _ in range(megabytes):
                out.write(blank)
            out.write(b"</sheetData>" + tail)


def write_large_csv(good: PersonList, path: Path, *, megabytes: int = 200) -> None:
    """The list over and over, UTF-8, until the file has so many megabytes."""
    good.write_csv(path, encoding="utf-8")
    head, _, rows = path.read_bytes().partition(b"\n")
    with path.open("wb") as out:
        out.write(head + b"\n")
        while out.tell() < megabytes << 20:
            out.write(rows)


def write_formula(good: PersonList, path: Path) -> None:
    """The first name is a real formula cell; the next five are text that a spreadsheet would run."""
    rows = [["" if cell is None else str(cell) for cell in row.cells] for row in good.rows[:_FEW]]
    for row, text in zip(
        rows[1:], (FORMULA, "+SUM(1,2)", "-SUM(1,2)", "@SUM(1,2)", "\t=SUM(1,2)"), strict=False
    ):
        row[_NAME] = text
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        for n, cells in enumerate([list(COLUMNS), *rows]):
            page.write_row(n, 0, cells)
        page.write_formula(1, _NAME, FORMULA, None, "0")


def write_gb18030_csv(good: PersonList, path: Path) -> None:
    """Nothing wrong: the encoding of most government files."""
    good.write_csv(path, encoding="gb18030")


def write_wrong_encoding_csv(good: PersonList, path: Path) -> None:
    """Half UTF-8, half GB18030, as when two files are pasted together: neither codec reads it to the end."""
    good.write_csv(path, encoding="utf-8")
    first = path.read_bytes()
    good.write_csv(path, encoding="gb18030")
    path.write_bytes(first + path.read_bytes() + b"\xff\xff\r\n")


def write_letters_in_number(good: PersonList, path: Path) -> None:
    """A number with letters inside: 5199O1195OO1010013 (O for 0)."""
    _with_row(good, path, {_NUMBER: "5199O1195OO1O1OO13"})


def write_future_birth(good: PersonList, path: Path) -> None:
    """Born in 2071."""
    _with_row(good, path, {_NUMBER: None, _BIRTH: "2071年3月5日"})


def write_unknown_village(good: PersonList, path: Path) -> None:
    """An address that no list of divisions knows."""
    _with_row(good, path, {_ADDRESS: "雁江区无名镇乌有村9组1号"})


def write_empty(good: PersonList, path: Path) -> None:
    """Titles and headings without a single row."""
    sheet.write(path, good.title, COLUMNS, [])


def write_no_bytes(_good: PersonList, path: Path) -> None:
    """A file of length zero."""
    path.write_bytes(b"")


def _with_row(good: PersonList, path: Path, change: dict[int, Cell]) -> None:
    """A dozen good rows, the third of them changed."""
    rows = [list(row.cells) for row in good.rows[:_FEW]]
    for column, cell in change.items():
        rows[2][column] = cell
    sheet.write(path, good.title, COLUMNS, rows)


BAD_FILES: dict[str, Callable[[PersonList, Path], None]] = {
    "truncated.xlsx": write_truncated,
    "wrong_template.xlsx": write_wrong_template,
    "zip_bomb.xlsx": write_zip_bomb,
    "large.csv": write_large_csv,
    "formula.xlsx": write_formula,
    "gb18030.csv": write_gb18030_csv,
    "wrong_encoding.csv": write_wrong_encoding_csv,
    "letters_in_number.xlsx": write_letters_in_number,
    "future_birth.xlsx": write_future_birth,
    "unknown_village.xlsx": write_unknown_village,
    "empty.xlsx": write_empty,
    "no_bytes.xlsx": write_no_bytes,
}
