"""Papers put to a case and taken back: picked from the closed list, scanned, or noted as lost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.accounts.access import actor_of, officer
from banji.accounts.pages.answers import attempt
from banji.cases.checks import say
from banji.cases.evidence import add_evidence, papers_for, withdraw_evidence
from banji.cases.forms import DayInput, kept, store_scan
from banji.cases.lawbook import lists
from banji.cases.models import Case, Evidence
from banji.cases.pages.common import find
from banji.cases.sheet import WITH_PAPERS
from banji.cases.showing import showing_of
from banji.files.models import StoredFile
from banji.foundation.actors import Actor


class PaperForm(forms.Form):
    paper = forms.ChoiceField(label=gettext_lazy("Which paper?"))
    document_no = forms.CharField(label=gettext_lazy("Number on the paper"), required=False, max_length=60)
    issuer = forms.CharField(label=gettext_lazy("Issued by"), required=False, max_length=120)
    issued_on = forms.DateField(label=gettext_lazy("Date of issue"), required=False, widget=DayInput())
    scan = forms.FileField(label=gettext_lazy("Scan or photo"), required=False)
    lost = forms.BooleanField(label=gettext_lazy("It is lost: note it as lost"), required=False)
    scan_kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_be_lost = showing_of(case.kind).may_be_lost
        demands = papers_for(case)
        self.fields["paper"].choices = [(key, say(demand.paper.name)) for key, demand in demands.items()]  # type: ignore[attr-defined]
        if self.may_be_lost:
            names = _(", ").join(say(demands[key].paper.name) for key in demands if key in self.may_be_lost)
            self.fields["lost"].help_text = _("Only for: %(papers)s.") % {"papers": names}
        else:
            del self.fields["lost"]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("lost") and given.get("paper") not in self.may_be_lost:
            self.add_error("lost", _("This paper has to be shown; it cannot be noted as lost."))
        return given

    def scanned(self, by: Actor) -> StoredFile | None:
        upload: File[bytes] | None = self.cleaned_data["scan"]
        if upload is None:
            return kept(self.cleaned_data["scan_kept"])
        stored = store_scan(self, upload, "scan_kept", by=by)
        self.fields["scan"].help_text = _("%(name)s is kept and need not be sent again.") % {
            "name": stored.name
        }
        return stored


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why?"), widget=forms.Textarea(attrs={"rows": 3}))


@officer(*WITH_PAPERS)
def add(request: HttpRequest, case_id: UUID) -> HttpResponse:
    by = actor_of(request)
    case = find(case_id, by)
    form = PaperForm(
        request.POST or None,
        request.FILES or None,
        case=case,
        initial={"paper": request.GET.get("paper", "")},
    )
    if request.method == "POST" and form.is_valid() and _add(form, case, by):
        messages.success(
            request, _("The paper stands on the case. What it was missing for may be possible now.")
        )
        return redirect("cases:case", case.pk)
    return render(request, "cases/add_paper.html", {"case": case, "form": form})


def _add(form: PaperForm, case: Case, by: Actor) -> Evidence | None:
    given = form.cleaned_data
    return attempt(
        form,
        lambda: add_evidence(
            case.pk,
            given["paper"],
            by=by,
            file=form.scanned(by),
            document_no=given["document_no"],
            issuer=given["issuer"],
            issued_on=given["issued_on"],
            facts={"lost": True} if given.get("lost") else {},
        ),
    )


@officer(*WITH_PAPERS)
def withdraw(request: HttpRequest, case_id: UUID, evidence_id: int) -> HttpResponse:
    case = find(case_id, actor_of(request))
    row = get_object_or_404(Evidence, pk=evidence_id, case=case)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw_evidence(row.pk, by=actor_of(request), reason=form.cleaned_data["reason"])
        messages.success(request, _("The paper was taken back. It stays in the file with your reason."))
        return redirect("cases:case", case.pk)
    paper = say(lists().paper(row.paper).name)
    heading = _("Take back: %(paper)s") % {"paper": paper}
    return render(
        request, "cases/ask.html", {"case": case, "form": form, "heading": heading, "go": _("Take it back")}
    )
