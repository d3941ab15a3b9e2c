"""What must be looked at and has no ticket yet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.accounts.access import actor_of, officer
from banji.accounts.roles import Role
from banji.cases.alarms import OVERSEERS, alarms_of, settle_alarm
from banji.cases.models import Alarm, Case
from banji.cases.pages.papers import ReasonForm
from banji.cases.scope import STATION_WIDE
from banji.register.models import HeadTask

SEE = (*(STATION_WIDE | OVERSEERS), Role.SYS_ADMIN, Role.AUDIT_ADMIN)
PER_PAGE = 30
TITLES = {
    "CASE_OVERDUE": gettext_lazy("A case is overdue"),
    "HOLD_TO_REVIEW": gettext_lazy("A case on hold is due for review"),
    "HEAD_CHANGE_NEEDED": gettext_lazy("A household needs a new head"),
    "HOME_SERVICE_NEEDED": gettext_lazy("A card should be made at home"),
    "MATCH_WITHDRAWN": gettext_lazy("A match behind a case was withdrawn"),
    "PAYMENTS_UNANSWERED": gettext_lazy("A payer has not answered whether payment was stopped"),
    "REPORT_TO_IDENTIFY": gettext_lazy("A reported death: find the person"),
    "DELIVERY_ASIDE": gettext_lazy("A message could not be delivered and stands aside"),
    "ENDPOINT_DOWN": gettext_lazy("The system of a department has not taken our messages since"),
    "RECEIPTS_REFUSED": gettext_lazy("A file of receipts could not be taken"),
    "ANSWERS_OVERDUE": gettext_lazy("A department has not answered, though it was reminded"),
    "MOVE_PAPER_LAPSES": gettext_lazy("The paper of a move is about to lapse, or has lapsed"),
    "MOVED_AWAY": gettext_lazy("Somebody of your area has been registered elsewhere in the city"),
    "SAID_ALIVE": gettext_lazy("Somebody cancelled is said to be alive"),
    "API_VOLUME": gettext_lazy("A system has asked about more persons than it may"),
    "TELL_BY_HAND": gettext_lazy("Somebody must be told by letter or telephone"),
}


@officer(*SEE)
def alarms(request: HttpRequest) -> HttpResponse:
    waiting = alarms_of(actor_of(request)).order_by("-raised_at")
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    cases = Case.objects.in_bulk([UUID(a.subject_id) for a in page if a.subject_kind == "case"])
    tasks = HeadTask.objects.in_bulk([int(a.subject_id) for a in page if a.subject_kind == "head_task"])
    lines = [_line(alarm, cases, tasks) for alarm in page]
    return render(request, "cases/alarms.html", {"page": page, "lines": lines})


@officer(*SEE)
def settle(request: HttpRequest, alarm_id: int) -> HttpResponse:
    alarm = get_object_or_404(alarms_of(actor_of(request)), pk=alarm_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        settle_alarm(alarm.pk, by=actor_of(request), reason=form.cleaned_data["reason"])
        messages.success(request, _("The alarm is settled, with what you found."))
        return redirect("cases:alarms")
    heading = _("Settle: %(alarm)s") % {"alarm": TITLES.get(alarm.kind, alarm.text)}
    return render(
        request, "cases/ask.html", {"form": form, "heading": heading, "go": _("Settle"), "note": alarm.text}
    )


def _line(alarm: Alarm, cases: dict[UUID, Case], tasks: dict[int, HeadTask]) -> dict[str, Any]:
    case = cases.get(UUID(alarm.subject_id)) if alarm.subject_kind == "case" else None
    task = tasks.get(int(alarm.subject_id)) if alarm.subject_kind == "head_task" else None
    title = TITLES.get(alarm.kind, alarm.kind)
    return {"alarm": alarm, "title": title, "case": case, "household": task and task.household_id}
