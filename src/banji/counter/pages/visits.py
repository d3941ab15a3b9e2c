"""The visits of a station, searchable; one visit with its receipt, notice or refusal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from banji.accounts.access import account_of, actor_of, officer
from banji.accounts.pages.answers import attempt, listed
from banji.accounts.roles import POLICE, Role
from banji.cases.checks import cite, say
from banji.counter import drafts
from banji.counter import papers as papers_of_visits
from banji.counter.forms import OtherVisitForm
from banji.counter.items import ITEMS
from banji.counter.items.item import CLERKS
from banji.counter.models import VisitRecord
from banji.counter.papers import COUNTER
from banji.counter.queries import visit_of, visits_of
from banji.counter.visits import Visit, accept, refuse
from banji.files.access import read
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound
from banji.foundation.ids import uuid7
from banji.law import papers
from banji.law.sources import register
from banji.register.doings import NO_ID, NOBODY, offered
from banji.register.related import page_of_case

READERS = (*sorted(POLICE), Role.SUPERVISOR)
TONES = {"ACCEPTED": "done", "MISSING": "soon", "REFUSED": "overdue"}


class VisitsForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Number or applicant"), required=False, max_length=60)
    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it"),
        required=False,
        choices=[("", gettext_lazy("all")), *VisitRecord.Outcome.choices],
    )


class VisitsTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    number = tables.Column(
        linkify=("counter:visit", {"visit_id": tables.A("pk")}),
        verbose_name=gettext_lazy("Number of the visit"),
    )
    at = tables.DateTimeColumn(verbose_name=gettext_lazy("When"))
    title = tables.Column(verbose_name=gettext_lazy("For what"))
    applicant = tables.Column(verbose_name=gettext_lazy("Who came"))
    outcome = tables.Column(verbose_name=gettext_lazy("What came of it"))
    officer = tables.Column(verbose_name=gettext_lazy("Received by"))

    def render_title(self, record: VisitRecord) -> str:
        return title_of(record)


@officer(*READERS)
def visits(request: HttpRequest) -> HttpResponse:
    form = VisitsForm(request.GET)
    rows = _narrowed(visits_of(actor_of(request)), form)
    shown = {
        "form": form,
        "may_record": actor_of(request).role in CLERKS,
        "table": listed(request, VisitsTable(rows)),
        "drafts": [
            (draft, ITEMS[draft.item])
            for draft in drafts.mine(account_of(request))[:20]
            if draft.item in ITEMS
        ],
        "doings": offered(NOBODY, NO_ID, actor_of(request)),
    }
    return render(request, "counter/visits.html", shown)


@officer(*READERS)
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    by = actor_of(request)
    found = visit_of(visit_id, by)
    shown = _shown(found) | {
        "may_print": by.role in CLERKS,
        "case_page": page_of_case(found.case_no, by),
        "onward": ITEMS[found.item].onward(found) if found.item in ITEMS else (),
    }
    return render(request, "counter/visit.html", shown)


@officer(*CLERKS)
@require_POST
def issue(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Number the receipt, notice or refusal, and show it; the browser prints it."""
    by = actor_of(request)
    papers_of_visits.issue_paper(visit_of(visit_id, by), by=by)
    return redirect("counter:paper", visit_id)


@officer(*READERS)
def paper(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The paper as it was issued, a recorded reading."""
    by = actor_of(request)
    visit = visit_of(visit_id, by)
    found = papers_of_visits.issued(visit)
    if found is None:
        raise NotFound(_("No paper was printed of this visit."))
    persons = [visit.person_id] if visit.person_id else []
    content = read(found.file, by=by, persons=persons, purpose=COUNTER, case_no=visit.case_no)
    headers = {"Content-Disposition": f'inline; filename="{found.number}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@officer(*CLERKS)
def other(request: HttpRequest) -> HttpResponse:
    """A visit that no form of ours is for: it leaves a record all the same."""
    posted = request.POST if request.method == "POST" else None
    form = OtherVisitForm(posted, today=clock.today(), initial={"form_id": uuid7()})
    if form.is_valid() and (visit := attempt(form, lambda: _record(form, actor_of(request)))):
        return redirect("counter:visit", visit.pk)
    return render(request, "counter/other.html", {"form": form})


def _record(form: OtherVisitForm, by: Actor) -> VisitRecord:
    given = form.cleaned_data
    if done := VisitRecord.objects.filter(form_id=given["form_id"]).first():
        return done
    came = Visit(item="other", title=given["title"], applicant=given["applicant"], form_id=given["form_id"])
    if given["case_no"]:
        return accept(came, by=by, promised_on=None, case_no=given["case_no"])
    why = {name: given[name] for name in ("ground", "article", "reason", "remedy")}
    return refuse(came, by=by, **why)


def title_of(visit: VisitRecord) -> str:
    """In the reader's language where the table still has it, else as it was written."""
    return str(ITEMS[visit.item].title) if visit.item in ITEMS else visit.title


def _narrowed(rows: QuerySet[VisitRecord], form: VisitsForm) -> QuerySet[VisitRecord]:
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    if words := given.get("q"):
        rows = rows.filter(Q(number__icontains=words) | Q(applicant__icontains=words))
    return rows.filter(outcome=given["outcome"]) if given.get("outcome") else rows


def _shown(visit: VisitRecord) -> dict[str, Any]:
    return {
        "visit": visit,
        "issued": papers_of_visits.issued(visit),
        "title": title_of(visit),
        "tone": TONES[visit.outcome],
        "papers": [(say(papers.paper(p["paper"]).name), p["document_no"]) for p in visit.papers],
        "missing": [_group(group) for group in visit.missing],
        "article": cite(register().cite(visit.article)) if visit.article else "",
        "law": say(register().cite(visit.article).text) if visit.article else "",
    }


def _group(ids: list[str]) -> list[tuple[str, str]]:
    """Each paper of a group with where it comes from; any one is enough."""
    return [(say(papers.paper(i).name), say(papers.paper(i).issuer)) for i in ids]
