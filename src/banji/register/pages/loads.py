"""Bulk loads of the register: what came, what was taken, what was refused. No person appears on this page; the rows
that were refused are people's data and leave it only to those who answer for the register, recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from banji.accounts.access import actor_of, officer
from banji.accounts.roles import Role
from banji.accounts.rooms import Wing
from banji.audit.readings import EXPORTED, record_reading
from banji.foundation.errors import NotFound
from banji.foundation.models import LongJob
from banji.foundation.progress import latest, seconds_left
from banji.register.importing.columns import title_of
from banji.register.importing.models import Intake
from banji.register.importing.reconciling import intakes_of, of_load
from banji.register.loading.columns import COLUMNS
from banji.register.models import Load
from banji.register.purposes import Purpose

WING = Wing(gettext_lazy("Files of the register"), "stack-2")
SEE = (Role.SYS_ADMIN, Role.COUNTY_OFFICER, Role.CITY_OFFICER)
TAKE = (Role.COUNTY_OFFICER, Role.CITY_OFFICER)
FILES = tuple(f"{table}.csv" for table in COLUMNS)
_PER_PAGE = 20
_TONES = {Load.State.RUNNING: "working", Load.State.DONE: "done", Load.State.FAILED: "overdue"}


@officer(*SEE)
def loads(request: HttpRequest) -> HttpResponse:
    page = Paginator(Load.objects.order_by("-started_at"), _PER_PAGE).get_page(request.GET.get("page"))
    may_take = actor_of(request).role in TAKE
    intakes = intakes_of(page)
    rows = [_line(load, intakes.get(load.digest), may_take=may_take) for load in page]
    return render(request, "register/loads.html", {"page": page, "rows": rows})


@officer(*SEE)
def progress(request: HttpRequest, load_id: UUID) -> HttpResponse:
    """How far a load is, for the page that asks every two seconds."""
    load = get_object_or_404(Load, pk=load_id)
    return render(request, "register/load_progress.html", {"job": _job(load)})


@officer(*TAKE)
def refused_rows(request: HttpRequest, load_id: UUID, name: str) -> FileResponse:
    """The refused rows of one table, as they came, each with its reason. Taking them away is recorded."""
    path = _folder(get_object_or_404(Load, pk=load_id)) / name
    if name not in FILES or not path.is_file():
        raise NotFound(_("This load has no such file (any more)."))
    purpose = Purpose.VERIFY.value
    record_reading(EXPORTED, by=actor_of(request), persons=[], purpose=purpose, object_=("load", load_id))
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{load_id}-{name}")


def _folder(load: Load) -> Path:
    return Path(settings.VAR) / "loads" / load.digest[:16] / "refused"


def _line(load: Load, intake: Intake | None, *, may_take: bool) -> dict[str, Any]:
    state, language = Load.State(load.state), get_language() or "zh"
    folder = _folder(load)
    there = [name for name in FILES if load.rejected and may_take and (folder / name).is_file()]
    return {
        "load": load,
        "tone": _TONES[state],
        "job": _job(load) if state is Load.State.RUNNING else None,
        "tables": [(title_of(row.table).in_language(language), row) for row in of_load(load, intake)],
        "files": [(name, reverse("register:refused_rows", args=[load.pk, name])) for name in there],
    }


def _job(load: Load) -> dict[str, Any]:
    """The load as `{% progress %}` shows a job."""
    job = latest("register.load", str(load.pk)) or LongJob()
    return {
        "name": load.label,
        "done": job.done,
        "total": job.total,
        "finished": load.state != Load.State.RUNNING,
        "failed": load.state == Load.State.FAILED,
        "url": reverse("register:load_progress", args=[load.pk]),
        "seconds_left": seconds_left(job),
        "text": _stage(job.stage),
        "next_url": reverse("register:loads"),
        "next_name": _("To the counts"),
    }


def _stage(code: str) -> str:
    stages = {
        "read": _("reading the files"),
        "check": _("checking the rows"),
        "prepare": _("preparing the rows"),
        "copy": _("copying"),
        "build": _("building the indexes and checks"),
        "analyse": _("taking statistics"),
        "add": _("adding those who are new"),
    }
    return stages.get(code, code)
