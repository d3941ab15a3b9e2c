"""Finding the header: below title rows, in one row or in two merged ones, under the names people give to columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from banji.exchange.tables.table import Table

LOOK_AT = 40
_NOISE = str.maketrans("", "", " \u3000\t\r\n*＊:：()（）[]【】/／、.．。")


@dataclass(frozen=True, slots=True)
class Header:
    """Which column (from 0) holds which field, and the heading as written; `last_row` is its lowest row, from 1.

    `others` are the headings, as written, that name no field, or one that an earlier column holds; `rivals` are the
    latter, by field, with their column.
    """

    columns: Mapping[str, int]
    written: Mapping[str, str]
    last_row: int
    others: tuple[str, ...] = ()
    rivals: tuple[tuple[str, int, str], ...] = ()

    def with_rival(self, field: str, column: int, written: str) -> Header:
        """With another column for a field."""
        columns, headings = {**self.columns, field: column}, {**self.written, field: written}
        return replace(self, columns=columns, written=headings)


def find_header(table: Table, synonyms: Mapping[str, Sequence[str]]) -> Header | None:
    """The row, or two rows, that name most fields; None when no two fields are named anywhere near the top."""
    by_name = {plain(name): field for field, names in synonyms.items() for name in names}
    best: Header | None = None
    for start in range(min(LOOK_AT, len(table.rows))):
        for depth in (1, 2):
            header = _header(table, start, depth, by_name)
            if header is not None and (best is None or len(header.columns) > len(best.columns)):
                best = header
    return best if best is not None and len(best.columns) > 1 else None


def plain(heading: str) -> str:
    """死者 姓名* → 死者姓名."""
    return heading.translate(_NOISE).lower()


def _header(table: Table, start: int, depth: int, by_name: Mapping[str, str]) -> Header | None:
    rows = table.rows[start : start + depth]
    if len(rows) < depth:
        return None
    columns: dict[str, int] = {}
    written: dict[str, str] = {}
    others: list[str] = []
    rivals: list[tuple[str, int, str]] = []
    for column in range(max(map(len, rows))):
        # The lowest cell speaks; the one above it is the heading of a merged pair or of a group.
        cells = [row[column].strip() for row in rows if column < len(row) and row[column].strip()]
        field = next((by_name[name] for name in map(plain, reversed(cells)) if name in by_name), None)
        if field is not None and field not in columns:
            columns[field], written[field] = column, cells[-1]
        elif cells:
            others.append(cells[-1])
            if field is not None:
                rivals.append((field, column, cells[-1]))
    below = rows[-1]
    if depth == 2 and not any(plain(cell) in by_name for cell in below):
        return None  # the second row is no heading but data
    return Header(columns, written, start + depth, tuple(others), tuple(rivals)) if columns else None
