"""From a file to rows: the one sheet that is the list, its header, and each line below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from banji.departments.lists.cleaning import Cleaner
from banji.departments.lists.lines import kind_of
from banji.departments.lists.shape import Kind, Shape
from banji.departments.lists.villages import known_villages, village_known
from banji.exchange.feeds import Reading, ReadRow, UnreadableList
from banji.exchange.tables.cells import read_date
from banji.exchange.tables.files import read_tables
from banji.exchange.tables.headings import Header, find_header, plain
from banji.exchange.tables.table import Table

NO_HEADER = Header({}, {}, 0)


def read(shape: Shape, path: Path, today: date) -> Reading:
    """Read a list. Raises `UnreadableList` when the file as a whole cannot be taken."""
    table, header = _the_list(shape, read_tables(path))
    lines = [kind_of(tuple(row), header) for row in table.rows[header.last_row :]]
    count = sum(1 for line in lines if line.kind == "row")
    if not count:
        raise UnreadableList("no_rows")
    return Reading(
        rows=_rows(shape, table, header, today),
        count=count,
        sheet=table.name,
        header_row=header.last_row,
        headings=dict(header.written),
        lines={
            "title": _title_lines(table, header),
            **Counter(line.kind for line in lines if line.kind != "row"),
        },
        notes=[
            *_totals([line.said for line in lines if line.kind == "total"], count),
            *_not_kept(shape, header),
        ],
    )


def _the_list(shape: Shape, tables: list[Table]) -> tuple[Table, Header]:
    """The one sheet that is this list."""
    headers = [(table, find_header(table, shape.synonyms) or NO_HEADER) for table in tables]
    found = [(table, header) for table, header in headers if not _missing(shape, header)]
    if len(found) > 1:
        names = "、".join(table.name for table, _header in found)
        raise UnreadableList("several_sheets", count=len(found), names=names)
    if found:
        table, header = found[0]
        return table, _with_dates(shape, table, header)
    best = max((header for _table, header in headers), key=lambda h: len(h.columns), default=NO_HEADER)
    named = "、".join(shape.named(field) for field in best.columns) or "—"
    raise UnreadableList("wrong_template", missing="、".join(_missing(shape, best)), found=named)


def _with_dates(shape: Shape, table: Table, header: Header) -> Header:
    """死亡时间 may hold the day, or only the time of day beside 死亡日期: the column counts whose cells are days."""
    rows = table.rows[header.last_row :]

    def days(column: int) -> int:
        return sum(1 for row in rows if column < len(row) and read_date(row[column]))

    dates = shape.of_kind(Kind.DATE)
    for field, column, written in header.rivals:
        if field in dates and days(column) > days(header.columns[field]):
            header = header.with_rival(field, column, written)
    return header


def _missing(shape: Shape, header: Header) -> list[str]:
    """Names of the columns without which nothing can be done."""
    groups = shape.headings
    return [shape.named(group) for group in groups if not set(group.split("|")) & header.columns.keys()]


def _title_lines(table: Table, header: Header) -> int:
    above = table.rows[: header.last_row]
    return sum(1 for row in above if any(cell.strip() for cell in row)) - 1


def _totals(said: list[str], count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for number in said[-1:]:
        if number and int(number) != count:
            yield "total_differs", {"said": number, "read": count}


def _not_kept(shape: Shape, header: Header) -> Iterator[tuple[str, dict[str, Any]]]:
    """Columns that nobody here may know are never read; their sender hears of it."""
    names = [name for name in header.others if any(part in plain(name) for part in shape.never_kept)]
    if names:
        yield "columns_never_kept", {"names": "、".join(names)}


def _rows(shape: Shape, table: Table, header: Header, today: date) -> Iterator[ReadRow]:
    cleaner = Cleaner(shape, table, header, today)
    known = known_villages() if "address" in shape.columns else frozenset()
    for place, cells in enumerate(table.rows[header.last_row :], header.last_row):
        if kind_of(tuple(cells), header).kind == "row":
            row = cleaner.clean(place + table.first_row, tuple(cells))
            if not village_known(row.clean.get("address", ""), known):
                row = row._replace(notes=(*row.notes, "village_unknown"))
            yield row
