"""JSON as a table of text: an array of objects, `{"records": […]}`, or one object to a line. Read strictly.

A record is flat: text, numbers, true/false and null; the keys of all records are the headings. Rows are counted as the
sender counts them: the n-th record, or the n-th line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from banji.exchange.feeds import UnreadableList
from banji.exchange.tables.table import MOST_COLUMNS, MOST_ROWS, Table
from banji.exchange.tables.workbook import Marks

MOST_CHARACTERS = 64 << 20
MOST_IN_A_CELL = 10_000
WRAPPERS = ("records", "data", "rows")
# A program that keeps numbers as doubles has kept 15 digits of a longer one, whatever it shows.
_EXACT_DIGITS = 15
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")

type Found = tuple[int, dict[str, Any]]


class _Number(str):
    """A number as its sender wrote it."""

    __slots__ = ()


def read_records(text: str) -> Table:
    """The records as rows, all keys in row 0. Raises `UnreadableList` with the reason and the place."""
    if len(text) > MOST_CHARACTERS:
        raise UnreadableList("json_too_large", limit=MOST_CHARACTERS >> 20)
    found = list(_lines(text) if _is_lines(text) else _array(text))
    headings = list(dict.fromkeys(key for _n, record in found for key in record))
    if not headings:
        raise UnreadableList("no_rows")
    if found[-1][0] > MOST_ROWS:
        raise UnreadableList("too_many_rows", rows=found[-1][0], limit=MOST_ROWS)
    if len(headings) > MOST_COLUMNS:
        raise UnreadableList("json_too_many_keys", limit=MOST_COLUMNS)
    rows: list[tuple[str, ...]] = [tuple(headings)] + [()] * found[-1][0]
    marks = Marks()
    for n, record in found:
        rows[n] = tuple(
            _cell(n, key, record.get(key), marks, column) for column, key in enumerate(headings, 1)
        )
    return Table("", rows, marks, first_row=0)


def _is_lines(text: str) -> bool:
    """Does the first line hold a whole object of its own, which is no wrapper?"""
    first, _, rest = text.strip().partition("\n")
    if not first.startswith("{"):
        return False
    try:
        alone = _parsed(first, 1)
    except UnreadableList:
        # A pretty-printed wrapper breaks off here; a broken first line is followed by another object.
        return rest.lstrip().startswith("{")
    return bool(rest.strip()) or not (isinstance(alone, dict) and _wrapped(alone) is not None)


def _lines(text: str) -> Iterator[Found]:
    for n, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield n, _record(n, _parsed(line, n))


def _array(text: str) -> Iterator[Found]:
    whole = _parsed(text, 1)
    if isinstance(whole, dict):
        whole = _wrapped(whole)
    if not isinstance(whole, list):
        raise UnreadableList("json_no_records")
    for n, one in enumerate(whole, 1):
        yield n, _record(n, one)


def _wrapped(whole: dict[str, Any]) -> list[Any] | None:
    return next((whole[key] for key in WRAPPERS if isinstance(whole.get(key), list)), None)


def _parsed(text: str, line: int) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_no_key_twice,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_no_constant,
        )
    except RecursionError as error:
        raise UnreadableList("json_too_deep") from error
    except json.JSONDecodeError as error:
        raise UnreadableList("json_broken", line=line + error.lineno - 1, column=error.colno) from error


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        keys = [key for key, _value in pairs]
        raise UnreadableList("json_key_twice", key=_shown(next(key for key in keys if keys.count(key) > 1)))
    return record


def _no_constant(name: str) -> NoReturn:
    raise UnreadableList("json_no_number", value=name)


def _record(n: int, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnreadableList("json_not_a_record", row=n)
    for key, held in value.items():
        if isinstance(held, dict | list):
            raise UnreadableList("json_nested", row=n, key=_shown(key))
        if _CONTROL.search(key) or (isinstance(held, str) and _CONTROL.search(held)):
            raise UnreadableList("json_control", row=n, key=_shown(key))
    return value


def _cell(n: int, key: str, value: Any, marks: Marks, column: int) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if len(text) > MOST_IN_A_CELL:
        raise UnreadableList("json_cell_too_long", row=n, key=_shown(key), limit=MOST_IN_A_CELL)
    if isinstance(value, _Number) and text.isdigit() and len(text) > _EXACT_DIGITS:
        marks.rounded[n, column] = text[:_EXACT_DIGITS]
    return text


def _shown(key: str) -> str:
    return _CONTROL.sub("", key)[:40]
