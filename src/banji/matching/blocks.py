"""Which pairs are looked at: two records meet if they share one of these keys. Blocking, not scoring, caps recall.

`at_most`: a row that meets more people than this by one key gets nothing from that key (it says too little: a very
common name in a big village); its other keys still count.
"""

from typing import NamedTuple


class Block(NamedTuple):
    """SQL of the keys on each side; all must be known and equal. `unnest`: the list's key is a list of values."""

    code: str
    on: tuple[tuple[str, str], ...]
    at_most: int = 400
    unnest: bool = False


def _same(code: str, *columns: str, at_most: int = 400) -> Block:
    return Block(code, tuple((column, column) for column in columns), at_most)


BLOCKS: tuple[Block, ...] = (
    _same("whole number", "whole"),
    _same("15-digit number", "fifteen"),
    _same("first 15 digits", "first15"),
    Block("repaired number", (("repairs", "whole"),), unnest=True),
    _same("name and birth date", "fold", "born"),
    _same("name and village", "fold", "village"),
    _same("name and birth year", "fold", "birth_year"),
    _same("name and day of birth", "fold", "birth_day"),
    _same("rare name", "fold", at_most=60),
    _same("homophone and birth date", "pinyin", "born"),
    _same("homophone and village", "pinyin", "village"),
    _same("homophone and birth year", "pinyin", "birth_year", at_most=200),
    _same("sound and birth date", "sound", "born"),
    _same("look and birth year", "look", "birth_year", at_most=200),
    Block("former name", (("fold", "former"),), at_most=60),
    Block("list's former name", (("former", "fold"),), at_most=60),
    _same("surname, sex and birth date", "surname", "sex", "born"),
    _same("birth date and village", "born", "village"),
    _same("birth date and village name", "born", "village_name"),
    _same("surname, village and birth year", "surname", "village", "birth_year"),
    _same("name and village name", "fold", "village_name"),
)
