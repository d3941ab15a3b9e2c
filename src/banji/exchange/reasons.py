"""Why a row was set aside or waits, why a list was refused: codes with their sentence in both languages.

A room that gives reasons registers them at start-up; a row keeps the code and what belongs into the sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from banji.words import Words

_SENTENCES: dict[str, Words] = {}


def register(sentences: Mapping[str, Words]) -> None:
    """`{"duplicate": Words("与第{row}行重复。", "The same as row {row}.")}`: `{…}` is filled from the row."""
    _SENTENCES.update(sentences)


def words(code: str, given: Mapping[str, Any]) -> Words:
    """The sentence for a code; the code itself when nobody has registered one."""
    sentence = _SENTENCES.get(code)
    if sentence is None:
        return Words(code, code)
    filled = {key: str(value) for key, value in given.items()}
    return Words(_fill(sentence.zh, filled), _fill(sentence.en, filled))


def known() -> frozenset[str]:
    return frozenset(_SENTENCES)


def _fill(text: str, given: Mapping[str, str]) -> str:
    """Plain replacement: a value with braces in it must not be taken for a place."""
    for key, value in given.items():
        text = text.replace(f"{{{key}}}", value)
    return text
