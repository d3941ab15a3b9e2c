"""A program signs in with its own id and secret, for its organisation, and reaches only what its scope says."""

import pytest
from django.http import HttpRequest, JsonResponse
from django.test import Client
from django.urls import include, path, reverse
from pytest_django import Settings
from tests.cast import Cast

from banji.accounts import access, clients
from banji.accounts.command import main
from banji.accounts.models import Account, Holding
from banji.foundation.errors import Refused


@access.client("death.read")
def api(request: HttpRequest) -> JsonResponse:
    by = access.actor_of(request)
    return JsonResponse({"kind": by.kind, "name": by.name, "organisation": by.organisation_id})


urlpatterns = [
    path("api/", api),
    path("", include("banji.accounts.entrance_urls")),
    path("", include("banji.accounts.identity_urls")),
]


@pytest.fixture(autouse=True)
def urlconf(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


def token_of(client: Client, client_id: str, secret: str, **more: str):  # type: ignore[no-untyped-def]
    given = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    return client.post(reverse("idp:oidc:token"), given | more)


def test_credentials_give_a_token_and_the_token_an_actor(client: Client, cast: Cast) -> None:
    given = clients.create_client(
        organisation=cast.civil_affairs, name="民政系统", scopes=["death.read"], by=cast.sec_admin.actor
    )
    answer = token_of(client, *given)
    assert answer.status_code == 200
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert client.get("/api/", headers=bearer).json() == {
        "kind": "client",
        "name": "民政系统",
        "organisation": cast.civil_affairs.pk,
    }
    assert Client(enforce_csrf_checks=True).post("/api/", headers=bearer).status_code == 200
    clients.close_client(client_id=given[0], by=cast.sec_admin.actor)
    assert client.get("/api/", headers=bearer).status_code == 401


def test_wrong_secret_no_token_and_missing_scope(client: Client, cast: Cast) -> None:
    given = clients.create_client(
        organisation=cast.civil_affairs, name="民政系统", scopes=["address.read"], by=cast.sec_admin.actor
    )
    assert token_of(client, given[0], "wrong").status_code in (400, 401)
    assert token_of(client, *given, scope="death.read").status_code == 400
    assert client.get("/api/").status_code == 401
    assert client.get("/api/", headers={"Authorization": "Bearer nonsense"}).status_code == 401
    bearer = {"Authorization": f"Bearer {token_of(client, *given).json()['access_token']}"}
    answer = client.get("/api/", headers=bearer)
    assert answer.status_code == 403
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="banji", error="insufficient_scope"'
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_only_the_security_administrator_admits_programs(cast: Cast) -> None:
    with pytest.raises(Refused):
        clients.create_client(
            organisation=cast.civil_affairs, name="x", scopes=["x"], by=cast.sys_admin.actor
        )


def test_bootstrap_makes_the_first_security_administrator_once(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["root-sec", "--name", "单安全", "--organisation", "市人民政府"]
    assert main(words) == 0
    username, password = capsys.readouterr().out.splitlines()[0].split()
    account = Account.objects.get(username=username)
    assert account.check_password(password)
    assert Holding.objects.get(account=account).duty == "SEC_ADMIN"
    assert main(words) == 1
    assert "安全管理员" in capsys.readouterr().err
    assert Account.objects.count() == 1
