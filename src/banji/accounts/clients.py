"""API clients: organisations' programs that sign in with OAuth 2 client credentials (RFC 6749, 4.4)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from allauth.idp.oidc.models import Client, Token
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banji.accounts.models import ApiClient, Organisation
from banji.accounts.operations.granting import check_grants_rights
from banji.accounts.queries import valid_on
from banji.audit.acts import act
from banji.audit.models import AuditEntry
from banji.foundation import clock, installation
from banji.foundation.actors import Actor, ActorKind
from banji.foundation.errors import NotFound
from banji.foundation.problems import problem
from banji.law.sources import source


def create_client(
    *,
    organisation: Organisation,
    name: str,
    scopes: Iterable[str],
    by: Actor,
    of_the_demo: tuple[str, str] | None = None,
) -> tuple[str, str]:
    """A client's id and its secret, which is shown once and kept only as a hash. A demo's are known to everybody."""
    check_grants_rights(by)
    if of_the_demo and not installation.is_demo():
        raise ValueError("Only a demo has secrets that everybody knows.")
    secret = of_the_demo[1] if of_the_demo else secrets.token_urlsafe(32)
    client = Client(name=name, grant_types=Client.GrantType.CLIENT_CREDENTIALS, response_types="")
    client.id = of_the_demo[0] if of_the_demo else client.id
    client.set_scopes(list(scopes))
    client.set_default_scopes(list(scopes))
    client.set_secret(secret)
    with act("accounts.create_client", by=by, object_=("client", client.id)) as this:
        client.save()
        ApiClient.objects.create(client_id=client.id, organisation=organisation)
        this.after = {"organisation": organisation.pk, "name": name, "scopes": client.get_scopes()}
    return client.id, secret


def close_client(*, client_id: str, by: Actor) -> None:
    """Take a client's access away at once, with every token it still holds."""
    check_grants_rights(by)
    with act("accounts.close_client", by=by, object_=("client", client_id)):
        Client.objects.filter(pk=client_id).delete()
        ApiClient.objects.filter(pk=client_id).delete()


def rotate_secret(*, client_id: str, by: Actor) -> str:
    """A new secret, shown once; the old one and every token it got end at once. Raises `NotFound`."""
    check_grants_rights(by)
    secret = secrets.token_urlsafe(32)
    with act("accounts.rotate_client_secret", by=by, object_=("client", client_id)):
        client = Client.objects.select_for_update().filter(pk=client_id, pk__in=_ours()).first()
        if client is None:
            raise NotFound(_("There is no such client."))
        client.set_secret(secret)
        client.save(update_fields=["secret"])
        Token.objects.filter(client=client).delete()
    return secret


def clients() -> QuerySet[Client]:
    """Every client that may sign in, each with its `organisation`, and when it last did something (`last_used`)."""
    owner = ApiClient.objects.filter(client_id=OuterRef("pk"))
    acts = AuditEntry.objects.filter(actor_id=OuterRef("pk"), actor_kind=ActorKind.CLIENT).order_by("-at")
    found: QuerySet[Client] = Client.objects.filter(pk__in=_ours()).annotate(
        organisation=Subquery(owner.values("organisation__name")[:1]),
        organisation_id=Subquery(owner.values("organisation_id")[:1]),
        last_used=Subquery(acts.values("at")[:1]),
    )
    return found


def _ours() -> QuerySet[ApiClient, str]:
    return ApiClient.objects.values_list("client_id", flat=True)


def admit(request: HttpRequest, scope: str) -> JsonResponse | None:
    """Put the client's actor on the request, or answer 401 (no valid token) or 403 (without `scope`) as RFC 6750 says."""
    token = _token(request)
    api_client = token and _of_today(token)
    if not token or not token.client or not api_client:
        return _refusal(
            401,
            "invalid_token",
            _("A valid access token is needed."),
            remedy=_("Get one with the id and the secret of your client; it holds for a quarter of an hour."),
        )
    if scope not in token.get_scopes():
        return _refusal(
            403,
            "insufficient_scope",
            _("The token does not carry the scope %(scope)s.") % {"scope": scope},
            remedy=_("Ask the security administrator of the city whether your organisation may have it."),
        )
    request.actor = Actor(  # type: ignore[attr-defined]
        ActorKind.CLIENT,
        id=token.client.id,
        name=token.client.name,
        organisation_id=api_client.organisation_id,
        address=str(request.META.get("REMOTE_ADDR", "")),
    )
    return None


def _of_today(token: Token) -> ApiClient | None:
    """The client, as long as its organisation stands: what was dissolved asks no more."""
    standing = Organisation.objects.filter(valid_on(clock.today()))
    return ApiClient.objects.filter(pk=token.client_id, organisation__in=standing).first()


def _token(request: HttpRequest) -> Token | None:
    kind, _space, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not value:
        return None
    return Token.objects.lookup(Token.Type.ACCESS_TOKEN, value.strip())


def _refusal(status: int, error: str, detail: str, *, remedy: str) -> JsonResponse:
    """A problem with the challenge of RFC 6750."""
    answer = problem(
        status,
        detail,
        code=error,
        rule=source("GB_22239", "8.1.4.1").cite(get_language() or "zh-hans"),
        remedy=remedy,
    )
    answer.headers["WWW-Authenticate"] = f'Bearer realm="banji", error="{error}"'
    return answer
