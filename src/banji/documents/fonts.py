"""Which fonts the papers are drawn with, and which characters none of them has.

Noto Sans CJK comes from the wheel `noto-cjk-sans-otc` (OFL-1.1). HanaMin (Debian package `fonts-hanazono`,
OFL-1.1 or its own free licence) is used where it is installed: it draws the extensions B to F that Noto lacks.
Nothing else is looked at, so a paper looks the same on every machine.
"""

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import noto_cjk_sans_otc

HANAMIN_FOLDERS = (
    Path("/usr/share/fonts/truetype/hanazono"),
    Path("/usr/share/fonts/hanazono"),
    Path.home() / ".local/share/fonts/hanazono",
)
FORMAT_SEGMENTED = 12  # the only cmap format that reaches beyond U+FFFF


def font_files() -> tuple[Path, ...]:
    """The font files in use, the bundled one first."""
    hanamin = [path for folder in HANAMIN_FOLDERS for path in sorted(folder.glob("HanaMin*.ttf"))]
    return (Path(str(noto_cjk_sans_otc.FONT_PATH)), *hanamin[:2])


def undrawable(text: str) -> frozenset[str]:
    """The characters of `text` that no font in use can draw (private-use ones and the rarest extensions)."""
    return frozenset(c for c in text if c > "\x7f" and ord(c) not in _drawable())


@cache
def _drawable() -> frozenset[int]:
    return frozenset(point for path in font_files() for point in _characters(path.read_bytes()))


def _characters(font: bytes) -> Iterator[int]:
    """Code points with a glyph, from the `cmap` tables of a font or of each font of a collection."""
    for offset in sorted({_table(font, start, b"cmap") for start in _starts(font)}):
        for index in range(struct.unpack_from(">H", font, offset + 2)[0]):
            _, _, sub = struct.unpack_from(">HHL", font, offset + 4 + 8 * index)
            if struct.unpack_from(">H", font, offset + sub)[0] == FORMAT_SEGMENTED:
                yield from _segments(font, offset + sub)


def _starts(font: bytes) -> tuple[int, ...]:
    if font[:4] != b"ttcf":
        return (0,)
    count = struct.unpack_from(">L", font, 8)[0]
    return struct.unpack_from(f">{count}L", font, 12)


def _table(font: bytes, start: int, wanted: bytes) -> int:
    for index in range(struct.unpack_from(">H", font, start + 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sLLL", font, start + 12 + 16 * index)
        if tag == wanted:
            return int(offset)
    raise ValueError(f"font without a {wanted.decode()} table")


def _segments(font: bytes, table: int) -> Iterator[int]:
    for index in range(struct.unpack_from(">L", font, table + 12)[0]):
        first, last, _ = struct.unpack_from(">LLL", font, table + 16 + 12 * index)
        yield from range(first, last + 1)
