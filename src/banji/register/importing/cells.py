"""SQL that reads a cell as people write it: days in all their forms, numbers with spaces, words for codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from banji.identity.numbers import CHECK_DIGITS, WEIGHTS
from banji.register.importing.columns import Column, Kind
from banji.register.loading.columns import FOR_GOOD
from banji.register.loading.text import quoted

_WIDE, _NARROW = "０１２３４５６７８９．／－ＸｘＥ＋", "0123456789./-XxE+"
_NOTHING = "('', '无', '不详', '未知', '不明', '-', '—', '--', '/', 'null', 'NULL', '空')"
_FOR_GOOD = "('长期', '永久', '长期有效')"
_DAY = r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[ T].*)?"


def text(cell: str) -> str:
    return f"trim({cell})"


def number(cell: str) -> str:
    """Full-width figures, spaces and the apostrophe of a spreadsheet do no harm."""
    return f"upper(regexp_replace(translate({cell}, '{_WIDE}', '{_NARROW}'), '[\\s''`]', '', 'g'))"


def day(cell: str) -> str:
    """1950-01-02, 1950/1/2, 1950.1.2, 19500102, 1950年1月2日, with a time, or a spreadsheet's 18265; 长期 is for good.
    Whether there is such a day the loader judges: what is none stays as it was written."""
    d = f"trim(translate({cell}, '{_WIDE}', '{_NARROW}'))"
    year, month, of_month = (f"regexp_extract({d}, '{_DAY}', {n})" for n in (1, 2, 3))
    return (
        f"CASE WHEN {d} IN {_NOTHING} THEN '' WHEN {d} IN {_FOR_GOOD} THEN '{FOR_GOOD}'"
        f" WHEN regexp_full_match({d}, '{_DAY}') THEN"
        f" {year} || '-' || lpad({month}, 2, '0') || '-' || lpad({of_month}, 2, '0')"
        f" WHEN regexp_full_match({d}, '\\d{{8}}(\\.0)?') THEN"
        f" substr({d}, 1, 4) || '-' || substr({d}, 5, 2) || '-' || substr({d}, 7, 2)"
        f" WHEN regexp_full_match({d}, '\\d{{4,5}}(\\.\\d+)?') AND NOT split_part({d}, '.', 1)::INTEGER"
        f" BETWEEN 1880 AND 2100 THEN (DATE '1899-12-30' + split_part({d}, '.', 1)::INTEGER)::VARCHAR"
        f" ELSE {d} END"
    )


def code(cell: str, words: Mapping[str, str]) -> str:
    """The code of the word, NULL for a word without one."""
    entries = ", ".join(f"{quoted(word)}: {quoted(given)}" for word, given in words.items() if word)
    known = f"MAP {{{entries}}}[trim({cell})]" if entries else "NULL"
    return f"CASE WHEN trim({cell}) = '' THEN '' ELSE {known} END"


def read(column: Column, cell: str, words: Mapping[str, str] | None) -> str:
    """The expression for one column of the format; `words` where it holds codes."""
    if words is not None:
        return f"coalesce({code(cell, words)}, trim({cell}))"
    match column.kind:
        case Kind.DATE:
            return day(cell)
        case Kind.NUMBER | Kind.PHONE:
            return number(cell)
    return text(cell)


def is_rounded(cell: str, place: int) -> str:
    """Has a spreadsheet kept only 15 digits of this number? It says so (`rounded`), or the number ends in 000 and its
    check digit does not hold, or it stands there as 5.19901E+17."""
    n = number(cell)
    weighed = " + ".join(f"substr({n}, {i}, 1)::INTEGER * {w}" for i, w in enumerate(WEIGHTS, 1))
    wrong = f"substr('{CHECK_DIGITS}', ({weighed}) % 11 + 1, 1) <> '0'"
    return (
        f"(rounded LIKE '%,{place},%' OR regexp_full_match({n}, '\\d(\\.\\d*)?E\\+?1\\d')"
        f" OR CASE WHEN regexp_full_match({n}, '\\d{{15}}000') THEN {wrong} ELSE false END)"
    )


def first_of(cases: Sequence[tuple[str, str]]) -> str:
    """The result of the first condition that holds, NULL if none does."""
    if not cases:
        return "NULL"
    return f"CASE {' '.join(f'WHEN {when} THEN {then}' for when, then in cases)} END"
