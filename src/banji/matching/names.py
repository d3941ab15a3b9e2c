"""Comparing forms of names.

fold    dots, spaces, variants and traditional forms aside; a character nobody could read is `_`
pinyin  equal for homophones; `sound` also for what Sichuan speech does not tell apart (n/l, zh/z, -ng/-n, hu/f)
look    equal for characters taken for each other in handwriting (`data/lookalike.txt`)
"""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from banji.identity.names import fold_name, has_private_use, pinyin_key, sound_key
from banji.identity.pinyin import compound_surnames

UNREADABLE = "_"
_MARKS = str.maketrans(dict.fromkeys("?？*＊□■◇囗〓\ufffd", UNREADABLE))
# What registers of the dead write for a person nobody knew: no names, so they must not meet each other.
NOT_NAMES = frozenset(("无名氏", "无名", "无", "不详", "不明", "未知", "佚名", "无名尸", "姓名不详"))


class NameForms(NamedTuple):
    """None throughout for what is no name."""

    fold: str | None
    pinyin: str | None
    sound: str | None
    look: str | None
    surname: str | None


def name_forms(raw: str) -> NameForms:
    """The comparing forms of one name. `surname` is the first character: enough to compare, compound or not."""
    fold = fold_name(raw).translate(_MARKS)
    if has_private_use(fold):  # only its sender knew what it meant
        fold = "".join(UNREADABLE if has_private_use(character) else character for character in fold)
    if not fold.strip(UNREADABLE) or fold in NOT_NAMES:
        return NameForms(None, None, None, None, None)
    surname = None if fold[0] == UNREADABLE else fold[0]
    return NameForms(fold, pinyin_key(fold), sound_key(fold), _look(fold), surname)


# A name of two to four ordinary characters is put together from its surname and its given name, a million at once: many
# people share few given names, and those few characters.
_PLAIN = "^[\u3400-\u4dbf\u4e00-\u9fff]{2,4}$"
_LONGEST = 4
_NONE = pa.scalar(None, pa.string())
_FORENAME = "一"  # after a surname, to hear how it is read as one


def name_columns(names: pa.Array) -> dict[str, pa.Array]:
    """`name_forms` of a column: a column for each form."""
    plain = pc.fill_null(pc.match_substring_regex(names, _PLAIN), False)
    columns = _put_together(pc.if_else(plain, names, _NONE))
    others = pc.and_(pc.invert(_ordinary(columns["fold"])), pc.fill_null(pc.not_equal(names, ""), False))
    read = [name_forms(name) for name in names.filter(others).to_pylist()]
    return {
        form: pc.replace_with_mask(
            columns[form], others, pa.array([getattr(r, form) for r in read], pa.string())
        )
        for form in NameForms._fields
    }


def _ordinary(folds: pa.Array) -> pa.Array:
    """Where what is put together is right: neither with a compound surname, which may have a reading of its own, nor one
    of NOT_NAMES."""
    compound = pc.is_in(pc.utf8_slice_codeunits(folds, 0, 2), value_set=pa.array(sorted(compound_surnames())))
    no_name = pc.is_in(folds, value_set=pa.array(sorted(NOT_NAMES)))
    return pc.and_(pc.invert(pc.or_(compound, no_name)), pc.is_valid(folds))


def _put_together(names: pa.Array) -> dict[str, pa.Array]:
    surnames = _of_each(_AS_SURNAME, pc.utf8_slice_codeunits(names, 0, 1))
    given = _of_given_names(pc.utf8_slice_codeunits(names, 1, _LONGEST))
    joined = {
        form: pc.binary_join_element_wise(surnames[form], given[form], between)
        for form, between in _BETWEEN.items()
    }
    return joined | {"surname": surnames["fold"]}


def _of_given_names(names: pa.Array) -> dict[str, pa.Array]:
    encoded = names.dictionary_encode()
    places = range(_LONGEST - 1)
    characters = [_of_each(_KEYS, pc.utf8_slice_codeunits(encoded.dictionary, i, i + 1)) for i in places]
    return {
        form: _joined([forms[form] for forms in characters], between).take(encoded.indices)
        for form, between in _BETWEEN.items()
    }


def _of_each(keys: dict[str, Callable[[str], str]], characters: pa.Array) -> dict[str, pa.Array]:
    """The forms of every character, asked once for each distinct one; null where a shorter name has none."""
    encoded = characters.dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    return {
        form: pa.array([key(c) if c else None for c in distinct], pa.string()).take(encoded.indices)
        for form, key in keys.items()
    }


def _joined(parts: list[pa.Array], separator: str) -> pa.Array:
    """The parts that are there, put together."""
    joined = pc.binary_join_element_wise(*parts, separator, null_handling="replace")
    return pc.utf8_rtrim_whitespace(joined)


def _read_as_surname(key: Callable[[str], str]) -> Callable[[str], str]:
    return lambda character: key(character + _FORENAME).split()[0]


def _look(fold: str) -> str:
    return fold.translate(_lookalikes())


def _of_character(key: Callable[[str], str]) -> Callable[[str], str]:
    return cache(lambda character: key(fold_name(character)))


_BETWEEN = {"fold": "", "pinyin": " ", "sound": " ", "look": ""}  # the characters of a form
_KEYS = {
    "fold": _of_character(str),
    "pinyin": _of_character(pinyin_key),
    "sound": _of_character(sound_key),
    "look": _of_character(_look),
}
_AS_SURNAME = _KEYS | {
    "pinyin": _of_character(_read_as_surname(pinyin_key)),
    "sound": _of_character(_read_as_surname(sound_key)),
}


@cache
def lookalike_groups() -> tuple[str, ...]:
    """Groups of characters that look alike, as strings."""
    text = (files(__package__) / "data" / "lookalike.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.split("\n") if line and not line.startswith("#"))


@cache
def _lookalikes() -> dict[int, str]:
    return {ord(character): group[0] for group in lookalike_groups() for character in group}
