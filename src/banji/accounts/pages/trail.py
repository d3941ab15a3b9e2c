"""The audit administrator's page: who did and who saw what. Looking here is itself a line of the trail."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from banji.accounts.access import actor_of, officer
from banji.accounts.pages.answers import DayInput, listed
from banji.accounts.roles import Role
from banji.accounts.tables import Trail
from banji.audit.acts import act
from banji.audit.models import AuditEntry, AuditSubject
from banji.foundation import clock
from banji.foundation.actors import Actor


class Search(forms.Form):
    purpose = forms.CharField(
        label=_("What are you looking into?"),
        max_length=200,
        help_text=_("Your search is recorded with this purpose."),
    )
    person = forms.UUIDField(
        label=_("Person"), required=False, help_text=_("The number of the record, as its page shows it.")
    )
    actor = forms.CharField(label=_("Who acted"), required=False)
    act = forms.CharField(
        label=_("Act"), required=False, help_text=_("Its beginning, for example person or sign_in.")
    )
    first_day = forms.DateField(label=_("From"), required=False, widget=DayInput())
    last_day = forms.DateField(label=_("To"), required=False, widget=DayInput())


@officer(Role.AUDIT_ADMIN)
def trail(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    asked = "purpose" in request.GET
    initial = {"first_day": today - timedelta(days=30), "last_day": today}
    form = Search(request.GET if asked else None, initial=initial)
    shown: dict[str, Any] = {"filter": {"form": form}, "form": form}
    if asked and form.is_valid():
        _record(form.cleaned_data, actor_of(request))
        shown["table"] = listed(request, Trail(_found(form.cleaned_data)), per_page=50)
    return render(request, "accounts/trail.html", shown)


def _found(given: dict[str, Any]) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.all()
    if given["person"]:
        rows = rows.filter(id__in=AuditSubject.objects.filter(person_id=given["person"]).values("entry_id"))
    if given["actor"]:
        rows = rows.filter(Q(actor_name__icontains=given["actor"]) | Q(actor_id=given["actor"]))
    if given["act"]:
        rows = rows.filter(act__startswith=given["act"])
    if given["first_day"]:
        rows = rows.filter(at__gte=datetime.combine(given["first_day"], time.min, clock.CITY_TIME))
    if given["last_day"]:
        after = given["last_day"] + timedelta(days=1)
        rows = rows.filter(at__lt=datetime.combine(after, time.min, clock.CITY_TIME))
    return rows


def _record(given: dict[str, Any], by: Actor) -> None:
    with act("audit.search", by=by, purpose=given["purpose"]) as this:
        this.after = {name: str(value) for name, value in given.items() if value and name != "purpose"}
        if given["person"]:
            this.about(given["person"])
