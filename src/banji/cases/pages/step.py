"""Taking a step: one page for every step of every procedure, made from its row of the table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from banji.accounts.access import actor_of, officer
from banji.cases.checks import Lacking, cite, lacking, say
from banji.cases.forms import StepForm
from banji.cases.models import Case
from banji.cases.pages import ACTORS, READERS
from banji.cases.pages.common import find, standing
from banji.cases.procedure import FactKind, Procedure, Step
from banji.cases.registry import procedure_of
from banji.cases.runner import take
from banji.cases.sheet import PURPOSE
from banji.cases.showing import showing_of
from banji.cases.views import view_of
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused
from banji.register.access import Glance, glance_at


@officer(*ACTORS)
def step(request: HttpRequest, case_id: UUID, name: str) -> HttpResponse:
    by = actor_of(request)
    case = find(case_id, by)
    procedure = procedure_of(case.kind)
    row = _row(procedure, name, by)
    form = StepForm(request.POST or None, request.FILES or None, case=case, row=row)
    if request.method == "POST" and form.is_valid() and (done := _take(form, case, by)):
        said = _("Done: %(step)s.") % {"step": row.title}
        messages.success(request, f"{said} {standing(done)}")
        return redirect(_back(request, case, by))
    person = _person(case, by)
    if not form.is_bound:
        form.initial = _known(case, row, person)
    shown = _shown(case, form, person, by) | _beside(case, row, by) | {"back": _back(request, case, by)}
    return render(request, "cases/step.html", shown)


def _beside(case: Case, row: Step, by: Actor) -> dict[str, Any]:
    """Where one of two people has to be named: in what they differ. Both are read again, and that is recorded."""
    if not any(ask.kind is FactKind.ROW and ask.required for ask in row.asks):
        return {}
    both = showing_of(case.kind).beside(case, by)
    if both is None or not both.urls[1]:
        return {}
    return {"both": replace(both, reasons=()), "lines": [line for line in both.lines if line.pair.differs]}


def _back(request: HttpRequest, case: Case, by: Actor) -> str:
    """To the page the step was taken from; else to the case, for whoever may open it."""
    came_from = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return came_from
    return reverse("cases:case", args=[case.pk]) if by.role in READERS else reverse("cases:desk")


def _row(procedure: Procedure, name: str, by: Actor) -> Step:
    found = next((row for row in procedure.steps if row.name == name and by.role in row.by), None)
    if found is None:
        raise NotFound(_("There is no such step for your post."))
    return found


def _take(form: StepForm, case: Case, by: Actor) -> Case | None:
    """Take the step; None, with the reason on the form, when it is refused."""
    try:
        return take(
            case.pk,
            form.row.name,
            by=by,
            seen_version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            facts=form.facts(by=by),
        )
    except NotFound:
        raise
    except Refused as refusal:
        form.refuse(refusal)
        return None


def _person(case: Case, by: Actor) -> Glance | None:
    people = glance_at(
        [case.person_id], by=by, purpose=PURPOSE, case_no=case.number, object_=("case", case.pk)
    )
    return people.get(case.person_id) if case.person_id else None


def _known(case: Case, row: Step, person: Glance | None) -> dict[str, Any]:
    """What need not be asked: the matter's suggestions, and the registration the officer has before him."""
    seen = {
        ask.name: person.registration_id
        for ask in row.asks
        if ask.kind is FactKind.REGISTRATION and person is not None
    }
    return {"version": case.version, **showing_of(case.kind).suggests(case, row), **seen}


def _shown(case: Case, form: StepForm, person: Glance | None, by: Actor) -> dict[str, Any]:
    procedure, row = procedure_of(case.kind), form.row
    view = view_of(case, procedure, today=clock.today())
    missing: tuple[Lacking, ...] = lacking(procedure, row, case, view, by=by)
    return {
        "case": case,
        "row": row,
        "form": form,
        "person": person,
        "state": procedure.state(case.state),
        "leads_to": procedure.state(row.to) if row.to else None,
        "article": cite(row.source),
        "law": say(row.source.text),
        "lacking": missing,
        "files": any(ask.kind is FactKind.FILE for ask in row.asks),
    }
