"""My visits: whom to look for, one hand, big targets."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from banji.accounts.access import actor_of, officer
from banji.accounts.roles import Role
from banji.cases.models import Case
from banji.cases.scope import cases_of
from banji.cases.story import TONES
from banji.foundation import clock
from banji.matters.deaths.procedure import BEFORE_NOTICE, KIND, PROCEDURE
from banji.register.access import Glance, glance_at


@officer(Role.GRID_WORKER, Role.OFFICER)
def visits(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    cases = cases_of(by).filter(kind=KIND, is_open=True, hold_until=None, state__in=BEFORE_NOTICE)
    rows = list(cases.select_related("village").order_by("village", "due_on", "number"))
    people = glance_at((c.person_id for c in rows), by=by, purpose="CASE", object_=("cases", "visits"))
    lines = [_line(case, people.get(case.person_id) if case.person_id else None) for case in rows]
    return render(request, "deaths/visits.html", {"lines": lines, "today": clock.today()})


def _line(case: Case, person: Glance | None) -> dict[str, object]:
    state = PROCEDURE.state(case.state)
    return {"case": case, "person": person, "state": state.title, "tone": TONES[state.mood]}
