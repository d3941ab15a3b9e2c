"""Who owes whom what since when, and the list behind each number."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banji.accounts.access import actor_of, officer
from banji.accounts.models import Organisation
from banji.accounts.roles import Role
from banji.exchange import catalogue, ledger
from banji.exchange.answers import sent_back
from banji.exchange.models import Delivery
from banji.exchange.pages.lists import SEE as SEE_LISTS
from banji.exchange.pages.messages import ANSWERS, PER_PAGE, TONES
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused

SEE = (Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.SUPERVISOR, Role.SYS_ADMIN, Role.LIAISON)
CLOSE = (Role.COUNTY_OFFICER, Role.CITY_OFFICER)
WHAT = {
    ledger.LIST: _("the next list"),
    ledger.MESSAGE: _("a message not handed over yet"),
    ledger.RECEIPT: _("the receipt"),
    ledger.ANSWER: _("the result"),
    ledger.SENT_BACK: _("a look at what was sent back"),
    ledger.FEEDBACK: _("word that payment has stopped"),
}


@officer(*SEE)
def owed(request: HttpRequest) -> HttpResponse:
    """Both ways, late first; a liaison sees what stands between his own organisation and the police."""
    by = actor_of(request)
    lines = [_line(one, by) for one in ledger.owed(clock.today(), only=_own(by))]
    shown = {
        "sides": [
            (_("We owe"), [line for line in lines if line["owed"].ours]),
            (_("They owe us"), [line for line in lines if not line["owed"].ours]),
        ],
        "late": sum(line["owed"].count for line in lines if line["owed"].late),
        "for_liaison": by.role == Role.LIAISON,
    }
    return render(request, "exchange/ledger.html", shown)


@officer(*SEE)
def behind(request: HttpRequest, organisation_id: int, what: str, type_: str) -> HttpResponse:
    """The messages behind one number of the page above, oldest first; no content is shown."""
    own = _own(actor_of(request))
    organisation = get_object_or_404(
        Organisation, pk=organisation_id if own in (None, organisation_id) else None
    )
    found = ledger.open_deliveries(organisation.pk).filter(what=what, message__type=type_)
    page = Paginator(found.select_related("message").order_by("since", "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    shown = {
        "organisation": organisation,
        "title": _title(type_),
        "what": WHAT.get(what, what),
        "page": page,
        "lines": [(one, TONES[one.state], ANSWERS.get(one.result, one.result)) for one in page],
        "closes": what == ledger.SENT_BACK and actor_of(request).role in CLOSE,
    }
    return render(request, "exchange/behind.html", shown)


@officer(*CLOSE)
def look(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Look at what a department sent back: tell it again as the register stands now, or close it with a reason."""
    found = get_object_or_404(sent_back.open_(), pk=delivery_id)
    error = ""
    if request.method == "POST":
        try:
            _look(request, found)
            return redirect("exchange:owed")
        except Refused as refusal:
            error = f"{refusal.message} {refusal.remedy}".strip()
    shown = {"one": found, "title": _title(found.message.type), "error": error}
    return render(request, "exchange/sent_back.html", shown, status=400 if error else 200)


def _look(request: HttpRequest, found: Delivery) -> None:
    by = actor_of(request)
    if "again" in request.POST:
        sent_back.tell_again(found.pk, by=by)
        messages.success(request, _("It is told again, as the register stands now."))
    else:
        sent_back.close(found.pk, reason=request.POST.get("reason", ""), by=by)
        messages.success(request, _("It is closed, with your reason."))


def _own(by: Actor) -> int | None:
    """The organisation whose line is all he sees; None for those who see every line."""
    return (by.organisation_id or 0) if by.role == Role.LIAISON else None


def _line(one: ledger.Owed, by: Actor) -> dict[str, Any]:
    return {"owed": one, "what": WHAT[one.what], "title": _title(one.type), "opens": _opens(one, by)}


def _opens(one: ledger.Owed, by: Actor) -> str:
    """The list behind the number: the messages, or the lists of this kind that came from there."""
    if one.what != ledger.LIST:
        return reverse("exchange:behind", args=[one.organisation.pk, one.what, one.type])
    if by.role not in SEE_LISTS:
        return ""
    chosen = urlencode({"feed": one.feed, "sender": one.organisation.pk})
    return f"{reverse('exchange:batches')}?{chosen}"


def _title(type_: str) -> str:
    return catalogue.title_of(type_).in_language(get_language() or "zh-hans")
