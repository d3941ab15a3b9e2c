"""The workbook as an office keeps it: titles, a merged header of two rows, blank lines, a total."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from banji_demo.lists.dirt import Cell

_TITLE_ROWS, _HEADER_ROWS = 2, 2
FIRST_DATA_ROW = _TITLE_ROWS + _HEADER_ROWS
_MADE = datetime(2017, 1, 20, 9, 30)  # noqa: DTZ001  (the same file for the same seed)
_GROUP = "死者基本信息"  # merged over the personal columns, whose own headings stand below
_GROUPED = range(1, 5)
_BLANK_EVERY = 37


def write(
    path: Path,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    office: str = "资阳市民政局",
) -> None:
    """Write an .xlsx with all the layout a reader has to see through.

    Two merged title rows; headings in two rows, merged downwards or over four columns; a blank line after
    every 37 rows; 合计 with the count; a last line with who made and checked the list.
    """
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": title, "created": _MADE})
        page = book.add_worksheet("名册")
        bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "border": 1})
        day = book.add_format({"num_format": "yyyy/m/d"})
        _titles(page, title, office, len(columns) - 1, bold)
        _header(page, columns, bold)
        for n, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                _write(page, row_of(n) - 1, column, cell, day)
        at = row_of(len(rows) - 1) if rows else FIRST_DATA_ROW
        page.merge_range(at, 0, at, 1, "合计", bold)
        page.write_string(at, 2, f"{len(rows)}人", bold)
        page.write_string(at + 2, 0, "制表人：          审核人：          （盖章）")


def row_of(n: int) -> int:
    """The row of the sheet, counted from 1, in which the data row `n`, counted from 0, stands."""
    return FIRST_DATA_ROW + 1 + n + n // _BLANK_EVERY


def _titles(page: Any, title: str, office: str, last: int, bold: Any) -> None:
    page.merge_range(0, 0, 0, last, title, bold)
    page.merge_range(1, 0, 1, last, f"填报单位：{office}　　　　填报时间：2017年1月20日")


def _header(page: Any, columns: Sequence[str], bold: Any) -> None:
    top, below = _TITLE_ROWS, _TITLE_ROWS + 1
    page.merge_range(top, _GROUPED.start, top, _GROUPED.stop - 1, _GROUP, bold)
    for column, heading in enumerate(columns):
        if column in _GROUPED:
            page.write_string(below, column, heading, bold)
        else:
            page.merge_range(top, column, below, column, heading, bold)


def _write(page: Any, row: int, column: int, cell: Cell, day: Any) -> None:
    """Each value with the cell type it has in real files: text, number, or a date with its format."""
    if isinstance(cell, date):
        page.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
    elif isinstance(cell, (int, float)):
        page.write_number(row, column, cell)
    elif cell:
        page.write_string(row, column, cell)
