"""The tables of the dashboard, the same on the page, beside each picture and in a download."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import django_tables2 as tables
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from banji.supervision.deaths.board import Board, Line, MonthLine
from banji.supervision.downloads import Cell
from banji.supervision.indicators.deaths import DEATHS
from banji.supervision.indicators.indicator import FEWEST, Kind, figure

TITLES = {
    "all": gettext_lazy("All cases"),
    "open": gettext_lazy("Open suspects"),
    "late": gettext_lazy("Overdue"),
    "opened": gettext_lazy("New suspects"),
    "cancelled": gettext_lazy("Cancelled in the period"),
    "lag_median": gettext_lazy("Lag, median days"),
    "lag_p90": gettext_lazy("Lag, P90 days"),
    "within_30": gettext_lazy("Within 30 days of the death"),
}
MONTHLY = {
    "opened": gettext_lazy("New suspects"),
    "declared": gettext_lazy("On declaration"),
    "ex_officio": gettext_lazy("Ex officio"),
    "lag_median": gettext_lazy("Lag, median days"),
    "open": gettext_lazy("Open at the end"),
    "late": gettext_lazy("Overdue at the end"),
}


def said(code: str, value: float | None) -> str:
    """A value of a column as it is read."""
    if value is None:
        return "–"
    return f"{100 * value:.1f} %" if code == "within_30" else f"{value:,.0f}"


class Number(tables.Column):  # type: ignore[misc]  # django-tables2 is untyped
    """A number of a line that opens its list."""

    empty_values = ()

    def __init__(self, code: str) -> None:
        super().__init__(
            verbose_name=TITLES[code], accessor=f"values__{code}", attrs={"td": {"class": "number"}}
        )
        self.code = code

    def render(self, value: float | None, record: Line) -> str | SafeString:
        if record.withheld:
            return f"< {FEWEST}" if self.code == "all" else "–"
        return linked(said(self.code, value), record.urls.get(self.code, "") if value else "")


class Name(tables.Column):  # type: ignore[misc]
    """Of a unit, which opens the same page for it alone, or of a source."""

    def render(self, value: str, record: Line) -> str | SafeString:
        return linked(value, f"?{record.down}" if record.down else "")


def lines_table(lines: list[Line], first: str, prefix: str) -> tables.Table:
    """A breakdown. `first` heads the names; `prefix` keeps the sorting of two tables on one page apart."""
    columns = [("name", Name(verbose_name=first)), *((code, Number(code)) for code in TITLES)]
    table = tables.Table(lines, extra_columns=columns, prefix=prefix)
    table.title = first
    return table


def linked(text: str, url: str) -> str | SafeString:
    return format_html('<a href="{}">{}</a>', url, text) if url else text


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that can be taken along: a title and rows, the first one the heads."""

    title: str | Promise
    rows: Callable[[Board], list[list[Cell]]]


def figures(board: Board) -> list[list[Cell]]:
    """Every indicator with numerator, denominator, day, area, formula and ground."""
    language = get_language() or "zh-hans"
    heads: list[Cell] = [
        _("Indicator code"), _("Indicator"), _("Value"), _("Unit of the value"), _("Numerator"), _("Denominator"), _("As on"),
        _("Counted from"), _("Area"), _("Formula"), _("Ground"),
    ]  # fmt: skip
    asked, kinds = board.question, {Kind.COUNT: _("cases"), Kind.SHARE: _("share"), Kind.DAYS: _("days")}
    rows = [heads]
    for one in DEATHS:
        found = figure(one, board.tally.total, outside=asked.outside)
        since = asked.since.isoformat() if one.flow and asked.since else ""
        rows.append([
            one.code, one.title.in_language(language), found.value, kinds[one.kind], found.numerator,
            found.denominator, asked.on.isoformat(), since, area_of(board), one.formula.in_language(language),
            one.source.cite(language),
        ])  # fmt: skip
    return rows


def _lines(lines: list[Line]) -> list[list[Cell]]:
    return [
        ["", *map(str, TITLES.values())],
        *([line.name, *(line.values[c] for c in TITLES)] for line in lines),
    ]


def months(board: Board) -> list[list[Cell]]:
    heads: list[Cell] = [_("Month"), *map(str, MONTHLY.values())]
    rows: list[list[Cell]] = [
        [f"{line.first:%Y-%m}", *(line.values[c] for c in MONTHLY)] for line in board.months
    ]
    return [heads, *rows]


def strengths(board: Board) -> list[list[Cell]]:
    heads: list[Cell] = [_("Strongest signal"), *(name for _code, name in board.states), _("Open suspects")]
    codes = [*(code for code, _name in board.states), "open"]
    rows: list[list[Cell]] = [[line.name, *(line.values[c] for c in codes)] for line in board.strengths]
    return [heads, *rows]


def strengths_linked(board: Board) -> list[list[str | SafeString]]:
    """The same for the page: each number opens its list."""
    codes = [*(code for code, _name in board.states), "open"]
    heads = [str(cell) for cell in strengths(board)[0]]
    return [heads, *([line.name, *(_cell(line, code) for code in codes)] for line in board.strengths)]


def months_linked(board: Board) -> list[list[str | SafeString]]:
    heads = [str(cell) for cell in months(board)[0]]
    newest_first = reversed(board.months)
    return [
        heads,
        *([f"{line.first:%Y-%m}", *(_cell(line, code) for code in MONTHLY)] for line in newest_first),
    ]


def _cell(line: Line | MonthLine, code: str) -> str | SafeString:
    value = line.values[code]
    return linked(said(code, value), line.urls.get(code, "") if value else "")


def area_of(board: Board) -> str:
    return str(board.question.unit or _("all of my area"))


SHEETS: dict[str, Sheet] = {
    "figures": Sheet(gettext_lazy("All figures"), figures),
    "units": Sheet(gettext_lazy("By unit"), lambda board: _lines(board.units)),
    "sources": Sheet(gettext_lazy("By source"), lambda board: _lines(board.sources)),
    "strengths": Sheet(gettext_lazy("By strength and state"), strengths),
    "months": Sheet(gettext_lazy("By month"), months),
}
