"""Pinyin of names without tones: for sorting, for hearing (姓名同音) and for initials. Never shown as an
identity.

Every character has one reading, always the same, so that equal names give equal keys; only the surname has
readings of its own (`data/surname_readings.csv`, `data/compound_surnames.csv`). A character without a
reading stands for itself.
"""

import csv
import os
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

# Characters are read one by one: the dictionary of phrases would cost every process 40 MB and a tenth of a second.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import lazy_pinyin

from banji.identity.characters import HAN, has_private_use

# Longer names are transcriptions from other languages: their first character is no surname.
LONGEST_HAN_NAME = 4

_PARTS = re.compile(rf"[{HAN}]|[^\W{HAN}]+")


class _Surnames(NamedTuple):
    single: dict[str, str]
    compound: dict[str, tuple[str, ...]]


def pinyin_syllables(name: str) -> tuple[str, ...]:
    """Syllables of a normalised name: 曾小贤 → zeng, xiao, xian. Dots and spaces are left out; letters make a
    word."""
    parts = _PARTS.findall(name)
    surname = _surname_syllables(parts)
    return (*surname, *map(_syllable, parts[len(surname) :]))


def pinyin_key(name: str) -> str:
    """The sort and same-sound key, `zeng xiao xian`. Order by it and then by the name: equal sounds share a
    key."""
    return " ".join(pinyin_syllables(name))


def initials(name: str) -> str:
    """First letters, `zxx`, for the search box."""
    return "".join(syllable[0] for syllable in pinyin_syllables(name))


def compound_surnames() -> frozenset[str]:
    """The surnames of two characters, which may have readings of their own."""
    return frozenset(_surnames().compound)


def _surname_syllables(parts: list[str]) -> tuple[str, ...]:
    """The surname's readings where they are its own; empty when the ordinary readings do."""
    if not 1 < len(parts) <= LONGEST_HAN_NAME:
        return ()
    surnames = _surnames()
    compound = surnames.compound.get(parts[0] + parts[1])
    if compound and len(parts) > 2:
        return compound
    single = surnames.single.get(parts[0])
    return (single,) if single else ()


@cache
def _syllable(part: str) -> str:
    # pypinyin also reads private use characters, by one vendor's table of many: not ours to guess
    readings = [] if has_private_use(part) else lazy_pinyin(part, errors="ignore")
    return readings[0] if readings else part.lower()


@cache
def _surnames() -> _Surnames:
    data = files(__package__) / "data"
    with (data / "surname_readings.csv").open(encoding="utf-8") as file:
        single = {row["surname"]: row["reading"] for row in csv.DictReader(file)}
    with (data / "compound_surnames.csv").open(encoding="utf-8") as file:
        compound = {row["surname"]: tuple(row["reading"].split()) for row in csv.DictReader(file)}
    return _Surnames(single, compound)
