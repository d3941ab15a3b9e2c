"""One question a page: which field is wrong; what is right and why; is this what you mean? Works without a script."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.accounts.access import actor_of, citizen
from banji.accounts.pages.answers import DayInput, attempt
from banji.cases.checks import cite, say
from banji.cases.forms import kept, store_scan
from banji.cases.models import Case
from banji.files.models import StoredFile
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.code_names import code_choices
from banji.matters.corrections.fields import (
    ADDRESS,
    ASKED,
    BIRTH_DATE,
    OTHER,
    Field,
)
from banji.matters.corrections.operations import Wrong, ask_correction
from banji.matters.corrections.pages.mine import person_of
from banji.matters.corrections.queries import field_of, open_case_of
from banji.matters.corrections.queries import standing as standing_of
from banji.matters.corrections.rules import CHECKING
from banji.matters.corrections.showing import value_words
from banji.register.access import open_person
from banji.register.purposes import Purpose

_LONG = 300
ACCEPT = ".pdf,.png,.jpg,.jpeg,.webp,.docx"


class WrongForm(forms.Form):
    """What is right, why, and a scan for whoever has one; a scan once stored need not be sent again."""

    why = forms.CharField(
        label=gettext_lazy("How do you know? What happened?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    scan = forms.FileField(label=gettext_lazy("Photo or scan of a paper that shows it"), required=False)
    scan_kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, field: Field, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"] = _wanted(field)
        self.order_fields(["wanted", "why", "scan", "scan_kept"])

    def scanned(self, by: Actor) -> StoredFile | None:
        """Raises `Refused` for a file that is not accepted."""
        upload = self.cleaned_data["scan"]
        if upload is None:
            return kept(self.cleaned_data["scan_kept"])
        return store_scan(self, upload, "scan_kept", by=by)


def _wanted(field: Field) -> forms.Field:
    label = _("What is right?")
    if field.code == BIRTH_DATE:
        return forms.DateField(label=label, widget=DayInput())
    if field.table:
        choices = [("", _("choose")), *code_choices(field.table, on=clock.today())]
        return forms.ChoiceField(label=label, choices=choices)
    help_ = _("Say what is wrong, and what is right.") if field.code == OTHER else ""
    return forms.CharField(label=label, max_length=_LONG, help_text=help_)


@citizen
def which(request: HttpRequest) -> HttpResponse:
    person_id, by = person_of(request), actor_of(request)
    if (case := open_case_of(person_id)) is not None:
        return render(request, "corrections/which.html", {"case": case})
    open_person(person_id, by=by, purpose=Purpose.OWN.value)
    now = standing_of(person_id, clock.today())
    lines = [(f.code, say(f.title), value_words(f, now.says(f))) for f in ASKED]
    return render(request, "corrections/which.html", {"lines": lines, "article": cite(CHECKING)})


@citizen
def tell(request: HttpRequest, field: str) -> HttpResponse:
    """The form, then its check page, then the request itself."""
    person_id, by, asked = person_of(request), actor_of(request), field_of(field)
    if (case := open_case_of(person_id)) is not None:
        return redirect("corrections:mine", case.pk)
    form = WrongForm(request.POST or None, request.FILES or None, field=asked)
    stage = request.POST.get("stage", "")
    if request.method == "POST" and form.is_valid() and stage != "change":
        done = attempt(form, lambda: _go_on(form, asked, by, send=stage == "send", request=request))
        if isinstance(done, Case):
            return redirect("corrections:mine", done.pk)
        if not form.errors:
            return render(request, "corrections/check.html", _shown(form, asked, request))
    return render(request, "corrections/tell.html", _shown(form, asked, request))


def _go_on(form: WrongForm, field: Field, by: Actor, *, send: bool, request: HttpRequest) -> Case | None:
    """Keep the scan; on the second time, ask for the correction."""
    scan, given = form.scanned(by), form.cleaned_data
    if not send:
        return None
    wrong = Wrong(field=field, wanted=str(given["wanted"]), why=given["why"], scan=scan)
    return ask_correction(person_of(request), wrong, by=by)


def _shown(form: WrongForm, field: Field, request: HttpRequest) -> dict[str, Any]:
    person_id = person_of(request)
    open_person(person_id, by=actor_of(request), purpose=Purpose.OWN.value)
    given = getattr(form, "cleaned_data", {})
    wanted = given.get("wanted") or ""
    stored = kept(form.data.get("scan_kept", "")) if form.is_bound else None
    return {
        "form": form,
        "field": field,
        "title": say(field.title),
        "says": value_words(field, standing_of(person_id, clock.today()).says(field)),
        "wanted": value_words(field, str(wanted)),
        "moved": field.code == ADDRESS,
        "stored": stored,
        "accept": ACCEPT,
        "why": _("So that the officer knows where to look."),
        "article": cite(CHECKING),
    }
