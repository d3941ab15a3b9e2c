"""The identity services of citizens: which are set, what each lacks, and what one says when it is tested."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, ClassVar

import pytest
from allauth.socialaccount.models import SocialApp
from django.test import Client
from django.urls import reverse
from tests.cast import SETTING_UP, Cast, sign_in

from banji.accounts import citizens, identity_services
from banji.audit.models import AuditEntry
from banji.foundation.errors import Refused

pytestmark = pytest.mark.django_db
PAGE = "/accounts/identity-services/"
GIVEN = {
    "provider_id": "city",
    "name": "市民通",
    "server_url": "https://id.example.gov.cn",
    "client_id": "banji",
    "secret": "not for every eye",
}


class Service(BaseHTTPRequestHandler):
    """A service that describes itself as `said`."""

    said: ClassVar[Any] = {}
    status: ClassVar[int] = 200

    def do_GET(self) -> None:
        body = self.said if isinstance(self.said, bytes) else json.dumps(self.said).encode()
        self.send_response(self.status)
        self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    Service.status = 200
    Service.said = {
        "issuer": url,
        "authorization_endpoint": f"{url}/a",
        "token_endpoint": f"{url}/t",
        "jwks_uri": f"{url}/k",
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": ["sub", "name", "citizen_id_no"],
    }
    yield url
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(cast: Cast) -> Client:
    return sign_in(Client(headers={"accept-language": "en"}), cast.sec_admin)


def at(address: str, name: str = "市民通") -> SocialApp:
    """Entered directly: our own operation takes https alone."""
    return SocialApp.objects.create(
        provider="openid_connect",
        provider_id="city",
        name=name,
        client_id="banji",
        secret="x",
        settings={"server_url": address, "scope": ["openid"], "oauth_pkce_enabled": True},
    )


def outcome(page: Client, service: SocialApp) -> list[bool | None]:
    answer = page.post(reverse("accounts:test_identity_service", args=[service.pk]))
    assert answer.status_code == 200
    return [one.good for one in answer.context["found"]]


def test_without_one_the_page_says_what_that_means(page: Client) -> None:
    assert "No citizen can sign in until one is entered" in page.get(PAGE).text


def test_one_is_entered_changed_and_taken_away(page: Client, client: Client) -> None:
    assert page.post(PAGE, GIVEN).status_code == 302
    shown = page.get(PAGE).text
    assert "http://localhost:8000/citizens/city/back/" in shown
    assert "nothing is missing here" in shown
    assert GIVEN["secret"] not in shown
    assert "市民通" in client.get("/sign-in/").text
    page.post(PAGE, GIVEN | {"name": "资阳通", "secret": ""})
    row = SocialApp.objects.get()
    assert (row.name, row.secret) == ("资阳通", GIVEN["secret"])
    page.post(reverse("accounts:remove_identity_service", args=[row.pk]))
    assert not SocialApp.objects.exists()
    acts = AuditEntry.objects.filter(act__endswith="identity_service").order_by("at")
    assert [entry.act for entry in acts] == [
        "accounts.set_identity_service",
        "accounts.set_identity_service",
        "accounts.remove_identity_service",
    ]
    assert not any(GIVEN["secret"] in str(entry.after) for entry in acts)


@pytest.mark.parametrize(
    "wrong", [{"server_url": "http://id.example.gov.cn"}, {"provider_id": "local"}, {"secret": ""}]
)
def test_what_is_not_safe_is_not_entered(page: Client, wrong: dict[str, str]) -> None:
    answer = page.post(PAGE, GIVEN | wrong)
    assert answer.status_code == 400
    assert not SocialApp.objects.exists()


def test_a_service_that_is_as_it_should_be(page: Client, address: str) -> None:
    assert outcome(page, at(address)) == [True] * 6
    assert AuditEntry.objects.get(act="accounts.test_identity_service").result == "ok"


@pytest.mark.parametrize(
    ("said", "place", "good"),
    [
        ({"issuer": "https://elsewhere.example"}, 1, False),
        ({"jwks_uri": ""}, 2, False),
        ({"response_types_supported": ["token"]}, 3, False),
        ({"code_challenge_methods_supported": ["plain"]}, 4, False),
        ({"code_challenge_methods_supported": None}, 4, None),
        ({"claims_supported": ["sub"]}, 5, False),
        ({"claims_supported": None}, 5, None),
    ],
)
def test_what_a_service_lacks_is_named(
    page: Client, address: str, said: dict[str, Any], place: int, good: bool | None
) -> None:
    Service.said = Service.said | said
    found = outcome(page, at(address))
    assert found.pop(place) is good
    assert found == [True] * 5


@pytest.mark.parametrize("said", [b"<html>", b"[]", b"\xff"])
def test_what_is_no_description_is_none(page: Client, address: str, said: bytes) -> None:
    Service.said = said
    assert outcome(page, at(address)) == [False]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_service_that_does_not_answer(page: Client, address: str, status: int) -> None:
    Service.status = status
    assert outcome(page, at(address)) == [False]
    assert AuditEntry.objects.get(act="accounts.test_identity_service").result == "failed"


def test_no_other_address_is_opened(page: Client) -> None:
    assert outcome(page, at("file:///etc")) == [False]
    SocialApp.objects.all().delete()
    assert outcome(page, at("http://127.0.0.1:9", "nobody there")) == [False]


def test_our_own_provider_in_a_live_city_is_named(page: Client) -> None:
    citizens.offer_local_provider(site="http://localhost:8000", name="演示", by=SETTING_UP)
    assert "which only a demo has" in page.get(PAGE).text


def test_only_the_security_administrator(cast: Cast) -> None:
    for who in (cast.sys_admin, cast.audit_admin, cast.officer, cast.citizen):
        assert sign_in(Client(), who).get(PAGE).status_code == 403
    with pytest.raises(Refused):
        identity_services.set_service(**GIVEN, by=cast.sys_admin.actor)
