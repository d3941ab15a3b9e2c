"""One household with its members."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from banji.accounts.access import actor_of, officer
from banji.addresses.paths import full_name
from banji.foundation import clock
from banji.foundation.secrets import masked
from banji.register.access import open_household
from banji.register.access.reach import READERS
from banji.register.pages import asking, wording
from banji.register.queries import Member


@officer(*READERS)
def household(request: HttpRequest, household_id: UUID) -> HttpResponse:
    title = _("Open a household")
    return asking.ask_first(request, household_id, title, partial(_household, request, household_id))


def _household(request: HttpRequest, household_id: UUID, given: asking.Given) -> HttpResponse:
    view = open_household(household_id, by=actor_of(request), **given._asdict())
    today = clock.today()
    shown = {
        "view": view,
        "given": given,
        "village": full_name(view.sheet.particulars.village),
        "members": [_line(member, today) for member in view.sheet.members],
    }
    return render(request, "register/household.html", shown)


def _line(member: Member, today: date) -> dict[str, object]:
    who, registration = member.particulars, member.registration
    return {
        "member": member,
        "relation": wording.code_name("relation", registration.relation_to_head),
        "sex": wording.code_name("sex", who.sex) if who and who.sex else "",
        "age": wording.age(who.birth_date, today) if who else None,
        "number": masked(who.number) if who else "",
        "status": wording.status_words(registration.status, registration.cancel_reason),
        "tone": wording.status_tone(registration.status),
    }
