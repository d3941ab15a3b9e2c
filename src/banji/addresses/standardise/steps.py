"""The steps that take an address apart. Each sees the text with what earlier steps took blanked out, and takes more.

From the sure to the loose: the division by its name, what carries an unmistakable word (组, 栋, 单元, 层), then the
doors, whose 号 means a plate before them and a room behind them, last the free names of street and estate.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from banji.addresses.standardise.characters import NUMERALS, number, plain
from banji.addresses.standardise.gazetteer import Found, Gazetteer
from banji.addresses.standardise.segments import DIVISION, FIELDS, REST, Piece, Segments, Split

_TAKEN = "\0"
_N = rf"(?:[0-9]+|[{NUMERALS}]+)"
_A = rf"(?:[0-9A-Z]+(?:-[0-9]+)?|[{NUMERALS}]+)"
_NAME = r"[^\0-\x2f\x3a-\x40]"  # anything but what was taken, and signs
# What makes of 路, 街 … the beginning of another name: 马路村, 街子坝.
_NOT_ON = r"(?![村口沟坝乡镇子]|社区)"

_GROUP = re.compile(rf"第?({_N})(?:村民)?(?:小组|组(?!团)|社(?!区)|(?:生产)?队)")
_BUILDING = re.compile(rf"({_A})(?:(栋|幢|号楼)|(座)(?!桥))")
_UNIT = re.compile(rf"({_A})单元")
_FLOOR = re.compile(rf"(?:第|(负|地下|B|(?<![0-9A-Z])-))?({_N})[层楼](?=$|[\0(,#0-9A-Z{NUMERALS}])")
_COMPACT = re.compile(r"(?<![0-9A-Z-])([0-9A-Z]+)-([0-9]+)-([0-9]+)(?:号|室)?$")
_COMPACT_UNIT = re.compile(r"(?<=\0)([0-9]+)-([0-9]+)(?:号|室)?$")
_ROOM = re.compile(rf"({_A})(?:号|室|户|房)")
_ROOM_WORD = re.compile(rf"({_A})(?:室|户|房)")
_BARE_ROOM = re.compile(r"(?<=\0)([0-9]{2,5}[A-Z]?)$")
_PLATE = re.compile(
    rf"(?:({_A})(?:(之|-)({_N}))?([甲乙丙丁])?号?(?:附({_N})号|(?<=号)之({_N})|(?<=号)))|附({_N})号"
)
_STREET = re.compile(
    rf"{_NAME}{{1,12}}?(?:大道|路|街|巷|弄){_NOT_ON}(?:[东南西北中]?[一二三四五六七八九十]{{1,2}}段|[东南西北中]段)?"
)
_ESTATE = re.compile(
    rf"{_NAME}{{1,19}}?(?:小区|花园|家园|公寓|大厦|广场|新城|新居|名城|华庭|公馆|佳苑|丽景|宿舍|安置房|苑)"
)


_NOWHERE = Found(0)


class Span(NamedTuple):
    start: int
    end: int
    field: str
    value: str


@dataclass(slots=True)
class Text:
    """A text on its way: without spaces, what is taken blanked out, and the spans taken so far."""

    raw: str
    masked: str
    positions: tuple[int, ...]
    gazetteer: Gazetteer
    spans: list[Span] = field(default_factory=list)
    found: Found = _NOWHERE

    def take(self, start: int, end: int, name: str, value: str) -> None:
        self.spans.append(Span(start, end, name, value))
        self.masked = self.masked[:start] + _TAKEN * (end - start) + self.masked[end:]

    def has(self, *names: str) -> bool:
        return any(span.field in names for span in self.spans)

    def end_of(self, *names: str) -> int:
        return max((span.end for span in self.spans if span.field in names), default=0)


def division(text: Text) -> None:
    """Province to village at the beginning, by the gazetteer."""
    text.found = text.gazetteer.find(text.masked)
    if text.found.end:
        text.take(0, text.found.end, DIVISION, "")


def group(text: Text) -> None:
    """3组, 三社, 第五村民小组."""
    _take_number(text, _GROUP, "group_no", "{}")


def building(text: Text) -> None:
    """3栋, 3幢, 三号楼 → 3栋; A座."""
    match = _BUILDING.search(text.masked)
    if match and (value := _figure(match[1])):
        text.take(*match.span(), "building_no", value + (match[3] or "栋"))


def unit(text: Text) -> None:
    """2单元, 二单元."""
    _take_number(text, _UNIT, "unit_no", "{}单元")


def floor(text: Text) -> None:
    """5层, 五楼; 负一层, 地下1层, B1层 → -1."""
    match = _FLOOR.search(text.masked)
    if match and (value := _figure(match[2])):
        text.take(*match.span(), "floor_no", f"-{value}" if match[1] else value)


def compact(text: Text) -> None:
    """At the end 3-2-501: building, unit, room; after a building 2-501: unit, room."""
    if not text.has("building_no", "unit_no", "floor_no"):
        _take_parts(text, _COMPACT, ("building_no", "{}栋"), ("unit_no", "{}单元"), ("room_no", "{}"))
    elif not text.has("unit_no", "floor_no"):
        _take_parts(text, _COMPACT_UNIT, ("unit_no", "{}单元"), ("room_no", "{}"))


def room(text: Text) -> None:
    """501号 behind building, unit or floor; 501室 anywhere; bare 501 at the end behind one of them."""
    if text.has("room_no"):
        return
    inside = text.end_of("building_no", "unit_no", "floor_no")
    patterns = ((_ROOM, inside), (_BARE_ROOM, inside)) if inside else ((_ROOM_WORD, 0),)
    for pattern, start in patterns:
        match = pattern.search(text.masked, start)
        if match and (value := _figure(match[1])):
            text.take(*match.span(), "room_no", value)
            return


def plate(text: Text) -> None:
    """18号, 18号附2号, 18附2号, 18之1号, 18号之1, 18甲号, 附2号."""
    match = _PLATE.search(text.masked)
    if not match:
        return
    main, sign, sub, letter, annexe, behind, alone = match.groups()
    figures = [_figure(part) for part in (main, sub, annexe, behind, alone) if part]
    if not all(figures):
        return
    if alone:
        value = f"附{figures[0]}号"
    elif annexe:
        value = f"{figures[0]}{letter or ''}号附{_figure(annexe)}号"
    elif sub or behind:
        value = f"{figures[0]}{sign or '之'}{figures[1]}{letter or ''}号"
    else:
        value = f"{figures[0]}{letter or ''}号"
    text.take(*match.span(), "plate_no", value)


def street(text: Text) -> None:
    """The first name that ends in 路, 街, 巷, 大道 …, with 东段, 二段."""
    _take_name(text, _STREET, "street")


def estate(text: Text) -> None:
    """A name that ends in 小区, 花园, 家园 …"""
    _take_name(text, _ESTATE, "estate")


PIPELINE: tuple[Callable[[Text], None], ...] = (
    division,
    group,
    building,
    unit,
    floor,
    compact,
    room,
    plate,
    street,
    estate,
)


class Explained(NamedTuple):
    """What one step took of the text, and what it says of itself."""

    step: str
    about: str
    pieces: tuple[Piece, ...]


def split(raw: str, gazetteer: Gazetteer) -> Split:
    """Take a written address apart. The pieces, put together, are `raw`; what no step took is a piece `rest`."""
    text = _begin(raw, gazetteer)
    for step in PIPELINE:
        step(text)
    return _result(text)


def explain(raw: str, gazetteer: Gazetteer) -> tuple[Explained, ...]:
    """The same, step by step."""
    text = _begin(raw, gazetteer)
    lines = []
    for step in PIPELINE:
        before = len(text.spans)
        step(text)
        pieces = tuple(_piece(text, span) for span in text.spans[before:])
        lines.append(Explained(step.__name__, step.__doc__ or "", pieces))
    return tuple(lines)


def _begin(raw: str, gazetteer: Gazetteer) -> Text:
    masked, positions = plain(raw.replace(_TAKEN, " "))
    return Text(raw, masked, positions, gazetteer)


def _figure(written: str) -> str:
    """The figure as the standard writes it; empty for what is no number."""
    value = number(written)
    if value is not None:
        return str(value)
    return written if written.isascii() else ""


def _take_number(text: Text, pattern: re.Pattern[str], name: str, form: str) -> None:
    match = pattern.search(text.masked)
    if match and (value := _figure(match[1])):
        text.take(*match.span(), name, form.format(value))


def _take_parts(text: Text, pattern: re.Pattern[str], *parts: tuple[str, str]) -> None:
    match = pattern.search(text.masked)
    if not match:
        return
    start = match.start()
    for index, (name, form) in enumerate(parts, start=1):
        end = match.end() if index == len(parts) else match.end(index)
        text.take(start, end, name, form.format(_figure(match[index])))
        start = end


def _take_name(text: Text, pattern: re.Pattern[str], name: str) -> None:
    match = pattern.search(text.masked)
    if match:
        text.take(*match.span(), name, match[0])


def _result(text: Text) -> Split:
    values = {span.field: span.value for span in text.spans if span.field in FIELDS}
    return Split(tuple(_pieces(text)), Segments(**values), text.found.ids, text.found.level)


def _pieces(text: Text) -> Iterator[Piece]:
    """All pieces in the order of the text; spaces go with the piece behind them, the last ones with the last."""
    at = 0
    for span in [*sorted(text.spans), Span(len(text.masked), len(text.masked), REST, "")]:
        if span.start > at:
            yield _piece(text, Span(at, span.start, REST, ""))
        if span.end > span.start:
            yield _piece(text, span)
        at = span.end
    if not text.masked and text.raw:
        yield Piece(REST, text.raw)


def _piece(text: Text, span: Span) -> Piece:
    start = text.positions[span.start - 1] + 1 if span.start else 0
    end = text.positions[span.end - 1] + 1 if span.end < len(text.positions) else len(text.raw)
    return Piece(span.field, text.raw[start:end], span.value)
