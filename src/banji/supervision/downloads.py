"""Tables to take along: CSV for programs, .xlsx for people. Counts only, no person."""

from __future__ import annotations

import csv
import io

import xlsxwriter

type Cell = str | float | None

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def as_file(kind: str, title: str, rows: list[list[Cell]]) -> bytes:
    return _csv(rows) if kind == CSV else _xlsx(title, rows)


def _csv(rows: list[list[Cell]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(["" if cell is None else cell for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")  # the mark by which a spreadsheet knows Chinese


def _xlsx(title: str, rows: list[list[Cell]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        page, bold = book.add_worksheet(title[:31]), book.add_format({"bold": True, "text_wrap": True})
        for place, row in enumerate(rows):
            page.write_row(place, 0, row, None if place else bold)
        page.set_column(0, 0, 26)
        page.freeze_panes(1, 1)
    return stream.getvalue()
