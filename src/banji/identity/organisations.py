"""Unified social credit codes of organisations (统一社会信用代码), GB 32100-2015: 17 characters and a check
character by MOD 31-3 over an alphabet without I, O, S, V and Z."""

from banji.identity.errors import Unacceptable
from banji.words import Words

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_FULL_WIDTH = str.maketrans({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})


class BadCreditCode(Unacceptable):
    """The code cannot be one. `rule`: length, letters, check_character."""


def read_credit_code(raw: str) -> str:
    """The 18 characters in upper case without spaces and full-width forms. Raises `BadCreditCode`."""
    code = "".join(raw.translate(_FULL_WIDTH).split()).upper()
    if len(code) != 18:
        raise _bad(
            "length",
            f"统一社会信用代码应为18位，这里有{len(code)}位。",
            f"A unified social credit code has 18 characters; this one has {len(code)}.",
        )
    if not set(code) <= set(ALPHABET):
        raise _bad(
            "letters",
            "统一社会信用代码只用数字和大写字母，且不用I、O、S、V、Z。",
            "A unified social credit code has digits and capital letters, but not I, O, S, V or Z.",
        )
    if credit_check_character(code[:17]) != code[17]:
        raise _bad(
            "check_character",
            "统一社会信用代码的校验码不符，请核对原件。",
            "The check character of the credit code does not fit. Compare it with the paper.",
        )
    return code


def credit_check_character(first17: str) -> str:
    """The 18th character for the 17 before it, all from `ALPHABET`."""
    total = sum(
        ALPHABET.index(character) * weight for character, weight in zip(first17, _WEIGHTS, strict=True)
    )
    return ALPHABET[-total % 31]


def _bad(rule: str, zh: str, en: str) -> BadCreditCode:
    return BadCreditCode(rule, Words(zh, en))
