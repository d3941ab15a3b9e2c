"""What somebody typed into the search box: a number in any of its forms, syllables, characters of a name, the number of a
household or a place; a year of birth or a place behind a name narrows it."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from banji.foundation.errors import Refused
from banji.foundation.secrets import tokens_of
from banji.identity.masking import mask_id_no
from banji.identity.names import fold_name, initials, normalise_name, pinyin_key
from banji.identity.numbers import normalise_number, spreadsheet_first15, upgrade_15
from banji.register.names import grams

_SHORTEST_NUMBER = 15
_SHORTEST_TEXT = 3  # of an address as it is written: its index knows three neighbours
_FIRST_YEAR = 1880
_YEAR = re.compile(r"((?:18|19|20)\d\d)年?(?:生)?")
_HOUSEHOLD_NO = re.compile(r"(?=[^\d]*\d)[A-Za-z0-9-]{2,30}")
_OF_PLACES = re.compile(r"\d|[村组路街巷道镇乡社号栋幢苑]|小区|单元")


class Why(StrEnum):
    """Why somebody was found."""

    NUMBER = "NUMBER"
    OLD_NUMBER = "OLD_NUMBER"
    NAME = "NAME"
    BEGINS = "BEGINS"
    INSIDE = "INSIDE"
    SOUND = "SOUND"
    FORMER = "FORMER"
    INITIALS = "INITIALS"
    SYLLABLES = "SYLLABLES"


class Way(NamedTuple):
    """One way to be found by a name: a condition on `register_searchrow`. With `order`, an index yields who is found
    so, of the present and of the absent, in this order; without it, by the pairs of `%(grams)s`."""

    why: Why
    condition: str
    order: str = ""


class Terms(NamedTuple):
    """What to look for. `said`: the query as the trail may keep it. `number`: a condition on the number's secret `s`.
    `ways`, best first. `year` and `place` narrow. `household_no` and `text` (of a place) where it may be one."""

    said: str
    values: dict[str, Any]
    number: str = ""
    ways: tuple[Way, ...] = ()
    year: int | None = None
    place: str = ""
    household_no: str = ""
    text: str = ""


def holds_number(query: str) -> bool:
    """Are there as many digits in it as the shortest citizen number has, in any spelling and with whatever beside?"""
    return sum(character.isdigit() for character in query) >= _SHORTEST_NUMBER


def said(query: str) -> str:
    """The query as a page may say it and the trail keep it: never with a whole number."""
    return mask_id_no(normalise_number(query)) if holds_number(query) else query


def names_place(query: str) -> bool:
    """Does it look like an address, or a piece of one?"""
    return not query.isascii() and _OF_PLACES.search(query) is not None


def read_terms(query: str) -> Terms:
    """Raises `Refused` for a single character: half a town has it."""
    number = normalise_number(query)
    if _is_number(number):
        return _number_terms(number)
    if first_15 := spreadsheet_first15(query):
        values: dict[str, Any] = {"tokens": [tokens_of(query).first_15]}
        return Terms(mask_id_no(first_15), values, "s.token_first_15 = ANY(%(tokens)s)")
    name, year, place = _narrowed(query)
    text = normalise_name(name)
    folded = fold_name(text)
    if len(folded) < 2:
        raise Refused(
            _("Type at least two characters of a name, its initials, or a whole citizen number."),
            code="too_short",
        )
    ways, values = _ways(text, folded)
    household_no = number if _HOUSEHOLD_NO.fullmatch(number) else ""
    written = "".join(query.split())
    text = written if names_place(written) and len(written) >= _SHORTEST_TEXT else ""
    return Terms(said(normalise_name(query)), values, "", ways, year, place, household_no, text)


def like(text: str) -> str:
    """A pattern for this text anywhere."""
    return f"%{_escaped(text)}%"


def _is_number(number: str) -> bool:
    return (
        number.isascii() and len(number) in (15, 18) and number[:-1].isdigit() and number[-1] in "0123456789X"
    )


def _number_terms(number: str) -> Terms:
    """By the whole number, by its 15-digit form, and (a 15-digit number) by the 18 it grew into."""
    tokens = tokens_of(number)
    whole = [tokens.whole]
    if len(number) == 15 and number.isdigit():
        whole.append(tokens_of(upgrade_15(number)).whole)
    values: dict[str, Any] = {"whole": whole, "fifteen": [tokens.fifteen] if len(number) == 15 else []}
    condition = "(s.token = ANY(%(whole)s) OR s.token_15 = ANY(%(fifteen)s))"
    return Terms(mask_id_no(number), values, condition)


def _narrowed(query: str) -> tuple[str, int | None, str]:
    """`李 大山 1950` → the name and the year of birth; `张三 龙井村` → the name and the place."""
    words, year, place = query.split(), None, ""
    while len(words) > 1:
        if year is None and (match := _YEAR.fullmatch(words[-1])) and _is_year(int(match[1])):
            year = int(match[1])
        elif not place and names_place(words[-1]) and not names_place(words[0]):
            place = words[-1]
        else:
            break
        words.pop()
    return " ".join(words), year, place


def _is_year(year: int) -> bool:
    return _FIRST_YEAR <= year <= date.max.year


def _ways(text: str, folded: str) -> tuple[tuple[Way, ...], dict[str, Any]]:
    words = text.lower().split()
    if text.isascii() and len(words) > 1:
        first_letters = "".join(word[0] for word in words)
        values: dict[str, Any] = {"initials": f"{_escaped(first_letters)}%"}
        return (_SYLLABLES,), values | {"key": f"{_escaped(' '.join(words))}%"}
    values = {"text": folded, "begins": f"{_escaped(folded)}%", "grams": sorted(grams(folded))}
    if text.isascii():
        return _LETTERS, values
    return _CHARACTERS, values | {"initials": initials(folded), "key": pinyin_key(folded)}


_SYLLABLES = Way(
    Why.SYLLABLES, "name_initials LIKE %(initials)s AND name_key LIKE %(key)s", "name_initials, name_key"
)
_FORMER = Way(Why.FORMER, "strpos(formerly, %(text)s) > 0")
_CHARACTERS = (
    Way(Why.NAME, "name_folded = %(text)s", "name_folded"),
    Way(Why.BEGINS, "name_folded LIKE %(begins)s", "name_folded"),
    Way(Why.INSIDE, "strpos(name_folded, %(text)s) > 0"),
    # A clerk hears the name: 张三 for 章三.
    Way(Why.SOUND, "name_initials = %(initials)s AND name_key = %(key)s", "name_initials, name_key"),
    _FORMER,
)
_LETTERS = (
    Way(Why.BEGINS, "name_folded LIKE %(begins)s", "name_folded"),
    Way(Why.INITIALS, "name_initials = %(text)s", "name_initials, name_key"),
    Way(Why.INITIALS, "name_initials LIKE %(begins)s", "name_initials, name_key"),
    Way(Why.INITIALS, "(strpos(name_initials, %(text)s) > 0 OR strpos(name_folded, %(text)s) > 0)"),
    _FORMER,
)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
