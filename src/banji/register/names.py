"""The helper columns of a name: how it sorts, sounds, compares, and how two characters of it find it."""

from __future__ import annotations

from typing import NamedTuple

from banji.identity.names import fold_name, has_private_use, pinyin_syllables


class NameColumns(NamedTuple):
    """Columns of `Particulars`, in this order."""

    name_key: str
    name_initials: str
    name_folded: str
    name_grams: list[str]
    name_has_pua: bool


def name_columns(name: str, former_name: str = "") -> NameColumns:
    """The columns for a normalised name; a former name is only found by its characters."""
    folded, syllables = fold_name(name), pinyin_syllables(name)
    first_letters = "".join(syllable[0] for syllable in syllables)
    found_by = [folded, first_letters, fold_name(former_name)] if former_name else [folded, first_letters]
    found = sorted({pair for text in found_by for pair in grams(text)})
    return NameColumns(" ".join(syllables), first_letters, folded, found, has_private_use(name))


def grams(text: str) -> set[str]:
    """Pairs of neighbours: 周文静 gives 周文 and 文静; a single character stands alone."""
    return {text[i : i + 2] for i in range(len(text) - 1)} or ({text} if text else set())
