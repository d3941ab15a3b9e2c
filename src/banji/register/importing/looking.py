"""A look into a laid-out sheet: masked samples of its columns, and the words of those that hold codes."""

# ruff: noqa: S608  (names of our own columns and files only; values are quoted)
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb

from banji.identity.masking import mask_id_no, mask_phone
from banji.register.loading.text import quoted

SAMPLES = 3
MOST_WORDS = 120
_LOOK_AT = 5000
_NUMBER = re.compile(r"\d{14,17}[\dXx]")
_PHONE = re.compile(r"\d{7,11}")
_DAY = re.compile(r"(\d{4})([-./年]?)\d{1,2}([-./月]?)\d{1,2}(日?).*")


class Word(NamedTuple):
    """A word of a column, and in how many rows it stands."""

    text: str
    rows: int


class Words(NamedTuple):
    """The commonest words of a column; `more`: there are further ones."""

    words: list[Word]
    more: bool


def samples(path: Path, headings: Sequence[str]) -> dict[str, list[str]]:
    """Three values of each column, masked: what repeats itself in the sheet stays, what may be a person's does not."""
    with _sheet(path) as db:
        return {heading: _samples(db, f"c{n}") for n, heading in enumerate(headings)}


def _samples(db: duckdb.DuckDBPyConnection, column: str) -> list[str]:
    found = db.execute(
        f"SELECT trim({column}) AS said, count(*) FROM (SELECT {column} FROM sheet LIMIT {_LOOK_AT})"
        " WHERE said <> '' GROUP BY said ORDER BY count(*) DESC, said LIMIT 40"
    ).fetchall()
    rows = sum(count for _said, count in found)
    is_code = len(found) < 40 and rows >= 3 * len(found) and rows > 8
    return [said if is_code else mask(said) for said, _count in found[:SAMPLES]]


def mask(said: str) -> str:
    """As much of a cell as shows what kind of thing it is, and no more."""
    if _NUMBER.fullmatch(said):
        return mask_id_no(said)
    if day := _DAY.fullmatch(said):
        return f"{day[1]}{day[2]}**{day[3]}**{day[4]}"
    if _PHONE.fullmatch(said):
        return mask_phone(said)
    return f"{said[0]}{'*' * min(len(said) - 1, 6)}"


def words(path: Path, headings: Sequence[str], columns: Mapping[str, str]) -> dict[str, Words]:
    """By column of the format (heading by name in `columns`): its words, the commonest first."""
    with _sheet(path) as db:
        return {name: _words(db, f"c{headings.index(heading)}") for name, heading in columns.items()}


def _words(db: duckdb.DuckDBPyConnection, column: str) -> Words:
    found = db.execute(
        f"SELECT trim({column}) AS said, count(*) FROM sheet WHERE said <> '' GROUP BY said"
        f" ORDER BY count(*) DESC, said LIMIT {MOST_WORDS + 1}"
    ).fetchall()
    return Words([Word(*row) for row in found[:MOST_WORDS]], len(found) > MOST_WORDS)


@contextmanager
def _sheet(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"memory_limit": "512MB", "threads": 2}) as db:
        db.execute(f"CREATE VIEW sheet AS SELECT * FROM read_parquet({quoted(str(path))})")
        yield db
