"""YAML that remembers on which line each thing stands, so that a finding can point at it.

Mappings come back as `Row` (a dict with line numbers), lists as plain lists. The loader is the safe one;
a key written twice in one mapping is refused, because YAML itself would silently drop the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml


class NotReadable(ValueError):
    """The file is no YAML, or says one key twice. `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
        self.message = message


class Row(dict[str, Any]):
    """A mapping with the line it starts on and the line of each key, both counted from 1."""

    line: int
    lines: dict[str, int]

    def line_of(self, key: str) -> int:
        return self.lines.get(key, self.line)

    def rows(self, key: str) -> list[Row]:
        """The mappings listed under `key`; an absent or empty list gives none."""
        found = self.get(key) or []
        return [row for row in found if isinstance(row, Row)] if isinstance(found, list) else []


class _Loader(yaml.SafeLoader):
    """The safe loader; mappings become rows."""


def _construct_row(loader: _Loader, node: yaml.MappingNode) -> Iterator[Row]:
    row = Row()
    row.line = node.start_mark.line + 1
    row.lines = {}
    yield row
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node))
        line = key_node.start_mark.line + 1
        if key in row:
            raise NotReadable(line, f"the key {key!r} stands twice; the first is on line {row.line_of(key)}")
        row[key] = loader.construct_object(value_node, deep=True)
        row.lines[key] = line


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_row)


@cache
def _read(path: Path, _stamp: tuple[int, int]) -> Row:
    try:
        text = path.read_text(encoding="utf-8")
        # `_Loader` is a SafeLoader: it builds plain values only.
        loaded = yaml.load(text, Loader=_Loader)  # noqa: S506
    except UnicodeDecodeError as error:
        raise NotReadable(1, "the file is not UTF-8") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotReadable(
            mark.line + 1 if mark else 1, f"not YAML: {error.problem or error.context}"
        ) from error
    except yaml.YAMLError as error:
        raise NotReadable(1, f"not YAML: {error}") from error
    except ValueError as error:  # a date such as 2017-02-30
        if isinstance(error, NotReadable):
            raise
        raise NotReadable(_line_of_bad_date(text), f"not a date that exists: {error}") from error
    if not isinstance(loaded, Row):
        raise NotReadable(1, "the file must be a mapping with named blocks")
    return loaded


def _line_of_bad_date(text: str) -> int:
    """The line of the first value that YAML takes for a date and the calendar does not."""
    for event in yaml.parse(text, Loader=_Loader):
        if not isinstance(event, yaml.ScalarEvent) or not event.implicit[0]:
            continue
        try:
            yaml.load(event.value, Loader=_Loader)  # noqa: S506
        except yaml.YAMLError:
            continue
        except ValueError:
            return event.start_mark.line + 1 if event.start_mark else 1
    return 1


def read(path: Path) -> Row:
    """The file as rows. Parsed once per state of the file: callers must not change what they get.

    Raises `NotReadable` with the line, or `OSError` where the file cannot be opened.
    """
    path = path.resolve()
    stat = path.stat()
    return _read(path, (stat.st_mtime_ns, stat.st_size))
