"""The dry run: what a load of these files would do, in counts and in the first rows of each reason; all kept on the
intake, with nobody's name in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import duckdb

from banji.register.importing import applying, reasons
from banji.register.importing.applying import Applied
from banji.register.importing.columns import tables
from banji.register.importing.models import Intake
from banji.register.importing.place import part
from banji.register.loading import trial
from banji.register.loading.text import quoted
from banji.register.loading.trial import FIRST_ROWS, Fallen
from banji.words import Words

type Json = dict[str, Any]
type Sheets = Mapping[int, str]


def try_out(intake: Intake, *, tell: Callable[[str], None]) -> tuple[Applied, Json]:
    """Apply the mappings and judge the rows; gives the folder and the result. Raises `Refused`.

    The result: `first` (an empty city), `tables` (table, received, accepted, known, aside), `aside` and `remarks`
    (table, words, count, first rows with sheet and row), `villages` (accepted households by village).
    """
    tell("map")
    applied = applying.apply(intake)
    found = trial.try_out(part(intake, "register"), part(intake, "trial"), tell=tell)
    return applied, _result(intake, applied, found)


def _result(intake: Intake, applied: Applied, found: trial.Trial) -> Json:
    sheets = {sheet.seq: str(sheet) for sheet in intake.sheets.all()}
    loader = {count.table: count for count in found.tables}
    rows = Rows(intake, sheets)
    return {
        "first": found.is_first,
        "tables": [
            {
                "table": table,
                "received": applied.received[table],
                "accepted": loader[table].accepted,
                # Who was added from the register is no row of the files.
                "known": loader[table].known - applied.added.get(table, 0),
                "aside": loader[table].refused + applied.aside.get(table, 0),
            }
            for table in tables()
            if applied.received.get(table)
        ],
        "aside": [*_asides(intake, sheets), *(rows.told(fallen) for fallen in found.refused)],
        "remarks": [told for fallen in found.remarks if (told := rows.told(fallen))["first"]],
        "villages": {str(village): count for village, count in found.villages.items()},
    }


def _asides(intake: Intake, sheets: Sheets) -> Iterator[Json]:
    for table in tables():
        for code, count, first in applying.fallen(intake, table, most=FIRST_ROWS):
            rows = [(sheets.get(sheet, ""), row, reasons.said(code, value)) for sheet, row, value in first]
            yield _told(table, reasons.said(code, "…"), count, rows)


def _told(table: str, words: Words, count: int, first: list[tuple[str, int, Words]]) -> Json:
    return {
        "table": table,
        "words": list(words),
        "count": count,
        "first": [{"sheet": sheet, "row": row, "words": list(said)} for sheet, row, said in first],
    }


class Rows:
    """Which sheet and row of the files the n-th row of the loader's table was."""

    def __init__(self, intake: Intake, sheets: Sheets) -> None:
        self._folder, self._sheets = part(intake, "rows"), sheets

    def told(self, fallen: Fallen) -> Json:
        places = self._places(fallen.table, [row for row, _words in fallen.first])
        first = [(*places[row], words) for row, words in fallen.first if row in places]
        return _told(fallen.table, fallen.words, fallen.rows, first)

    def _places(self, table: str, rows: list[int]) -> dict[int, tuple[str, int]]:
        path = self._folder / f"{table}.parquet"
        if not rows or not path.exists():
            return {}
        with duckdb.connect() as db:
            found = db.execute(
                f"SELECT n, sheet, row FROM (SELECT row_number() OVER () AS n, * FROM read_parquet({quoted(str(path))}))"  # noqa: S608
                " WHERE n IN (SELECT unnest(?))",
                [rows],
            ).fetchall()
        return {n: (self._sheets.get(sheet, ""), row) for n, sheet, row in found}
