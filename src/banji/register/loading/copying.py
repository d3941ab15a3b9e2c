"""Rows as COPY text, each row of history with its digest, and the digests' sum for the trail."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from operator import itemgetter
from typing import Any

from django.db import connection, models

from banji.audit.canonical import canonical, keyed
from banji.audit.seals import SealedRow, sealed_fields

_MODULUS = 1 << 256
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_BLOCK = 1 << 18

type Cell = str | int | bool | bytes | list[str] | dict[str, Any] | None


class Lines:
    """Rows of one table ready to be copied in. `total` is the sum of their digests modulo 2^256."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.text: list[str] = []
        self.total = 0
        self._table = model._meta.db_table
        self._sealed = issubclass(model, SealedRow)
        self._cells = itemgetter(*columns_of(model))

    @property
    def count(self) -> int:
        return len(self.text)

    def add(self, values: Mapping[str, Cell]) -> None:
        """Add one row: a value for each of `columns_of(model)` but `mac`. Days, times and ids come as the text of
        `audit.canonical`: YYYY-MM-DD, UTC with microseconds, 32 hex digits."""
        cells = self._cells(values)
        if not self._sealed:
            self.text.append("\t".join([_escaped(cell) for cell in cells]))
            return
        said = canonical((self._table, *cells))
        mac = keyed()(said)
        self.total = (self.total + int.from_bytes(mac)) % _MODULUS
        # JSON writes whatever COPY would have to escape with a backslash, so most rows need no second look.
        if b"\\" in said:
            texts = [_escaped(cell) for cell in cells]
        else:
            texts = [cell if cell.__class__ is str else _plain(cell) for cell in cells]
        self.text.append(f"{'\t'.join(texts)}\t\\\\x{mac.hex()}")


@cache
def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    """The columns a load fills, in the order of the digest for rows of history (`mac` comes last)."""
    if issubclass(model, SealedRow):
        return sealed_fields(model)
    return tuple(str(column.column) for column in model._meta.concrete_fields)


def copy_in(model: type[models.Model], blocks: Iterator[str] | Iterator[bytes]) -> None:
    """Copy prepared text into the table of `model`, within the present transaction."""
    names = (*columns_of(model), "mac") if issubclass(model, SealedRow) else columns_of(model)
    columns = ", ".join(f'"{name}"' for name in names)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy,
    ):
        for block in blocks:
            copy.write(block)


def blocks_of(lines: Lines, size: int = 2000) -> Iterator[str]:
    for start in range(0, len(lines.text), size):
        yield "\n".join(lines.text[start : start + size]) + "\n"


def _plain(cell: Cell) -> str:
    if cell is None:
        return "\\N"
    if cell.__class__ is str:
        return cell
    if cell.__class__ is bool:
        return "t" if cell else "f"
    if isinstance(cell, list):
        quoted = (item.replace("\\", "\\\\").replace('"', '\\"') for item in cell)
        return f"{{{','.join(f'"{item}"' for item in quoted)}}}"
    if isinstance(cell, bytes):
        return f"\\\\x{cell.hex()}"
    return json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict) else str(cell)


def _escaped(cell: Cell) -> str:
    text = _plain(cell)
    # Only text of people's can hold what COPY reads otherwise; NULL and bytes begin with a backslash that is meant.
    return text.translate(_ESCAPES) if isinstance(cell, (str, list, dict)) and not text.isalnum() else text
