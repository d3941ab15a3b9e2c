"""The rows that were set aside, as a file to correct: the columns of the format, then where the row stood and why.

Its headings are known here: corrected, it is handed in as it is, and only what is new in it is taken.
"""

# ruff: noqa: S608  (names of our own columns and files only; values are quoted)
from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb
from django.conf import settings

from banji.register.importing import reasons
from banji.register.importing.columns import columns_of
from banji.register.importing.models import Intake
from banji.register.importing.place import folder_of
from banji.register.loading.text import quoted

_LIVE = ("=", "+", "-", "@", "\t", "\r")
TOLD = ("sheet", "row", "reason", "reason_en")


def lines(intake: Intake, table: str) -> Iterator[list[str]]:
    """The heading, then every row of a table that was set aside, by the mapping and by the loader."""
    names = [column.name for column in columns_of(table)]
    yield [*names, *TOLD]
    sheets = {sheet.seq: str(sheet) for sheet in intake.sheets.all()}
    with duckdb.connect(config={"memory_limit": "256MB", "threads": 1}) as db:
        for *cells, sheet, row, code, value in _of_mapping(db, intake, table, names):
            yield [*map(_dead, cells), sheets.get(int(sheet), ""), str(row), *reasons.said(code, value)]
        for *cells, sheet, row, zh, en in _of_loader(db, intake, table, names):
            yield [*cells, sheets.get(int(sheet), ""), str(row), zh, en]


def as_csv(intake: Intake, table: str) -> Iterator[str]:
    """The same as the text of a file that a spreadsheet opens in Chinese."""
    yield "\ufeff"
    writer = csv.writer(_Echo())
    for line in lines(intake, table):
        yield writer.writerow(line)


def there(intake: Intake) -> bool:
    """Are the rows still kept here?"""
    return (folder_of(intake.pk) / "rows").is_dir()


def _of_mapping(
    db: duckdb.DuckDBPyConnection, intake: Intake, table: str, names: list[str]
) -> Iterator[tuple[str, ...]]:
    path = folder_of(intake.pk) / "aside" / f"{table}.parquet"
    if path.exists():
        yield from _some(
            db,
            f"SELECT {', '.join(names)}, sheet, row, wrong, wrong_value FROM read_parquet({quoted(str(path))})"
            " ORDER BY sheet, row",
        )


def _of_loader(
    db: duckdb.DuckDBPyConnection, intake: Intake, table: str, names: list[str]
) -> Iterator[tuple[str, ...]]:
    """What the load has refused, or before it the dry run."""
    refused = refused_folder(intake) / f"{table}.csv"
    rows = folder_of(intake.pk) / "rows" / f"{table}.parquet"
    if refused.exists() and rows.exists():
        columns = ", ".join(f"r.{name}" for name in names)
        yield from _some(
            db,
            f"SELECT {columns}, p.sheet, p.row, r.reason, r.reason_en"
            f" FROM read_csv({quoted(str(refused))}, header = true, all_varchar = true, delim = ',', quote = '\"') r"
            f" JOIN (SELECT row_number() OVER () AS n, * FROM read_parquet({quoted(str(rows))})) p"
            " ON p.n = r.row::BIGINT ORDER BY p.sheet, p.row",
        )


def refused_folder(intake: Intake) -> Path:
    load = intake.load
    if load is not None and load.ended_at is not None:
        return Path(settings.VAR) / "loads" / load.digest[:16] / "refused"
    return folder_of(intake.pk) / "trial" / "refused"


def _some(db: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[str, ...]]:
    found = db.execute(query)
    while rows := found.fetchmany(5000):
        yield from (tuple("" if cell is None else cell for cell in row) for row in rows)


def _dead(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula; the loader takes the apostrophe off again."""
    said = str(cell)
    return f"'{said}" if said.startswith(_LIVE) else said


class _Echo:
    """For the csv module: give back what was written."""

    def write(self, said: str) -> str:
        return said
