"""How each organisation takes its messages, and whether its system answers. For the system administrator: no content."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from banji.accounts.access import actor_of, officer
from banji.accounts.models import Organisation
from banji.accounts.roles import Role
from banji.exchange import catalogue, endpoints
from banji.exchange.models import Delivery, Endpoint
from banji.exchange.pages.messages import TONES
from banji.foundation.errors import Refused

C = Endpoint.Channel


@officer(Role.SYS_ADMIN)
def overview(request: HttpRequest) -> HttpResponse:
    """Every receiver with its channel and state."""
    lines = [
        {"organisation": one, "key": f"{one.pk}", **_state(_endpoint(one))} for one in endpoints.receivers()
    ]
    return render(request, "exchange/endpoints.html", {"lines": lines})


@officer(Role.SYS_ADMIN)
def endpoint(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """One receiver: change how it is reached, give it a key, send a test."""
    organisation = endpoints.get_receiver(organisation_id)
    error: Refused | None = None
    if request.method == "POST":
        try:
            endpoints.set_endpoint(
                organisation,
                channel=request.POST.get("channel", ""),
                address=request.POST.get("address", "").strip(),
                types=request.POST.getlist("type"),
                by=actor_of(request),
            )
            messages.success(request, _("From now on messages go this way."))
            return redirect("exchange:endpoint", organisation.pk)
        except Refused as refusal:
            error = refusal
    return render(
        request, "exchange/endpoint.html", _shown(organisation, request, error), status=400 if error else 200
    )


@require_POST
@never_cache
@officer(Role.SYS_ADMIN)
def key(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Give a new key; it stands on this one page and nowhere else."""
    organisation = endpoints.get_receiver(organisation_id)
    written = endpoints.new_key(organisation, by=actor_of(request))
    return render(request, "exchange/key.html", {"organisation": organisation, "key": written})


@require_POST
@officer(Role.SYS_ADMIN)
def test(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Send a message without content."""
    organisation = endpoints.get_receiver(organisation_id)
    endpoints.send_test(organisation, by=actor_of(request))
    messages.success(request, _("A test is on its way: in a moment its state stands below."))
    return redirect("exchange:endpoint", organisation.pk)


def _shown(organisation: Organisation, request: HttpRequest, error: Refused | None) -> dict[str, Any]:
    found, language = _endpoint(organisation), get_language() or "zh-hans"
    said = request.POST if error else None
    asked = said.getlist("type") if said else found.optional_types
    tests = Delivery.objects.filter(organisation=organisation, message__type=endpoints.TEST)
    last = tests.select_related("message").order_by("-pk").first()
    return {
        "organisation": organisation,
        "error": error,
        "channel": said.get("channel") if said else found.channel,
        "address": said.get("address") if said else found.address,
        "channels": C.choices,
        "types": [
            (type_, catalogue.title_of(type_).in_language(language), type_ in asked)
            for type_ in endpoints.optional_types(organisation)
        ],
        "last_test": last,
        "last_tone": TONES[last.state] if last else "",
        **_state(found),
    }


def _endpoint(organisation: Organisation) -> Endpoint:
    return getattr(organisation, "endpoint", None) or Endpoint(organisation=organisation)


def _state(found: Endpoint) -> dict[str, Any]:
    """The state in a word: colour never stands alone."""
    if found.channel == C.PAGE:
        tone, word = "waiting", _("on the platform")
    elif found.down_since:
        tone, word = "overdue", _("does not answer")
    elif found.last_success_at:
        tone, word = "done", _("answers")
    else:
        tone, word = "waiting", _("not tried yet")
    return {"endpoint": found, "tone": tone, "word": word}
