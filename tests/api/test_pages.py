"""The page of the systems: who opens it, what is shown once, and that it ends at once what it says it ends."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from banji.accounts.models import ApiClient
from banji.api.volume import TooMany, count
from banji.audit.models import AuditEntry
from banji.exchange.questions import questions
from banji.foundation.actors import Actor, ActorKind
from tests.api.world import NUMBER, World, problem, token_of
from tests.cast import sign_in

pytestmark = pytest.mark.django_db
CLIENTS = "/accounts/clients/"


def given(world: World, **more: object) -> dict[str, object]:
    return {"organisation": world.hrss.pk, "name": "社保核验", "scopes": ["verify"]} | more


@pytest.mark.parametrize(
    ("who", "sees", "admits"),
    [
        ("sec_admin", 200, 200),
        ("sys_admin", 200, 403),
        ("audit_admin", 403, 403),
        ("officer", 403, 403),
        ("liaison", 403, 403),
        ("citizen", 403, 403),
    ],
)
def test_who_sees_systems_and_who_admits_them(world: World, who: str, sees: int, admits: int) -> None:
    system = world.police
    client = sign_in(Client(), getattr(world.cast, who))
    assert client.get(CLIENTS).status_code == sees
    assert client.get(f"{CLIENTS}{system.id}/").status_code == sees
    assert client.get(f"{CLIENTS}new/").status_code == admits
    if admits == 403:
        for act in ("secret", "close"):
            assert client.post(f"{CLIENTS}{system.id}/{act}/").status_code == 403
        assert client.post(f"{CLIENTS}new/", given(world)).status_code == 403
        assert ApiClient.objects.count() == 1


def shown(page: str) -> tuple[str, str]:
    id_, secret, _address = re.findall(r"<code[^>]*>([^<]+)</code>", page)
    return id_, secret


def test_a_system_is_admitted_its_secret_shown_once_changed_and_taken_away(world: World) -> None:
    client = sign_in(Client(), world.cast.sec_admin)
    answer = client.post(f"{CLIENTS}new/", given(world))
    id_, secret = shown(answer.text)
    assert "no-store" in answer["Cache-Control"]
    token = token_of(Client(), id_, secret)
    page = client.get(f"{CLIENTS}{id_}/").text
    assert secret not in page
    assert "安平县人社局" in page
    assert "0 / 50" in page
    said = {"purpose": "BENEFIT_STOP", "case_no": "1", "question": "alive", "number": NUMBER}
    bearer = {"Authorization": f"Bearer {token}"}
    ask = Client().post("/api/v1/verify", said, content_type="application/json", headers=bearer)
    assert ask.status_code == 200
    assert "1 / 50" in client.get(f"{CLIENTS}{id_}/").text
    assert "从未" not in client.get(CLIENTS).text
    _, new = shown(client.post(f"{CLIENTS}{id_}/secret/").text)
    assert new != secret
    assert (
        problem(Client().post("/api/v1/verify", said, content_type="application/json", headers=bearer))[
            "status"
        ]
        == 401
    )
    assert client.post(f"{CLIENTS}{id_}/close/").status_code == 302
    assert client.get(f"{CLIENTS}{id_}/").status_code == 404
    assert client.post(f"{CLIENTS}{id_}/close/").status_code == 404
    assert client.post(f"{CLIENTS}{id_}/secret/").status_code == 404
    acts = AuditEntry.objects.filter(object_kind="client", object_id=id_, actor_name="单安全")
    assert {entry.act for entry in acts} == {
        "accounts.create_client",
        "accounts.rotate_client_secret",
        "accounts.close_client",
    }


def test_no_more_than_the_catalogue_gives(world: World) -> None:
    client = sign_in(Client(), world.cast.sec_admin)
    answer = client.post(f"{CLIENTS}new/", given(world, scopes=["verify", "person.read"]))
    assert answer.status_code == 400
    assert "person.read" in answer.text
    assert "第八十八条" in answer.text
    nobody = client.post(f"{CLIENTS}new/", given(world, organisation=world.cast.village_committee.pk))
    assert nobody.status_code == 400
    assert not ApiClient.objects.exists()


def test_the_list_is_searched_by_system_and_organisation(world: World) -> None:
    world.system(world.hrss, "")
    world.system(world.cast.east_station, "")
    client = sign_in(Client(), world.cast.sys_admin)
    page = client.get(CLIENTS, {"q": "人社"}).text
    assert "安平县人社局系统" in page
    assert "东河派出所系统" not in page
    assert "东河派出所系统" in client.get(CLIENTS).text


def test_the_audit_administrator_is_told_and_settles(world: World) -> None:
    entry = next(one for one in questions() if one.code == "HRSS_ALIVE")
    asker = Actor(ActorKind.CLIENT, id="x", name="社保核验")
    with pytest.raises(TooMany):
        count((bytes([n]) * 16 for n in range(51)), entry=entry, by=asker)
    client = sign_in(Client(), world.cast.audit_admin)
    page = client.get(reverse("cases:alarms")).text
    assert "有系统查询的人数超过限额" in page
    settle = re.search(r'href="([^"]*/settle/[^"]*|[^"]*alarms/\d+/[^"]*)"', page)
    assert settle
    assert client.post(settle[1], {"reason": "已与单位核实"}).status_code == 302
    assert "社保核验" not in client.get(reverse("cases:alarms")).text
