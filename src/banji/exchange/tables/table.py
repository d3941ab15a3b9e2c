"""One sheet of any file: rows of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from banji.exchange.tables.workbook import Marks

MOST_ROWS = 200_000
MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. `rows[0]` is its row `first_row`, as its sender counts; an empty cell is ''. Marks are by (row, column)."""

    name: str
    rows: Sequence[Sequence[str]]
    marks: Marks = field(default_factory=Marks)
    first_column: int = 1
    first_row: int = 1

    def formula(self, row_no: int, column: int) -> bool:
        """Does the cell of a row (from 1) and a column of `rows` (from 0) hold a formula?"""
        return (row_no, column + self.first_column) in self.marks.formulas

    def rounded(self, row_no: int, column: int) -> str:
        """The 15 digits a spreadsheet has kept of a long number in this cell, '' where there is none."""
        return self.marks.rounded.get((row_no, column + self.first_column), "")
