"""What is overdue, unit by unit: for whoever supervises, never person by person."""

from __future__ import annotations

from django.db.models import Count, F, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from banji.accounts.access import actor_of, officer
from banji.accounts.roles import Role
from banji.accounts.rooms import Wing
from banji.cases.scope import cases_of
from banji.foundation import clock

WING = Wing(_("Supervision"), "chart-bar")


@officer(Role.SUPERVISOR, Role.COUNTY_OFFICER, Role.CITY_OFFICER)
def overdue(request: HttpRequest) -> HttpResponse:
    by, today = actor_of(request), clock.today()
    late = Q(due_on__lt=today, hold_until=None)
    units = (
        cases_of(by)
        .filter(is_open=True)
        .values(name=F("station__name"), unit=F("station"))
        .annotate(open=Count("pk"), late=Count("pk", filter=late), oldest=Min("due_on", filter=late))
        .order_by("-late", "name")
    )
    return render(request, "cases/overdue.html", {"units": units, "today": today})
