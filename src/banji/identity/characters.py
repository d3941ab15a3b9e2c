"""Characters as they arrive: encodings, the private use area, and what counts as a Han character (domain
4.10)."""

import csv
from functools import cache
from importlib.resources import files

from banji.identity.errors import Unacceptable
from banji.words import Words

# Inside a regular expression's brackets: 〇, CJK with its extensions and compatibility forms, and the
# private use
# areas, because there old systems keep the rare characters of names.
HAN = (
    "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ue000-\uf8ff"
    "\U00020000-\U0003ffff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
)


class UndecodableText(Unacceptable):
    """The bytes are neither UTF-8 nor GB18030."""


def has_private_use(text: str) -> bool:
    """Does the text hold a character whose meaning only its sender knew (U+E000-F8FF, planes 15 and 16)?"""
    return any("\ue000" <= character <= "\uf8ff" or character >= "\U000f0000" for character in text)


def decode_gb18030(raw: bytes) -> str:
    """Strict GB18030 with the code positions of the 2022 edition; raises UnicodeDecodeError.

    Python's codec follows an older edition: 18 two-byte codes, and A8BC, come out in the private use area.
    """
    return raw.decode("gb18030").removeprefix("\ufeff").translate(_moved_in_2022())


def decode_text(raw: bytes) -> tuple[str, str]:
    """The text and its encoding, `utf-8` (a byte order mark is dropped) or `gb18030`. Never a guess by
    statistics: strict UTF-8, then strict GB18030, else `UndecodableText`."""
    try:
        return raw.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return decode_gb18030(raw), "gb18030"
    except UnicodeDecodeError as e:
        raise UndecodableText(
            "encoding",
            Words(
                f"文件既不是UTF-8也不是GB18030编码（第{e.start + 1}个字节起无法识别），"
                "请另存为UTF-8后重新上传。",
                f"The file is neither UTF-8 nor GB18030 (byte {e.start + 1} cannot be read)."
                " Save it as UTF-8 and send it again.",
            ),
        ) from e


@cache
def _moved_in_2022() -> dict[int, str]:
    with (files(__package__) / "data" / "gb18030_2022.csv").open(encoding="utf-8") as file:
        return {int(row["private_use"], 16): chr(int(row["unicode"], 16)) for row in csv.DictReader(file)}
