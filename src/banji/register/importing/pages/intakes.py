"""Files handed in: the list, handing in, one intake from its sheets to its counts, and what was set aside."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banji.accounts.access import actor_of, officer
from banji.accounts.pages.answers import attempt
from banji.audit.readings import EXPORTED, record_reading
from banji.files.kinds import SUFFIXES
from banji.foundation.models import LongJob
from banji.foundation.progress import seconds_left
from banji.register.importing import aside, operations, reconciling
from banji.register.importing.columns import tables, title_of
from banji.register.importing.mapping import LEFT_OUT, SheetMapping, missing
from banji.register.importing.models import Intake, Sheet
from banji.register.importing.pages.forms import UploadForm, table_choices
from banji.register.importing.rights import TAKE, intake_for, outside
from banji.register.importing.taking import stage_words
from banji.register.models import Load
from banji.register.purposes import Purpose
from banji.words import Words

_S = Intake.State
TONES = {
    _S.RECEIVED: "working",
    _S.MAPPING: "waiting",
    _S.TRYING: "working",
    _S.TRIED: "soon",
    _S.LOADING: "working",
    _S.LOADED: "done",
    _S.UNREADABLE: "overdue",
    _S.DROPPED: "waiting",
}
_AT_WORK = (_S.RECEIVED, _S.TRYING, _S.LOADING)
_PER_PAGE = 20


@officer(*TAKE)
def intakes(request: HttpRequest) -> HttpResponse:
    """What this organisation has handed in, newest first; found by name."""
    said = request.GET.get("q", "").strip()
    found = Intake.objects.filter(organisation_id=actor_of(request).organisation_id).order_by("-received_at")
    if said:
        found = found.filter(label__icontains=said)
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "rows": [(intake, TONES[_S(intake.state)]) for intake in page], "said": said}
    return render(request, "importing/intakes.html", shown)


@officer(*TAKE)
def new(request: HttpRequest) -> HttpResponse:
    """Hand files in; `?corrects=` names the load whose rows come again."""
    form = UploadForm(request.POST or None, request.FILES or None)
    corrects = (
        Load.objects.filter(pk=asked).first() if (asked := _uuid(request.GET.get("corrects", ""))) else None
    )
    if request.method == "POST" and form.is_valid():
        files = [(upload.name, upload.file) for upload in form.cleaned_data["upload"]]
        said = {"label": form.cleaned_data["label"], "by": actor_of(request), "corrects": corrects}
        intake = attempt(form, lambda: operations.receive(files, **said))
        if intake is not None:
            return redirect("importing:intake", intake.pk)
    shown = {
        "form": form,
        "corrects": corrects,
        "accept": ",".join(sorted(SUFFIXES[kind] for kind in operations.KINDS)),
        "limit": f"{settings.BANJI_IMPORT_LIMIT // 1_000_000} MB",
        "tables": [title_of(table).in_language(_language()) for table in tables()],
    }
    return render(request, "importing/new.html", shown, status=400 if form.errors else 200)


@officer(*TAKE)
def intake(request: HttpRequest, intake_id: UUID) -> HttpResponse:
    """One intake: its sheets, what the dry run found, what the load did, and what may be done now."""
    by = actor_of(request)
    found = intake_for(intake_id, by=by)
    load = found.load if found.state in (_S.LOADING, _S.LOADED) or found.digest else None
    done = load is not None and load.state == Load.State.DONE
    shown = {
        "intake": found,
        "tone": TONES[_S(found.state)],
        "sheets": [_sheet(sheet) for sheet in found.sheets.order_by("seq")],
        "tables": table_choices(),
        "may_change": found.state in (_S.MAPPING, _S.TRIED),
        "may_drop": found.state in operations.DROPPABLE and (found.state not in _AT_WORK or _stopped(found)),
        "job": _job(found),
        "stopped": found.state in _AT_WORK and _stopped(found),
        "message": found.message.get("en" if _language().startswith("en") else "zh", ""),
        "counts": _counts(reconciling.of_load(load, found) if load and done else reconciling.tried(found)),
        "load": load if done else None,
        "again": done and found.state == _S.TRIED,
        "aside": _told(found, "aside"),
        "remarks": _told(found, "remarks"),
        "aside_tables": _aside_tables(found),
        "outside": _outside(found, by) if found.state == _S.TRIED else 0,
    }
    return render(request, "importing/intake.html", shown)


@officer(*TAKE)
def progress(request: HttpRequest, intake_id: UUID) -> HttpResponse:
    """How far the work is; asked again by the page."""
    found = intake_for(intake_id, by=actor_of(request))
    job = _job(found)
    answer = render(request, "importing/progress.html", {"job": job})
    if found.state not in _AT_WORK or _stopped(found):
        answer.headers["HX-Refresh"] = "true"
    return answer


@require_POST
@officer(*TAKE)
def assign(request: HttpRequest, intake_id: UUID, seq: int) -> HttpResponse:
    """Say which table a sheet is."""
    by = actor_of(request)
    sheet = get_object_or_404(Sheet, intake=intake_for(intake_id, by=by), seq=seq)
    table = request.POST.get("table", "")
    if table not in (*tables(), LEFT_OUT):
        messages.warning(request, _("Choose a table, or leave the sheet out."))
        return redirect("importing:intake", intake_id)
    operations.assign(sheet, table, by=by)
    if table == LEFT_OUT:
        return redirect("importing:intake", intake_id)
    return redirect("importing:sheet", intake_id, seq)


@require_POST
@officer(*TAKE)
def do(request: HttpRequest, intake_id: UUID, what: str) -> HttpResponse:
    """The next step of an intake: try, confirm, drop, stop, go-on, read."""
    by = actor_of(request)
    match what:
        case "try":
            operations.try_out(intake_id, by=by)
        case "confirm":
            operations.confirm(intake_id, seen=request.POST.get("seen", ""), by=by)
            messages.success(request, _("The rows are being loaded. You may leave this page."))
        case "drop":
            operations.drop(intake_id, by=by)
            messages.info(request, _("Dropped: nothing of these files has come into the register."))
        case "stop":
            operations.stop(intake_id, by=by)
            messages.info(request, _("The work stops after the present part. Nothing that was done is lost."))
        case "go-on":
            operations.go_on(intake_id, by=by)
        case "read":
            operations.read_again(intake_id, by=by)
        case _:
            raise Http404
    return redirect("importing:intake", intake_id)


@officer(*TAKE)
def aside_rows(request: HttpRequest, intake_id: UUID, table: str) -> StreamingHttpResponse:
    """The rows of one table that were set aside, each with its reason. Taking them away is recorded."""
    by = actor_of(request)
    found = intake_for(intake_id, by=by)
    if table not in _aside_tables(found):
        raise Http404
    purpose = Purpose.VERIFY.value
    record_reading(EXPORTED, by=by, persons=[], purpose=purpose, object_=("intake", found.pk))
    answer = StreamingHttpResponse(aside.as_csv(found, table), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{str(found.pk)[:8]}-{table}.csv"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


@officer(*TAKE)
def set_aside(request: HttpRequest) -> HttpResponse:
    """What was set aside of each load, and the corrections that came since."""
    by = actor_of(request)
    own = Intake.objects.filter(organisation_id=by.organisation_id, state=_S.LOADED).order_by("-received_at")
    page = Paginator(own, _PER_PAGE).get_page(request.GET.get("page"))
    lines = []
    for found in page:
        load = found.load
        rows = [row for row in reconciling.of_load(load, found) if row.aside] if load else []
        if load and rows:
            corrections = [(i, TONES[_S(i.state)]) for i in own.model.objects.filter(corrects=load)]
            there = set(_aside_tables(found))
            named = [(row, _title(row.table), row.table in there) for row in rows]
            lines.append({"intake": found, "load": load, "rows": named, "corrections": corrections})
    return render(request, "importing/set_aside.html", {"page": page, "lines": lines})


def _sheet(sheet: Sheet) -> dict[str, Any]:
    used = bool(sheet.table) and sheet.table != LEFT_OUT
    lacking = missing(sheet.table, SheetMapping.of(sheet.mapping)) if used else []
    return {
        "sheet": sheet,
        "used": used,
        "title": _title(sheet.table) if used else "",
        "mapped": len(sheet.mapping.get("columns", {})),
        "missing": "、".join(lacking),
    }


def _counts(rows: list[reconciling.Row]) -> list[dict[str, Any]]:
    return [{"row": row, "title": _title(row.table)} for row in rows]


def _told(found: Intake, what: str) -> list[dict[str, Any]]:
    """Reasons with their first rows, in the reader's language."""
    language = _language()
    return [
        {
            "title": _title(fallen["table"]),
            "words": Words(*fallen["words"]).in_language(language),
            "count": fallen["count"],
            "first": [
                {**row, "words": Words(*row["words"]).in_language(language)} for row in fallen["first"]
            ],
        }
        for fallen in found.result.get(what, ())
    ]


