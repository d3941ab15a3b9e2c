"""Names as people and lists write them (domain 4.10).

`normalise_name` is what we keep beside the raw text; `fold_name` and the keys are only ever compared, never
shown.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files

from banji.identity.characters import HAN, decode_gb18030, decode_text, has_private_use
from banji.identity.pinyin import initials, pinyin_key, pinyin_syllables

__all__ = [
    "decode_gb18030",
    "decode_text",
    "fold_name",
    "folding",
    "for_each_name",
    "has_private_use",
    "initials",
    "normalise_name",
    "pinyin_key",
    "pinyin_syllables",
    "sound_key",
]

MIDDLE_DOT = "·"
# The dots of domain 4.10, then those seen in lists besides [practice]: half-width, operator, Greek and
# small ones.
_DOTS = "\u2022\u30fb\u2027\uff0e\u25cf\u2024" + "\u00b7\uff65\u22c5\u2219\u0387\ufe52."
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # choose a glyph; belong to the character before them
_BETWEEN_HAN = rf"(?<=[{HAN}{_SELECTORS}])%s(?=[{HAN}])"
_DOT = re.compile(_BETWEEN_HAN % rf"\s*[{re.escape(_DOTS)}][\s{re.escape(_DOTS)}]*")
_GAP = re.compile(_BETWEEN_HAN % r"\s+")
_INVISIBLE = re.compile(  # controls except white space, soft hyphen, zero-width and direction marks
    "[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_PLAIN = re.compile("[\u4e00-\u9fff]*")  # nearly all names: they have no second form and nothing to leave out
_FOLDED_AWAY = re.compile(rf"[\s{re.escape(_DOTS)}{_SELECTORS}]")


def normalise_name(raw: str) -> str:
    """The name in NFC, without outer and invisible characters; between Han characters every dot is `·` and
    there is no space. Never NFKC, which would change the characters of names; letters, private use and
    glyph selectors stay."""
    if _PLAIN.fullmatch(raw):
        return raw
    text = " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", raw)).split())
    return _GAP.sub("", _DOT.sub(MIDDLE_DOT, text))


def fold_name(name: str) -> str:
    """The comparing form: without dots, spaces and glyph selectors, variants and traditional forms as the
    standard character (`data/variants.csv`), Latin letters in lower case and half width."""
    text = name if _PLAIN.fullmatch(name) else _FOLDED_AWAY.sub("", normalise_name(name))
    return text.translate(_folded_characters()).lower()


@cache
def folding() -> tuple[str, str]:
    """`fold_name` for a normalised name as the two texts of SQL's `translate`: what has no partner is left out. The
    result is still to be put in lower case."""
    standard = _folded_characters()
    selectors = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
    left_out = f" \u3000{_DOTS}{''.join(map(chr, selectors))}"
    return "".join(map(chr, standard)) + left_out, "".join(standard.values())


def for_each_name(function: Callable[[str], str], names: Iterable[str]) -> list[str]:
    """`function` over a column of names, computed once for each distinct name: most names are shared."""
    names = list(names)
    known = {name: function(name) for name in set(names)}
    return [known[name] for name in names]


def sound_key(name: str) -> str:
    """The key for names heard and written down by somebody else: `pinyin_key` without the differences that
    much of the south-west does not speak: zh/z, ch/c, sh/s; n/l except before i and ü; -eng/-en, -ing/-in;
    f/hu. [practice] Coarser than `pinyin_key`, so it weighs less."""
    return " ".join(map(_south_western, pinyin_syllables(fold_name(name))))


@cache
def _south_western(syllable: str) -> str:
    for pattern, replacement in _SOUTH_WESTERN:
        syllable = pattern.sub(replacement, syllable)
    return syllable


_SOUTH_WESTERN = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^([zcs])h", r"\1"),
        (r"^n(?=[aeou])", "l"),
        (r"(?<=[ei])ng$", "n"),
        (r"^f(?=[ao])", "hu"),  # fan like huan
        (r"^fei$", "hui"),
        (r"^fen$", "hun"),
        (r"^fu$", "hu"),
    )
)


@cache
def _folded_characters() -> dict[int, str]:
    half_width = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in _DOTS}
    with (files(__package__) / "data" / "variants.csv").open(encoding="utf-8") as file:
        return half_width | {ord(row["character"]): row["standard"] for row in csv.DictReader(file)}
