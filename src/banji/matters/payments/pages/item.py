"""One item: who and where he is paid, what may be done now, both records side by side, and what happened."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banji.accounts.access import actor_of, officer
from banji.accounts.pages.answers import attempt
from banji.accounts.roles import Role
from banji.cases.procedure import Step
from banji.exchange.inbox import content_of
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.identity.masking import mask_id_no
from banji.matters.payments import benefits
from banji.matters.payments.models import StillPaid
from banji.matters.payments.pages import PURPOSE, SEE, state_words, tone
from banji.matters.payments.pages.forms import form_of, take
from banji.matters.payments.pages.listing import days_since
from banji.matters.payments.procedure import CLOSED, PROCEDURE, Outcome
from banji.matters.payments.queries import items_of
from banji.register.access import Glance, glance_at
from banji.register.queries.survivors import leads_to

# What a payer sees of the story: what he was told and what he answered, not what officers said to each other.
_TO_PAYER = ("tell", "tell_again", "remind", "stopped", "not_due", "said_alive", "restored")


@officer(*SEE)
def item(request: HttpRequest, item: UUID) -> HttpResponse:
    by = actor_of(request)
    present = _find(item, by)
    who, onward = _glance(present, by)
    shown = _heading(present, who, onward) | {
        "actions": [_action(step, present) for step in _steps(present, by)],
        "records": _records(present, who) if by.role != Role.LIAISON else [],
        "story": list(_story(present, by)),
        "days": days_since(present),
        "benefit": benefits.words(present.benefit).in_language(get_language() or "zh-hans"),
    }
    return render(request, "payments/item.html", shown)


@officer(*SEE)
def step(request: HttpRequest, item: UUID, name: str) -> HttpResponse:
    """Ask what the step needs, and take it."""
    by = actor_of(request)
    present = _find(item, by)
    row = next((step for step in PROCEDURE.steps if step.name == name and by.role in step.by), None)
    if row is None:
        raise Http404
    form = form_of(name, present)(request.POST or None, initial={"seen": present.pk})
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: take(name, item, form.cleaned_data, by=by))
        if done is not None:
            messages.success(request, _("The item now stands at: %(state)s.") % {"state": state_words(done)})
            return redirect("payments:item", item)
    who, onward = _glance(present, by)
    shown = _heading(present, who, onward) | {
        "form": form,
        "row": row,
        "article": row.source.cite(get_language() or "zh-hans"),
        "records": _records(present, who) if name == "tell" else [],
    }
    return render(request, "payments/step.html", shown)


def _find(item: UUID, by: Actor) -> StillPaid:
    found = items_of(by).filter(item=item).select_related("payer", "row__batch", "village").first()
    if found is None:
        raise Http404
    return found


def _glance(present: StillPaid, by: Actor) -> tuple[Glance | None, Glance | None]:
    """Who stands on the list and, where his registration was merged into another, the dead person he is; the second one
    for officers alone: the payer knows the number he pays under."""
    onward = leads_to(present.person_id)
    merged = onward != present.person_id and by.role != Role.LIAISON
    persons = [present.person_id, *([onward] if merged else [])]
    names = glance_at(persons, by=by, purpose=PURPOSE, object_=("still_paid", present.item))
    return names.get(present.person_id), names.get(onward) if merged else None


def _heading(present: StillPaid, who: Glance | None, onward: Glance | None) -> dict[str, Any]:
    return {
        "item": present,
        "person": who,
        "onward": onward,
        "merged": leads_to(present.person_id) != present.person_id,
        "tone": tone(present),
        "state": state_words(present),
        "today": clock.today(),
    }


def _steps(present: StillPaid, by: Actor) -> list[Step]:
    """What this actor may do now, the main step first."""
    mine = [step for step in PROCEDURE.steps_from(present.state) if by.role in step.by]
    if present.state == CLOSED:
        again = {"stopped": Outcome.STOPS, "reopen": Outcome.BY_OFFICER}
        mine = [step for step in mine if present.outcome in again[step.name]]
    return sorted(mine, key=lambda step: not step.main)


def _action(step: Step, present: StillPaid) -> dict[str, Any]:
    corrects = step.name == "stopped" and present.state == CLOSED
    return {
        "name": _("Correct the day") if corrects else step.title,
        "url": reverse("payments:step", args=[present.item, step.name]),
        "allowed": True,
        "main": step.main and not corrects,
        "article": step.source.cite(get_language() or "zh-hans"),
        "method": "get",
    }


def _records(present: StillPaid, who: Glance | None) -> list[tuple[str, str, str]]:
    """What the list says beside what the register says, numbers masked. Empty once the list's term is over."""
    clean = content_of(present.row).clean
    if not clean or who is None:
        return []
    return [
        (_("Name of the person"), clean.get("name", ""), who.name),
        (_("Citizen number"), mask_id_no(clean.get("citizen_id_no", "")), who.number),
        (_("Unit or agency"), clean.get("unit", "") or clean.get("agency", ""), ""),
        (_("Paid since"), clean.get("paid_since", ""), ""),
    ]


def _story(present: StillPaid, by: Actor) -> Any:
    """The rows of the item, newest first."""
    rows = StillPaid.objects.filter(item=present.item).order_by("-id")
    titles = {step.name: step.title for step in PROCEDURE.steps}
    titles |= {"find": _("Found on a list"), "listed": _("Still on a newer list")}
    for row in rows:
        if by.role == Role.LIAISON and row.step not in _TO_PAYER:
            continue
        own = by.role != Role.LIAISON or row.role == Role.LIAISON
        yield {
            "at": row.recorded_from,
            "title": titles[row.step],
            "who": row.taken_by if own and row.role else "",
            "text": row.reason if own else "",
            "tone": tone(row),
        }
