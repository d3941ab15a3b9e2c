"""Lists of persons: mine and those that wait for me, asking, deciding, fetching."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banji.accounts.access import actor_of, officer
from banji.accounts.pages.answers import attempt
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.register.exporting import operations, queries, rights
from banji.register.exporting.models import ExportRequest, ExportStep
from banji.register.exporting.pages.forms import AskForm, DecideForm
from banji.register.exporting.people import own_villages
from banji.register.purposes import in_words

Kind = ExportStep.Kind
_PER_PAGE = 20
_TONES = {
    Kind.ASKED: "waiting",
    Kind.APPROVED: "working",
    Kind.REFUSED: "overdue",
    Kind.WITHDRAWN: "waiting",
    Kind.MADE: "done",
    Kind.FAILED: "overdue",
    Kind.EXPIRED: "waiting",
}


@officer(*rights.SEE)
def requests(request: HttpRequest) -> HttpResponse:
    """Mine, those that wait for my decision, and those that were decided; found by number, place or name."""
    by = actor_of(request)
    said = request.GET.get("q", "").strip()
    mine = queries.own(by).filter(_fits(said)) if said else queries.own(by)
    others = queries.in_reach(by).exclude(state=Kind.ASKED)
    page = Paginator(mine, _PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "may_ask": by.role in rights.ASK,
        "may_decide": by.role in rights.APPROVE,
        "waiting": [_line(row) for row in queries.waiting_for(by)],
        "decided": [_line(row) for row in (others.filter(_fits(said)) if said else others)[:_PER_PAGE]],
        "mine": [_line(row) for row in page],
        "page": page,
        "said": said,
    }
    return render(request, "exporting/requests.html", shown)


@officer(*rights.ASK)
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a list."""
    by = actor_of(request)
    villages = own_villages(by, clock.today())
    form = AskForm(villages, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: operations.ask(**form.cleaned_data, by=by))
        if made is not None:
            messages.success(request, _("Asked for. Somebody else decides about it; it then stands here."))
            return redirect("exporting:request", made.pk)
    shown = {
        "form": form,
        "villages": villages,
        "rule": rights.NO_BULK,
        "most": settings.BANJI_EXPORT_MOST,
        "days": settings.BANJI_EXPORT_DAYS,
    }
    return render(request, "exporting/new.html", shown, status=400 if form.errors else 200)


@officer(*rights.SEE)
def request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request: what was asked for, what happened, and what may be done now."""
    by = actor_of(request)
    found = queries.request_for(request_id, by=by)
    return _page(request, found, by)


def _page(
    request: HttpRequest,
    found: ExportRequest,
    by: Actor,
    *,
    form: DecideForm | None = None,
    password: str = "",
) -> HttpResponse:
    story = list(found.steps.order_by("seq"))
    last = next(step for step in reversed(story) if step.kind in _TONES)
    asker = rights.is_asker(found, by)
    decides = last.kind == Kind.ASKED and rights.may_decide(found, by)
    expires = date.fromisoformat(last.details["expires_on"]) if last.kind == Kind.MADE else None
    shown = {
        "asked": found,
        "unit": queries.unit_of(found),
        "purpose": in_words(found.purpose),
        "state": Kind(last.kind).label,
        "tone": _TONES[Kind(last.kind)],
        "last": last,
        "story": [_event(step) for step in reversed(story)],
        "form": form or (DecideForm(whole_numbers=found.whole_numbers) if decides else None),
        "lately": queries.lately(found.account_id) if decides else None,
        "own_waits": asker and last.kind == Kind.ASKED,
        "may_fetch": asker and expires is not None and clock.today() <= expires,
        "may_see_password": asker
        and last.kind in (Kind.APPROVED, Kind.MADE)
        and all(step.kind != Kind.PASSWORD for step in story),
        "may_withdraw": asker and last.kind in (Kind.ASKED, Kind.APPROVED, Kind.MADE, Kind.FAILED),
        "may_make_again": asker and last.kind == Kind.APPROVED,
        "expires": expires,
        "password": password,
    }
    return render(request, "exporting/request.html", shown, status=400 if form is not None else 200)


@require_POST
@officer(*rights.APPROVE)
def decide(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Approve or refuse, with a reason."""
    by = actor_of(request)
    found = queries.request_for(request_id, by=by)
    form = DecideForm(request.POST, whole_numbers=found.whole_numbers)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if request.POST.get("decision") == "approve":
            whole = form.cleaned_data.get("whole_numbers", False)
            done = attempt(
                form, lambda: operations.approve(found.pk, reason=reason, whole_numbers=whole, by=by)
            )
        else:
            done = attempt(form, lambda: operations.refuse(found.pk, reason=reason, by=by))
        if done is not None:
            return redirect("exporting:request", found.pk)
    return _page(request, found, by, form=form)


@require_POST
@officer(*rights.ASK)
def withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    operations.withdraw(request_id, by=actor_of(request))
    messages.info(request, _("Withdrawn; a file that was there is removed."))
    return redirect("exporting:request", request_id)


@require_POST
@officer(*rights.ASK)
def again(request: HttpRequest, request_id: UUID) -> HttpResponse:
    operations.make_again(request_id, by=actor_of(request))
    return redirect("exporting:request", request_id)


@require_POST
@officer(*rights.ASK)
def password(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Show the password: on this one answer and never again."""
    by = actor_of(request)
    shown = operations.show_password(request_id, by=by)
    return _page(request, queries.request_for(request_id, by=by), by, password=shown)


@require_POST
@officer(*rights.ASK)
def file(request: HttpRequest, request_id: UUID) -> FileResponse:
    """Fetch the file; recorded of everybody on it."""
    found, path = operations.fetch(request_id, by=actor_of(request))
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=f"{found.number}.zip")
    answer.headers["Content-Type"] = "application/zip"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def _line(row: Any) -> dict[str, Any]:
    return {"asked": row, "state": Kind(row.state).label, "tone": _TONES[Kind(row.state)]}


def _event(step: ExportStep) -> dict[str, Any]:
    """A step for the timeline."""
    tone = _TONES.get(Kind(step.kind), "waiting")
    return {"at": step.recorded_from, "title": _HAPPENED[Kind(step.kind)](), "who": step.taken_by if step.role else "", "text": step.reason, "tone": tone}  # fmt: skip


_HAPPENED = {
    Kind.ASKED: lambda: _("asked for"),
    Kind.APPROVED: lambda: _("approved"),
    Kind.REFUSED: lambda: _("not approved"),
    Kind.WITHDRAWN: lambda: _("withdrawn"),
    Kind.MADE: lambda: _("the file was made"),
    Kind.FAILED: lambda: _("the file could not be made"),
    Kind.EXPIRED: lambda: _("expired, and the file removed"),
    Kind.PASSWORD: lambda: _("the password was shown"),
    Kind.FETCHED: lambda: _("the file was fetched"),
}


def _fits(said: str) -> Q:
    return (
        Q(number__icontains=said)
        | Q(places__icontains=said)
        | Q(name__icontains=said)
        | Q(reason__icontains=said)
    )
