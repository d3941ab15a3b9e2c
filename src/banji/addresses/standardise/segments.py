"""The seven segments (domain 4.7) with the extensions group and estate, the pieces of a text, and the standard form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields

REST = "rest"
DIVISION = "division"


@dataclass(frozen=True, slots=True)
class Segments:
    """What stands at the door, below the division. Values as the standard writes them; empty = none.

    `group_no`, `floor_no` (below ground negative) and `room_no` are figures; `plate_no`, `building_no` and `unit_no`
    carry their word: 18号附2号, 3栋, A座, 2单元.
    """

    group_no: str = ""
    street: str = ""
    plate_no: str = ""
    estate: str = ""
    building_no: str = ""
    unit_no: str = ""
    floor_no: str = ""
    room_no: str = ""

    def __bool__(self) -> bool:
        return any(asdict(self).values())


FIELDS = tuple(field.name for field in fields(Segments))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text as written, the field it was read as (or `rest`), and the standard value."""

    field: str
    text: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """A text taken apart. `divisions`: ids of the finest division it names, several if it does not tell which."""

    pieces: tuple[Piece, ...]
    segments: Segments
    divisions: tuple[int, ...] = ()
    # Is the finest named division a village? (5 of `models.Division.Level`)
    level: int = 0

    @property
    def rest(self) -> str:
        """What was not understood, as written."""
        return " ".join(piece.text.strip() for piece in self.pieces if piece.field == REST)

    @property
    def text(self) -> str:
        """The text as it was written: nothing is lost."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def is_standard(self) -> bool:
        """One village, some door, and nothing left over."""
        return self.level == 5 and len(self.divisions) == 1 and bool(self.segments) and not self.rest


def render(segments: Segments, division_path: str = "") -> str:
    """四川省资阳市雁江区莲花街道XX社区 + YY路18号3栋2单元5层501号; rural …镇XX村3组12号."""
    return division_path + "".join(_written(segments))


def _written(s: Segments) -> Iterator[str]:
    yield f"{s.group_no}组" if s.group_no else ""
    yield from (s.street, s.plate_no, s.estate, s.building_no, s.unit_no)
    if s.floor_no:
        yield f"负{s.floor_no[1:]}层" if s.floor_no.startswith("-") else f"{s.floor_no}层"
    yield f"{s.room_no}号" if s.room_no else ""
