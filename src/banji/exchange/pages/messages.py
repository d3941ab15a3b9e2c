"""Messages: on their way to whom, what is late or has stepped aside; and a department's own inbox."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banji.accounts.access import actor_of, officer
from banji.accounts.roles import Role
from banji.exchange import catalogue, delivery, lateness, overdue
from banji.exchange.answers import desk, progress
from banji.exchange.models import Delivery
from banji.foundation import clock
from banji.foundation.errors import NotFound, Refused
from banji.foundation.ids import uuid7

SEE = (Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.SUPERVISOR, Role.SYS_ADMIN)
RETRY = (Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.SYS_ADMIN)
PER_PAGE = 50
STATES = Delivery.State
TONES = {
    "WAITING": "waiting", "SENT": "working", "DELIVERED": "working", "ACCEPTED": "working", "PROCESSED": "done",
    "CONFIRMED": "done", "REJECTED": "overdue", "ASIDE": "overdue",
    "OVERTAKEN": "done",
}  # fmt: skip
RESULTS = {
    "MATCHED": gettext_lazy("found and worked off"),
    "ALREADY_KNOWN": gettext_lazy("known already"),
    "NOT_MATCHED": gettext_lazy("nobody of ours"),
}
# What is said to have become of a message; a reason for sending it back stands as it was written.
ANSWERS = RESULTS | {progress.ANSWERED: gettext_lazy("answered on its own page")}


@officer(*SEE)
def deliveries(request: HttpRequest) -> HttpResponse:
    """Who was told how much, what is late, what waits for a hand. No content of any message is shown."""
    by = actor_of(request)
    shown = {
        "receivers": _by_receiver(),
        "states": STATES.choices,
        "aside": [_line(one) for one in delivery.aside()[:PER_PAGE]],
        "late": [_line(one) for one in overdue.late_deliveries(clock.today())[:PER_PAGE]],
        "owed": lateness.expected_lists(clock.today()),
        "may_retry": by.role in RETRY,
    }
    return render(request, "exchange/deliveries.html", shown)


@officer(*SEE)
def of_receiver(request: HttpRequest, receiver: str) -> HttpResponse:
    """The messages to one receiver, newest first, by state."""
    state = request.GET.get("state", "")
    found = (
        Delivery.objects.filter(receiver=receiver).select_related("message", "organisation").order_by("-pk")
    )
    if state in STATES:
        found = found.filter(state=state)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "receiver": _receiver_name(receiver, page[0].organisation if len(page) else None),
        "page": page,
        "lines": [_line(one) for one in page],
        "states": STATES.choices,
        "state": state,
    }
    return render(request, "exchange/receiver.html", shown)


@require_POST
@officer(*RETRY)
def retry(request: HttpRequest) -> HttpResponse:
    """Try what has stepped aside again."""
    ids = [int(pk) for pk in request.POST.getlist("delivery") if pk.isdigit()]
    count = delivery.retry(ids, by=actor_of(request))
    said = ngettext("%(n)d message is tried again.", "%(n)d messages are tried again.", count)
    messages.success(request, said % {"n": count})
    return redirect("exchange:deliveries")


@officer(Role.LIAISON)
def inbox(request: HttpRequest) -> HttpResponse:
    """What the liaison's organisation was told: only the fields the catalogue allows it."""
    by, state = actor_of(request), request.GET.get("state", "")
    found = desk.inbox_of(by)
    if state in STATES:
        found = found.filter(state=state)
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    answered = desk.answered(list(page), by=by)
    lines = [_received(one, answered) for one in desk.read(list(page), by=by)]
    shown = {
        "page": page,
        "lines": lines,
        "state": state,
        "states": [c for c in STATES.choices if c[0] in desk.VISIBLE],
        "results": RESULTS,
    }
    return render(request, "exchange/inbox.html", shown)


