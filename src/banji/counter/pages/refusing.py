"""Refusing in writing: with reason, article and what the person can do instead."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from banji.accounts.access import officer
from banji.accounts.pages.answers import attempt
from banji.counter import visits
from banji.counter.closed_lists import closed_list
from banji.counter.forms import RefusalForm
from banji.counter.models import VisitRecord
from banji.counter.pages.desk import Counter, of_draft
from banji.counter.pages.filling import ROLES, opened
from banji.counter.sending import visit_of


@officer(*ROLES)
@opened
def refuse(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    counter = of_draft(request, draft_id)
    posted = request.POST if request.method == "POST" else None
    initial = {"applicant": counter.draft.data.get("applicant", "")}
    form = RefusalForm(posted, today=counter.today, initial=initial)
    if form.is_valid() and (visit := attempt(form, lambda: _refuse(counter, form))):
        return redirect("counter:visit", visit.pk)
    return render(request, "counter/refuse.html", {"counter": counter, "item": counter.item, "form": form})


def _refuse(counter: Counter, form: RefusalForm) -> VisitRecord:
    draft, given = counter.draft, form.cleaned_data
    draft.data["applicant"] = given["applicant"]
    stated = counter.stated()
    asked = counter.asked(stated) if stated.is_valid() else closed_list("", counter.today)
    refused = visits.refuse(
        visit_of(draft, counter.item, counter.papers(), asked),
        ground=given["ground"],
        article=given["article"],
        reason=given["reason"],
        remedy=given["remedy"],
        by=counter.by,
    )
    draft.delete()
    return refused
