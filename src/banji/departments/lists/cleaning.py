"""One row of a list: cleaned, or set aside with the first reason why it cannot go on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from banji.departments.lists.shape import Kind, Order, Shape
from banji.exchange.feeds import ReadRow
from banji.exchange.tables.cells import read_date, read_number, read_sex, text_of
from banji.exchange.tables.headings import Header
from banji.exchange.tables.table import Table
from banji.identity.names import normalise_name
from banji.identity.numbers import BadCitizenId, holds, read_citizen_id

# 汉字, letters, dots, and the signs by which a clerk marks what his machine cannot write; never =+-@ or digits.
_NAME = re.compile(
    r"[^\W\d_][\w?？〓□■*·•．・.‧\-’' ()（）\uE000-\uF8FF\U000F0000-\U0010FFFD]{0,99}|[?？〓□].{0,99}"
)


class Wrong(Exception):
    """The row cannot go on."""

    def __init__(self, code: str, **given: Any) -> None:
        super().__init__(code)
        self.code, self.given = code, given


class Cleaner:
    """Cleans the rows of one table; knows the rows before, so that a repeated one is named."""

    def __init__(self, shape: Shape, table: Table, header: Header, today: date) -> None:
        self.shape, self.table, self.header, self.today = shape, table, header, today
        self._no_formula = shape.of_kind(Kind.NAME, Kind.NUMBER, Kind.DATE)
        self._dates = shape.of_kind(Kind.DATE)
        self._seen: dict[tuple[tuple[str, str], ...], int] = {}

    def clean(self, row_no: int, cells: tuple[str, ...]) -> ReadRow:
        sent = {
            field: cells[column].strip() if column < len(cells) else ""
            for field, column in self.header.columns.items()
        }
        notes: list[str] = []
        try:
            self._no_formulas(row_no)
            clean = self._values(row_no, sent, notes)
            self._not_seen(row_no, clean)
        except Wrong as wrong:
            return ReadRow(row_no, sent, _as_far(sent), wrong.code, wrong.given, tuple(notes))
        return ReadRow(row_no, sent, clean, notes=tuple(notes))

    def _no_formulas(self, row_no: int) -> None:
        for field in self._no_formula:
            column = self.header.columns.get(field)
            if column is not None and self.table.formula(row_no, column):
                raise Wrong("formula", column=self.shape.named(field))

    def _values(self, row_no: int, sent: dict[str, str], notes: list[str]) -> dict[str, str]:
        column = self.header.columns.get("citizen_id_no", -1)
        number = self._number(sent.get("citizen_id_no", ""), self.table.rounded(row_no, column), sent, notes)
        days = {field: self._date(field, sent.get(field, "")) for field in self._dates}
        self._must_be_filled(sent)
        notes += [code for field, code in self.shape.notes_if_empty.items() if not _filled(sent, field)]
        notes += _against_order(self.shape.orders, days)
        born = days.get("birth_date")
        if not number and not born:
            raise Wrong("nothing_to_find_by")
        values = {field: self._plain(field, sent.get(field, ""), notes) for field in self.shape.columns}
        values |= {field: day.isoformat() if day else "" for field, day in days.items()}
        values |= {"citizen_id_no": number} if "citizen_id_no" in values else {}
        notes += _about_number(number, born, self.today)
        return {field: value for field, value in values.items() if value}

    def _plain(self, field: str, cell: str, notes: list[str]) -> str:
        match self.shape.columns[field].kind:
            case Kind.NAME:
                return _name(cell)
            case Kind.OTHER_NAME:
                return normalise_name(self._text(field, cell))
            case Kind.SEX:
                return _sex(cell, notes)
            case Kind.TEXT:
                return self._text(field, cell)
        return ""

    def _text(self, field: str, cell: str) -> str:
        text, longest = text_of(cell), self.shape.columns[field].longest
        if len(text) > longest:
            raise Wrong("cell_too_long", column=self.shape.named(field), limit=longest)
        return text

    def _number(self, cell: str, rounded: str, sent: dict[str, str], notes: list[str]) -> str:
        number, problem = read_number(cell, rounded)
        if problem == "number_lost" and read_date(sent.get("birth_date", "")):
            notes.append("number_lost_note")
        elif problem == "number_rounded":
            notes.append(problem)
        elif problem:
            raise Wrong(problem, value=cell, length=len(number))
        return number

    def _date(self, field: str, cell: str) -> date | None:
        day = read_date(cell)
        if day is None and text_of(cell):
            raise Wrong("bad_date", column=self.shape.named(field), value=cell)
        if day is not None and day > self.today:
            raise Wrong("future_date", column=self.shape.named(field), value=day.isoformat())
        return day

    def _must_be_filled(self, sent: dict[str, str]) -> None:
        for group, code in self.shape.needs.items():
            if not any(_filled(sent, field) for field in group.split("|")):
                raise Wrong(code, column=self.shape.named(group))

    def _not_seen(self, row_no: int, clean: dict[str, str]) -> None:
        first = self._seen.setdefault(tuple(sorted(clean.items())), row_no)
        if first != row_no:
            raise Wrong("duplicate", row=first)


def _filled(sent: dict[str, str], field: str) -> bool:
    return bool(text_of(sent.get(field, "")))


def _name(cell: str) -> str:
    name = normalise_name(text_of(cell))
    if not name:
        raise Wrong("no_name")
    if not _NAME.fullmatch(name):
        raise Wrong("bad_name", value=cell.strip())
    return name


def _sex(cell: str, notes: list[str]) -> str:
    sex = read_sex(cell)
    if sex is None:
        notes.append("bad_sex")
    return sex or ""


def _against_order(orders: tuple[Order, ...], days: dict[str, date | None]) -> Iterator[str]:
    for order in orders:
        first = days.get(order.earlier)
        then = next((day for field in order.later.split("|") if (day := days.get(field))), None)
        if first and then and then < first:
            if order.stops:
                raise Wrong(order.code, earlier=first.isoformat(), later=then.isoformat())
            yield order.code


def _about_number(number: str, born: date | None, today: date) -> Iterator[str]:
    """What is odd about a number that is taken all the same: matching repairs a slip, a clerk judges the rest."""
    if not number or number.endswith("000"):
        return
    if len(number) == 18 and not holds(number):
        yield "number_check_digit"
        return
    try:
        said = read_citizen_id(number, today=today)
    except BadCitizenId:
        yield "number_birth_date"
        return
    if born is not None and born != said.birth_date:
        yield "other_birth_date"


def _as_far(sent: dict[str, str]) -> dict[str, str]:
    """What a row that was set aside says, as sent: it is not matched, but it must have a hash of its own."""
    return {field: value for field, value in sent.items() if value}