@require_POST
@officer(Role.LIAISON)
def accept(request: HttpRequest) -> HttpResponse:
    """Give the receipt for one or several messages."""
    ids = [int(pk) for pk in request.POST.getlist("delivery") if pk.isdigit()]
    count = desk.accept(ids, by=actor_of(request))
    said = ngettext("Receipt given for %(n)d message.", "Receipts given for %(n)d messages.", count)
    messages.success(request, said % {"n": count})
    return redirect("exchange:inbox")


@require_POST
@officer(Role.LIAISON)
def answer(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Say what became of a message, or send it back."""
    by, result = actor_of(request), request.POST.get("result", "")
    if result == "REJECT":
        reason = request.POST.get("reason", "")
        return _answered(request, lambda: desk.reject(delivery_id, reason=reason, by=by))
    return _answered(request, lambda: desk.answer(delivery_id, result=result, by=by))


@require_POST
@officer(Role.LIAISON)
def reply(request: HttpRequest, delivery_id: int, type_: str) -> HttpResponse:
    """Send the answer that the catalogue knows to this message, such as the day on which payment stopped."""
    by, entry = actor_of(request), catalogue.reply(type_)
    fields = entry.fields + entry.may_have if entry else ()
    said = {field: request.POST[field] for field in fields if request.POST.get(field)}
    form = request.POST.get("form", "")
    return _answered(request, lambda: desk.reply(delivery_id, type_=type_, said=said, form=form, by=by))


def _answered(request: HttpRequest, give: Callable[[], None]) -> HttpResponse:
    """Give an answer to a message of one's own; that of another organisation is not there."""
    try:
        give()
        messages.success(request, _("Your answer was recorded; the police see it at once."))
    except NotFound as error:
        raise Http404 from error
    except Refused as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    return redirect("exchange:inbox")


def _by_receiver() -> list[dict[str, Any]]:
    rows = Delivery.objects.values("receiver", "organisation__name", "state").annotate(n=Count("pk"))
    found: dict[str, dict[str, Any]] = defaultdict(lambda: {"counts": dict.fromkeys(STATES.values, 0)})
    for row in rows.order_by("receiver"):
        line = found[row["receiver"]]
        line["name"] = row["organisation__name"] or _receiver_name(row["receiver"], None)
        line["counts"][row["state"]] = row["n"]
    return [
        {
            "receiver": receiver,
            "name": line["name"],
            "total": sum(line["counts"].values()),
            "cells": [(state, line["counts"][state]) for state in STATES.values],
        }
        for receiver, line in found.items()
    ]


def _line(one: Delivery) -> dict[str, Any]:
    return {
        "delivery": one,
        "title": catalogue.title_of(one.message.type).in_language(get_language() or "zh-hans"),
        "receiver": _receiver_name(one.receiver, one.organisation),
        "tone": TONES[one.state],
        "answer": ANSWERS.get(one.result, one.result),
        # The sentence may name people; its kind does not.
        "error": one.last_error.partition(":")[0],
    }


def _received(one: desk.Received, answered: set[tuple[UUID, str]]) -> dict[str, Any]:
    language, words = get_language() or "zh-hans", catalogue.field_words()
    line = _line(one.delivery)
    fields = dict(one.fields)
    line["lists"] = fields.pop("lists", [])
    line["fields"] = [(words[name].in_language(language), value) for name, value in fields.items()]
    line["purpose"] = one.entry.purpose.in_language(language) if one.entry else ""
    line["basis"] = one.entry.source.cite(language) if one.entry else ""
    line["open"] = one.delivery.state in (STATES.SENT, STATES.DELIVERED)
    line["replies"] = [
        {
            "type": entry.type,
            "title": entry.title.in_language(language),
            "fields": [(name, words[name].in_language(language)) for name in entry.fields],
            "form": uuid7(),
            "given": (one.delivery.message_id, entry.type) in answered,
        }
        for entry in one.replies
        if one.delivery.result != progress.ANSWERED
    ]
    line["answerable"] = one.delivery.state == STATES.ACCEPTED
    return line


def _receiver_name(receiver: str, organisation: object) -> str:
    kind, _colon, name = receiver.partition(":")
    if kind == "inside":
        return _("inside: %(room)s") % {"room": name}
    return str(organisation or receiver)
