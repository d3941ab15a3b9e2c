"""The tables of the population's pages, the same on the page, beside the picture and in a download."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.foundation import clock
from banji.register.models import RegisterEvent
from banji.register.queries.changes import ARRIVED, DEPARTED, TAKEN_OVER
from banji.register.queries.pyramid import OLDEST, STEP, AgeGroup, Pyramid
from banji.supervision.downloads import Cell
from banji.supervision.population.balance import IN, LINES, MERGERS, OUT, Balance, Row
from banji.supervision.population.question import DayQuestion, MonthQuestion, Question

K = RegisterEvent.Kind

TITLES: Mapping[str, str | Promise] = {
    K.BIRTH: gettext_lazy("Births"),
    K.BACK_REGISTER: gettext_lazy("Registered late"),
    K.MOVE_IN: gettext_lazy("Moved in from outside"),
    K.RESTORE: gettext_lazy("Restored"),
    ARRIVED: gettext_lazy("From elsewhere in the city"),
    K.CANCEL_DEATH: gettext_lazy("Deaths"),
    K.MOVE_OUT: gettext_lazy("Moved out"),
    K.CANCEL: gettext_lazy("Other cancellations"),
    DEPARTED: gettext_lazy("To elsewhere in the city"),
    TAKEN_OVER: gettext_lazy("Taken into the register"),
    MERGERS: gettext_lazy("Division mergers"),
}
GROUPS = (
    (gettext_lazy("In"), IN),
    (gettext_lazy("Out"), OUT),
    (gettext_lazy("Nobody came or went"), (TAKEN_OVER, MERGERS)),
)


def ages(group: AgeGroup) -> str:
    """0–4, 5–9 … 100+, or that the age is unknown."""
    if group.lowest is None:
        return _("unknown")
    return f"{OLDEST}+" if group.lowest == OLDEST else f"{group.lowest}–{group.lowest + STEP - 1}"


def pyramid_rows(found: Pyramid) -> list[list[Cell]]:
    heads: list[Cell] = [_("Age"), _("Male"), _("Female"), _("Not stated"), _("Together")]
    rows: list[list[Cell]] = [[ages(g), g.male, g.female, g.unsaid, g.people] for g in reversed(found.groups)]
    total: list[Cell] = [_("Together"), found.male, found.female, found.unsaid, found.people]
    return [heads, *rows, total]


def pyramid_sheet(asked: DayQuestion, found: Pyramid) -> list[list[Cell]]:
    """The table with what was asked on every line, as programs like it."""
    heads, *rows = pyramid_rows(found)
    said = [*_said(asked), asked.on.isoformat()]
    return [[*_heads(), _("As on"), *heads], *([*said, *row] for row in rows)]


def balance_sheet(asked: MonthQuestion, found: Balance) -> list[list[Cell]]:
    """A line for the area, for each division below it and for the rest, with what was asked on every line."""
    heads: list[Cell] = [
        _("Month"),
        _("Part"),
        _("Code"),
        _("Opening"),
        *(str(TITLES[one]) for one in LINES),
        _("Closing"),
    ]
    said = [*_said(asked), f"{asked.first:%Y-%m}"]
    rows = [found.whole, *found.parts, *([found.rest] if found.parts and found.rest else [])]
    return [[*_heads(), *heads], *([*said, *_cells(asked, row, row is found.rest)] for row in rows)]


def _cells(asked: MonthQuestion, row: Row, rest: bool) -> list[Cell]:
    unit = asked.areas.tree.units[row.id]
    name, code = (_("in none of these"), "") if rest else (unit.name, unit.code)
    return [name, code, row.opening, *(row.lines[line] for line in LINES), row.closing]


def _heads() -> list[Cell]:
    return [_("Area"), _("As known at")]


def _said(asked: Question) -> list[Cell]:
    known_at = asked.known_at or clock.now()
    return [
        asked.areas.full_name(asked.area),
        known_at.astimezone(clock.CITY_TIME).isoformat(timespec="seconds"),
    ]
