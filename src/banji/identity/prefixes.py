"""The first six digits of a citizen number: the division at first numbering, not today's.

From `data/prefixes.csv` (codes with the years they were in use; a code can have meant several places, so
names come as spans). A prefix is known if it was ever valid; the year of birth says nothing, because
numbers were first given out in the 1980s to people of every age. Another package may add prefixes of its
own, such as the invented ones of a demo:

    prefixes.add(Path(__file__).parent / "prefixes.csv")     # columns code,name,first_year,last_year
"""

import csv
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple


class Span(NamedTuple):
    """A code's meaning from `first_year` to `last_year`, both included. The list begins in 1980 and ends in
    2024."""

    name: str
    first_year: int
    last_year: int


_NATIONAL = files(__package__) / "data" / "prefixes.csv"
_added: list[Path] = []


def ever_valid(prefix: str) -> bool:
    """Was this six-digit code ever in use?"""
    return prefix in _book()


def names(prefix: str) -> tuple[Span, ...]:
    """What the code meant, oldest first; empty when it is unknown."""
    return _book().get(prefix, ())


def add(path: Path) -> None:
    """Add a file of further prefixes for this process. Adding the same file twice changes nothing."""
    path = path.resolve()
    if path in _added:
        return
    _read(path)  # a broken file is refused here, not at the first number
    _added.append(path)
    _book.cache_clear()


def remove(path: Path) -> None:
    """Undo `add`."""
    _added.remove(path.resolve())
    _book.cache_clear()


@cache
def _book() -> dict[str, tuple[Span, ...]]:
    book: dict[str, list[Span]] = {}
    for source in (_NATIONAL, *_added):
        for code, span in _read(source):
            book.setdefault(code, []).append(span)
    return {code: tuple(sorted(spans, key=lambda span: span.first_year)) for code, spans in book.items()}


def _read(source: Traversable | Path) -> list[tuple[str, Span]]:
    with source.open(encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return [
            (row["code"], Span(row["name"], int(row["first_year"]), int(row["last_year"]))) for row in rows
        ]
