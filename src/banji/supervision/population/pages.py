"""The pages of the registered population: by age and sex, month by month, and whom a flow is made of."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.accounts.access import actor_of, officer
from banji.accounts.roles import Role
from banji.addresses.models import Division
from banji.addresses.paths import Paths
from banji.audit.acts import act
from banji.audit.readings import EXPORTED
from banji.foundation import clock
from banji.foundation.code_names import code_name
from banji.register.access import Changed, people_changed
from banji.register.access.listing import PAGE, Page, Reading
from banji.register.pages import asking
from banji.register.queries.changes import PEOPLE_OF, Line
from banji.register.queries.pyramid import Pyramid, pyramid
from banji.supervision.downloads import TYPES, Cell, as_file
from banji.supervision.population import charts, tables
from banji.supervision.population.areas import villages_in
from banji.supervision.population.balance import LINES, Balance, Month, Row, balance
from banji.supervision.population.question import DayQuestion, MonthQuestion, Question

LEADERS = (Role.CITY_OFFICER, Role.SUPERVISOR, Role.COUNTY_OFFICER, Role.STATION_CHIEF, Role.OFFICER)


@officer(*LEADERS)
def population(request: HttpRequest) -> HttpResponse:
    """The registered population of an area by age and sex, at the end of a day, as known at an instant."""
    asked = DayQuestion.of(request.GET, actor_of(request))
    found = _pyramid(asked)
    shown = _frame(request, asked) | {
        "pyramid": found,
        "figures": _figures(found),
        "picture": charts.of_pyramid(found),
        "rows": tables.pyramid_rows(found),
        "parts": [
            (unit.name, asked.query(area=unit.id))
            for unit in asked.areas.tree.below(asked.area.id, asked.on, asked.on)
        ],
        "residents": _residents(asked.area.id, asked) if _is_village(asked.area.level) else "",
    }
    return render(request, "supervision/population.html", shown)


@officer(*LEADERS)
def population_file(request: HttpRequest, kind: str) -> HttpResponse:
    asked = DayQuestion.of(request.GET, actor_of(request))
    rows = tables.pyramid_sheet(asked, _pyramid(asked))
    return _file(request, asked, f"population-{asked.area.code}-{asked.on}", kind, rows)


@officer(*LEADERS)
def changes(request: HttpRequest) -> HttpResponse:
    """How the registered population of an area and of each division below it changed in a month."""
    asked = MonthQuestion.of(request.GET, actor_of(request))
    found = balance(_month(asked))
    rows = [*found.parts, *([found.rest] if found.parts and found.rest else [])]
    shown = _frame(request, asked) | {
        "balance": found,
        "difference": found.whole.closing - found.whole.opening,
        "groups": [
            (title, [(tables.TITLES[line], line) for line in lines]) for title, lines in tables.GROUPS
        ],
        "whole": _line(asked, found.whole),
        "parts": [_line(asked, row, rest=row is found.rest) for row in rows],
        "last": asked.last,
        "before": asked.query(month=asked.other(-1)),
        "after": asked.query(month=asked.other(1)) if asked.other(1) else "",
        "settled": not _unbalanced(found),
    }
    return render(request, "supervision/changes.html", shown)


@officer(*LEADERS)
def changes_file(request: HttpRequest, kind: str) -> HttpResponse:
    asked = MonthQuestion.of(request.GET, actor_of(request))
    rows = tables.balance_sheet(asked, balance(_month(asked)))
    return _file(request, asked, f"changes-{asked.area.code}-{asked.first:%Y-%m}", kind, rows)


@officer(*LEADERS)
def changed(request: HttpRequest, line: str) -> HttpResponse:
    """The people whom a line of the month's balance counts."""
    if line not in PEOPLE_OF:
        raise Http404
    asked = MonthQuestion.of(request.GET, actor_of(request))
    title = gettext_lazy("Open a list of the month's changes")
    return asking.ask_first(
        request, f"changes {asked.area.id}", title, partial(_changed, request, asked, line)
    )


