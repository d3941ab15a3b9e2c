"""Judging a given table by a list of reasons: who falls to which, and what of it."""

# ruff: noqa: S608  (names of our own tables and columns only; values are parameters)
from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import duckdb

from banji.register.loading.reasons import Reason


def judge(
    db: duckdb.DuckDBPyConnection,
    table: str,
    seen: str,
    refusals: Iterable[Reason],
    today: date,
    *,
    keep: str = "",
) -> None:
    """Make the narrow table judged_<table>: `row`, why it was refused, and what is to be kept of what was seen; and
    refused_<table> for the reports."""
    refusals = tuple(refusals)
    cases = " ".join(f"WHEN {reason.when} THEN '{reason.code}'" for reason in refusals)
    values = " ".join(f"WHEN '{reason.code}' THEN {reason.shows}" for reason in refusals)
    uses_today = {"today": today} if "$today" in cases + values else {}
    db.execute(
        f"CREATE TABLE judged_{table} AS WITH seen AS ({seen}),"
        f" judged AS (SELECT *, CASE {cases} END AS refused FROM seen)"
        f" SELECT row, {keep + ',' if keep else ''} refused, CASE refused {values} END AS refused_value FROM judged",
        uses_today,
    )
    set_aside(db, table)


def set_aside(db: duckdb.DuckDBPyConnection, table: str) -> None:
    """Make refused_<table> of what was judged so, as it came."""
    db.execute(
        f"CREATE OR REPLACE TABLE refused_{table} AS SELECT g.*, j.refused, j.refused_value FROM judged_{table} j"
        f" JOIN given_{table} g USING (row) WHERE j.refused IS NOT NULL ORDER BY row"
    )


def doubled(row: str, first: str) -> str:
    """SQL: 2 for a row whose key stands in an earlier one, else 1. `first` has `first_row` of the keys that come again:
    they are few, while a window would hold every key in memory."""
    return f"CASE WHEN {row} > {first}.first_row THEN 2 ELSE 1 END"
