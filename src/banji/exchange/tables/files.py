"""A file as tables of text: .xlsx, .xls, CSV and JSON, rows counted as the sender sees them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import fastexcel

from banji.exchange.feeds import UnreadableList
from banji.exchange.tables.records import read_records
from banji.exchange.tables.table import MOST_COLUMNS, MOST_ROWS, Table
from banji.exchange.tables.workbook import Marks, scan
from banji.files.kinds import JSON, kind_of
from banji.identity.errors import Unacceptable
from banji.identity.names import decode_text

_DELIMITERS = ",\t;，|"


def read_tables(path: Path) -> list[Table]:
    """The sheets of a file that are not empty. Raises `UnreadableList` with the reason."""
    if path.stat().st_size == 0:
        raise UnreadableList("file_empty")
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PK"):
        return _workbook(path, scan(path))
    if head == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _workbook(path, [])
    text = _text(path)
    with path.open("rb") as file:
        return [read_records(text) if kind_of(file) == JSON else _csv(text)]


def _workbook(path: Path, marks: list[Marks]) -> list[Table]:
    try:
        book = fastexcel.read_excel(path)
        tables = []
        for place, name in enumerate(book.sheet_names):
            sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            if sheet.total_height > MOST_ROWS or sheet.width > MOST_COLUMNS:
                raise UnreadableList("too_many_rows", rows=sheet.total_height, limit=MOST_ROWS)
            found = marks[place] if place < len(marks) else Marks()
            rows = [tuple(cell or "" for cell in row) for row in sheet.to_polars().iter_rows()]
            tables.append(Table(name, rows, found, found.first_column or 1))
    except UnreadableList:
        raise
    # The reader is compiled: a panic of it is no Exception.
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise UnreadableList("file_damaged") from error
    return [table for table in tables if table.rows]


def _text(path: Path) -> str:
    try:
        text, _encoding = decode_text(path.read_bytes())
    except Unacceptable as error:
        raise UnreadableList("wrong_encoding") from error
    return text


def _csv(text: str) -> Table:
    if "\0" in text:
        raise UnreadableList("not_a_table")
    csv.field_size_limit(1 << 20)
    rows: list[tuple[str, ...]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            # Lines of the file are what the sender counts; a quoted cell may span several.
            rows.append(tuple(row))
            if len(rows) > MOST_ROWS:
                raise UnreadableList("too_many_rows", rows=f"> {MOST_ROWS}", limit=MOST_ROWS)
    except csv.Error as error:
        raise UnreadableList("not_a_table") from error
    return Table("", rows)


def _delimiter(text: str) -> str:
    """The sign that most often parts the first lines."""
    seen = Counter(character for character in text[:5000] if character in _DELIMITERS)
    return seen.most_common(1)[0][0] if seen else ","
