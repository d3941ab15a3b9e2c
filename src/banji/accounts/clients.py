"""API clients: organisations' programs that sign in with OAuth 2 client credentials (RFC 6749, 4.4)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from allauth.idp.oidc.models import Client, Token
from django.http import HttpRequest, JsonResponse

from banji.accounts.models import ApiClient, Organisation
from banji.accounts.operations.granting import check_grants_rights
from banji.audit.acts import act
from banji.foundation.actors import Actor, ActorKind


def create_client(
    *, organisation: Organisation, name: str, scopes: Iterable[str], by: Actor
) -> tuple[str, str]:
    """A client's id and its secret, which is shown once and kept only as a hash."""
    check_grants_rights(by)
    secret = secrets.token_urlsafe(32)
    client = Client(name=name, grant_types=Client.GrantType.CLIENT_CREDENTIALS, response_types="")
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


def admit(request: HttpRequest, scope: str) -> JsonResponse | None:
    """Put the client's actor on the request, or answer 401 (no valid token) or 403 (without `scope`) as RFC 6750 says."""
    token = _token(request)
    api_client = token and ApiClient.objects.filter(pk=token.client_id).first()
    if not token or not token.client or not api_client:
        return _refusal(401, "invalid_token", "A valid access token is needed.")
    if scope not in token.get_scopes():
        return _refusal(403, "insufficient_scope", f"The token does not carry the scope {scope}.")
    request.actor = Actor(  # type: ignore[attr-defined]
        ActorKind.CLIENT,
        id=token.client.id,
        name=token.client.name,
        organisation_id=api_client.organisation_id,
        address=str(request.META.get("REMOTE_ADDR", "")),
    )
    return None


def _token(request: HttpRequest) -> Token | None:
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not value:
        return None
    return Token.objects.lookup(Token.Type.ACCESS_TOKEN, value.strip())


def _refusal(status: int, error: str, detail: str) -> JsonResponse:
    """problem+json (RFC 9457) with the challenge of RFC 6750."""
    answer = JsonResponse({"type": "about:blank", "status": status, "title": error, "detail": detail})
    answer.status_code = status
    answer.headers["Content-Type"] = "application/problem+json"
    answer.headers["WWW-Authenticate"] = f'Bearer realm="banji", error="{error}"'
    return answer
