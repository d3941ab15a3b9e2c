"""The cremation list of civil affairs: from a file to rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from banji.addresses.models import Division
from banji.addresses.names import short_name, stem
from banji.departments.civil_affairs.columns import COLUMNS, REQUIRED, SYNONYMS
from banji.departments.civil_affairs.rows import Cleaner, kind_of
from banji.exchange.feeds import Feed, Reading, ReadRow, UnreadableList
from banji.exchange.tables.files import Table, read_tables
from banji.exchange.tables.headings import Header, find_header
from banji.files.kinds import CSV, XLS, XLSX
from banji.reconciliation.tasks import match_soon
from banji.words import Words

CODE = "civil_affairs.cremations"
_VILLAGE = re.compile(
    r"(?:镇|乡|街道(?:办事处)?)([^市县区镇乡道]{1,12}?(?:村民委员会|村委会|社区居民委员会|居民委员会|居委会|社区|村))"
)


def read(path: Path, today: date) -> Reading:
    """Read a list. Raises `UnreadableList` when the file as a whole cannot be taken."""
    table, header = _the_list(read_tables(path))
    lines = [kind_of(tuple(row), header) for row in table.rows[header.last_row :]]
    count = sum(1 for line in lines if line.kind == "row")
    if not count:
        raise UnreadableList("no_rows")
    return Reading(
        rows=_rows(table, header, today),
        count=count,
        sheet=table.name,
        header_row=header.last_row,
        headings=dict(header.written),
        lines={
            "title": _title_lines(table, header),
            **Counter(line.kind for line in lines if line.kind != "row"),
        },
        notes=[*_totals([line.said for line in lines if line.kind == "total"], count)],
    )


def _the_list(tables: list[Table]) -> tuple[Table, Header]:
    """The one sheet that is this list."""
    found = [
        (table, header)
        for table in tables
        if (header := find_header(table, SYNONYMS)) and not _missing(header)
    ]
    if len(found) > 1:
        names = "、".join(table.name for table, _header in found)
        raise UnreadableList("several_sheets", count=len(found), names=names)
    if found:
        return found[0]
    headers = [header for table in tables if (header := find_header(table, SYNONYMS))]
    best = max(headers, key=lambda header: len(header.columns), default=Header({}, {}, 0))
    named = "、".join(COLUMNS[field].zh for field in best.columns) or "—"
    raise UnreadableList("wrong_template", missing="、".join(_missing(best)), found=named)


def _missing(header: Header) -> list[str]:
    """Names of the columns without which nothing can be done."""
    wanted = [group.split("|") for group in REQUIRED]
    return [
        "/".join(COLUMNS[field].zh for field in group)
        for group in wanted
        if not set(group) & header.columns.keys()
    ]


def _title_lines(table: Table, header: Header) -> int:
    above = table.rows[: header.last_row]
    return sum(1 for row in above if any(cell.strip() for cell in row)) - 1


def _totals(said: list[str], count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for number in said[-1:]:
        if number and int(number) != count:
            yield "total_differs", {"said": number, "read": count}


def _rows(table: Table, header: Header, today: date) -> Iterator[ReadRow]:
    cleaner = Cleaner(table, header, today)
    known = _known_villages()
    for row_no, cells in enumerate(table.rows[header.last_row :], header.last_row + 1):
        if kind_of(tuple(cells), header).kind == "row":
            row = cleaner.clean(row_no, tuple(cells))
            yield (
                row
                if _village_known(row.clean.get("address", ""), known)
                else row._replace(notes=(*row.notes, "village_unknown"))
            )


def _village_known(address: str, known: frozenset[str]) -> bool:
    """True also where the address names no village, or where no list of divisions is loaded."""
    named = _VILLAGE.search(address.replace(" ", ""))
    return named is None or not known or stem(short_name(named[1])) in known


def _known_villages() -> frozenset[str]:
    """Every village name this city has ever had."""
    names = Division.objects.filter(level=Division.Level.VILLAGE).values_list("name", flat=True).distinct()
    return frozenset(stem(short_name(name)) for name in names)


FEED = Feed(
    code=CODE,
    title=Words("民政火化名单", "Cremation list of civil affairs"),
    read=read,
    after_read=match_soon,
    template=Path(__file__).with_name("samples") / "火化人员名册模板.xlsx",
    accept=frozenset({XLSX, XLS, CSV}),
    columns=COLUMNS,
)
