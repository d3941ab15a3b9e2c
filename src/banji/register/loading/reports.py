"""What was refused and what is worth a look, as CSV beside the load. Refused rows come in the format of the load with
their reason at the end: corrected, the folder can be loaded as it is."""

# ruff: noqa: S608  (names of our own tables and columns only; values are parameters)
from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from banji.register.loading.columns import COLUMNS, EVENTS, HOUSEHOLDS, PEOPLE, REGISTRATIONS, SIGNS
from banji.register.loading.reasons import (
    HOUSEHOLD_REFUSALS,
    HOUSEHOLD_REMARKS,
    PEOPLE_REFUSALS,
    PEOPLE_REMARKS,
    SIGN_REFUSALS,
    Reason,
)
from banji.register.loading.reasons_of_history import (
    DISAGREEMENTS,
    EVENT_REFUSALS,
    NO_HISTORY,
    REGISTRATION_REFUSALS,
    REGISTRATION_REMARKS,
)
from banji.words import Words

_REFUSALS: dict[str, tuple[Reason, ...]] = {
    HOUSEHOLDS: HOUSEHOLD_REFUSALS,
    PEOPLE: (*PEOPLE_REFUSALS, *DISAGREEMENTS),
    REGISTRATIONS: REGISTRATION_REFUSALS,
    EVENTS: EVENT_REFUSALS,
    SIGNS: SIGN_REFUSALS,
}
_REMARKS: dict[str, tuple[Reason, ...]] = {
    HOUSEHOLDS: HOUSEHOLD_REMARKS,
    PEOPLE: (*PEOPLE_REMARKS, NO_HISTORY),
    REGISTRATIONS: REGISTRATION_REMARKS,
}
_AT_ONCE = 10_000
_LIVE = ("=", "+", "-", "@", "\t", "\r")


def write_refused(db: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """A file for each table (`people.csv` …) with `row`, `reason` and `reason_en`; only where something was refused.
    Readable by their owner only: they hold whole numbers."""
    for table, reasons in _REFUSALS.items():
        columns = ", ".join((*COLUMNS[table], "row", "refused", "refused_value"))
        rows = _rows(db, f"SELECT {columns} FROM refused_{table} ORDER BY row")
        if db.execute(f"SELECT 1 FROM refused_{table} LIMIT 1").fetchone():
            header = (*COLUMNS[table], "row", "reason", "reason_en")
            _write(folder / f"{table}.csv", header, ((*r[:-2], *_said(reasons, *r[-2:])) for r in rows))


def write_remarks(db: duckdb.DuckDBPyConnection, path: Path) -> None:
    """One line for each thing worth a look: file, row, key, what."""
    rows = _rows(db, "SELECT file, row, key, code, value FROM remarks ORDER BY file, row")
    lines = ((file, row, key, *_said(_REMARKS[file], code, value)) for file, row, key, code, value in rows)
    _write(path, ("file", "row", "key", "remark", "remark_en"), lines)


def said(table: str, code: str, value: str | None) -> Words:
    """The sentence for a row that was refused, or that is worth a look."""
    return _said((*_REFUSALS.get(table, ()), *_REMARKS.get(table, ())), code, value)


def _rows(db: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    db.execute(query)
    while some := db.fetchmany(_AT_ONCE):
        yield from some


def _said(reasons: Iterable[Reason], code: str, value: str | None) -> Words:
    text = next(reason.text for reason in reasons if reason.code == code)
    return Words(text.zh.format(value=value or ""), text.en.format(value=value or ""))


def _write(path: Path, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([_dead(cell) for cell in row] for row in rows)


def _dead(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_LIVE) else text