def _changed(request: HttpRequest, asked: MonthQuestion, line: str, given: asking.Given) -> HttpResponse:
    number = request.GET.get("page", "")
    page = Page(max(1, int(number)) if number.isdigit() else 1)
    month = _month(asked)
    asked_for = Line(line, month.period, month.inside(rest=request.GET.get("rest") == "1"))
    reading = Reading(actor_of(request), *given)
    object_ = ("population", f"{line} {asked.area.code} {asked.first:%Y-%m}")
    found, people = people_changed(asked_for, reading, page, object_)
    paths = Paths(one.village_id for one in found)
    shown = {
        "question": asked,
        "area": asked.areas.full_name(asked.area),
        "title": tables.TITLES[line],
        "people": people,
        "lines": [_person(one, paths) for one in found],
        "page": page.number,
        "pages": max(1, -(-people // PAGE)),
        "previous": page.number - 1,
        "next": page.number + 1 if page.first + PAGE < people else 0,
    }
    return render(request, "supervision/changed.html", shown)


def _person(one: Changed, paths: Paths) -> dict[str, Any]:
    return {
        "one": one,
        "sex": code_name("sex", one.sex) if one.sex else "",
        "village": paths.full_name(one.village_id),
    }


def _pyramid(asked: DayQuestion) -> Pyramid:
    tree = asked.areas.tree
    return pyramid(asked.on, villages_in(tree, asked.area.id, tree.placed(asked.on)), asked.known_at)


def _month(asked: MonthQuestion) -> Month:
    return Month.of(asked.areas.tree, asked.area.id, asked.first, asked.last, asked.known_at)


def _frame(request: HttpRequest, asked: Question) -> dict[str, Any]:
    """What the heads of both pages say and offer."""
    words = request.GET.get("find", "")
    return {
        "question": asked,
        "area": asked.areas.full_name(asked.area),
        "path": [(unit.name, asked.query(area=unit.id)) for unit in asked.areas.path(asked.area)],
        "tops": [
            (unit.name, asked.query(area=unit.id)) for unit in asked.areas.tops if unit.id != asked.area.id
        ],
        "words": words,
        "hits": [
            (asked.areas.full_name(unit), unit.stands(clock.today()), asked.query(area=unit.id))
            for unit in asked.areas.found(words)
        ],
        "kinds": tuple(TYPES),
        "query": asked.query(),
    }


def _figures(found: Pyramid) -> list[tuple[str, int]]:
    return [
        (_("Male"), found.male),
        (_("Female"), found.female),
        (_("Under 15"), found.between(0, 15)),
        (_("15 to 59"), found.between(15, 60)),
        (_("60 and older"), found.between(60)),
        (_("80 and older"), found.between(80)),
    ]


def _line(asked: MonthQuestion, row: Row, *, rest: bool = False) -> dict[str, Any]:
    """A line of the balance, with where each number leads to."""
    unit = asked.areas.tree.units[row.id]
    people = {
        line: f"{reverse('supervision:changed', args=[line])}?{asked.query(area=row.id, rest='1' if rest else '')}"
        for line in PEOPLE_OF
    }
    stocks = ("", "") if rest else tuple(_stock(asked, row.id, day) for day in (asked.eve, asked.last))
    merged = "" if rest else reverse("addresses:division", args=[row.id])
    return {
        "row": row,
        "name": _("in none of these") if rest else unit.name,
        "url": "" if rest or row.id == asked.area.id else f"?{asked.query(area=row.id)}",
        "opening": (row.opening, stocks[0]),
        "closing": (row.closing, stocks[1]),
        "numbers": [(row.lines[line], people.get(line, merged)) for line in LINES],
        "balances": row.balances,
    }


def _stock(asked: MonthQuestion, area: int, on: Any) -> str:
    """Who was there on an evening: of a village the list of the people, of anything larger their ages."""
    if _is_village(asked.areas.tree.units[area].level):
        return _residents(area, asked, on)
    return f"{reverse('supervision:population')}?{asked.query(area=area, on=on, month='')}"


def _residents(village: int, asked: Question, on: Any = None) -> str:
    query = asked.query(area="", month="", on="", valid_on=on or asked.when.get("on"))
    return f"{reverse('register:village_residents', args=[village])}?{query}"


def _is_village(level: int) -> bool:
    return level == Division.Level.VILLAGE


def _unbalanced(found: Balance) -> bool:
    return any(not row.balances for row in (found.whole, *found.parts, found.rest))


def _file(
    request: HttpRequest, asked: Question, name: str, kind: str, rows: list[list[Cell]]
) -> HttpResponse:
    """Counts as a file; that they were taken along is recorded."""
    if kind not in TYPES:
        raise Http404
    with act(EXPORTED, by=actor_of(request), object_=("supervision", name)) as this:
        this.after = {"area": asked.area.code, **{n: str(value) for n, value in asked.when.items()}}
        content = as_file(kind, asked.area.name, rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)
