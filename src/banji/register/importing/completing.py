"""Whom the register adds: rows that come later name households and people who are here already, and are not in the
file. They go before the loader as known, which leaves them as they are."""

# ruff: noqa: S608  (names of our own tables and columns only; values are parameters)
from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import batched

import duckdb
import pyarrow as pa

from banji.register.importing.columns import columns_of, tables
from banji.register.loading.columns import HOUSEHOLDS, PEOPLE
from banji.register.models import HouseholdParticulars, Registration

_AT_ONCE = 20_000
type Row = dict[str, str]


def added(table: str) -> str:
    return f"added_{table}"


def complete(db: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Make added_<table> beside each mapped_<table>; gives how many rows each has. None but households and people."""
    for table in tables():
        db.execute(f"CREATE TABLE {added(table)} AS FROM mapped_{table} WHERE false")
    others = [
        table
        for table in tables()
        if table != PEOPLE and "external_ref" in {column.name for column in columns_of(table)}
    ]
    people = _people(_lacking(db, "external_ref", PEOPLE, others))
    _insert(db, PEOPLE, people)
    named = [table for table in tables() if "household_no" in {column.name for column in columns_of(table)}]
    households = _households(_lacking(db, "household_no", HOUSEHOLDS, [t for t in named if t != HOUSEHOLDS]))
    _insert(db, HOUSEHOLDS, households)
    return {PEOPLE: len(people), HOUSEHOLDS: len(households)}


def _lacking(db: duckdb.DuckDBPyConnection, key: str, table: str, among: Sequence[str]) -> list[str]:
    """What rows of `among` name by `key` and `table` has not."""
    if not among:
        return []
    named = " UNION ALL ".join(
        f"SELECT {key} FROM mapped_{t} WHERE wrong IS NULL UNION ALL SELECT {key} FROM {added(t)}"
        for t in among
    )
    rows = db.execute(
        f"SELECT DISTINCT {key} FROM ({named}) WHERE {key} <> '' AND {key} NOT IN"
        f" (SELECT {key} FROM mapped_{table} WHERE wrong IS NULL) ORDER BY {key}"
    ).fetchall()
    return [key for (key,) in rows]  # fmt: skip


def _people(refs: Iterable[str]) -> list[Row]:
    """Only what the loader asks of somebody whom it leaves as he is."""
    found: dict[str, Row] = {}
    for some in batched(refs, _AT_ONCE):
        rows = Registration.objects.filter(person__external_ref__in=some, recorded_to=None)
        named = rows.exclude(household=None).exclude(household__external_ref="").order_by("valid_from")
        for ref, household in named.values_list("person__external_ref", "household__external_ref"):
            found[ref] = {
                "external_ref": ref,
                "household_no": household,
                "name": "-",
                "valid_from": "1958-01-09",
            }
    return list(found.values())


def _households(numbers: Iterable[str]) -> list[Row]:
    found: dict[str, Row] = {}
    for some in batched(numbers, _AT_ONCE):
        rows = HouseholdParticulars.objects.filter(household__external_ref__in=some, recorded_to=None)
        columns = ("household__external_ref", "household_type", "village__code", "address_text")
        for ref, kind, village, address in rows.order_by("valid_from").values_list(*columns):
            said = {"household_type": kind, "village_code": village, "address_text": address}
            found[ref] = {"household_no": ref, **said}
    return list(found.values())


def _insert(db: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    names = [column.name for column in columns_of(table)]
    fresh = pa.table({name: pa.array([row.get(name, "") for row in rows], pa.string()) for name in names})
    db.register("fresh", fresh)
    db.execute(
        f"INSERT INTO {added(table)} SELECT 0, row_number() OVER (), NULL, NULL, {', '.join(names)} FROM fresh"
    )
    db.unregister("fresh")
