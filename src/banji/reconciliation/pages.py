"""Matching review: the queue, one row, and the clerk's word. Never a bulk "accept all"."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banji.accounts.access import actor_of, officer
from banji.exchange import catalogue, feeds, reasons
from banji.exchange.inbox import content_of
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused
from banji.reconciliation import decisions, review
from banji.reconciliation.models import Decision
from banji.reconciliation.reach import REVIEWERS

PER_PAGE = 50


@officer(*REVIEWERS)
def queue(request: HttpRequest) -> HttpResponse:
    """The rows that wait, best first; the names are those of the lists."""
    by, language = actor_of(request), _language()
    page = Paginator(review.queue(by).select_related("batch__sender"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    lines = [
        {
            "row": row,
            "name": content_of(row).clean.get("name", ""),
            "why": reasons.words(row.reason_code, row.reason).in_language(language),
            "feed": catalogue.feed(row.batch.feed).title.in_language(language),
        }
        for row in page
    ]
    done = review.decided_by(by).select_related("row__batch")[:10]
    return render(request, "reconciliation/queue.html", {"page": page, "lines": lines, "done": done})


@officer(*REVIEWERS)
def row(request: HttpRequest, row_id: int) -> HttpResponse:
    """One row and who it might be."""
    by = actor_of(request)
    try:
        shown = review.open_row(row_id, by=by)
    except NotFound as error:
        raise Http404 from error
    ids = list(review.queue(by).values_list("pk", flat=True)[:2000])
    before, after = review.neighbours(row_id, ids)
    chosen = _chosen(shown, request.GET.get("candidate", ""))
    context = {
        "review": shown,
        "chosen": chosen,
        "lines": _lines(shown, chosen),
        "before": before,
        "after": after,
        "left": len(ids),
        "place": ids.index(row_id) + 1 if row_id in ids else None,
        "why": reasons.words(shown.row.reason_code, shown.row.reason).in_language(_language()),
        "reasons": [(said.in_language(_language()), tone) for said, tone in chosen.reasons] if chosen else [],
    }
    return render(request, "reconciliation/row.html", context)


@require_POST
@officer(*REVIEWERS)
def decide(request: HttpRequest, row_id: int) -> HttpResponse:
    """Same, nobody, or ask the sender; then the next row."""
    by, reason = actor_of(request), request.POST.get("reason", "")
    ids = list(review.queue(by).values_list("pk", flat=True)[:2000])
    try:
        made = _decide(request, row_id, by, reason)
    except NotFound as error:
        raise Http404 from error
    except Refused as refusal:
        messages.error(request, " ".join(str(part) for part in (refusal.message, refusal.remedy) if part))
        return redirect("reconciliation:row", row_id)
    messages.success(request, _said(made))
    request.session["last_decision"] = made.pk
    _before, after = review.neighbours(row_id, ids)
    return redirect("reconciliation:row", after) if after else redirect("reconciliation:queue")


def _decide(request: HttpRequest, row_id: int, by: Actor, reason: str) -> Decision:
    match request.POST.get("verdict"):
        case "SAME":
            try:
                person = UUID(request.POST.get("person", ""))
            except ValueError as error:
                raise Refused(_("Choose who it is.")) from error
            return decisions.decide_same(row_id, person, by=by, reason=reason)
        case "NONE":
            return decisions.decide_none(row_id, by=by, reason=reason)
        case "ASK":
            return decisions.ask_sender(row_id, by=by, reason=reason)
        case _:
            raise Refused(_("Choose one of the three answers."))


def _said(made: Decision) -> str:
    return {
        Decision.Verdict.SAME: _("Recorded as the same person and handed over. You can undo it."),
        Decision.Verdict.NONE: _("Recorded: nobody in the register. It is reported back. You can undo it."),
        Decision.Verdict.ASK: _("The sender is asked; the row goes on waiting. You can undo it."),
    }[Decision.Verdict(made.verdict)]


@require_POST
@officer(*REVIEWERS)
def undo(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Take a decision back; the row waits again."""
    try:
        found = decisions.undo(decision_id, by=actor_of(request), reason=request.POST.get("reason", ""))
    except NotFound as error:
        raise Http404 from error
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("reconciliation:queue")
    messages.success(request, _("Undone: the row waits again, and whoever was told is told of it."))
    return redirect("reconciliation:row", found.pk)


def _chosen(shown: review.Review, wanted: str) -> review.Proposed | None:
    """The candidate beside the row: the one asked for, else the best one of the officer's area."""
    near = [one for one in shown.proposed if one.in_area]
    return next((one for one in near if str(one.candidate.rank) == wanted), near[0] if near else None)


def _lines(shown: review.Review, chosen: review.Proposed | None) -> list[dict[str, Any]]:
    """The pairs under the names of the list's columns."""
    columns = feeds.get(shown.row.batch.feed).columns
    pairs = chosen.pairs if chosen else []
    named = catalogue.field_words() | columns
    return [
        {"name": named[pair.field].in_language(_language()), "pair": pair}
        for pair in pairs
        if pair.listed or pair.registered
    ]


def _language() -> str:
    return get_language() or "zh-hans"
