"""The small personal code tables (domain 4.4-4.6), from `data/codes/<table>.csv`.

sex GB/T 2261.1 · marital GB/T 2261.2 · relation GB/T 4761 · ethnicity GB/T 3304 with its letters and the
police's extensions 97 and 98 · education GB/T 4658 · occupation GB/T 6565, first digit. Codes are text,
`01` is not `1`.
"""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from banji.identity.errors import Unacceptable
from banji.words import Words

TABLES = ("sex", "marital", "relation", "ethnicity", "education", "occupation")


class UnknownCode(Unacceptable):
    """A code or name that the table does not have. `rule` is the table's name."""


class Entry(NamedTuple):
    """One code. Offered from `valid_from` until the day before `valid_to` (None: no limit); always
    readable."""

    code: str
    name: Words
    parent: str | None
    valid_from: date | None
    valid_to: date | None
    source: str
    edition: str
    letters: str
    aliases: tuple[str, ...]

    def offered_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


class CodeTable:
    """A table in the order of its standard; iterate it, or ask by code or by Chinese name."""

    def __init__(self, name: str, entries: tuple[Entry, ...]) -> None:
        self.table_name = name
        self._by_code = {entry.code: entry for entry in entries}
        # names of the standard win over everyday words for them
        aliases = {alias: entry for entry in entries for alias in (*entry.aliases, entry.letters) if alias}
        self._by_name = aliases | {entry.name.zh: entry for entry in entries}

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def entry(self, code: str) -> Entry:
        """The entry, also of a code no longer offered. Raises `UnknownCode`."""
        if code not in self._by_code:
            raise self._unknown(code)
        return self._by_code[code]

    def name(self, code: str, language: str = "zh") -> str:
        """The name in a language (`zh`, `en`, or longer codes). Raises `UnknownCode`."""
        return self.entry(code).name.in_language(language)

    def code(self, name_zh: str) -> str:
        """The code for a Chinese name, an everyday word for it (妻子, 汉, 高中) or the letters. Raises
        `UnknownCode`."""
        entry = self._by_name.get(name_zh.strip()) or self._by_name.get(name_zh.strip().upper())
        if entry is None:
            raise self._unknown(name_zh)
        return entry.code

    def choices(self, language: str = "zh", *, on: date | None = None) -> list[tuple[str, str]]:
        """(code, name) pairs of the codes offered on a day; None: of all it ever had."""
        offered = (entry for entry in self if on is None or entry.offered_on(on))
        return [(entry.code, entry.name.in_language(language)) for entry in offered]

    def _unknown(self, asked: str) -> UnknownCode:
        source = next(iter(self)).source
        return UnknownCode(
            self.table_name,
            Words(
                f"代码表“{self.table_name}”（{source}）中没有“{asked}”。",
                f"The code table '{self.table_name}' ({source}) has no '{asked}'.",
            ),
        )


@cache
def table(name: str) -> CodeTable:
    """One of `TABLES`. Raises KeyError for another name: that is a mistake in the program, not in the
    data."""
    if name not in TABLES:
        raise KeyError(f"no code table {name!r}; there are {', '.join(TABLES)}")
    with (files(__package__) / "data" / "codes" / f"{name}.csv").open(encoding="utf-8") as file:
        return CodeTable(name, tuple(_entry(row) for row in csv.DictReader(file)))


def _entry(row: dict[str, str]) -> Entry:
    return Entry(
        code=row["code"],
        name=Words(row["name_zh"], row["name_en"]),
        parent=row["parent"] or None,
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        source=row["source"],
        edition=row["edition"],
        letters=row["letters"],
        aliases=tuple(row["aliases"].split("|")) if row["aliases"] else (),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
