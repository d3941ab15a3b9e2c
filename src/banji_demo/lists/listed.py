"""The rows of a list of persons, the truth beside each, and ways to put them on paper."""

import csv
import json
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import polars as pl

from banji_demo.lists import sheet
from banji_demo.lists.dirt import Cell


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
    OTHER_DEATH_DATE = "other_death_date"
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
    Kind.OTHER_DEATH_DATE: "another day of death than the other lists say, more than a month away",
    Kind.ALREADY_CANCELLED: "registration already cancelled for this death",
    Kind.DUPLICATE_ROW: "a row that stands in the list twice",
    Kind.LIVING: "a living person wrongly listed: the row is this person's, the death is not",
    Kind.NOT_REGISTERED: "in no row of the register: true person is None",
}


class Row(NamedTuple):
    """One typed row. `external_ref` is whose row it truly is; cells follow the columns of its list. `kind` is a `Kind`, or
    the kind of a list with kinds of its own."""

    kind: StrEnum
    external_ref: str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class PersonList:
    """The rows in the order of the sheet, and ways to put them on paper."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    office: str = "资阳市民政局"

    def counts(self) -> dict[StrEnum, int]:
        """Rows of each kind."""
        return dict(Counter(row.kind for row in self.rows))

    def truth(self) -> pl.DataFrame:
        """row (from 1, as the data rows stand), kind, external_ref (empty = in no register)."""
        rows = [(n, row.kind.value, row.external_ref or "") for n, row in enumerate(self.rows, 1)]
        return pl.DataFrame(rows, schema=["row", "kind", "external_ref"], orient="row")

    def write_xlsx(self, path: Path) -> None:
        """With title rows, a merged header of two rows, blank lines and a total: see `sheet.write`."""
        sheet.write(path, self.title, self.columns, [row.cells for row in self.rows], office=self.office)

    def write_csv(self, path: Path, *, encoding: str = "utf-8-sig") -> None:
        """Header row and data rows only; what the encoding cannot write becomes a question mark."""
        with path.open("w", encoding=encoding, errors="replace", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(self.columns)
            writer.writerows([["" if cell is None else cell for cell in row.cells] for row in self.rows])

    def write_json(self, path: Path) -> None:
        """{"records": […]}: the cells as text, dates as a system writes them, an empty cell as null."""
        records = [
            {
                name: None if cell is None else str(cell)
                for name, cell in zip(self.columns, row.cells, strict=True)
            }
            for row in self.rows
        ]
        path.write_text(json.dumps({"records": records}, ensure_ascii=False), encoding="utf-8")

    def row_numbers(self, suffix: str) -> list[int]:
        """The number by which sender and reader know each row, in a file of this kind (.xlsx, .csv, .json)."""
        places = range(len(self.rows))
        return {
            ".xlsx": [sheet.row_of(n) for n in places],
            ".csv": [n + 2 for n in places],
            ".json": [n + 1 for n in places],
        }[suffix]
