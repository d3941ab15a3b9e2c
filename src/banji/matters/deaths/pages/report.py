"""Entering a death that somebody reports: at the counter, by telephone, or from another station."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.accounts.access import actor_of, officer
from banji.accounts.models import Organisation
from banji.accounts.pages.answers import attempt
from banji.accounts.queries import valid_on
from banji.cases.checks import say
from banji.cases.forms import DayInput
from banji.cases.lawbook import lists
from banji.cases.models import Case
from banji.cases.pages.common import standing
from banji.cases.scope import may_see
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.identity.masking import mask_name
from banji.matters.deaths.operations import Signal, take_signal
from banji.matters.deaths.procedure import COUNTER as COUNTER_ROLES
from banji.matters.deaths.sources import CHANNELS, COUNTER, DOCUMENTS, REPORTERS, TITLES, weigh
from banji.register.access import glance_at, search_people
from banji.register.access.reach import reach_of

PURPOSE = "COUNTER"
K = Organisation.Kind
# Whose word may be entered for an organisation, and which kinds of organisation it can be.
_KINDS = {
    "COMMITTEE": [K.COMMITTEE],
    "EMPLOYER": [K.EMPLOYER, K.SCHOOL, K.DEPARTMENT],
    "OTHER_STATION": [K.POLICE_STATION],
}


class SearchForm(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Name or citizen number of the deceased"),
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class ReportForm(forms.Form):
    channel = forms.ChoiceField(label=gettext_lazy("How was it reported?"), choices=CHANNELS)
    reporter = forms.ChoiceField(
        label=gettext_lazy("Who reports it?"), choices=[(code, TITLES[code]) for code in REPORTERS]
    )
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Which organisation?"), queryset=Organisation.objects.none(), required=False
    )
    said_by = forms.CharField(
        label=gettext_lazy("Name of the reporter, and relation to the deceased"), max_length=120
    )
    died_on = forms.DateField(label=gettext_lazy("Date of death"), required=False, widget=DayInput())
    place = forms.CharField(label=gettext_lazy("Place of death"), required=False, max_length=200)
    document = forms.ChoiceField(
        label=gettext_lazy("Document shown"),
        required=False,
        help_text=gettext_lazy(
            "Only what you have in your hands. It makes the report certain enough to confirm."
        ),
    )
    document_no = forms.CharField(label=gettext_lazy("Its number"), required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code, say(lists().paper(code).name)) for code in DOCUMENTS]
        self.fields["document"].choices = [("", _("none")), *known]  # type: ignore[attr-defined]
        kinds = {kind for wanted in _KINDS.values() for kind in wanted}
        self.fields["organisation"].queryset = Organisation.objects.filter(  # type: ignore[attr-defined]
            valid_on(clock.today()), kind__in=kinds
        ).order_by("kind", "name")

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        kinds, organisation = _KINDS.get(given.get("reporter", "")), given.get("organisation")
        if kinds and (organisation is None or organisation.kind not in kinds):
            self.add_error("organisation", _("Choose the organisation that reports it."))
        if not kinds:
            given["organisation"] = None
        if given.get("document") and given.get("channel") != COUNTER:
            self.add_error("document", _("A document counts only when it is shown at the counter."))
        return given


@officer(*COUNTER_ROLES)
def report(request: HttpRequest) -> HttpResponse:
    """First find the person; everybody in the city can be found, others' people by masked name only."""
    form = SearchForm(request.GET if "q" in request.GET else None)
    shown: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        query = form.cleaned_data["q"]
        found = attempt(form, lambda: search_people(query, by=actor_of(request), purpose=PURPOSE))
        shown |= {"found": found}
    return render(request, "deaths/report.html", shown)


@officer(*COUNTER_ROLES)
def report_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    by = actor_of(request)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        case = attempt(form, lambda: take_signal(_signal(person_id, form.cleaned_data), by=by))
        if case is not None:
            return _receipt(request, case, by)
    return render(request, "deaths/report_person.html", {"form": form, "person": _whom(person_id, by)})


def _signal(person_id: UUID, given: dict[str, Any]) -> Signal:
    source, strength = weigh(given["reporter"], channel=given["channel"], document=given["document"])
    return Signal(
        person_id=person_id,
        source=source,
        strength=strength,
        received_on=clock.today(),
        died_on=given["died_on"],
        organisation=given["organisation"],
        said_by=given["said_by"],
        place=given["place"],
        document_type=given["document"],
        document_no=given["document_no"],
    )


def _whom(person_id: UUID, by: Actor) -> dict[str, str]:
    """Whom the report is about, as far as this reader may see."""
    people = glance_at([person_id], by=by, purpose=PURPOSE, object_=("person", person_id))
    found = people.get(person_id)
    if found is None:
        return {}
    if reach_of(by, clock.today()).includes(person_id, found.village_id):
        return {"name": found.name, "number": found.number, "address": found.address_text}
    return {"name": mask_name(found.name)}


def _receipt(request: HttpRequest, case: Case, by: Actor) -> HttpResponse:
    case.refresh_from_db()
    if may_see(case, by):
        messages.success(request, f"{_('The report stands on the case.')} {standing(case)}")
        return redirect("cases:case", case.pk)
    shown = {"number": case.number, "station": case.station, "due_on": case.due_on}
    return render(request, "deaths/reported.html", shown)
