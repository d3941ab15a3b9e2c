"""Hold, resume, hand over, open again: the same for every kind of case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from banji.accounts.access import actor_of, officer
from banji.accounts.models import Organisation, Post
from banji.accounts.pages.answers import attempt
from banji.accounts.queries import valid_on
from banji.accounts.roles import Role
from banji.cases.forms import DayInput
from banji.cases.lawbook import rules_of
from banji.cases.lifecycle import MAY_HOLD, hand_over, hold, reopen, resume
from banji.cases.models import Case
from banji.cases.pages.common import find, standing
from banji.cases.pages.papers import ReasonForm
from banji.foundation import clock


class HoldForm(ReasonForm):
    until = forms.DateField(label=gettext_lazy("Day of review"), widget=DayInput())
    field_order = ("until", "reason")


class HandOverForm(ReasonForm):
    to_station = forms.ModelChoiceField(
        label=gettext_lazy("To which station?"), queryset=Organisation.objects.none()
    )
    to_post = forms.ModelChoiceField(
        label=gettext_lazy("To which post?"), queryset=Post.objects.none(), required=False
    )
    field_order = ("to_station", "to_post", "reason")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        stations = Organisation.objects.filter(valid_on(today), kind=Organisation.Kind.POLICE_STATION)
        posts = Post.objects.filter(valid_on(today), organisation__in=stations, role__in=MAY_HOLD)
        cast("forms.ModelChoiceField[Organisation]", self.fields["to_station"]).queryset = stations.order_by(
            "name"
        )
        cast("forms.ModelChoiceField[Post]", self.fields["to_post"]).queryset = posts.select_related(
            "organisation"
        ).order_by("organisation__name", "title")


@officer(*MAY_HOLD)
def hold_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = find(case_id, actor_of(request))
    last = rules_of(case).deadline("cases.hold_review", clock.today()).due_on
    form = HoldForm(request.POST or None, initial={"until": last})
    return _page(request, case, form, Asking(_("Put the case on hold"), _("Put on hold"), hold))


@officer(*MAY_HOLD)
def hand_over_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = find(case_id, actor_of(request))
    form = HandOverForm(request.POST or None, case=case, initial={"to_station": case.station_id})
    return _page(request, case, form, Asking(_("Hand the case over"), _("Hand over"), hand_over))


@officer(Role.SUPERVISOR)
def reopen_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = find(case_id, actor_of(request))
    form = ReasonForm(request.POST or None)
    return _page(request, case, form, Asking(_("Open the case again"), _("Open again"), reopen))


@officer(*MAY_HOLD)
@require_POST
def resume_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    messages.success(request, standing(resume(case_id, by=actor_of(request))))
    return redirect("cases:case", case_id)


class Asking(NamedTuple):
    """A page that asks one thing: its heading, its button, and the operation behind it."""

    heading: str
    go: str
    operation: Callable[..., Case]


def _page(request: HttpRequest, case: Case, form: forms.Form, asking: Asking) -> HttpResponse:
    """Ask what the operation needs, do it, and say where the case stands now."""
    by = actor_of(request)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: asking.operation(case.pk, by=by, **form.cleaned_data))
        if done is not None:
            messages.success(request, standing(done))
            # Handed to another station it is out of sight.
            return (
                redirect("cases:desk")
                if done.station_id != case.station_id
                else redirect("cases:case", case.pk)
            )
    shown = {"case": case, "form": form, "heading": asking.heading, "go": asking.go}
    return render(request, "cases/ask.html", shown)
