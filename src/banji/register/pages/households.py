"""One household with its members, today and at another moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from banji.accounts.access import actor_of, officer
from banji.addresses.paths import full_name
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.code_names import code_name
from banji.foundation.secrets import masked
from banji.register.access import HouseholdView, open_household
from banji.register.access.reach import READERS
from banji.register.doings import HOUSEHOLD, PERSON, offered
from banji.register.models import Registration
from banji.register.pages import asking, papers, wording
from banji.register.pages.moments import MomentForm
from banji.register.queries import HouseholdSheet, Member
from banji.register.queries.book import Stay


@officer(*READERS)
def household(request: HttpRequest, household_id: UUID) -> HttpResponse:
    title = _("Open a household")
    return asking.ask_first(request, household_id, title, partial(_household, request, household_id))


def _household(request: HttpRequest, household_id: UUID, given: asking.Given) -> HttpResponse:
    form, by = MomentForm.asked(request.GET), actor_of(request)
    moment = form.moment
    view = open_household(household_id, by=by, then=moment, past=True, **given._asdict())
    shown = {
        "view": view,
        "given": given,
        "now": _book(view.sheet, clock.today()),
        "left": [_stay(stay) for stay in view.past.left] if view.past else [],
        "heads": [_stay(stay) for stay in view.past.heads] if view.past else [],
        "papers": papers.of_household(view, by),
        "form": form,
        "moment": moment,
        "then": _book(view.then, moment.valid_on) if view.then and moment else None,
        "doings": offered(HOUSEHOLD, household_id, by, standing=view.sheet) if view.in_area else [],
        "of_members": list(_of_members(view, by)),
    }
    return render(request, "register/household.html", shown)


def _of_members(view: HouseholdView, by: Actor) -> Iterator[dict[str, object]]:
    """What may be done about each member, where they are few enough for one page: begun from here, for the same purpose."""
    if not view.in_area or len(view.sheet.members) > papers.MANY:
        return
    here = {"household": str(view.sheet.household_id)}
    for member in view.sheet.members:
        row = member.registration
        yield {
            "member": member,
            "relation": code_name("relation", row.relation_to_head),
            "doings": offered(PERSON, member.person_id, by, standing=row, terms=here),
        }


def _stay(stay: Stay) -> dict[str, object]:
    """Somebody who was here, and what became of him: in another household since, on his way, cancelled."""
    onward = stay.onward
    elsewhere = onward.household_id if onward and onward.status == Registration.Status.ACTIVE else None
    moved = elsewhere not in {None, stay.last.household_id}
    return {
        "stay": stay,
        "relation": code_name("relation", stay.last.relation_to_head),
        "household": elsewhere if moved else None,
        "status": wording.status_words(onward.status, onward.cancel_reason) if onward else "",
    }


def _book(sheet: HouseholdSheet, on: date) -> dict[str, object]:
    """A household at the end of a day, in words."""
    return {
        "sheet": sheet,
        "village": full_name(sheet.particulars.village),
        "members": [line_of(member, on) for member in sheet.members],
    }


def line_of(member: Member, on: date) -> dict[str, object]:
    who, registration = member.particulars, member.registration
    return {
        "member": member,
        "relation": code_name("relation", registration.relation_to_head),
        "sex": code_name("sex", who.sex) if who and who.sex else "",
        "age": wording.age(who.birth_date, on) if who else None,
        "number": masked(who.number) if who else "",
        "status": wording.status_words(registration.status, registration.cancel_reason),
        "tone": wording.status_tone(registration.status),
    }
