"""Citizen identity numbers (公民身份号码), GB 11643-1999: 6 division, 8 birth, 3 sequence, 1 check.

The reader never rejects by prefix, by prefix against birth year, or by the old 996-999 rule (removed in
1999): such rules refuse real people. What is odd but possible comes as a remark.
"""

import re
from collections.abc import Callable
from datetime import date
from operator import mul
from typing import NamedTuple

from banji.identity import prefixes
from banji.identity.ages import age_on
from banji.identity.errors import Unacceptable
from banji.words import Words

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
FIRST_CENTURY_YEAR = 1880  # domain 4.1: sanity of the century
VERY_OLD = 120

# Every way in which a list writes digits and the Roman ten; spaces, dashes, quotes and invisible marks go.
_CLEAN = str.maketrans(
    dict(zip("０１２３４５６７８９．＋Ｅｅ", "0123456789.+EE", strict=True))
    | dict.fromkeys("xＸｘⅩⅹХх×", "X")
    | dict.fromkeys("-‐‑‒–—―−－﹣_'’‘＇`\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad")
)
_FLOAT_15 = re.compile(r"(\d{15})\.0+|(\d)\.(\d{14})E\+?14", re.ASCII)
_FLOAT_18 = re.compile(r"(\d)\.(\d{13,17})E\+?17|(\d{15})000(?:\.0+)?", re.ASCII)


class Remark(NamedTuple):
    """Something odd about a number that is no reason to refuse it."""

    rule: str
    text: Words


class CitizenId(NamedTuple):
    """A number that holds: `value` has 18 characters, `sex` is "1" (male) or "2" (female), GB/T 2261.1."""

    value: str
    birth_date: date
    sex: str
    prefix: str
    upgraded_from_15: bool
    warnings: tuple[Remark, ...]


# Why a number cannot be one, by rule; a browser that looks at it while it is typed says the same.
REASONS = {
    "empty": Words("没有号码。", "There is no number."),
    "length": Words(
        "公民身份号码应为18位（或旧的15位），这里有{n}位。",
        "A citizen number has 18 digits (or the old 15); this one has {n}.",
    ),
    "letters": Words(
        "号码中只能有数字，最后一位可以是X。", "Only digits are allowed, and X as the last character."
    ),
    "date": Words("出生日期{day}不存在。", "The birth date {day} in the number does not exist."),
    "future": Words("出生日期{day}晚于今天。", "The birth date {day} in the number is in the future."),
    "century": Words(
        f"出生年份{{year}}早于{FIRST_CENTURY_YEAR}年。",
        f"The birth year {{year}} is before {FIRST_CENTURY_YEAR}.",
    ),
    "check_digit": Words(
        "校验码不符，号码中有一位写错了。", "The check digit does not fit: one of the characters is wrong."
    ),
}


class BadCitizenId(Unacceptable):
    """The number cannot be one. `rule`: one of `REASONS`."""


def normalise_number(raw: str) -> str:
    """The number without spaces, dashes, full-width forms and other dirt, X in upper case; not yet checked.

    A 15-digit number that a spreadsheet turned into `5.19901500101001E+14` or `519901500101001.0` comes
    back whole.
    """
    text = "".join(raw.translate(_CLEAN).split())
    if float_form := _FLOAT_15.fullmatch(text.upper()):
        return "".join(part for part in float_form.groups() if part)
    return text


def spreadsheet_first15(raw: str) -> str | None:
    """The first 15 digits of an 18-digit number that a spreadsheet kept as a float, else None.

    `5.19901195001010E+17` and `519901195001010000` give `519901195001010`; a shorter mantissa (`5.2E+17`,
    as a narrow column is saved) has lost the number for good. A true number may end in 000: read it as it
    is first.
    """
    found = _FLOAT_18.fullmatch("".join(raw.translate(_CLEAN).split()).upper())
    if found is None:
        return None
    kept = found[3] or (found[1] + found[2]).ljust(15, "0")
    return kept[:15]


def check_digit(first17: str) -> str:
    """ISO 7064 MOD 11-2 of 17 digits: one of 0-9 or X. Raises ValueError when they are not 17 digits."""
    if not _is_digits(first17, 17):
        raise ValueError(f"17 digits expected, got {len(first17)} characters")
    return CHECK_DIGITS[sum(map(mul, map(int, first17), WEIGHTS)) % 11]


def upgrade_15(number: str) -> str:
    """The 18-digit form of a 15-digit number: `19` before the year, then the check digit. Raises
    ValueError."""
    if not _is_digits(number, 15):
        raise ValueError(f"15 digits expected, got {len(number)} characters")
    first17 = f"{number[:6]}19{number[6:]}"
    return first17 + check_digit(first17)


