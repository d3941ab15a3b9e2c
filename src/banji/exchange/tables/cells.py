"""Cells as people and spreadsheets write them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from banji.identity.numbers import normalise_number, spreadsheet_first15

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SPACES = re.compile(r"\s+")
_NOTHING = frozenset(
    {"", "无", "不详", "未知", "不明", "-", "—", "--", "/", "\\", "null", "none", "n/a", "#n/a", "空"}
)
_DAY = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?",
    re.ASCII,
)
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0)?", re.ASCII)
_SERIAL = re.compile(r"(\d{4,5})(?:\.\d+)?", re.ASCII)
# Four digits of a serial are a birth before 1927, whom this work is about; but not where they may be a year alone.
_YEARS = range(1880, 2101)
_DAY_ZERO = date(1899, 12, 30)


def text_of(cell: str) -> str:
    """Without spaces at the ends, one space between words, and '' for what says nothing (无, 不详, -)."""
    text = _SPACES.sub(" ", cell.replace("\u3000", " ")).strip().removeprefix("'").strip()
    return "" if text.lower() in _NOTHING else text


@lru_cache(maxsize=50_000)
def read_date(cell: str) -> date | None:
    """2016-03-05, 2016.3.5, 2016/3/5, 2016年3月5日, 20160305, full-width, with a time, or a spreadsheet's 42434.

    None when it is no date that exists; a month without a day is none.
    """
    text = text_of(cell).translate(_WIDE).strip()
    found = _DAY.fullmatch(text) or _EIGHT.fullmatch(text)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
        serial = _SERIAL.fullmatch(text)
        if serial and int(serial[1]) not in _YEARS:
            return _DAY_ZERO + timedelta(days=int(serial[1]))
    except ValueError:
        return None
    return None


def read_sex(cell: str) -> str | None:
    """ "1", "2", '' for nothing, None for what is neither."""
    text = text_of(cell).translate(_WIDE).strip().lower().removesuffix(".0")
    if not text:
        return ""
    if text in ("1", "男", "男性", "m", "male"):
        return "1"
    return "2" if text in ("2", "女", "女性", "f", "female") else None


def read_number(cell: str, rounded: str = "") -> tuple[str, str]:
    """A citizen number as cleaned as it can be, and a code for what is wrong with it ('' = nothing).

    `rounded`: the 15 digits that a numeric cell has kept. Such a number is given back with 000 at its end, which is how
    matching knows it. Codes: number_rounded, number_lost, number_letters, number_length.
    """
    text = text_of(cell)
    if rounded:
        return f"{rounded}000", "number_rounded"
    number = normalise_number(text) if text else ""
    if not number:
        return "", ""
    if (
        len(number) in (15, 18)
        and number[:-1].isascii()
        and number[:-1].isdigit()
        and number[-1] in "0123456789X"
    ):
        return number, ""
    if first15 := spreadsheet_first15(text):
        return f"{first15}000", "number_rounded"
    if re.fullmatch(r"\d(?:\.\d*)?E\+?1[47]", number.upper()):
        return "", "number_lost"
    return number, "number_length" if re.fullmatch(r"\d+X?", number, re.ASCII) else "number_letters"
