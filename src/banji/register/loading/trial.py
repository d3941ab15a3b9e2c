"""Trying a folder out: it is read, judged and compared with who is here, exactly as a load does; nothing is written."""

# ruff: noqa: S608  (names of our own tables and columns only)
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb
from django.db import connection

from banji.foundation import clock
from banji.register.loading import checks, counts, given, reports
from banji.register.loading.columns import COLUMNS, HOUSEHOLDS, SIGNS
from banji.register.loading.counts import TableCount
from banji.register.loading.work import opened, remove
from banji.register.models import Person
from banji.words import Words

FIRST_ROWS = 5

# Who is here already, under the keys by which the loader knows him again. Rows of any other table belong to a person,
# and of a person who is here everything is left as it is.
_KEYS = {HOUSEHOLDS: ("household_no",), SIGNS: ("external_ref", "kind", "happened_on", "source")}
_PERSON = "SELECT external_ref FROM register_person WHERE external_ref <> ''"
_HERE = {
    HOUSEHOLDS: "SELECT external_ref FROM register_household WHERE external_ref <> ''",
    SIGNS: "SELECT p.external_ref, s.kind, s.happened_on, s.source FROM register_signoflife s"
    " JOIN register_person p ON p.id = s.person_id WHERE s.recorded_to IS NULL AND p.external_ref <> ''",
}


class Fallen(NamedTuple):
    """One reason, of how many rows, and the first of them (row of the table, sentence)."""

    table: str
    words: Words
    rows: int
    first: list[tuple[int, Words]]


class Trial(NamedTuple):
    """What a load of the folder would do now. `villages`: accepted households by village."""

    is_first: bool
    tables: list[TableCount]
    refused: list[Fallen]
    remarks: list[Fallen]
    villages: dict[int, int]


def try_out(folder: Path, work: Path, *, tell: Callable[[str], None] = lambda _stage: None) -> Trial:
    """Raises `Refused` as a load does. Leaves `refused/*.csv` and `remarks.csv` in `work`."""
    files = given.files_of(folder)
    is_first = not Person.objects.exists()
    scratch = work / "trial.duckdb"
    left = (scratch.name, f"{scratch.name}.wal", f"{scratch.name}.spill", "refused", "remarks.csv")
    remove(work, *left)
    try:
        with opened(scratch) as db:
            tell("read")
            given.read(db, files, work)
            received = counts.received(db)
            if not is_first:
                _keep_keys(db)
            tell("check")
            checks.check(db, clock.today())
            reports.write_refused(db, work / "refused")
            reports.write_remarks(db, work / "remarks.csv")
            tell("compare")
            return Trial(
                is_first,
                list(_tables(db, received, is_first=is_first, work=work)),
                [fallen for table in COLUMNS for fallen in _refused(db, table)],
                list(_remarks(db)),
                dict(db.execute("SELECT village_id, count(*) FROM households GROUP BY 1").fetchall()),
            )
    finally:
        remove(work, *left[:3])


def _keys(table: str) -> Sequence[str]:
    return _KEYS.get(table, ("external_ref",))


def _keep_keys(db: duckdb.DuckDBPyConnection) -> None:
    for table in COLUMNS:
        keys = ", ".join(_keys(table))
        db.execute(f"CREATE TABLE keys_{table} AS SELECT row, {keys} FROM given_{table}")


def _tables(
    db: duckdb.DuckDBPyConnection, received: counts.Sizes, *, is_first: bool, work: Path
) -> Iterator[TableCount]:
    refused = counts.refused(db)
    for table, size in received.items():
        known = _known(db, table, work) if size and not is_first else 0
        yield TableCount(table, size, size - refused[table] - known, refused[table])


def _known(db: duckdb.DuckDBPyConnection, table: str, work: Path) -> int:
    """How many of a table's accepted rows are here already, or stand in an earlier row of the file."""
    keys, path = _keys(table), work / "here.csv"
    _copy_out(_HERE.get(table, _PERSON), path)
    names = ", ".join(f"'{key}': 'VARCHAR'" for key in keys)
    columns, again = ", ".join(keys), "nth > 1" if table == SIGNS else "false"
    try:
        ((known,),) = db.execute(
            f"SELECT count(*) FROM (SELECT *, row_number() OVER (PARTITION BY {columns} ORDER BY row) AS nth"
            f" FROM keys_{table} WHERE row NOT IN (SELECT row FROM refused_{table}))"
            f" WHERE {again} OR ({columns}) IN (SELECT ({columns}) FROM read_csv(?, header = false, delim = ',',"
            f" quote = '\"', escape = '\"', auto_detect = false, columns = {{{names}}}))",
            [str(path)],
        ).fetchall()
    finally:
        path.unlink()
    return int(known)


def _copy_out(query: str, to: Path) -> None:
    with (
        to.open("wb") as file,
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)") as copy,
    ):
        for block in copy:
            file.write(block)


def _refused(db: duckdb.DuckDBPyConnection, table: str) -> Iterator[Fallen]:
    counted = db.execute(
        f"SELECT refused, count(*) FROM refused_{table} GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()
    for code, count in counted:
        first = db.execute(
            f"SELECT row, refused_value FROM refused_{table} WHERE refused = ? ORDER BY row LIMIT ?",
            [code, FIRST_ROWS],
        ).fetchall()
        yield _fallen(table, code, count, first)


def _remarks(db: duckdb.DuckDBPyConnection) -> Iterator[Fallen]:
    counted = db.execute(
        "SELECT file, code, count(*) FROM remarks GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
    ).fetchall()
    for table, code, count in counted:
        first = db.execute(
            "SELECT row, value FROM remarks WHERE file = ? AND code = ? ORDER BY row LIMIT ?",
            [table, code, FIRST_ROWS],
        ).fetchall()
        yield _fallen(table, code, count, first)


def _fallen(table: str, code: str, count: int, first: list[tuple[int, str]]) -> Fallen:
    found = [(row, reports.said(table, code, value)) for row, value in first]
    return Fallen(table, reports.said(table, code, "…"), count, found)
