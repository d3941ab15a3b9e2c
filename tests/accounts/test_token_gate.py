"""Wrong secrets of a client: slowed, then refused for a while, seen in the trail; the true client comes in all the same."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings
from tests.cast import Cast

from banji.accounts import clients
from banji.accounts.token_gate import AGAINST_THE_CLIENT, AT_HIS_ADDRESS, FROM_THE_ADDRESS
from banji.audit.models import AuditEntry
from banji.foundation.models import Attempts

TOKEN, REVOKE = "/identity/o/api/token", "/identity/o/api/revoke"
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"
pytestmark = pytest.mark.django_db


@pytest.fixture
def made(cast: Cast) -> tuple[str, str]:
    """The id and the secret of a client."""
    return clients.create_client(
        organisation=cast.civil_affairs, name="民政系统", scopes=["verify"], by=cast.sec_admin.actor
    )


def ask(client_id: str, secret: str, address: str = HOME, *, path: str = TOKEN, **more: Any) -> HttpResponse:
    given = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret} | more
    return Client().post(path, given, REMOTE_ADDR=address)


def fail(client_id: str, times: int, address: str = HOME, **more: Any) -> None:
    for _ in range(times):
        assert ask(client_id, "wrong", address, **more).status_code == 401


def pass_(time: timedelta) -> None:
    Attempts.objects.update(last_at=F("last_at") - time, until=F("until") - time)


def test_after_a_few_wrong_secrets_even_the_right_one_waits(made: tuple[str, str]) -> None:
    fail(made[0], AT_HIS_ADDRESS.free + 1)
    answer = ask(*made)
    said: dict[str, Any] = answer.json()  # type: ignore[attr-defined]
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert (said["code"], said["error"]) == ("too_many_attempts", "temporarily_unavailable")
    assert "8.1.4.1" in said["rule"]
    assert int(answer["Retry-After"]) == 1
    pass_(timedelta(seconds=1))
    assert ask(*made).status_code == 200
    fail(made[0], AT_HIS_ADDRESS.free)  # its count has begun anew
    assert ask(*made).status_code == 200


def test_the_trail_has_each_secret_looked_at_and_each_waiting_once(made: tuple[str, str]) -> None:
    fail(made[0], AT_HIS_ADDRESS.free + 1)
    for _ in range(3):
        assert ask(*made).status_code == 429
    entries = AuditEntry.objects.filter(act__startswith="client.").order_by("at")
    assert [entry.act for entry in entries] == ["client.refused"] * 6 + ["client.must_wait"]
    assert {(entry.actor_kind, entry.object_id, entry.address) for entry in entries} == {
        ("system", made[0], HOME)
    }
    assert not any("wrong" in str(entry.after) for entry in entries)


@pytest.mark.parametrize("path", [TOKEN, REVOKE])
def test_both_addresses_that_look_at_a_secret_count_together(made: tuple[str, str], path: str) -> None:
    fail(made[0], 3)
    fail(made[0], 3, path=REVOKE, token="x")
    assert ask(*made, path=path, token="x").status_code == 429


def test_a_secret_in_the_header_counts_like_one_in_the_body(made: tuple[str, str]) -> None:
    fail(made[0], 5)
    basic = base64.b64encode(f"{made[0]}:wrong".encode()).decode()
    answers = [
        Client().post(
            TOKEN,
            {"grant_type": "client_credentials"},
            headers={"Authorization": f"Basic {basic}"},
            REMOTE_ADDR=HOME,
        )
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [401, 429]


def test_one_address_cannot_try_every_client(made: tuple[str, str]) -> None:
    for n in range(FROM_THE_ADDRESS.free + 1):
        fail(f"client-{n}", 1)
    assert ask("another", "wrong").status_code == 429
    assert ask("another", "wrong", ELSEWHERE).status_code == 401


def test_all_addresses_together_cannot_try_one_client_and_where_it_was_it_stays_welcome(
    made: tuple[str, str],
) -> None:
    assert ask(*made).status_code == 200
    for n in range(AGAINST_THE_CLIENT.free + 1):
        fail(made[0], 1, f"203.0.113.{n}")
    assert ask(*made, ELSEWHERE).status_code == 429
    assert ask(*made).status_code == 200


def test_who_shares_an_address_with_a_guesser_stays_welcome_where_it_was(made: tuple[str, str]) -> None:
    assert ask(*made).status_code == 200
    for n in range(FROM_THE_ADDRESS.free + 1):
        fail(f"client-{n}", 1)
    assert ask(*made).status_code == 200


def test_what_looks_at_no_secret_counts_for_nobody(made: tuple[str, str]) -> None:
    for _ in range(10):
        assert ask(*made, scope="everything").status_code == 400
        assert ask(*made, grant_type="password").status_code == 400
        assert Client().get(TOKEN).status_code == 405
    assert ask(*made).status_code == 200


def test_an_id_that_is_none_is_refused_like_any_other() -> None:
    assert ask("a\x00b", "wrong").status_code == 401
    assert ask("x" * 5000, "wrong").status_code == 401


def test_behind_the_citys_proxies_the_visitor_counts(made: tuple[str, str], settings: Settings) -> None:
    settings.BANJI_PROXIES = frozenset({"10.0.0.1", "10.0.0.2"})

    def through(visitor: str) -> int:
        given = {"grant_type": "client_credentials", "client_id": made[0], "client_secret": "wrong"}
        way = {"X-Forwarded-For": f"1.2.3.4, {visitor}, 10.0.0.2"}
        return Client().post(TOKEN, given, REMOTE_ADDR="10.0.0.1", headers=way).status_code

    assert [through(HOME) for _ in range(7)] == [401] * 6 + [429]
    assert through(ELSEWHERE) == 401
    assert set(AuditEntry.objects.filter(act="client.refused").values_list("address", flat=True)) == {
        HOME,
        ELSEWHERE,
    }
    # Who is none of the proxies may write into the header what he likes.
    given = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "wrong"}
    Client().post(TOKEN, given, REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": HOME})
    assert AuditEntry.objects.filter(act="client.refused").latest("at").address == "203.0.113.9"
