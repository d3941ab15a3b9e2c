"""What a citizen sees: my record, who looked, my cases, and where to go when something is wrong. Plain words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from banji.accounts.access import account_of, actor_of, citizen
from banji.foundation import clock
from banji.foundation.code_names import code_name
from banji.foundation.errors import NotFound
from banji.law.sources import source
from banji.register.access import PersonView, open_person
from banji.register.pages import wording
from banji.register.pages.looked import looked_at
from banji.register.purposes import Purpose
from banji.register.related import correction_page, related_to

_CORRECTION = source("HUKOU_1958", "17")
_RIGHT_TO_CORRECT = source("PIPL", "46")


@citizen
def record(request: HttpRequest) -> HttpResponse:
    view = _own(request)
    who, registration = view.sheet.particulars, view.sheet.registration
    relation = registration.relation_to_head if registration else ""
    shown = {
        "view": view,
        "sex": code_name("sex", who.sex) if who and who.sex else "",
        "relation": code_name("relation", relation) if relation else "",
        "status": wording.status_words(view.sheet.status, registration.cancel_reason if registration else ""),
        "tone": wording.status_tone(view.sheet.status),
        "unknown_characters": wording.private_characters(who.name) if who else [],
    }
    return render(request, "register/mine/record.html", shown)


@citizen
def looked(request: HttpRequest) -> HttpResponse:
    shown: dict[str, Any] = {"looked": looked_at(_person_of(request), actor_of(request))}
    return render(request, "register/mine/looked.html", shown)


@citizen
def cases(request: HttpRequest) -> HttpResponse:
    shown = {"cases": related_to(_person_of(request), actor_of(request)), "today": clock.today()}
    return render(request, "register/mine/cases.html", shown)


@citizen
def wrong(request: HttpRequest) -> HttpResponse:
    language = get_language() or "zh-hans"
    law = [citation.cite(language) for citation in (_CORRECTION, _RIGHT_TO_CORRECT)]
    shown = {"station": _own(request).station, "law": law, "say_it_at": correction_page()}
    return render(request, "register/mine/wrong.html", shown)


def _own(request: HttpRequest) -> PersonView:
    return open_person(_person_of(request), by=actor_of(request), purpose=Purpose.OWN.value)


def _person_of(request: HttpRequest) -> UUID:
    """Raises `NotFound` for an account that is not tied to a record."""
    person_id: UUID | None = account_of(request).person_id
    if person_id is None:
        raise NotFound("")
    return person_id
