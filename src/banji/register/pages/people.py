"""One person: the record, both time axes, and the recorded showing of a whole number."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from banji.accounts.access import actor_of, officer
from banji.addresses.paths import Paths, full_name
from banji.foundation.code_names import code_name
from banji.foundation.errors import NotFound
from banji.foundation.models import Secret
from banji.register.access import PersonView, open_person, reveal_number
from banji.register.access.reach import READERS
from banji.register.doings import PERSON, offered
from banji.register.models import Particulars, RegisterEvent, Registration
from banji.register.pages import asking, papers, revoking, wording
from banji.register.pages.looked import looked_at
from banji.register.pages.moments import MomentForm
from banji.register.purposes import OFFERED
from banji.register.queries import Bar, PersonSheet, person_on
from banji.register.queries.certificates import given_by
from banji.register.queries.survivors import merged_into, survivor_of
from banji.register.related import related_to

NUMBERS = {"number": Secret.CITIZEN_ID, "phone": Secret.PHONE}
_LABELS = {"number": gettext_lazy("the citizen number"), "phone": gettext_lazy("the telephone number")}


@officer(*READERS)
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    title = gettext_lazy("Open the record of a person")
    return asking.ask_first(request, person_id, title, partial(_person, request, person_id))


def _person(request: HttpRequest, person_id: UUID, given: asking.Given) -> HttpResponse:
    by = actor_of(request)
    view = open_person(person_id, by=by, **given._asdict())
    form = MomentForm.asked(request.GET)
    shown = {
        "view": view,
        "given": given,
        "sheet": _sheet(view.sheet),
        "places": _places(view.sheet),
        "members": [{"member": m, "relation": _relation(m.registration)} for m in view.members],
        "spans": list(_spans(view)),
        "events": [
            _event(event, view, may_revoke=by.role in revoking.MAY) for event in reversed(view.history.events)
        ],
        "signs": [
            {"sign": s, "words": wording.sign_words(s.kind)} for s in reversed(view.history.signs_of_life)
        ],
        "today": view.sheet.valid_on,
        "moment": form,
        "then": _then(person_id, form),
        "papers": papers.of_person(view, by),
        "related": related_to(person_id, by),
        "looked": looked_at(person_id, by),
        "reveal": {name: reverse("register:reveal", args=[person_id, name]) for name in NUMBERS},
        "labels": _LABELS,
        "doings": offered(PERSON, person_id, by, standing=view.sheet.registration) if view.in_area else [],
        "survivor": survivor_of(person_id, view.history.survivors),
        "merged": merged_into(person_id, view.history.survivors),
    }
    return render(request, "register/person.html", shown)


@officer(*READERS)
@require_POST
def reveal(request: HttpRequest, person_id: UUID, what: str) -> HttpResponse:
    """The whole number in the place of the masked one. The purpose is asked when none is known any more."""
    given = asking.given_for(request, person_id)
    if given is None and request.POST.get("purpose") in dict(OFFERED):
        given = asking.Given(request.POST["purpose"])
        asking.keep(request, str(person_id), given)
    if what not in NUMBERS:
        raise NotFound(_("There is no such number."))
    if given is None:
        asked = {"url": request.path, "text": "", "label": _LABELS[what], "purposes": OFFERED}
        return render(request, "web/components/purpose.html", asked)
    value = reveal_number(person_id, by=actor_of(request), kind=NUMBERS[what], **given._asdict())
    return render(request, "web/components/revealed.html", {"value": value, "label": _LABELS[what]})


def _sheet(sheet: PersonSheet) -> dict[str, Any]:
    """A person at the end of a day, in words."""
    who, registration = sheet.particulars, sheet.registration
    words: dict[str, Any] = {"sheet": sheet, "tone": wording.status_tone(sheet.status)}
    reason = registration.cancel_reason if registration else ""
    words["status"] = wording.status_words(sheet.status, reason)
    if registration:
        words["relation"] = _relation(registration)
        words["legacy"] = wording.legacy_words(registration.legacy_hukou_category)
    if who:
        words["age"] = wording.age(who.birth_date, sheet.valid_on)
        words["unknown_characters"] = wording.private_characters(who.name)
        tables = {"sex": who.sex, "ethnicity": who.ethnicity, "education": who.education}
        tables["marital"] = who.marital_status
        words |= {table: code_name(table, code) for table, code in tables.items() if code}
    return words


def _places(sheet: PersonSheet) -> dict[str, Any]:
    """The village as it was called when it was written down, and what it is today if that is something else."""
    if sheet.registration is None:
        return {}
    then, now = sheet.registration.village, sheet.villages_today
    changed = now != (then,)
    paths = Paths(village.pk for village in now) if changed else None
    return {
        "then": full_name(then),
        "changed": changed,
        "today": [paths.full_name(village.pk) for village in now] if paths else [],
    }


def _relation(registration: Registration) -> str:
    code = registration.relation_to_head
    return code_name("relation", code) if code else ""


def _then(person_id: UUID, form: MomentForm) -> dict[str, Any] | None:
    """The sheet of another moment. The reading is recorded already: it is the same person on the same page."""
    moment = form.moment
    return _sheet(person_on(person_id, *moment)) if moment else None


def _spans(view: PersonView) -> Iterator[dict[str, Any]]:
    """Rows for the picture of both axes: where he was registered, then who he was."""
    bars: list[Bar[Registration] | Bar[Particulars]] = [
        *view.history.registrations,
        *view.history.particulars,
    ]
    for bar in bars:
        yield {
            "label": _bar_label(bar),
            "valid_from": bar.valid_from,
            "valid_to": bar.valid_to,
            "recorded_from": bar.recorded_from,
            "recorded_to": bar.recorded_to,
            "tone": "working" if bar.stands else "waiting",
        }


def _bar_label(bar: Bar[Registration] | Bar[Particulars]) -> str:
    row = bar.row
    if isinstance(row, Registration):
        return f"{wording.status_words(row.status, row.cancel_reason)} · {row.address_text}"
    return _("Particulars: %(name)s") % {"name": row.name}


def _certificate(event: RegisterEvent) -> str:
    """Under which number somebody went, or goes from now on."""
    if not event.details.get("certificate_no"):
        return ""
    given = given_by(event)
    return _("migration certificate %(number)s, good until %(day)s") % {
        "number": given.number,
        "day": date_format(given.valid_until),
    }


def _event(event: RegisterEvent, view: PersonView, *, may_revoke: bool) -> dict[str, Any]:
    facts = [event.reason, _certificate(event), event.case_no]
    return {
        "event": event,
        "revoke": may_revoke and revoking.revocable(event, view.history),
        "text": " · ".join(fact for fact in facts if fact),
        "revokes": event.revokes,
    }
