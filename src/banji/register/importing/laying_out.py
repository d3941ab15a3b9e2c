"""A file as it comes becomes, sheet by sheet, parquet of text: `row` as its sender counts rows, `c0`, `c1` … its cells,
`rounded` the columns (",3,") whose long number a spreadsheet has shortened, `over` what stands beyond the headings."""

# ruff: noqa: S608  (names of our own columns and files only; values are quoted)
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb
import fastexcel
import polars as pl
from django.utils.translation import gettext as _

from banji.exchange.feeds import UnreadableList
from banji.exchange.tables.headings import LOOK_AT, find_header
from banji.exchange.tables.table import Table
from banji.exchange.tables.workbook import Marks, scan
from banji.foundation.errors import Refused
from banji.register.importing.columns import columns_of, tables
from banji.register.loading.given import utf8
from banji.register.loading.text import quoted
from banji.register.loading.work import opened

MOST_COLUMNS = 200
_BEYOND = 5
# A sheet has 1,048,576 rows at most; what unpacks to more than this comes as csv or parquet.
MOST_UNPACKED = 1 << 30
_DELIMITERS = ",\t;，|"


class Found(NamedTuple):
    """A sheet of a file; `rows` are those below the headings that are not blank."""

    name: str
    headings: list[str]
    header_row: int
    rows: int
    path: Path


def lay_out(path: Path, folder: Path, stem: str) -> list[Found]:
    """The sheets of the file as `<stem>-<n>.parquet` in `folder`. Raises `UnreadableList` and `Refused`."""
    match path.suffix:
        case ".xlsx" | ".xls":
            return _workbook(path, folder, stem)
        case ".parquet":
            return [_parquet(path, folder / f"{stem}-0.parquet")]
        case _:
            return [_csv(path, folder, stem)]


def _workbook(path: Path, folder: Path, stem: str) -> list[Found]:
    marks = scan(path, most=MOST_UNPACKED) if path.suffix == ".xlsx" else []
    found = []
    try:
        book = fastexcel.read_excel(path)
        for place, name in enumerate(book.sheet_names):
            sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
            if sheet.is_empty():
                continue
            seen = marks[place] if place < len(marks) else Marks()
            found.append(_sheet(sheet, name, seen, folder / f"{stem}-{place}.parquet"))
    except (UnreadableList, Refused):
        raise
    # The reader is compiled: a panic of it is no Exception.
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise UnreadableList("file_damaged") from error
    if not found:
        raise UnreadableList("no_rows")
    return found


def _sheet(sheet: pl.DataFrame, name: str, marks: Marks, to: Path) -> Found:
    top = [tuple(cell or "" for cell in row) for row in sheet.head(LOOK_AT).iter_rows()]
    headings, header_row = headings_of(
        top, least=1
    )  # a sheet of explanations is shown, and left out by a person
    shift = marks.first_column or 1
    rounded: dict[int, str] = {}
    for row, column in sorted(marks.rounded):
        rounded[row] = f"{rounded.get(row, ',')}{column - shift},"
    cells = {f"c{n}": sheet[sheet.columns[n]].cast(pl.String).fill_null("") for n in range(len(headings))}
    rows = pl.DataFrame({
        "row": pl.Series(range(1, len(sheet) + 1), dtype=pl.Int64),
        **cells,
        "rounded": pl.Series([rounded.get(n, "") for n in range(1, len(sheet) + 1)], dtype=pl.String),
        "over": pl.Series([""] * len(sheet), dtype=pl.String),
    })  # fmt: skip
    filled = pl.any_horizontal(pl.col(*cells).fill_null("").str.strip_chars() != "")
    rows = rows.filter((pl.col("row") > header_row) & filled)
    rows.write_parquet(to)
    return Found(name, headings, header_row, len(rows), to)


def _csv(path: Path, folder: Path, stem: str) -> Found:
    text = utf8(path, folder / f"{stem}.utf8.csv")
    with text.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        start = file.read(1 << 16)
    if "\0" in start:
        raise UnreadableList("not_a_table")
    delimiter = _delimiter(start)
    width = min(max(line.count(delimiter) + 1 for line in start.splitlines()[:LOOK_AT] or [""]), MOST_COLUMNS)
    try:
        found = _read_csv(text, delimiter, width, folder / f"{stem}-0.parquet")
    except duckdb.Error as error:
        raise UnreadableList("not_a_table") from error
    if text != path:
        text.unlink()
    return found


