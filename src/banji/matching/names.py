"""Comparing forms of names, computed once for each distinct name.

fold    dots, spaces, variants and traditional forms aside; a character nobody could read is `_`
pinyin  equal for homophones; `sound` also for what Sichuan speech does not tell apart (n/l, zh/z, -ng/-n, hu/f)
look    equal for characters taken for each other in handwriting (`data/lookalike.txt`)
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import pyarrow as pa

from banji.identity.names import fold_name, has_private_use, pinyin_key, sound_key

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
    pinyin = pinyin_key(fold)
    surname = None if fold[0] == UNREADABLE else fold[0]
    return NameForms(fold, pinyin, _sound(pinyin, fold), fold.translate(_lookalikes()), surname)


_SOUNDS: dict[str, str] = {}


def _sound(pinyin: str, fold: str) -> str:
    """`sound_key`, once for each reading: homophones share it."""
    sound = _SOUNDS.get(pinyin)
    if sound is None:
        sound = _SOUNDS[pinyin] = sound_key(fold)
    return sound


def name_table(names: Iterable[str]) -> pa.Table:
    """Columns raw, fold, pinyin, sound, look, surname for distinct raw names."""
    raw = list(names)
    forms = [name_forms(name) for name in raw]
    columns = dict(zip(NameForms._fields, zip(*forms, strict=True), strict=True)) if forms else {}
    return pa.table(
        {"raw": pa.array(raw, pa.string())}
        | {field: pa.array(columns.get(field, ()), pa.string()) for field in NameForms._fields}
    )


@cache
def lookalike_groups() -> tuple[str, ...]:
    """Groups of characters that look alike, as strings."""
    text = (files(__package__) / "data" / "lookalike.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.split("\n") if line and not line.startswith("#"))


@cache
def _lookalikes() -> dict[int, str]:
    return {ord(character): group[0] for group in lookalike_groups() for character in group}
