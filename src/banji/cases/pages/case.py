"""One case as one page, and the papers drawn from it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from banji.accounts.access import actor_of, officer
from banji.audit.readings import PRINTED, record_reading
from banji.cases.models import Case, Evidence, Service
from banji.cases.pages import READERS
from banji.cases.pages.common import find
from banji.cases.rows import rows_of
from banji.cases.sheet import PURPOSE, sheet_of
from banji.cases.showing import showing_of
from banji.files.access import download
from banji.files.models import StoredFile
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound


@officer(*READERS)
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    by, today = actor_of(request), clock.today()
    found = find(case_id, by)
    return render(request, "cases/case.html", {"sheet": sheet_of(found, by=by, today=today), "today": today})


@officer(*READERS)
def print_paper(request: HttpRequest, case_id: UUID, name: str) -> HttpResponse:
    """Draw one of the matter's papers as PDF. Printing is a recorded reading of the person."""
    by = actor_of(request)
    found = find(case_id, by)
    rows = rows_of(found)
    paper = next((p for p in showing_of(found.kind).prints if p.name == name and p.ready(rows)), None)
    if paper is None:
        raise NotFound(_("There is nothing to print under this name yet."))
    record_reading(
        PRINTED,
        by=by,
        persons=[found.person_id] if found.person_id else [],
        purpose=PURPOSE,
        case_no=found.number,
        object_=("paper", name),
    )
    return pdf(paper.draw(found, by), f"{found.number}-{name}.pdf")


def pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@officer(*READERS)
def evidence_file(request: HttpRequest, case_id: UUID, evidence_id: int) -> HttpResponseBase:
    """The scan of a paper on the case."""
    by = actor_of(request)
    found = find(case_id, by)
    row = get_object_or_404(Evidence.objects.select_related("file"), pk=evidence_id, case=found)
    return _file(row.file, found, by)


@officer(*READERS)
def service_proof(request: HttpRequest, case_id: UUID, service_id: int) -> HttpResponseBase:
    """The scan that proves how a notice was served."""
    by = actor_of(request)
    found = find(case_id, by)
    row = get_object_or_404(Service.objects.select_related("proof"), pk=service_id, notice__case=found)
    return _file(row.proof, found, by)


def _file(stored: StoredFile | None, found: Case, by: Actor) -> HttpResponseBase:
    if stored is None:
        raise Http404
    persons = [found.person_id] if found.person_id else []
    return download(stored, by=by, purpose=PURPOSE, case_no=found.number, persons=persons)
