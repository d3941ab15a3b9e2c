"""Lists received: handing one in, what became of it, and its rows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banji.accounts.access import actor_of, officer
from banji.accounts.models import Organisation
from banji.accounts.roles import Role
from banji.exchange import catalogue, feeds, inbox, queries, reasons
from banji.exchange.counts import counts_of
from banji.exchange.error_sheet import error_sheet
from banji.exchange.models import Batch, InboundRow
from banji.exchange.timeliness import late_rows, timeliness_of
from banji.files.kinds import SUFFIXES, XLSX
from banji.files.operations import store
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused
from banji.foundation.models import LongJob
from banji.foundation.progress import seconds_left

SEE = (*sorted(queries.OVERSEERS), Role.LIAISON)
PER_PAGE = 50
TONES = {"RECEIVED": "waiting", "READING": "working", "READ": "done", "REFUSED": "overdue"}
LATE = "LATE"
OUTCOMES = ("MATCHED", "REVIEW", "NOT_FOUND", "SET_ASIDE")


def _feed_choices() -> list[tuple[str, str]]:
    return [("", _("any")), *((feed.code, _title(feed.code)) for feed in feeds.all_feeds())]


class FilterForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("File, sender or period"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[("", gettext_lazy("any")), *Batch.State.choices]
    )
    feed = forms.ChoiceField(label=gettext_lazy("List"), required=False, choices=_feed_choices)
    # From the page of what is owed: the lists of one office.
    sender = forms.IntegerField(required=False, widget=forms.HiddenInput)


class UploadForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("The list"))
    period = forms.CharField(
        label=gettext_lazy("Period"), max_length=10, required=False, help_text=gettext_lazy("2016 or 2016-03")
    )


@officer(*SEE)
def batches(request: HttpRequest) -> HttpResponse:
    """All lists one may see, each with its four counts."""
    by, form = actor_of(request), FilterForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = queries.batches_for(
        by,
        text=chosen.get("q", ""),
        state=chosen.get("state", ""),
        feed=chosen.get("feed", ""),
        sender=chosen.get("sender"),
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    counts = counts_of(batch.pk for batch in page)
    lines = [
        {"batch": batch, "counts": counts[batch.pk], "feed": _title(batch.feed), "tone": TONES[batch.state]}
        for batch in page
    ]
    shown = {"page": page, "lines": lines, "form": form, "mine": _feeds_of(by), "filtered": bool(request.GET)}
    return render(request, "exchange/batches.html", shown)


@officer(Role.LIAISON)
def send(request: HttpRequest, feed: str) -> HttpResponse:
    """Hand a list in."""
    by = actor_of(request)
    chosen = _feed(feed, by)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("exchange:batch", _take_in(form, chosen, by).pk)
        except Refused as refusal:
            form.add_error("file", " ".join(str(part) for part in (refusal.message, refusal.remedy) if part))
    shown = {
        "form": form,
        "feed": chosen,
        "title": chosen.title.in_language(_language()),
        "entry": catalogue.feed(feed),
        "columns": [words.in_language(_language()) for words in chosen.columns.values()],
        "accept": ",".join(sorted(SUFFIXES[kind] for kind in chosen.accept)),
        "limit": f"{settings.BANJI_UPLOAD_LIMIT // 1_000_000} MB",
    }
    return render(request, "exchange/send.html", shown, status=400 if form.errors else 200)


def _take_in(form: UploadForm, feed: feeds.Feed, by: Actor) -> Batch:
    upload = form.cleaned_data["file"]
    sender = Organisation.objects.get(pk=by.organisation_id or 0)
    stored = store(upload.file, name=upload.name, by=by, accept=feed.accept)
    return inbox.receive(
        feed=feed.code, sender=sender, file=stored, period=form.cleaned_data["period"], by=by
    )


@officer(Role.LIAISON)
def template(request: HttpRequest, feed: str) -> FileResponse:
    """The template of a list one hands in."""
    path = _feed(feed, actor_of(request)).template
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type=XLSX)


@officer(*SEE)
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """One list: received = matched + to be reviewed + not found + set aside."""
    found = _batch(batch_id, actor_of(request))
    counts = counts_of([found.pk])[found.pk]
    language = _language()
    shown = {
        "batch": found,
        "feed": _title(found.feed),
        "tone": TONES[found.state],
        "counts": counts,
        "parts": [
            (outcome, InboundRow.Outcome(outcome).label, getattr(counts, outcome.lower()))
            for outcome in OUTCOMES
        ],
        "refusal": reasons.words(found.message_code, found.message).in_language(language)
        if found.message_code
        else "",
        "notes": [
            reasons.words(code, given).in_language(language) for code, given in found.reading.get("notes", ())
        ],
        "own": queries.is_own(found, actor_of(request)),
        "in_time": timeliness_of([found.pk])[found.pk],
        "job": (job := _job(found)),
        "stopped": bool(job and job["finished"] and (counts.waiting or found.state == Batch.State.READING)),
    }
    return render(request, "exchange/batch.html", shown)


@officer(*SEE)
def progress(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """How far reading and matching are; asked again by the page."""
    found = _batch(batch_id, actor_of(request))
    answer = render(request, "exchange/progress.html", {"job": _job(found)})
    if (_job(found) or {}).get("finished"):
        answer.headers["HX-Refresh"] = "true"
    return answer


@require_POST
@officer(Role.LIAISON)
def stop(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Stop the work on a list; what is done stays, and it can be taken up again."""
    found = _batch(batch_id, actor_of(request))
    LongJob.objects.filter(subject=str(found.pk), state__in=("queued", "running")).update(cancel_asked=True)
    messages.info(request, _("The work stops after the present part. Nothing that was done is lost."))
    return redirect("exchange:batch", found.pk)


