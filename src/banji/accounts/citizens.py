"""Citizens sign in with the account of an OpenID provider: in a city its identity service, in the demo our own.

Nobody gets an account by signing up. The provider says who somebody is; the register's room, which stands above
this one, says whether it knows that person: it hands its question down in `apps.ready` with `found_by`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banji.accounts.models import Account
from banji.accounts.operations.granting import check_grants_rights
from banji.audit.acts import act
from banji.foundation.actors import Actor, system

LOCAL = "local"

type Find = Callable[[str], UUID | None]

_find: list[Find] = []


def found_by(find: Find) -> None:
    """`find(citizen_id_no)` gives the person of a number the provider has verified, or None."""
    _find[:] = [find]


class CitizenAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """allauth's questions about people who come from a provider."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.is_existing:
            if sociallogin.user.kind != Account.CITIZEN:
                raise _turned_away(request, _("Officers sign in here with their password and code."))
            return
        account = _account_of(sociallogin)
        if account is None:
            raise _turned_away(request, _("There is no record of you in this city's register."))
        sociallogin.connect(request, account)


def _turned_away(request: HttpRequest, why: str | Promise) -> ImmediateHttpResponse:
    return ImmediateHttpResponse(render(request, "accounts/not_signed_in.html", {"why": why}, status=403))


def _account_of(sociallogin: SocialLogin) -> Account | None:
    """The citizen's account, made at his first coming."""
    claims: Mapping[str, Any] = sociallogin.account.extra_data.get("userinfo", {})
    if sociallogin.account.provider == LOCAL:
        return Account.objects.filter(pk=sociallogin.account.uid, kind=Account.CITIZEN).first()
    number = str(claims.get(settings.BANJI_CITIZEN_CLAIM, ""))
    person_id = _find[0](number) if _find and number else None
    if person_id is None:
        return None
    name = str(claims.get("name", ""))[:120]
    with act(
        "accounts.welcome_citizen", by=system("accounts.citizens"), object_=("person", person_id)
    ) as this:
        account, _made = Account.objects.get_or_create(
            person_id=person_id,
            defaults={
                "username": f"citizen-{person_id.hex}",
                "name": name,
                "kind": Account.CITIZEN,
                "password": "!",
            },
        )
        this.about(person_id)
    return account


class ProviderAdapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """Our own provider: it knows citizens, and nobody else."""

    def get_user_by_sub(self, client: Client, sub: str) -> Account | None:
        account: Account | None = super().get_user_by_sub(client, sub)
        return account if account and account.kind == Account.CITIZEN else None


def offer_local_provider(*, site: str, name: str, by: Actor) -> None:
    """Let citizens sign in through our own OpenID provider at `site` (scheme and host): what a demo has for a city's
    identity service. Called again, it renews the secret the two sides share."""
    check_grants_rights(by)
    secret = ProviderAdapter().generate_client_secret()
    callback = reverse("openid_connect_callback", kwargs={"provider_id": LOCAL})
    with act("accounts.offer_local_provider", by=by, object_=("client", LOCAL)) as this:
        client = Client.objects.filter(pk=LOCAL).first() or Client(id=LOCAL)
        client.name, client.skip_consent = name, True  # both sides are this house
        client.set_scopes(["openid", "profile"])
        client.set_redirect_uris([f"{site}{callback}"])
        client.set_secret(secret)
        client.save()
        SocialApp.objects.update_or_create(
            provider="openid_connect",
            provider_id=LOCAL,
            defaults={
                "name": name,
                "client_id": LOCAL,
                "secret": secret,
                "settings": {"server_url": site, "scope": ["openid", "profile"], "oauth_pkce_enabled": True},
            },
        )
        this.after = {"site": site}
