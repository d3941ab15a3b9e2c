"""From laid-out sheets and their mappings to a folder in the loader's format.

`register/<table>.parquet` what goes on, in the order of the files; `rows/<table>.parquet` which sheet and row each of
them was; `aside/<table>.parquet` what cannot go on, with the reason. The same files and mappings give the same bytes.
"""

# ruff: noqa: S608  (names of our own tables, columns and files only; values are quoted)
from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb

from banji.register.importing import cells, completing
from banji.register.importing.columns import Kind, columns_of, tables
from banji.register.importing.mapping import LEFT_OUT, SheetMapping
from banji.register.importing.models import Intake, Sheet
from banji.register.importing.place import laid_out, part
from banji.register.importing.vocabulary import has_codes
from banji.register.loading import given
from banji.register.loading.columns import HOUSEHOLDS, PEOPLE
from banji.register.loading.text import quoted
from banji.register.loading.work import opened, remove


class Applied(NamedTuple):
    """The folder's digest, and by table: rows of the files, rows set aside here, rows the register has added."""

    digest: str
    received: dict[str, int]
    aside: dict[str, int]
    added: dict[str, int]


def apply(intake: Intake) -> Applied:
    """Write the folder anew."""
    for name in ("register", "rows", "aside"):
        remove(part(intake, "."), name)
    sheets = list(intake.sheets.exclude(table__in=("", LEFT_OUT)).order_by("seq"))
    scratch = part(intake, ".") / "mapping.duckdb"
    remove(scratch.parent, scratch.name, f"{scratch.name}.wal", f"{scratch.name}.spill")
    with opened(scratch) as db:
        # One thread: the folder's digest must not depend on who was faster.
        db.execute("SET threads = 1")
        for table in tables():
            _map(db, table, [sheet for sheet in sheets if sheet.table == table])
        added = completing.complete(db)
        counts = {table: _write(db, table, intake) for table in tables()}
    remove(scratch.parent, scratch.name, f"{scratch.name}.spill")
    digest = given.digest_of(given.files_of(part(intake, "register")))
    received, aside = ({t: n[place] for t, n in counts.items() if any(n)} for place in (0, 1))
    return Applied(digest, received, aside, {t: n for t, n in added.items() if n})


def _map(db: duckdb.DuckDBPyConnection, table: str, sheets: Sequence[Sheet]) -> None:
    """The table mapped_<table>: sheet, row, `wrong` and `wrong_value` (NULL: goes on), and the format's columns."""
    names = [column.name for column in columns_of(table)]
    parts = " UNION ALL ".join(_sheet(table, sheet) for sheet in sheets)
    if not parts:
        empty = ", ".join(f"'' AS {name}" for name in names)
        parts = f"SELECT 0 AS sheet, 0::BIGINT AS row, '' AS wrong, '' AS wrong_value, {empty} WHERE false"
    db.execute(f"CREATE TABLE mapped_{table} AS {parts}")


def _sheet(table: str, sheet: Sheet) -> str:
    mapping = SheetMapping.of(sheet.mapping)
    wrong, values = [("over <> ''", "'wide'")], [("over <> ''", "over")]
    selected = []
    for column in columns_of(table):
        heading = mapping.columns.get(column.name)
        if heading is None:
            selected.append(f"'' AS {column.name}")
            continue
        place = sheet.headings.index(heading)
        cell = f"c{place}"
        words = mapping.codes.get(column.name, {}) if has_codes(table, column.name) else None
        selected.append(f"{cells.read(column, cell, words)} AS {column.name}")
        if words is not None:
            untold = f"{cells.code(cell, words)} IS NULL"
            wrong.append((untold, "'word'"))
            values.append((untold, f"trim({cell})"))
        elif column.kind in (Kind.NUMBER, Kind.PHONE):
            wrong.append((cells.is_rounded(cell, place), "'rounded'"))
    return (
        f"SELECT {sheet.seq} AS sheet, row, {cells.first_of(wrong)} AS wrong,"
        f" {cells.first_of(values)} AS wrong_value, {', '.join(selected)}"
        f" FROM read_parquet({quoted(str(laid_out(sheet)))})"
    )


def _write(db: duckdb.DuckDBPyConnection, table: str, intake: Intake) -> tuple[int, int]:
    """The files of one table; gives how many rows the sheets have, and how many were set aside."""
    names = ", ".join(column.name for column in columns_of(table))
    mapped, order = f"mapped_{table}", "ORDER BY sheet, row"
    received, aside = _counted(db, mapped)
    if received or table in (HOUSEHOLDS, PEOPLE):
        # What the register added comes last and belongs to no sheet.
        _copy(
            db,
            f"SELECT {names} FROM (SELECT *, 0 AS added FROM {mapped} WHERE wrong IS NULL UNION ALL SELECT *, 1"
            f" FROM {completing.added(table)}) ORDER BY added, sheet, row",
            part(intake, "register") / f"{table}.parquet",
        )
        _copy(
            db,
            f"SELECT sheet, row FROM {mapped} WHERE wrong IS NULL {order}",
            part(intake, "rows") / f"{table}.parquet",
        )
    if aside:
        _copy(
            db,
            f"SELECT * FROM {mapped} WHERE wrong IS NOT NULL {order}",
            part(intake, "aside") / f"{table}.parquet",
        )
    return received, aside  # fmt: skip


def _copy(db: duckdb.DuckDBPyConnection, query: str, to: Path) -> None:
    db.execute(f"COPY ({query}) TO {quoted(str(to))} (FORMAT parquet)")
    to.chmod(0o600)


def _counted(db: duckdb.DuckDBPyConnection, table: str) -> tuple[int, int]:
    ((rows, wrong),) = db.execute(f"SELECT count(*), count(wrong) FROM {table}").fetchall()
    return int(rows), int(wrong)


def fallen(intake: Intake, table: str, *, most: int) -> Iterable[tuple[str, int, list[tuple[int, int, str]]]]:
    """Each reason of a table's rows that were set aside here: code, how many, and the first rows (sheet, row, value)."""
    path = part(intake, "aside") / f"{table}.parquet"
    if not path.exists():
        return
    with duckdb.connect() as db:
        source = f"read_parquet({quoted(str(path))})"
        counted = db.execute(f"SELECT wrong, count(*) FROM {source} GROUP BY 1 ORDER BY 2 DESC, 1").fetchall()
        for code, count in counted:
            first = db.execute(
                f"SELECT sheet, row, coalesce(wrong_value, '') FROM {source} WHERE wrong = ? ORDER BY 1, 2 LIMIT ?",
                [code, most],
            ).fetchall()
            yield code, count, first
