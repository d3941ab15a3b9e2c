"""One row of the cremation list: cleaned, or set aside with the first reason why it cannot go on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from banji.departments.civil_affairs.columns import COLUMNS
from banji.exchange.feeds import ReadRow
from banji.exchange.tables.cells import read_date, read_number, read_sex, text_of
from banji.exchange.tables.files import Table
from banji.exchange.tables.headings import Header
from banji.identity.names import normalise_name
from banji.identity.numbers import BadCitizenId, holds, read_citizen_id

DATES = ("birth_date", "died_on", "cremated_on")
NO_FORMULA = ("name", "citizen_id_no", *DATES)
# 汉字, letters, dots, and the signs by which a clerk marks what his machine cannot write; never =+-@ or digits.
_NAME = re.compile(
    r"[^\W\d_][\w?？〓□■*·•．・.‧\-’' ()（）\uE000-\uF8FF\U000F0000-\U0010FFFD]{0,99}|[?？〓□].{0,99}"
)
_TOTAL = re.compile(r"(总\s*计|合\s*计|小\s*计|共\s*计)[:：]?.*")
_FOOTER = re.compile(r".*(制表|审核|填表|填报|盖章|负责人|备注|说明)[人:：].*|注[:：].*")


class Wrong(Exception):
    """The row cannot go on."""

    def __init__(self, code: str, **given: Any) -> None:
        super().__init__(code)
        self.code, self.given = code, given


class Line(NamedTuple):
    """What a line below the header is: row, blank, total or footer."""

    kind: str
    said: str = ""


def kind_of(cells: tuple[str, ...], header: Header) -> Line:
    """A line is a row unless it is empty, a total, or the signatures at the end."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return Line("blank")
    named = sum(1 for column in header.columns.values() if column < len(cells) and cells[column].strip())
    if _TOTAL.fullmatch(filled[0]) and named <= 2:
        numbers = re.findall(r"\d+", " ".join(filled))
        return Line("total", numbers[0] if numbers else "")
    if _FOOTER.fullmatch(filled[0]) and named <= 1:
        return Line("footer")
    return Line("row")


class Cleaner:
    """Cleans the rows of one table; knows the rows before, so that a repeated one is named."""

    def __init__(self, table: Table, header: Header, today: date) -> None:
        self.table, self.header, self.today = table, header, today
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
        for field in NO_FORMULA:
            column = self.header.columns.get(field)
            if column is not None and self.table.formula(row_no, column):
                raise Wrong("formula", column=COLUMNS[field].zh)

    def _values(self, row_no: int, sent: dict[str, str], notes: list[str]) -> dict[str, str]:
        column = self.header.columns.get("citizen_id_no", -1)
        number = self._number(sent.get("citizen_id_no", ""), self.table.rounded(row_no, column), sent, notes)
        dates = {field: self._date(field, sent.get(field, "")) for field in DATES}
        _dates_must_agree(dates, notes)
        if not number and not dates["birth_date"]:
            raise Wrong("nothing_to_find_by")
        values = {
            "name": _name(sent.get("name", "")),
            "former_name": normalise_name(text_of(sent.get("former_name", ""))),
            "citizen_id_no": number,
            "sex": _sex(sent.get("sex", ""), notes),
            "address": text_of(sent.get("address", "")),
            "place": text_of(sent.get("place", "")),
            "document_no": text_of(sent.get("document_no", "")),
        } | {field: day.isoformat() if day else "" for field, day in dates.items()}
        notes += _about_number(number, dates["birth_date"], self.today)
        return {field: value for field, value in values.items() if value}

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
            raise Wrong("bad_date", column=COLUMNS[field].zh, value=cell)
        if day is not None and day > self.today:
            raise Wrong("future_date", column=COLUMNS[field].zh, value=day.isoformat())
        return day

    def _not_seen(self, row_no: int, clean: dict[str, str]) -> None:
        first = self._seen.setdefault(tuple(sorted(clean.items())), row_no)
        if first != row_no:
            raise Wrong("duplicate", row=first)


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


def _dates_must_agree(dates: dict[str, date | None], notes: list[str]) -> None:
    born, died, cremated = (dates[field] for field in DATES)
    if died is None and cremated is None:
        raise Wrong("no_death_date")
    if died is None:
        notes.append("no_died_on")
    last = died or cremated
    if born and last and last < born:
        raise Wrong("died_before_birth", died=last.isoformat(), born=born.isoformat())


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
