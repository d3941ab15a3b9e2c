"""An .xlsx before anybody opens it: is it a bomb, and which cells need a closer look?

A zip says how large its parts are; whether that is true shows only when they are unpacked. So each sheet is unpacked
once, piece by piece and under a limit, and on the way cells with formulas and long numbers are noted: a spreadsheet
keeps 15 digits of a number, and a reader that turns them into text makes up the rest.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from banji.exchange.feeds import UnreadableList

MOST_UNPACKED = 150 << 20  # 200 000 rows of ten columns need about 90 MB
MOST_RATIO = 200  # honest sheets shrink to a tenth or a twentieth
_SMALL = 1 << 20
_PIECE = 1 << 20

# A cell: its place, its attributes, and (if it is not empty) a formula or a value.
_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"([^>/]*)(?:(/>)|>(?:(<f[ >/])|<v>([^<]{1,40})</v>)?)')
_LONG = re.compile(r"\d(?:\.\d+)?E\+?17|\d{18}(?:\.0+)?", re.ASCII)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_LISTED = re.compile(r"<(?:\w+:)?sheet\b[^>]*?\bname=\"([^\"]*)\"[^>]*?\br:id=\"([^\"]*)\"")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r"\b(Id|Target)=\"([^\"]*)\"")


@dataclass(slots=True)
class Marks:
    """Cells of one sheet by (row, column), both from 1: the first 15 digits of long numbers, and formulas."""

    rounded: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    first_column: int = 0


def scan(path: Path, *, most: int = 0) -> list[Marks]:
    """Marks of each sheet, in the order of the workbook. Raises `UnreadableList`: damaged, a bomb, or unpacked larger
    than `most` bytes (`MOST_UNPACKED` if nobody says)."""
    most = most or MOST_UNPACKED
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _refuse_bombs(parts, most)
            marks, left = {}, most
            for part in parts:
                pieces = _unpacked(archive, part, left)
                if _SHEET.fullmatch(part.filename):
                    marks[part.filename], size = _marks(pieces)
                else:
                    size = sum(map(len, pieces))
                left -= size
            return [marks.get(name, Marks()) for name in _order(archive)]
    except UnreadableList:
        raise
    # What the zip room raises for broken, encrypted and invented archives has no common name.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, ValueError, RuntimeError) as error:
        raise UnreadableList("file_damaged") from error


def _order(archive: zipfile.ZipFile) -> list[str]:
    """The parts of the sheets as the workbook lists them: sheet1.xml need not be the first."""
    book = archive.read("xl/workbook.xml").decode()
    relations = {
        found["Id"]: found["Target"]
        for found in (
            dict(_ATTRIBUTE.findall(tag))
            for tag in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels").decode())
        )
        if len(found) == 2
    }
    targets = (relations.get(relation, "") for _name, relation in _LISTED.findall(book))
    return [target.lstrip("/") if target.startswith("/") else f"xl/{target}" for target in targets]


def _refuse_bombs(parts: list[zipfile.ZipInfo], most: int) -> None:
    for part in parts:
        if part.file_size > _SMALL and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise UnreadableList("file_bomb")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > most:
        raise UnreadableList("file_unpacks_too_large", megabytes=unpacked >> 20, limit=most >> 20)


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """The part, piece by piece: whatever the archive says about its size, no more than `most` bytes."""
    done = 0
    with archive.open(part) as file:
        while piece := file.read(_PIECE):
            done += len(piece)
            if done > most:
                raise UnreadableList("file_bomb")
            yield piece


def _marks(pieces: Iterator[bytes]) -> tuple[Marks, int]:
    """Look at every cell; the last one of a piece may be cut off and is looked at with the next."""
    marks, size, rest = Marks(), 0, b""
    for piece in pieces:
        size += len(piece)
        text = rest + piece
        end = max(text.rfind(b"<c "), 0)
        for cell in _CELL.finditer(text, 0, end):
            _note(marks, cell)
        rest = text[end:][-_PIECE:]
    for cell in _CELL.finditer(rest):
        _note(marks, cell)
    return marks, size


def _note(marks: Marks, cell: re.Match[bytes]) -> None:
    letters, row, attributes, empty, formula, value = cell.groups()
    if empty:  # a format and nothing in it
        return
    column = column_number(letters.decode())
    marks.first_column = min(marks.first_column or column, column)
    place = (int(row), column)
    if formula:
        marks.formulas.add(place)
    is_number = b't="' not in attributes or b't="n"' in attributes
    if value and is_number and _LONG.fullmatch(text := value.decode("ascii", "replace")):
        marks.rounded[place] = f"{float(text):.14e}".replace(".", "")[:15]


def column_number(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
