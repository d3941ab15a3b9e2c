"""The register of record: its files and their counts, where both registers differ, what it has not confirmed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banji.accounts.access import actor_of, officer
from banji.audit.readings import OPENED, record_reading
from banji.departments.police import operations, queries, rules, showing
from banji.departments.police.models import Difference, Intake, Subject
from banji.departments.police.queries import SEE
from banji.departments.police.taking.building import WHAT
from banji.departments.police.taking.run import JOB
from banji.foundation import clock
from banji.foundation.errors import Refused
from banji.foundation.models import LongJob
from banji.foundation.progress import latest, seconds_left
from banji.register.access import glance_at
from banji.register.purposes import Purpose

PER_PAGE = 50
STATES = Difference.State
_TONES = {"OPEN": "waiting", "ASKED": "working", "ACCEPTED": "done", "SETTLED": "done"}
_INTAKE_TONES = {"RUNNING": "working", "DONE": "done", "REFUSED": "overdue"}


@officer(*SEE)
def intakes(request: HttpRequest) -> HttpResponse:
    """The files that came, newest first, with counts that add up."""
    page = Paginator(Intake.objects.order_by("-started_at"), 20).get_page(request.GET.get("page"))
    lines = [
        {
            "intake": one,
            "tone": _INTAKE_TONES[one.state],
            "job": _job(one) if one.state == "RUNNING" else None,
        }
        for one in page
    ]
    waiting = queries.unconfirmed(actor_of(request)).count()
    return render(request, "police/intakes.html", {"page": page, "lines": lines, "unconfirmed": waiting})


@officer(*SEE)
def progress(request: HttpRequest, intake_id: UUID) -> HttpResponse:
    """How far a file is, for the page that asks every two seconds."""
    return render(request, "police/progress.html", {"job": _job(get_object_or_404(Intake, pk=intake_id))})


def _job(intake: Intake) -> dict[str, Any]:
    job = latest(JOB, str(intake.pk)) or LongJob()
    return {
        "name": _("File {n}").format(n=intake.sequence),
        "done": job.done,
        "total": job.total,
        "finished": intake.state != Intake.State.RUNNING,
        "failed": intake.state == Intake.State.REFUSED,
        "url": reverse("police:progress", args=[intake.pk]),
        "seconds_left": seconds_left(job),
        "text": _("comparing and mirroring"),
        "next_url": reverse("police:intakes"),
        "next_name": _("To the counts"),
    }


@officer(*SEE)
def mirrored(request: HttpRequest, intake_id: UUID) -> HttpResponse:
    """Whom a file changed in our register: those of the officer's area."""
    by, intake = actor_of(request), get_object_or_404(Intake, pk=intake_id)
    rows = queries.mirrored_in_reach(by).filter(intake=intake).order_by("pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    people = [row.subject_id for row in page if row.subject == Subject.PERSON]
    who = glance_at(people, by=by, purpose=Purpose.VERIFY.value, object_=("intake", intake.pk))
    lines = [
        {
            "who": who.get(row.subject_id),
            "is_person": row.subject == Subject.PERSON,
            "id": row.subject_id,
            "what": WHAT[row.what].in_language(_language()),
            "fields": [showing.field_name(name).in_language(_language()) for name in row.fields],
        }
        for row in page
    ]
    return render(request, "police/mirrored.html", {"page": page, "lines": lines, "intake": intake})


@officer(*SEE)
def differences(request: HttpRequest) -> HttpResponse:
    """What an officer has to decide; names of the area only."""
    by, asked = actor_of(request), request.GET
    kind = asked.get("kind", "") if asked.get("kind", "") in rules.KINDS else ""
    state = asked.get("state", STATES.OPEN if "file" not in asked else "")
    rows = queries.differences(
        by,
        kind=kind,
        state=state if state in STATES.values else "",
        text=asked.get("text", ""),
        intake=_uuid(asked.get("file", "")),
    )
    page = Paginator(rows, PER_PAGE).get_page(asked.get("page"))
    people = [row.person_id for row in page]
    who = glance_at(people, by=by, purpose=Purpose.VERIFY.value, object_=("differences", ""))
    lines = [
        {
            "row": row,
            "who": who.get(row.person_id) if row.person_id else None,
            "kind": rules.KINDS[row.kind].in_language(_language()),
            "tone": _TONES[row.state],
        }
        for row in page
    ]
    shown = {
        "page": page,
        "lines": lines,
        "kinds": [(code, words.in_language(_language())) for code, words in rules.KINDS.items()],
        "states": STATES.choices,
        "kind": kind,
        "state": state,
        "text": asked.get("text", ""),
        "file": asked.get("file", ""),
    }
    return render(request, "police/differences.html", shown)


@officer(*SEE)
def unconfirmed(request: HttpRequest) -> HttpResponse:
    """Our events that they have not confirmed, oldest first."""
    by = actor_of(request)
    page = Paginator(queries.unconfirmed(by), PER_PAGE).get_page(request.GET.get("page"))
    people = [event.person_id for event in page]
    who = glance_at(people, by=by, purpose=Purpose.VERIFY.value, object_=("unconfirmed", ""))
    lines = [
        {"one": one, "who": who.get(one.event.person_id)}
        for one in queries.with_term(list(page), clock.today())
    ]
    return render(request, "police/unconfirmed.html", {"page": page, "lines": lines})


@officer(*SEE)
def one(request: HttpRequest, difference_id: UUID) -> HttpResponse:
    """Ours and theirs side by side, numbers masked."""
    by = actor_of(request)
    found = queries.difference(difference_id, by=by)
    both = showing.open_both(found)
    people = {person for person in (both.owner, found.other_id) if person and found.subject == Subject.PERSON}
    record_reading(
        OPENED, by=by, persons=people, purpose=Purpose.VERIFY.value, object_=("difference", found.pk)
    )
    shown = {
        "row": found,
        "owner": both.owner if found.subject == Subject.PERSON else None,
        "kind": rules.KINDS[found.kind].in_language(_language()),
        "detail": both.detail.in_language(_language()),
        "parts": [
            {"title": part.title.in_language(_language()), "lines": [_line(line) for line in part.lines]}
            for part in both.parts
        ],
        "notes": found.notes.order_by("at"),
        "tone": _TONES[found.state],
        "may_decide": found.state in (STATES.OPEN, STATES.ASKED),
        "may_accept": found.kind in rules.ACCEPTABLE and bool(both.has_theirs),
    }
    return render(request, "police/difference.html", shown)


def _line(line: showing.Line) -> dict[str, Any]:
    return {"name": line.name.in_language(_language()), "theirs": line.theirs, "ours": line.ours}


@require_POST
@officer(*SEE)
def decide(request: HttpRequest, difference_id: UUID) -> HttpResponse:
    """Accept theirs, keep ours and ask, or note."""
    by, text = actor_of(request), request.POST.get("text", "")
    try:
        match request.POST.get("what"):
            case "ACCEPT":
                operations.accept_theirs(difference_id=difference_id, reason=text, by=by)
                said = _("Recorded as the register of record has it, decided by you.")
            case "ASK":
                operations.keep_ours(difference_id=difference_id, question=text, by=by)
                said = _("Ours stands; the register of record is asked.")
            case _:
                operations.add_note(difference_id=difference_id, text=text, by=by)
                said = _("Noted.")
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, " ".join(str(part) for part in (refusal.message, refusal.remedy) if part))
    return redirect("police:difference", difference_id)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _language() -> str:
    return get_language() or "zh-hans"