def to_15(number: str) -> str | None:
    """The 15-digit form of an 18-digit number; None for births outside 1900-1999, which never had one."""
    if len(number) != 18 or number[6:8] != "19" or not _is_digits(number[:17], 17):
        return None
    return number[:6] + number[8:17]


def read_citizen_id(raw: str, *, today: date) -> CitizenId:
    """Read a number of 15 or 18 digits as people write it. Raises `BadCitizenId` naming the rule that
    fails."""
    number = normalise_number(raw)
    _refuse_unless(number != "", "empty")
    _refuse_unless(len(number) in (15, 18), "length", n=len(number))
    upgraded = len(number) == 15
    digits = number if upgraded else number[:17]
    _refuse_unless(_is_digits(digits, len(digits)) and number[-1] in "0123456789X", "letters")
    number = upgrade_15(number) if upgraded else number
    birth_date = _birth_date(number[6:14], today)
    _refuse_unless(check_digit(number[:17]) == number[17], "check_digit")
    sex = "1" if int(number[16]) % 2 else "2"
    return CitizenId(number, birth_date, sex, number[:6], upgraded, _remarks(number[:6], birth_date, today))


def holds(number: str) -> bool:
    """Are these 17 digits and the right check digit? Dates and prefixes are not looked at."""
    return len(number) == 18 and _is_digits(number[:17], 17) and check_digit(number[:17]) == number[17]


def repairs(number: str, *, plausible: Callable[[str], bool] | None = None) -> tuple[str, ...]:
    """Numbers one typing slip away from `number` (18 characters) whose check digit passes, without repeats.

    One wrong character gives at most 18 (usually 16) candidates: for each place exactly one value satisfies
    MOD 11-2. Of the 17 swaps of neighbours few pass. A number that holds, or has letters, has no repairs.
    `plausible` keeps only candidates it accepts, for example `lambda n: prefixes.ever_valid(n[:6])`.
    """
    if len(number) != 18 or not _is_digits(number[:17], 17) or number[17] not in "0123456789X":
        return ()
    values = [10 if character == "X" else int(character) for character in number]
    # Over all 18 places (the last one weighs 1) the sum of a number that holds is 1 modulo 11.
    missing = (1 - sum(map(int.__mul__, values, _WEIGHTS_18))) % 11
    if missing == 0:
        return ()
    found = dict.fromkeys((*_one_wrong(number, values, missing), *_swapped(number, values, missing)))
    return tuple(candidate for candidate in found if plausible is None or plausible(candidate))


_WEIGHTS_18 = (*WEIGHTS, 1)
_INVERSES_18 = tuple(pow(weight, -1, 11) for weight in _WEIGHTS_18)


def _one_wrong(number: str, values: list[int], missing: int) -> list[str]:
    found = []
    for place, inverse in enumerate(_INVERSES_18):
        value = (values[place] + missing * inverse) % 11
        if value < 10 or place == 17:
            found.append(f"{number[:place]}{'X' if value == 10 else value}{number[place + 1 :]}")
    return found


def _swapped(number: str, values: list[int], missing: int) -> list[str]:
    found = []
    for place in range(17):
        step = (values[place + 1] - values[place]) * (_WEIGHTS_18[place] - _WEIGHTS_18[place + 1])
        if step % 11 == missing and values[place + 1] < 10:
            found.append(f"{number[:place]}{number[place + 1]}{number[place]}{number[place + 2 :]}")
    return found


def _birth_date(text: str, today: date) -> date:
    try:
        birth_date = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise _bad("date", day=text) from None
    _refuse_unless(birth_date <= today, "future", day=text)
    _refuse_unless(birth_date.year >= FIRST_CENTURY_YEAR, "century", year=text[:4])
    return birth_date


def _remarks(prefix: str, birth_date: date, today: date) -> tuple[Remark, ...]:
    remarks = []
    if not prefixes.ever_valid(prefix):
        text = Words(
            f"前六位{prefix}不在历年行政区划代码中。", f"The prefix {prefix} was never a division's code."
        )
        remarks.append(Remark("unknown_prefix", text))
    if age_on(birth_date, today) > VERY_OLD:
        text = Words(f"按号码已超过{VERY_OLD}岁。", f"By the number this person is over {VERY_OLD}.")
        remarks.append(Remark("very_old", text))
    return tuple(remarks)


def _is_digits(text: str, length: int) -> bool:
    """ASCII digits only: str.isdigit also accepts Arabic-Indic and superscript ones."""
    return len(text) == length and text.isascii() and text.isdigit()


def _refuse_unless(condition: bool, rule: str, **values: object) -> None:
    if not condition:
        raise _bad(rule, **values)


def _bad(rule: str, **values: object) -> BadCitizenId:
    said = REASONS[rule]
    return BadCitizenId(rule, Words(said.zh.format(**values), said.en.format(**values)))
