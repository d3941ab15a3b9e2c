"""Who owes whom what since when, and the list behind each number."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banji.accounts.access import actor_of, officer
from banji.accounts.models import Organisation
from banji.accounts.roles import Role
from banji.exchange import catalogue, ledger
from banji.exchange.pages.messages import PER_PAGE, TONES
from banji.foundation import clock
from banji.foundation.actors import Actor

SEE = (Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.SUPERVISOR, Role.SYS_ADMIN, Role.LIAISON)
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
    lines = [_line(one) for one in ledger.owed(clock.today(), only=_own(actor_of(request)))]
    shown = {
        "sides": [
            (_("We owe"), [line for line in lines if line["owed"].ours]),
            (_("They owe us"), [line for line in lines if not line["owed"].ours]),
        ],
        "late": sum(line["owed"].count for line in lines if line["owed"].late),
        "for_liaison": actor_of(request).role == Role.LIAISON,
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
        "lines": [(one, TONES[one.state]) for one in page],
    }
    return render(request, "exchange/behind.html", shown)


def _own(by: Actor) -> int | None:
    """The organisation whose line is all he sees; None for those who see every line."""
    return (by.organisation_id or 0) if by.role == Role.LIAISON else None


def _line(one: ledger.Owed) -> dict[str, Any]:
    return {"owed": one, "what": WHAT[one.what], "title": _title(one.type), "opens": one.what != ledger.LIST}


def _title(type_: str) -> str:
    return catalogue.title_of(type_).in_language(get_language() or "zh-hans")
