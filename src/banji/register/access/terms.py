"""What somebody typed into the search box: a number in any of its forms, syllables, or characters of a name."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from banji.foundation.errors import Refused
from banji.foundation.secrets import tokens_of
from banji.identity.masking import mask_id_no
from banji.identity.names import fold_name, normalise_name
from banji.identity.numbers import normalise_number, spreadsheet_first15, upgrade_15
from banji.register.names import grams

_SHORTEST_NUMBER = 15


class Terms(NamedTuple):
    """A condition on `register_particulars p` (joined with the number's secret `s`) and its parameters; `said` is
    the query as the trail may keep it."""

    condition: str
    values: dict[str, object]
    said: str


def holds_number(query: str) -> bool:
    """Are there as many digits in it as the shortest citizen number has, in any spelling and with whatever beside?"""
    return sum(character.isdigit() for character in query) >= _SHORTEST_NUMBER


def said(query: str) -> str:
    """The query as a page may say it and the trail keep it: never with a whole number."""
    return mask_id_no(normalise_number(query)) if holds_number(query) else query


def read_terms(query: str) -> Terms:
    """Raises `Refused` for a single character: half a town has it."""
    number = normalise_number(query)
    if _is_number(number):
        return _number_terms(number)
    if first_15 := spreadsheet_first15(query):
        values: dict[str, object] = {"tokens": [tokens_of(query).first_15]}
        return Terms("s.token_first_15 = ANY(%(tokens)s)", values, mask_id_no(first_15))
    text = normalise_name(query)
    folded = fold_name(text)
    if len(folded) < 2:
        raise Refused(
            _("Type at least two characters of a name, its initials, or a whole citizen number."),
            code="too_short",
        )
    words = text.lower().split()
    if text.isascii() and len(words) > 1:
        return _syllable_terms(words, text)
    return Terms(
        "p.name_grams @> %(grams)s::varchar[] AND (p.name_folded LIKE %(like)s OR p.name_initials LIKE %(like)s"
        " OR p.former_name LIKE %(former)s)",
        {"grams": sorted(grams(folded)), "like": _like(folded), "former": _like(text)},
        said(text),
    )


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
    values: dict[str, object] = {"whole": whole, "fifteen": [tokens.fifteen] if len(number) == 15 else []}
    return Terms("(s.token = ANY(%(whole)s) OR s.token_15 = ANY(%(fifteen)s))", values, mask_id_no(number))


def _syllable_terms(words: list[str], text: str) -> Terms:
    first_letters = "".join(word[0] for word in words)
    values: dict[str, object] = {"initials": f"{first_letters}%", "key": f"{_escaped(' '.join(words))}%"}
    return Terms("(p.name_initials LIKE %(initials)s AND p.name_key LIKE %(key)s)", values, text)


def _like(text: str) -> str:
    return f"%{_escaped(text)}%"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
