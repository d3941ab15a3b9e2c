"""The systems that an integrator may be in the demo: known to everybody there, and in no other city."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.idp.oidc.models import Client as ApiClient
from django.test import Client
from pytest_django import Settings
from tests.cast import Cast, make_organisation

from banji.accounts import clients, demo_codes
from banji.accounts.models import Account
from banji.exchange.questions import EVENT, HOUSEHOLD, PERSON, VERIFY
from banji.foundation import installation
from banji_demo.staging import systems

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Cast:
    """A city that says it is a demo, with an HRSS bureau and the officer of the first station."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(installation, "kind", lambda: "demo")
    make_organisation("市人社局", "DEPARTMENT", department="HRSS")
    Account.objects.filter(pk=cast.officer.account.pk).update(username=systems.OFFICER)
    return cast


def token(system: demo_codes.DemoSystem, secret: str = "") -> Any:
    given = {"grant_type": "client_credentials", "client_id": system.client_id}
    return Client().post("/identity/o/api/token", given | {"client_secret": secret or system.secret})


def test_both_get_their_tokens_with_what_the_sign_in_page_shows(demo: Cast) -> None:
    systems.admit()
    systems.admit()  # each start of the demo
    assert ApiClient.objects.count() == 2
    assert token(systems.HRSS).json()["scope"] == VERIFY
    assert set(token(systems.COUNTER).json()["scope"].split()) == {PERSON, HOUSEHOLD, EVENT}
    page = Client().get("/sign-in/").text
    for system in systems.systems():
        assert system.client_id in page
        assert system.secret in page


def test_no_other_city_shows_or_makes_them(cast: Cast) -> None:
    assert demo_codes.systems() == []
    assert systems.HRSS.secret not in Client().get("/sign-in/").text
    with pytest.raises(ValueError, match="Only a demo"):
        clients.create_client(
            organisation=cast.civil_affairs,
            name="x",
            scopes=[VERIFY],
            by=cast.sec_admin.actor,
            of_the_demo=("demo-x", "known"),
        )
