"""The error sheet: every row that was set aside or noted, as sent, with the reason in words. Never alive in a spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Iterable

import xlsxwriter
from django.utils.translation import gettext as _

from banji.exchange.feeds import Feed
from banji.exchange.queries import RowLine


def error_sheet(feed: Feed, lines: Iterable[RowLine], *, language: str) -> bytes:
    """An .xlsx: row number, outcome, reason, then the columns of the list. Every cell is text: what begins like a
    formula stays the characters that were sent."""
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        page = book.add_worksheet(_("Rows to correct"))
        bold, text = book.add_format({"bold": True, "border": 1}), book.add_format({"num_format": "@"})
        headings = [
            _("Row"),
            _("Outcome"),
            _("What to correct"),
            *(w.in_language(language) for w in feed.columns.values()),
        ]
        for column, heading in enumerate(headings):
            page.write_string(0, column, heading, bold)
        for place, line in enumerate(lines, 1):
            said = " ".join(part for part in (line.reason, *line.notes) if part)
            outcome = str(line.row.get_outcome_display()) if line.row.outcome else ""
            cells = [
                str(line.row.row_no),
                outcome,
                said,
                *(line.cells.get(field, "") for field in feed.columns),
            ]
            for column, cell in enumerate(cells):
                page.write_string(place, column, inert(cell), text)
        page.set_column(2, 2, 60)
        page.freeze_panes(1, 0)
    return stream.getvalue()


def inert(cell: str) -> str:
    """An apostrophe before what a spreadsheet would run, also after the file was saved as CSV and opened again."""
    return f"'{cell}" if cell.lstrip(" \u3000").startswith(tuple("=+-@\t\r\n＝＋－＠")) else cell
