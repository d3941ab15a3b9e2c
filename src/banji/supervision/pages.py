"""The dashboards: one page each, and its tables to take along."""

from __future__ import annotations

import django_tables2
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from banji.accounts.access import actor_of, officer
from banji.accounts.roles import Role
from banji.audit.acts import act
from banji.audit.readings import EXPORTED
from banji.supervision.deaths import board as boards
from banji.supervision.deaths import charts, tables
from banji.supervision.deaths.board import Board
from banji.supervision.deaths.headlines import headlines
from banji.supervision.deaths.question import question
from banji.supervision.downloads import TYPES, as_file
from banji.supervision.indicators.deaths import DEATHS

LEADERS = (Role.CITY_OFFICER, Role.SUPERVISOR, Role.COUNTY_OFFICER, Role.STATION_CHIEF, Role.OFFICER)


@officer(*LEADERS)
def deaths(request: HttpRequest) -> HttpResponse:
    """The clean-up of the dead still registered, as on an evening (`on`), counted over a period, for a unit."""
    board = Board(question(request.GET, actor_of(request)))
    lists = {
        "units": tables.lines_table(board.units, _("Unit"), "unit-"),
        "sources": tables.lines_table(board.sources, _("First source"), "source-"),
    }
    for table in lists.values():
        django_tables2.RequestConfig(request, paginate=False).configure(table)
    shown = {
        "board": board,
        "question": board.question,
        "area": tables.area_of(board),
        "whole": board.question.query(unit=""),
        "sheets": tables.SHEETS,
        "kinds": tuple(TYPES),
        "indicators": DEATHS,
        "headlines": headlines(board),
        "groups": [
            (title, [board.shown(code) for code in codes])
            for title, codes in (
                (_("What is late"), boards.LATE),
                (_("Notices"), boards.NOTICES),
                (_("What became of the cases"), boards.ENDINGS),
                (_("How fast, how right"), boards.RATES),
            )
        ],
        "tables": lists,
        "strengths": tables.strengths_linked(board),
        "months": tables.months_linked(board),
        "pictures": {
            "units": charts.by_unit(board),
            "sources": charts.by_source(board),
            "strengths": charts.by_strength(board),
            "months": charts.by_month(board),
        },
    }
    return render(request, "supervision/deaths.html", shown)


@officer(*LEADERS)
def download(request: HttpRequest, part: str, kind: str) -> HttpResponse:
    """One table as a file; that it was taken along is recorded."""
    sheet = tables.SHEETS.get(part)
    if sheet is None or kind not in TYPES:
        raise Http404
    by = actor_of(request)
    board = Board(question(request.GET, by))
    with act(EXPORTED, by=by, object_=("supervision", f"deaths/{part}")) as this:
        this.after = {"as_on": board.question.on.isoformat(), "outside": board.question.outside}
        content = as_file(kind, str(sheet.title), sheet.rows(board))
    name = f"deaths-{part}-{board.question.on}.{kind}"
    return HttpResponse(
        content, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