def _read_csv(path: Path, delimiter: str, width: int, to: Path) -> Found:
    with opened(to.with_suffix(".duckdb")) as db:
        # More columns than there are: what stands there would else be lost without a word.
        beyond = width + _BEYOND
        columns = ", ".join(f"c{n}: 'VARCHAR'" for n in range(beyond))
        source = (
            f"read_csv({quoted(str(path))}, header = false, auto_detect = false, columns = {{{columns}}},"
            f" delim = {quoted(delimiter)}, quote = '\"', escape = '\"', null_padding = true, strict_mode = false,"
            " parallel = false)"
        )
        top = [
            tuple(cell or "" for cell in row)
            for row in db.execute(f"FROM {source} LIMIT {LOOK_AT}").fetchall()
        ]
        headings, header_row = headings_of([row[:width] for row in top])
        rows = f"SELECT row_number() OVER () AS row, * FROM {source}"
        count = _write(db, rows, to, named=len(headings), width=beyond, header_row=header_row)
    to.with_suffix(".duckdb").unlink(missing_ok=True)
    return Found("", headings, header_row, count, to)  # fmt: skip


def _parquet(path: Path, to: Path) -> Found:
    try:
        with opened(to.with_suffix(".duckdb")) as db:
            source = f"read_parquet({quoted(str(path))})"
            names = [row[0] for row in db.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()][
                :MOST_COLUMNS
            ]
            cells = ", ".join(f'"{name.replace('"', '""')}"::VARCHAR AS c{n}' for n, name in enumerate(names))
            rows = f"SELECT row_number() OVER () AS row, {cells} FROM {source}"
            count = _write(db, rows, to, named=len(names), width=len(names))
        to.with_suffix(".duckdb").unlink(missing_ok=True)
    except duckdb.Error as error:
        raise UnreadableList("file_damaged") from error
    return Found("", unique(names), 0, count, to)  # fmt: skip


def _write(
    db: duckdb.DuckDBPyConnection, rows: str, to: Path, *, named: int, width: int, header_row: int = 0
) -> int:
    """`named` columns have a heading; what the others up to `width` hold belongs to none."""
    cells = ", ".join(f"coalesce(c{n}, '') AS c{n}" for n in range(named))
    filled = " || ".join(f"trim(coalesce(c{n}, ''))" for n in range(named))
    over = " || ".join(f"trim(coalesce(c{n}, ''))" for n in range(named, width)) or "''"
    db.execute(
        f"COPY (SELECT row, {cells}, '' AS rounded, {over} AS over FROM ({rows}) WHERE row > {header_row}"
        f" AND {filled} <> '') TO {quoted(str(to))} (FORMAT parquet)"
    )
    ((count,),) = db.execute(f"SELECT count(*) FROM read_parquet({quoted(str(to))})").fetchall()
    return int(count)


def headings_of(top: Sequence[Sequence[str]], *, least: int = 2) -> tuple[list[str], int]:
    """The headings and the row they stand in: the one that names most columns of the format, else the first that has
    something in `least` cells. Raises `UnreadableList`."""
    synonyms = {f"{t}.{c.name}": c.headings for t in tables() for c in columns_of(t)}
    header = find_header(Table("", top), synonyms)
    if header is not None:
        row = header.last_row
    else:
        row = next(
            (n for n, cells in enumerate(top, 1) if sum(bool(cell.strip()) for cell in cells) >= least), 0
        )
    if not row:
        raise UnreadableList("not_a_table")
    above = top[row - 2] if row > 1 and sum(bool(cell.strip()) for cell in top[row - 2]) > 1 else ()
    cells = [
        cell.strip() or (above[n].strip() if n < len(above) else "") for n, cell in enumerate(top[row - 1])
    ]
    while cells and not cells[-1]:
        cells.pop()
    return unique(cells), row  # fmt: skip


def unique(headings: Sequence[str]) -> list[str]:
    """Headings by which a column is named: an empty one by its place, a repeated one with its number."""
    seen: Counter[str] = Counter()
    found = []
    for n, heading in enumerate(headings, 1):
        text = " ".join(heading.split())[:60] or _("column %(n)d") % {"n": n}
        seen[text] += 1
        found.append(text if seen[text] == 1 else f"{text} ({seen[text]})")
    return found


def _delimiter(text: str) -> str:
    """The sign that most often parts the first lines."""
    seen = Counter(character for character in text[:5000] if character in _DELIMITERS)
    return seen.most_common(1)[0][0] if seen else ","