def _aside_tables(found: Intake) -> list[str]:
    """Tables of which set-aside rows can be fetched."""
    if not found.result or not aside.there(found):
        return []
    return [row.table for row in reconciling.tried(found) if row.aside]


def _outside(found: Intake, by: Any) -> int:
    return outside({int(v): n for v, n in found.result.get("villages", {}).items()}, by=by)


def _latest(found: Intake) -> LongJob | None:
    return LongJob.objects.filter(subject=str(found.pk)).order_by("-queued_at", "-pk").first()


def _stopped(found: Intake) -> bool:
    """Has the job of this state ended before its end?"""
    job = _latest(found)
    kind = operations.JOBS[_S(found.state)]
    return job is not None and job.kind == kind and job.state in (LongJob.FAILED, LongJob.CANCELLED)


def _job(found: Intake) -> dict[str, Any] | None:
    if found.state not in _AT_WORK:
        return None
    job = _latest(found)
    url = reverse("importing:progress", args=[found.pk])
    if job is None or job.kind != operations.JOBS[_S(found.state)]:
        return {"name": _("Waiting for its turn"), "done": 0, "total": 0, "finished": False, "url": url}
    return {
        "name": stage_words(job.stage) or _("Waiting for its turn"),
        "done": job.done,
        "total": job.total or 0,
        "finished": job.state not in (LongJob.QUEUED, LongJob.RUNNING),
        "failed": job.state == LongJob.FAILED,
        "url": url,
        "seconds_left": seconds_left(job),
        # A load is never left half done; the rest is.
        "cancel_url": "" if found.state == _S.LOADING else reverse("importing:do", args=[found.pk, "stop"]),
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _title(table: str) -> str:
    return title_of(table).in_language(_language())


def _language() -> str:
    return get_language() or "zh-hans"
