"""Choose a village, issue its notices, print them in one run, record each service in one table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from banji.accounts.access import actor_of, officer
from banji.accounts.pages.answers import attempt
from banji.addresses.models import Division
from banji.cases.forms import DayInput
from banji.cases.models import Case, Notice, Service
from banji.cases.pages.case import pdf
from banji.cases.runner import take
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound
from banji.matters.deaths.by_village import print_run, to_issue, to_serve, villages_with_work
from banji.matters.deaths.papers import committee_of
from banji.matters.deaths.procedure import OFFICERS
from banji.register.access import glance_at


class IssueForm(forms.Form):
    """One row. An untouched one is left for later."""

    declarant = forms.CharField(label=gettext_lazy("Declarant"), required=False, max_length=120)
    declarant_relation = forms.CharField(label=gettext_lazy("Relation"), required=False, max_length=60)
    no_relative = forms.BooleanField(label=gettext_lazy("No relative"), required=False)
    committee = forms.CharField(label=gettext_lazy("Committee"), max_length=120)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def wanted(self) -> bool:
        return bool(
            self.data.get(self.add_prefix("declarant")) or self.data.get(self.add_prefix("no_relative"))
        )


class ServiceForm(forms.Form):
    method = forms.ChoiceField(label=gettext_lazy("Way of service"), choices=Service.Method.choices)
    served_on = forms.DateField(label=gettext_lazy("Served on"), widget=DayInput())
    receiver = forms.CharField(label=gettext_lazy("Signed by"), required=False, max_length=120)
    first_witness = forms.CharField(label=gettext_lazy("First witness"), required=False, max_length=60)
    second_witness = forms.CharField(label=gettext_lazy("Second witness"), required=False, max_length=60)
    tracking_no = forms.CharField(label=gettext_lazy("Letter number"), required=False, max_length=60)

    def wanted(self) -> bool:
        return bool(self.data.get(self.add_prefix("served_on")))


@officer(*OFFICERS)
def villages(request: HttpRequest) -> HttpResponse:
    return render(request, "deaths/villages.html", {"villages": villages_with_work(actor_of(request))})


@officer(*OFFICERS)
def village(request: HttpRequest, village_id: int) -> HttpResponse:
    """Both tables of one village; each row that was filled in is saved on its own, its error beside it."""
    by, place = actor_of(request), get_object_or_404(Division, pk=village_id)
    posted = request.POST if request.method == "POST" else None
    issuing = [
        (case, IssueForm(posted, prefix=f"i{case.number}", initial=_known(case)))
        for case in to_issue(village_id, by)
    ]
    serving = [(notice, ServiceForm(posted, prefix=f"s{notice.pk}")) for notice in to_serve(village_id, by)]
    if posted is not None and _all_saved(request, issuing, serving, by):
        return redirect("deaths:notices_of", village_id)
    persons = {case.person_id for case, _form in issuing} | {
        notice.case.person_id for notice, _form in serving
    }
    names = glance_at(persons, by=by, purpose="CASE", object_=("village", village_id))
    shown = {
        "village": place,
        "issuing": [(case, names.get(case.person_id), form) for case, form in issuing if not _done(form)],  # type: ignore[arg-type]
        "serving": [(n, names.get(n.case.person_id), form) for n, form in serving if not _done(form)],  # type: ignore[arg-type]
    }
    return render(request, "deaths/village.html", shown)


def _known(case: Case) -> dict[str, Any]:
    return {"committee": committee_of(case), "version": case.version}


def _done(form: forms.Form) -> bool:
    return bool(getattr(form, "done", False))


def _all_saved(
    request: HttpRequest,
    issuing: list[tuple[Case, IssueForm]],
    serving: list[tuple[Notice, ServiceForm]],
    by: Actor,
) -> bool:
    """Save every row that was filled in; True when none has an error."""
    rows: list[IssueForm | ServiceForm] = []
    for case, issue in issuing:
        if issue.wanted():
            rows.append(issue)
            _save(issue, case, "issue_notices", by)
    for notice, service in serving:
        if service.wanted():
            rows.append(service)
            _save(service, notice.case, "record_service", by, notice=str(notice.pk))
    saved = sum(_done(form) for form in rows)
    if saved:
        said = ngettext("%(n)d row is saved.", "%(n)d rows are saved.", saved)
        messages.success(request, said % {"n": saved})
    if not rows:
        messages.warning(request, _("No row was filled in; nothing was changed."))
    for form in [*(f for _c, f in issuing), *(f for _n, f in serving)]:
        if form not in rows:
            form.is_bound = False
    return saved == len(rows)


def _save(form: forms.Form, case: Case, step: str, by: Actor, **more: Any) -> None:
    if not form.is_valid():
        return
    given = {**form.cleaned_data, **more}
    seen = given.pop("version", None)
    facts = {key: value for key, value in given.items() if value not in {None, "", False}}
    done = attempt(form, lambda: take(case.pk, step, by=by, seen_version=seen, facts=facts))
    form.done = done is not None  # type: ignore[attr-defined]


@officer(*OFFICERS)
@require_POST
def print_village(request: HttpRequest, village_id: int) -> HttpResponse:
    by, place = actor_of(request), get_object_or_404(Division, pk=village_id)
    notices = to_serve(village_id, by)
    if not notices:
        raise NotFound(_("No notice of this village waits to be served."))
    return pdf(print_run(place, notices, by), f"notices-{place.code}.pdf")
