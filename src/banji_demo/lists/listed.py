"""The rows of a cremation list, the truth beside each, and ways to put them on paper."""

import csv
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import polars as pl

from banji_demo.lists import sheet
from banji_demo.lists.dirt import Cell

COLUMNS = (
    "序号", "死者姓名", "性别", "身份证号码", "出生日期", "死亡日期", "火化日期", "户籍地址", "殡仪馆", "火化证编号",
)  # fmt: skip


class Kind(StrEnum):
    """What is wrong with a row; its form (date style, blanks, sex as written) may vary besides."""

    CLEAN = "clean"
    OLD_NUMBER = "old_number"
    SPREADSHEET_CELL = "spreadsheet_cell"
    SPREADSHEET_TEXT = "spreadsheet_text"
    FULL_WIDTH = "full_width"
    SPACED = "spaced"
    TYPO = "typo"
    SWAPPED = "swapped"
    NO_NUMBER = "no_number"
    BORROWED_NUMBER = "borrowed_number"
    NAME_MISHEARD = "name_misheard"
    NAME_RARE = "name_rare"
    BIRTH_DATE_OFF = "birth_date_off"
    OTHER_ADDRESS = "other_address"
    ALREADY_CANCELLED = "already_cancelled"
    DUPLICATE_ROW = "duplicate_row"
    LIVING = "living"
    NOT_REGISTERED = "not_registered"


MEANING = {
    Kind.CLEAN: "as registered",
    Kind.OLD_NUMBER: "15-digit number of a first-generation card",
    Kind.SPREADSHEET_CELL: "numeric cell that kept 15 digits (5.19901E+17)",
    Kind.SPREADSHEET_TEXT: "the same copied as text (5.19901195001010E+17)",
    Kind.FULL_WIDTH: "full-width digits",
    Kind.SPACED: "blanks, dashes, an apostrophe or a small x in the number",
    Kind.TYPO: "one digit wrong, check digit fails",
    Kind.SWAPPED: "two neighbouring digits exchanged",
    Kind.NO_NUMBER: "no number",
    Kind.BORROWED_NUMBER: "valid number of a living member of the household: it is the dead person's row",
    Kind.NAME_MISHEARD: "one character of like sound or shape, or the former name",
    Kind.NAME_RARE: "rare character or dot that the clerk's system could not write",
    Kind.BIRTH_DATE_OFF: "birth date differs, number is right",
    Kind.OTHER_ADDRESS: "another place of the county as address",
    Kind.ALREADY_CANCELLED: "registration already cancelled for this death",
    Kind.DUPLICATE_ROW: "a row that stands in the list twice",
    Kind.LIVING: "a living person wrongly listed: the row is this person's, the death is not",
    Kind.NOT_REGISTERED: "in no row of the register: true person is None",
}


class Row(NamedTuple):
    """One typed row. `external_ref` is whose row it truly is; cells follow COLUMNS."""

    kind: Kind
    external_ref: str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class CremationList:
    """The rows in the order of the sheet, and ways to put them on paper."""

    title: str
    rows: tuple[Row, ...]

    def counts(self) -> dict[Kind, int]:
        """Rows of each kind."""
        return dict(Counter(row.kind for row in self.rows))

    def truth(self) -> pl.DataFrame:
        """row (from 1, as the data rows stand), kind, external_ref (empty = in no register)."""
        rows = [(n, row.kind.value, row.external_ref or "") for n, row in enumerate(self.rows, 1)]
        return pl.DataFrame(rows, schema=["row", "kind", "external_ref"], orient="row")

    def write_xlsx(self, path: Path) -> None:
        """With title rows, a merged header of two rows, blank lines and a total: see `sheet.write`."""
        sheet.write(path, self.title, COLUMNS, [row.cells for row in self.rows])

    def write_csv(self, path: Path, *, encoding: str = "utf-8-sig") -> None:
        """Header row and data rows only; what the encoding cannot write becomes a question mark."""
        with path.open("w", encoding=encoding, errors="replace", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows([["" if cell is None else cell for cell in row.cells] for row in self.rows])
