"""A small register and a cremation list about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from banji.exchange import inbox, reading
from banji.exchange.models import Batch, InboundRow
from banji.files.operations import store
from banji.foundation.actors import Actor, system
from banji.identity.numbers import check_digit
from banji.reconciliation.run import match_batch
from tests.cast import Cast
from tests.register.people import Resident, make_household, make_person

BY = system("tests.reconciliation")
FEED = "civil_affairs.cremations"
HEADINGS = ("死者姓名", "身份证号码", "出生日期", "死亡日期", "户籍地址")


def number(born: date, sequence: int = 1) -> str:
    first17 = f"519901{born:%Y%m%d}{sequence:03}"
    return first17 + check_digit(first17)


@dataclass(frozen=True, slots=True)
class Town:
    """People of the east: 李大山, his namesake, and of the west: 陈秀英."""

    li: Resident
    other_li: Resident
    chen: Resident
    zhao: Resident


LI, OTHER_LI, CHEN, ZHAO = date(1940, 3, 5), date(1962, 8, 9), date(1938, 11, 2), date(1935, 5, 6)


def make_town(cast: Cast) -> Town:
    east, west = cast.places.east_villages[0], cast.places.west_villages[0]
    home, farm = make_household(east), make_household(west, number="5190000002")
    return Town(
        li=make_person(home, east, name="李大山", born=LI, number=number(LI), relation="02"),
        other_li=make_person(
            home, east, name="李大山", born=OTHER_LI, number=number(OTHER_LI), relation="20"
        ),
        chen=make_person(farm, west, name="陈秀英", born=CHEN, number=number(CHEN), relation="02"),
        zhao=make_person(farm, west, name="赵永福", born=ZHAO, number=number(ZHAO), relation="20"),
    )


def send(cast: Cast, folder: Path, *rows: tuple[Any, ...], by: Actor = BY, name: str = "list.xlsx") -> Batch:
    """Hand in a list and let it be read."""
    path = folder / name
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        for n, cells in enumerate([HEADINGS, *rows]):
            page.write_row(n, 0, ["" if cell is None else cell for cell in cells])
    stored = store(path.read_bytes(), name=name, by=by)
    batch = inbox.receive(feed=FEED, sender=cast.civil_affairs, file=stored, period="2016", by=by)
    return reading.read_batch(batch.pk, by=by)


def send_and_match(cast: Cast, folder: Path, *rows: tuple[Any, ...], name: str = "list.xlsx") -> Batch:
    batch = send(cast, folder, *rows, name=name)
    match_batch(batch.pk, by=BY)
    return batch


def outcomes(batch: Batch) -> list[str | None]:
    rows = InboundRow.objects.filter(batch=batch).order_by("row_no")
    return list(rows.values_list("outcome", flat=True))


def row(batch: Batch, n: int) -> InboundRow:
    """The n-th row of the list, counted from 0."""
    return InboundRow.objects.filter(batch=batch).order_by("row_no")[n]
