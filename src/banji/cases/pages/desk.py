"""The first page of every officer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from banji.accounts.access import actor_of, officer
from banji.accounts.rooms import rooms_of
from banji.cases.alarms import OVERSEERS, alarms_of
from banji.cases.desk import Desk, Task, desk_of
from banji.cases.pages import READERS
from banji.cases.registry import procedure_of
from banji.cases.scope import STATION_WIDE
from banji.cases.sheet import PURPOSE
from banji.cases.story import TONES
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.register.access import Glance, glance_at


@officer()
def desk(request: HttpRequest) -> HttpResponse:
    by, today = actor_of(request), clock.today()
    if by.role not in READERS:
        return render(request, "cases/other_desk.html", {"rooms": rooms_of(by)[1:]})
    found = desk_of(by, today)
    tasks = (*found.overdue, *found.due, *found.waiting)
    names = glance_at(
        (task.case.person_id for task in tasks), by=by, purpose=PURPOSE, object_=("cases", "desk")
    )
    shown = {"today": today, "columns": list(_columns(found, names)), "numbers": list(_numbers(found, by))}
    return render(request, "cases/desk.html", shown)


def _columns(found: Desk, names: dict[Any, Glance]) -> Any:
    listed = reverse("cases:cases")
    for code, title, empty, tasks in (
        ("overdue", _("Overdue"), _("Cases whose last day has passed would stand here."), found.overdue),
        ("due", _("To do within a week"), _("Cases that you move on stand here, the nearest day first."), found.due),
        ("waiting", _("Later, or waiting for others"), _("Cases with more time, or that wait for a period, another post or a review."), found.waiting),
    ):  # fmt: skip
        yield {
            "code": code,
            "title": title,
            "empty": empty,
            "count": found.counts[code],
            "url": f"{listed}?when={code}",
            "lines": [_line(task, names) for task in tasks],
        }


def _line(task: Task, names: dict[Any, Glance]) -> dict[str, Any]:
    case, step = task.case, task.step
    procedure = procedure_of(case.kind)
    state = procedure.state(case.state)
    return {
        "case": case,
        "kind": procedure.title,
        "person": names.get(case.person_id),
        "state": state.title,
        "tone": TONES[state.mood],
        "url": reverse("cases:case", args=[case.pk]),
        "action": step.title if step else "",
    }


def _numbers(found: Desk, by: Actor) -> Any:
    """At most four, each opening its list."""
    listed = reverse("cases:cases")
    yield _("Overdue"), found.counts["overdue"], f"{listed}?when=overdue", "overdue"
    yield _("To do within a week"), found.counts["due"], f"{listed}?when=due", "soon"
    yield _("All open cases"), found.counts["open"], f"{listed}?open=True", "working"
    if by.role in STATION_WIDE | OVERSEERS:
        yield _("Alarms"), alarms_of(by).count(), reverse("cases:alarms"), "waiting"
