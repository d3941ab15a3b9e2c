"""A citizen's own request: how it stands, why it was refused, taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from banji.accounts.access import account_of, actor_of, citizen
from banji.cases.checks import cite, say
from banji.cases.models import Case
from banji.cases.registry import procedure_of
from banji.cases.runner import take
from banji.cases.story import TONES
from banji.foundation import clock
from banji.foundation.clock import CITY_TIME
from banji.foundation.errors import NotFound
from banji.law.refusals import appeal
from banji.matters.corrections.fields import FIELDS
from banji.matters.corrections.grounds import GROUNDS
from banji.matters.corrections.queries import KIND, own_case, refusal_of, request_of
from banji.matters.corrections.showing import value_words
from banji.matters.corrections.telling import plain


@citizen
def request_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = own_case(case_id, person_of(request))
    return render(request, "corrections/mine.html", _shown(case))


@citizen
def withdraw(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Asked once more, then done."""
    case = own_case(case_id, person_of(request))
    if request.method == "POST":
        take(case.pk, "withdraw", by=actor_of(request))
        messages.success(request, _("You have taken your request back."))
        return redirect("corrections:mine", case.pk)
    return render(request, "corrections/withdraw.html", _shown(case))


def person_of(request: HttpRequest) -> UUID:
    """Raises `NotFound` for an account that is not tied to a record."""
    person_id: UUID | None = account_of(request).person_id
    if person_id is None:
        raise NotFound("")
    return person_id


def _shown(case: Case) -> dict[str, Any]:
    asked, state = request_of(case), procedure_of(KIND).state(case.state)
    field = FIELDS[asked.field]
    return {
        "case": case,
        "state": state.title,
        "tone": TONES[state.mood],
        "plain": plain(case.state),
        "today": clock.today(),
        "title": say(field.title),
        "was": value_words(field, asked.was),
        "wanted": value_words(field, asked.wanted),
        "asked": asked,
        "refusal": _refusal(case) if case.state == "REFUSED" else None,
    }


def _refusal(case: Case) -> dict[str, Any] | None:
    step = refusal_of(case)
    if step is None:
        return None
    ground = GROUNDS[step.details["ground"]]
    day = step.at.astimezone(CITY_TIME).date()
    return {
        "ground": ground.title,
        "article": cite(ground.source),
        "remedy": ground.remedy,
        "reason": step.reason,
        "day": day,
        "appeal": cite(appeal(day)),
    }