@require_POST
@officer(Role.LIAISON)
def go_on(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Take up again what was stopped or failed."""
    by = actor_of(request)
    found = _batch(batch_id, by)
    inbox.go_on(found, by=by)
    messages.success(request, _("The work goes on where it stopped."))
    return redirect("exchange:batch", found.pk)


@officer(*SEE)
def rows(request: HttpRequest, batch_id: UUID, outcome: str) -> HttpResponse:
    """The rows behind one of the four numbers, or those that were told late."""
    by = actor_of(request)
    found = _batch(batch_id, by)
    if outcome not in (*OUTCOMES, LATE):
        raise Http404
    wanted = late_rows(found.pk) if outcome == LATE else Q(batch=found, outcome=outcome)
    chosen = InboundRow.objects.filter(wanted).order_by("row_no")
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "batch": found,
        "outcome": _("told late") if outcome == LATE else InboundRow.Outcome(outcome).label,
        "page": page,
        "lines": queries.row_lines(found, list(page), by=by),
        "own": queries.is_own(found, by),
        "feed": _title(found.feed),
    }
    return render(request, "exchange/rows.html", shown)


@officer(Role.LIAISON)
def errors(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The rows to correct, as a spreadsheet, for the sender."""
    by = actor_of(request)
    found = _batch(batch_id, by)
    chosen = InboundRow.objects.filter(batch=found, payload__isnull=False).order_by("row_no")
    lines = queries.row_lines(found, list(chosen), by=by)
    wanted = [line for line in lines if line.row.outcome in ("SET_ASIDE", "NOT_FOUND") or line.notes]
    answer = HttpResponse(error_sheet(feeds.get(found.feed), wanted, language=_language()), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="errors-{str(found.pk)[:8]}.xlsx"'
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def _batch(batch_id: UUID, by: Actor) -> Batch:
    try:
        return queries.batch_for(batch_id, by=by)
    except NotFound as error:
        raise Http404 from error


def _feed(code: str, by: Actor) -> feeds.Feed:
    """One of the actor's own lists: that of another department is not there for him."""
    found = next((feed for feed in _feeds_of(by) if feed.code == code), None)
    if found is None:
        raise Http404
    return found


def _feeds_of(by: Actor) -> list[feeds.Feed]:
    """The lists which the actor's organisation hands in."""
    own = Organisation.objects.filter(pk=by.organisation_id or 0).first()
    if own is None or by.role != Role.LIAISON:
        return []
    return [
        feed for feed in feeds.all_feeds() if catalogue.feed(feed.code).sender in (own.department, own.kind)
    ]


def _job(found: Batch) -> dict[str, Any] | None:
    """The component's view of the latest job on this list."""
    job = LongJob.objects.filter(subject=str(found.pk)).order_by("-queued_at", "-pk").first()
    url = reverse("exchange:progress", args=[found.pk])
    if job is None:
        waits = {"name": _("Waiting to be read"), "done": 0, "total": 0, "finished": False, "url": url}
        return waits if found.state == Batch.State.RECEIVED else None
    finished = job.state in (LongJob.DONE, LongJob.FAILED, LongJob.CANCELLED)
    # Between reading and matching nothing runs for a moment.
    between = job.state == LongJob.DONE and counts_of([found.pk])[found.pk].waiting > 0
    return {
        "name": job.stage or _("Waiting to be read"),
        "done": job.done,
        "total": job.total or 0,
        "finished": finished and not between,
        "failed": job.state == LongJob.FAILED,
        "url": url,
        "seconds_left": seconds_left(job),
        "cancel_url": reverse("exchange:stop", args=[found.pk]),
    }


def _title(feed: str) -> str:
    return catalogue.feed(feed).title.in_language(_language())


def _language() -> str:
    return get_language() or "zh-hans"
