"""SQL that writes rows as text: as COPY reads them, and as `audit.canonical` has them under their digest.

The text of a loaded column holds no control characters (`given` makes them spaces), so only quotation marks and
backslashes are escaped.
"""

# ruff: noqa: S608  (names of our own tables and columns only; values are quoted)
from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db import models

from banji.audit.canonical import canonical
from banji.audit.seals import SealedRow, sealed_fields

type Cell = str | int | bool | dict[str, bool] | None


class Fixed(NamedTuple):
    """The same in every row of the load. Days, times and ids as the text of `audit.canonical`."""

    value: Cell


type Columns = Mapping[str, str | Fixed]
"""By column: an SQL expression, or what is fixed. Days and ids are text, in the forms of `audit.canonical`."""


class _Part(NamedTuple):
    """A piece of a row's text: itself, or the SQL that gives it."""

    text: str
    fixed: bool


@cache
def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    """The columns a load fills, in the order of the digest for rows of history (`mac` comes last)."""
    if issubclass(model, SealedRow):
        return sealed_fields(model)
    return tuple(str(column.column) for column in model._meta.concrete_fields)


def history_query(model: type[SealedRow], relation: str, columns: Columns) -> str:
    """Bytes under the digest and COPY text, but for the digest itself, of rows of `relation`."""
    said = _concat(_between(",", f'["{model._meta.db_table}",', _all(model, columns, _said), "]"))
    line = _concat(_between("\t", "", _all(model, columns, _copied), "\t\\\\x"))
    return f"SELECT encode({said}), {line} FROM {relation}"


def plain_query(model: type[models.Model], relation: str, columns: Columns) -> str:
    """COPY text of rows of `relation`, line end included."""
    return f"SELECT {_concat(_between('\t', '', _all(model, columns, _copied), '\n'))} FROM {relation}"


type _Field = models.Field[object, object]
type _Writer = Callable[[_Field, str | Fixed], list[_Part]]


def _all(model: type[models.Model], columns: Columns, write: _Writer) -> Iterator[list[_Part]]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    for name in columns_of(model):
        yield write(fields[name], columns[name])


def _said(field: _Field, column: str | Fixed) -> list[_Part]:
    """As JSON."""
    if isinstance(column, Fixed):
        return [_Part(canonical([column.value])[1:-1].decode(), fixed=True)]
    match _kind(field):
        case "number":
            return [_Part(_or(field, f"({column})::VARCHAR", "null"), fixed=False)]
        case "list":
            return [_Part(f"to_json({column})::VARCHAR", fixed=False)]
        case "text":
            column = _replaced(_replaced(column, "\\", "\\\\"), '"', '\\"')
    if field.null:
        return [_Part(_or(field, f"""'"' || {column} || '"'""", "null"), fixed=False)]
    return [_Part('"', fixed=True), _Part(column, fixed=False), _Part('"', fixed=True)]


def _copied(field: _Field, column: str | Fixed) -> list[_Part]:
    """As COPY's text format."""
    if isinstance(column, Fixed):
        return [_Part(_fixed_copy(column.value), fixed=True)]
    match _kind(field):
        case "number":
            column = f"({column})::VARCHAR"
        case "list":  # within quotation marks, arrays escape as JSON does
            as_json = f"CAST(to_json({column}) AS VARCHAR)"
            column = _replaced(f"'{{' || {as_json}[2:-2] || '}}'", "\\", "\\\\")
        case "text":
            column = _replaced(column, "\\", "\\\\")
    return [_Part(_or(field, column, "\\N"), fixed=False)]


def _kind(field: _Field) -> str:
    """How values of a field are written: bare, as a list, quoted and escaped, or quoted as they are."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, (models.IntegerField, models.BooleanField)):
        return "number"
    if isinstance(field, ArrayField):
        return "list"
    return "text" if isinstance(field, (models.CharField, models.TextField)) else "quoted"


def _fixed_copy(value: Cell) -> str:
    if value is None:
        return "\\N"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
    return text.replace("\\", "\\\\")


def _or(field: _Field, expression: str, null: str) -> str:
    return f"coalesce({expression}, '{null}')" if field.null else expression


def _replaced(expression: str, what: str, by: str) -> str:
    return f"replace({expression}, '{what}', '{by}')"


def _between(separator: str, start: str, cells: Iterable[list[_Part]], end: str) -> Iterator[_Part]:
    yield _Part(start, fixed=True)
    for n, cell in enumerate(cells):
        if n:
            yield _Part(separator, fixed=True)
        yield from cell
    yield _Part(end, fixed=True)


def _concat(parts: Iterable[_Part]) -> str:
    """One expression; neighbours that are fixed become one literal."""
    arguments: list[str] = []
    for fixed, group in groupby(parts, lambda part: part.fixed):
        texts = [part.text for part in group]
        arguments += [quoted("".join(texts))] if fixed else texts
    return f"concat({', '.join(arguments)})"


def quoted(text: str) -> str:
    """As a literal of DuckDB's SQL."""
    return f"'{text.replace("'", "''")}'"
