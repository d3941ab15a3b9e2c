"""A first proposal: which table a sheet is, which heading means which column, which word which code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from banji.exchange.tables.headings import plain
from banji.register.importing.columns import columns_of, table_named, tables
from banji.register.importing.mapping import SheetMapping
from banji.register.importing.vocabulary import code_of

# Nobody writes a code for what he does not know.
_NOTHING = ("无", "不详", "未知", "不明", "-", "—", "/", "null", "NULL", "空")


def guess_table(headings: Sequence[str], *names: str) -> str:
    """The table of which the headings name all that is needed, and most; the names of sheet and file break a tie."""
    said = table_named(*names)
    fitting = [
        (len(mapping.columns), table == said, table)
        for table in tables()
        if _is_whole(table, mapping := guess_columns(table, headings))
    ]
    return max(fitting)[2] if fitting else said


def _is_whole(table: str, mapping: SheetMapping) -> bool:
    return all(c.name in mapping.columns for c in columns_of(table) if c.needed)


def guess_columns(table: str, headings: Sequence[str]) -> SheetMapping:
    """Each heading is used once; what a column is called first in its list is looked for first."""
    by_plain: dict[str, str] = {}
    for heading in headings:
        by_plain.setdefault(plain(heading), heading)
    found: dict[str, str] = {}
    for column in columns_of(table):
        fits = (by_plain[p] for name in column.headings if (p := plain(name)) in by_plain)
        picked = next((h for h in fits if h not in found.values()), None)
        if picked is not None:
            found[column.name] = picked
    return SheetMapping(found)


def guess_codes(table: str, words: Mapping[str, Iterable[str]]) -> dict[str, dict[str, str]]:
    """The codes that are known of the words of each column; the others wait for a person."""
    return {
        name: {
            word: code
            for word in said
            if (code := code_of(table, name, word)) or word in _NOTHING
        }
        for name, said in words.items()
    }  # fmt: skip
