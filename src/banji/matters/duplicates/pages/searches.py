"""Searches of the register: starting one, its progress, and what became of everything it found."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banji.accounts.access import actor_of, officer
from banji.accounts.roles import Role
from banji.cases.registry import procedure_of
from banji.foundation.errors import Refused
from banji.foundation.models import LongJob
from banji.foundation.progress import latest, seconds_left
from banji.matters.duplicates.kinds import KINDS
from banji.matters.duplicates.models import Search, Suspicion
from banji.matters.duplicates.operations import JOB, start_search
from banji.matters.duplicates.pages import SEARCHES

PER_PAGE = 20
_STOPPED = (LongJob.FAILED, LongJob.CANCELLED)


@officer(*SEARCHES)
def searches(request: HttpRequest) -> HttpResponse:
    """All searches, the newest first; found by who began them."""
    said = request.GET.get("q", "").strip()
    found = Search.objects.order_by("-started_at")
    if said:
        found = found.filter(started_by__icontains=said)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "said": said, "may_start": actor_of(request).role == Role.CITY_OFFICER}
    return render(request, "duplicates/searches.html", shown)


@require_POST
@officer(Role.CITY_OFFICER)
def start(request: HttpRequest) -> HttpResponse:
    """Begin a search, or go on with the one that was stopped."""
    try:
        found = start_search(by=actor_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("duplicates:searches")
    return redirect("duplicates:search", found.pk)


@officer(*SEARCHES)
def search(request: HttpRequest, search_id: UUID) -> HttpResponse:
    found = get_object_or_404(Search, pk=search_id)
    job = latest(JOB, str(found.pk))
    shown = {
        "search": found,
        "job": _job(found, job),
        "stopped": found.ended_at is None and job is not None and job.state in _STOPPED,
        "may_start": actor_of(request).role == Role.CITY_OFFICER,
        "lines": [_line(found, kind) for kind in KINDS] if found.ended_at else [],
    }
    return render(request, "duplicates/search.html", shown)


@officer(*SEARCHES)
def progress(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """How far the work is; asked again by the page."""
    found = get_object_or_404(Search, pk=search_id)
    job = latest(JOB, str(found.pk))
    answer = render(request, "duplicates/progress.html", {"job": _job(found, job)})
    if found.ended_at or (job and job.state in _STOPPED):
        answer.headers["HX-Refresh"] = "true"
    return answer


@require_POST
@officer(Role.CITY_OFFICER)
def stop(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """Ask the work to stop; what it has opened stays."""
    job = latest(JOB, str(search_id))
    if job is not None:
        LongJob.objects.filter(pk=job.pk).update(cancel_asked=True)
    return redirect("duplicates:search", search_id)


def _job(found: Search, job: LongJob | None) -> dict[str, Any] | None:
    if job is None or found.ended_at:
        return None
    return {
        "id": job.pk,
        "name": job.stage or _("Waiting for its turn"),
        "done": job.done,
        "total": job.total,
        "failed": job.state == LongJob.FAILED,
        "finished": job.state not in {LongJob.QUEUED, LongJob.RUNNING},
        "seconds_left": seconds_left(job),
        "url": reverse("duplicates:progress", args=[found.pk]),
        "cancel_url": reverse("duplicates:stop", args=[found.pk]),
    }


def _line(found: Search, kind: str) -> dict[str, Any]:
    """found = opened + known + waits + nobody + gone; what was opened is counted from the rows."""
    counts = found.counts.get(kind, {})
    rest = {name: counts.get(name, 0) for name in ("waits", "nobody", "gone")}
    opened = Suspicion.objects.filter(search=found, kind=kind).count()
    total = counts.get("found", 0)
    listing = reverse("duplicates:suspicions")
    return {
        "title": procedure_of(kind).title,
        "found": total,
        "opened": opened,
        "known": total - opened - sum(rest.values()),
        **rest,
        "opened_url": f"{listing}?{urlencode({'kind': kind, 'search': found.pk})}",
        "all_url": f"{listing}?{urlencode({'kind': kind})}",
    }
