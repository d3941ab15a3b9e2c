"""Digits and signs as they are written: full width, Chinese numerals, dashes and spaces of all kinds."""

from __future__ import annotations

_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")  # the full-width one is among _WIDE
_PLAIN = _WIDE | _DASHES
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
NUMERALS = "零〇一二三四五六七八九十百"


def plain(raw: str) -> tuple[str, tuple[int, ...]]:
    """The text without white space, half-width, letters in capitals; and where each of its characters stood."""
    kept = [(position, character) for position, character in enumerate(raw) if not character.isspace()]
    text = "".join(_capital(character) for _position, character in kept)
    return text, tuple(position for position, _character in kept)


def _capital(character: str) -> str:
    character = character.translate(_PLAIN)
    return character.upper() if character.isascii() else character


def number(text: str) -> int | None:
    """十二 → 12, 二〇三 → 203, 一百零五 → 105, 012 → 12. None for what is no number: 十十."""
    if text.isascii():
        return int(text) if text.isdigit() else None
    if not any(unit in text for unit in "十百"):
        digits = [int(c) if c.isascii() and c.isdigit() else _DIGITS.get(c) for c in text]
        return None if None in digits or not digits else int("".join(map(str, digits)))
    hundreds, _, rest = text.rpartition("百") if "百" in text else ("", "", text)
    tens, ten, ones = rest.rpartition("十") if "十" in rest else ("", "", rest)
    parts = (_one(hundreds), _one(tens.lstrip("零〇"), empty=1 if ten else 0), _one(ones.lstrip("零〇")))
    if None in parts or ("百" in text and not hundreds):
        return None
    return sum((part or 0) * weight for part, weight in zip(parts, (100, 10, 1), strict=True))


def _one(text: str, empty: int = 0) -> int | None:
    return empty if not text else _DIGITS.get(text)
