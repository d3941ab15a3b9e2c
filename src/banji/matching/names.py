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
    return NameForms(fold, pinyin_key(fold), sound_key(fold), fold.translate(_lookalikes()), surname)


# A name of two to four ordinary characters is read character by character, a million at once.
_PLAIN = "^[\u3400-\u9fff]{2,4}$"
_LONGEST = 4
_NONE = pa.scalar(None, pa.string())
_FORENAME = "一"  # after a surname, to hear how it is read as one


def name_columns(names: pa.Array) -> dict[str, pa.Array]:
    """`name_forms` of a column: a column for each form."""
    plain = pc.fill_null(pc.match_substring_regex(names, _PLAIN), False)
    columns, ordinary = _by_characters(pc.if_else(plain, names, _NONE))
    others = pc.and_(pc.invert(ordinary), pc.fill_null(pc.not_equal(names, ""), False))
    read = [name_forms(name) for name in names.filter(others).to_pylist()]
    return {
        form: pc.replace_with_mask(
            columns[form], others, pa.array([getattr(r, form) for r in read], pa.string())
        )
        for form in NameForms._fields
    }


def _by_characters(names: pa.Array) -> tuple[dict[str, pa.Array], pa.Array]:
    """The forms put together from those of single characters, and where they are right: neither a compound surname,
    which may have a reading of its own, nor one of NOT_NAMES."""
    folds = [_of_each(fold_name, pc.utf8_slice_codeunits(names, i, i + 1)) for i in range(_LONGEST)]
    surname, given = folds[0], folds[1:]
    fold = _joined(folds, "")
    two = pc.binary_join_element_wise(*folds[:2], "")
    ordinary = pc.invert(
        pc.or_(
            pc.is_in(two, value_set=pa.array(sorted(compound_surnames()))),
            pc.is_in(fold, value_set=pa.array(sorted(NOT_NAMES))),
        )
    )
    columns = {
        "fold": fold,
        "pinyin": _joined(
            [_of_each(_read_as_surname(pinyin_key), surname), *(_of_each(pinyin_key, c) for c in given)], " "
        ),
        "sound": _joined(
            [_of_each(_read_as_surname(sound_key), surname), *(_of_each(sound_key, c) for c in given)], " "
        ),
        "look": _joined([_of_each(lambda c: c.translate(_lookalikes()), c) for c in folds], ""),
        "surname": surname,
    }
    return columns, pc.and_(ordinary, pc.is_valid(names))


def _of_each(function: Callable[[str], str], characters: pa.Array) -> pa.Array:
    """`function` of every character, asked once for each distinct one; null where a shorter name has none."""
    encoded = characters.dictionary_encode()
    answers = [
        function(character) or None if character else None for character in encoded.dictionary.to_pylist()
    ]
    return pa.array(answers, pa.string()).take(encoded.indices)


def _read_as_surname(key: Callable[[str], str]) -> Callable[[str], str]:
    return lambda character: key(character + _FORENAME).split()[0]


def _joined(parts: list[pa.Array], separator: str) -> pa.Array:
    """The parts that are there, put together; null where the first is missing."""
    joined = pc.binary_join_element_wise(*parts, separator, null_handling="replace")
    return pc.if_else(pc.is_valid(parts[0]), pc.utf8_rtrim_whitespace(joined), _NONE)


@cache
def lookalike_groups() -> tuple[str, ...]:
    """Groups of characters that look alike, as strings."""
    text = (files(__package__) / "data" / "lookalike.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.split("\n") if line and not line.startswith("#"))


@cache
def _lookalikes() -> dict[int, str]:
    return {ord(character): group[0] for group in lookalike_groups() for character in group}
