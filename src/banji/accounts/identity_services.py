"""The identity services from which citizens come: which are set, what is missing, and whether one answers as it should.

What is asked of a service is OpenID Connect Discovery 1.0, RFC 7636 (PKCE), and the claim with the citizen ID number.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.accounts.citizens import LOCAL
from banji.accounts.operations.granting import check_grants_rights
from banji.audit.acts import act
from banji.foundation import installation
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused

PROVIDER = "openid_connect"
SCOPES = ["openid", "profile"]
LARGEST, SECONDS = 1 << 18, 5


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is as it should be, or is missing; `remedy` says what to do. `good` is None where nobody knows."""

    good: bool | None
    text: str | Promise
    remedy: str | Promise = ""


def services() -> QuerySet[SocialApp]:
    rows: QuerySet[SocialApp] = SocialApp.objects.filter(provider=PROVIDER).order_by("name")
    return rows


def way_back(service: SocialApp) -> str:
    """The address the service sends citizens back to: it has to be entered there."""
    back = reverse("openid_connect_callback", kwargs={"provider_id": service.provider_id})
    return f"{settings.BANJI_PUBLIC_URL.rstrip('/')}{back}"


def set_service(
    *, provider_id: str, name: str, server_url: str, client_id: str, secret: str, by: Actor
) -> SocialApp:
    """Enter an identity service, or change one; without a `secret` the present one stays. Raises `Refused`: not the
    security administrator, an address that is not protected, or no secret at all."""
    check_grants_rights(by)
    if provider_id == LOCAL or not _protected(server_url):
        raise Refused(
            _("The address of an identity service begins with https, and its short name is its own."),
            rule=_("OpenID Connect Core 1.0, 3.1.2: over TLS only"),
            remedy=_("Take the address from the operator of the service."),
            code="bad_service",
        )
    with act("accounts.set_identity_service", by=by, object_=("identity_service", provider_id)) as this:
        row = services().filter(provider_id=provider_id).first() or SocialApp(
            provider=PROVIDER, provider_id=provider_id
        )
        row.name, row.client_id, row.secret = name, client_id, secret or row.secret
        if not row.secret:
            raise Refused(_("The secret is missing."), remedy=_("The operator of the service gives it."))
        row.settings = {"server_url": server_url, "scope": SCOPES, "oauth_pkce_enabled": True}
        row.save()
        this.after = {"name": name, "server_url": server_url, "client_id": client_id, "secret": bool(secret)}
    return row


def remove_service(*, provider_id: str, by: Actor) -> None:
    """Nobody comes in from there any more; the accounts stay. Raises `NotFound`."""
    check_grants_rights(by)
    with act("accounts.remove_identity_service", by=by, object_=("identity_service", provider_id)):
        row = services().filter(provider_id=provider_id).first()
        if row is None:
            raise NotFound(_("There is no such identity service."))
        row.delete()


def missing(service: SocialApp) -> list[Finding]:
    """What is missing by what is entered here; the service is not asked."""
    said = service.settings
    own = service.provider_id == LOCAL
    found = [
        Finding(
            own or _protected(said.get("server_url", "")),
            gettext_lazy("Its address is protected by TLS."),
            gettext_lazy("Enter the address with https."),
        ),
        Finding(bool(service.client_id), gettext_lazy("Our id there is entered.")),
        Finding(bool(service.secret), gettext_lazy("Our secret there is entered.")),
        Finding(
            "openid" in said.get("scope", ()) and bool(said.get("oauth_pkce_enabled")),
            gettext_lazy("It is asked for the person, with PKCE."),
        ),
    ]
    if own and not installation.is_demo():
        found.append(
            Finding(
                False,
                gettext_lazy("This is our own provider, which only a demo has."),
                gettext_lazy("Take it away."),
            )
        )
    return [one for one in found if not one.good]


def ask(service: SocialApp, *, by: Actor) -> list[Finding]:
    """Ask the service for its description, and hold it against what we need. Nobody is signed in."""
    check_grants_rights(by)
    address = str(service.settings.get("server_url", "")).rstrip("/")
    try:
        found = _held_against(_described(address), address)
    except (OSError, TypeError, ValueError, HTTPException) as error:
        found = [
            Finding(
                False,
                _("It does not answer with its description: %(why)s.") % {"why": type(error).__name__},
                _("Compare the address, and ask the network administrator whether this server may go there."),
            )
        ]
    with act(
        "accounts.test_identity_service", by=by, object_=("identity_service", service.provider_id)
    ) as this:
        this.result = "ok" if all(one.good is not False for one in found) else "failed"
    return found


def _held_against(said: dict[str, Any], address: str) -> list[Finding]:
    claims = said.get("claims_supported")
    claim = {"claim": settings.BANJI_CITIZEN_CLAIM}
    endpoints = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    return [
        Finding(True, _("It answers with its description.")),
        Finding(
            str(said.get("issuer", "")).rstrip("/") == address.removesuffix("/.well-known/openid-configuration"),
            _("It calls itself by the address entered here."),
            _("Enter the address that it gives as its issuer: %(issuer)s") % {"issuer": said.get("issuer")},
        ),
        Finding(all(said.get(name) for name in endpoints), _("It names where to sign in, its tokens and its keys.")),
        Finding("code" in said.get("response_types_supported", ()), _("It lets people sign in with a code.")),
        Finding(
            _has(said.get("code_challenge_methods_supported"), "S256"),
            _("It knows PKCE with S256."),
            _("Ask its operator: without it a stolen code opens the door."),
        ),
        Finding(
            _has(claims, settings.BANJI_CITIZEN_CLAIM),
            _("It says the citizen ID number as %(claim)s.") % claim,
            _("Have its operator give the verified number under this name; without it nobody is found in the register."),
        ),
    ]  # fmt: skip


def _has(said: Any, wanted: str) -> bool | None:
    """None: the service keeps silent about it, as it may."""
    return wanted in said if isinstance(said, list) else None


def _described(address: str) -> dict[str, Any]:
    known = "/.well-known/openid-configuration"
    url = address if address.endswith(known) else address + known
    if urlsplit(url).scheme not in ("https", "http"):
        raise ValueError("neither https nor http")
    request = Request(url, headers={"Accept": "application/json"})  # noqa: S310 - the scheme is checked
    with build_opener(_NoRedirect()).open(request, timeout=SECONDS) as answer:
        said = json.loads(answer.read(LARGEST))
    if not isinstance(said, dict):
        raise TypeError("not a description")
    return said


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _protected(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" and bool(parts.hostname)
