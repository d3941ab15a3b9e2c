"""At the counter: a clerk takes up that a record is wrong, for whoever came; a receipt with the promised day follows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from banji.accounts.access import actor_of, officer
from banji.accounts.pages.answers import attempt
from banji.cases.checks import cite, say
from banji.counter.items.item import CLERKS
from banji.counter.models import VisitRecord
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.ids import uuid7
from banji.matters.corrections.fields import ASKED, OTHERS, Field
from banji.matters.corrections.operations import Wrong, take_correction
from banji.matters.corrections.pages.asking import ACCEPT, WrongForm
from banji.matters.corrections.queries import field_of, open_case_of, standing
from banji.matters.corrections.rules import CHECKING
from banji.matters.corrections.showing import value_words
from banji.register.access import PersonView, open_person
from banji.register.pages import asking as purposes


class TakenForm(WrongForm):
    """What the applicant says, and who he is. `form_id` makes a form sent twice one case."""

    applicant = forms.CharField(label=_("Who came?"), max_length=120)
    form_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["applicant", "wanted", "why", "scan"])


@officer(*CLERKS)
def which_field(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Which field is wrong."""
    view = _opened(request, person_id)
    if view is None:
        return redirect("register:person", person_id)
    case, now = open_case_of(person_id), standing(person_id, clock.today())
    lines = [(f.code, say(f.title), value_words(f, now.says(f))) for f in (*ASKED, *OTHERS)]
    shown = {"view": view, "case": case, "lines": lines, "article": cite(CHECKING)}
    return render(request, "corrections/counter_which.html", shown)


@officer(*CLERKS)
def take_up(request: HttpRequest, person_id: UUID, field: str) -> HttpResponse:
    """What is right; then the case, and the visit with its receipt."""
    view, asked = _opened(request, person_id), field_of(field)
    if view is None:
        return redirect("register:person", person_id)
    initial = {"applicant": view.name, "form_id": uuid7()}
    posted = request.method == "POST"
    form = TakenForm(
        request.POST if posted else None, request.FILES if posted else None, field=asked, initial=initial
    )
    if posted and form.is_valid():
        by = actor_of(request)
        visit = _taken(form) or attempt(form, lambda: _take(form, person_id, asked, by))
        if visit:
            return redirect("counter:visit", visit.pk)
    now = standing(person_id, clock.today())
    shown = {
        "view": view,
        "form": form,
        "title": say(asked.title),
        "says": value_words(asked, now.says(asked)),
        "accept": ACCEPT,
        "article": cite(CHECKING),
    }
    return render(request, "corrections/counter_take.html", shown)


def _opened(request: HttpRequest, person_id: UUID) -> PersonView | None:
    """The person, a recorded reading; None while it has not been said what for."""
    given = purposes.given_for(request, person_id)
    return open_person(person_id, by=actor_of(request), **given._asdict()) if given else None


def _taken(form: TakenForm) -> VisitRecord | None:
    """What the same form made already."""
    return VisitRecord.objects.filter(form_id=form.cleaned_data["form_id"]).first()


def _take(form: TakenForm, person_id: UUID, field: Field, by: Actor) -> VisitRecord:
    given = form.cleaned_data
    wrong = Wrong(field=field, wanted=str(given["wanted"]), why=given["why"], scan=form.scanned(by))
    _case, visit = take_correction(
        person_id, wrong, applicant=given["applicant"], form_id=given["form_id"], by=by
    )
    return visit
