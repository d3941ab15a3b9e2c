"""What an integrator stumbles over: days to come, names typed wrong, another version, limits, replays, a dissolved office."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from banji.accounts import operations as accounts
from banji.api.models import AskedAbout, Volume
from banji.exchange.questions import entry
from banji.foundation import clock
from banji.register.models import RegisterEvent
from tests.api.world import NUMBER, WIFE, System, World, person_path, problem

pytestmark = pytest.mark.django_db
KEY = "0190c7d2-6f3e-7c51-9a54-2f6a1d1c8b10"


def used_up(system: System, purpose_entry: str, most: int) -> None:
    """The entry's persons of today are used up."""
    volume = Volume.objects.create(client_id=system.id, entry=purpose_entry, day=clock.today(), persons=most)
    AskedAbout.objects.create(volume=volume, subject=b"the last of them", n=most)


def test_a_day_to_come_is_not_answered(world: World) -> None:
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    police, hrss = world.police, world.system(world.hrss, "BENEFIT_STOP")
    asked = [
        hrss.post("verify", {"question": "alive", "number": NUMBER, "valid_on": tomorrow}),
        police.get(person_path(world.who.person_id), valid_on=tomorrow),
        police.get(f"households/{world.who.household_id}", valid_on=tomorrow),
    ]
    for answer in asked:
        said = problem(answer)
        assert (said["status"], said["code"]) == (409, "day_to_come")
        assert said["rule"]
        assert said["remedy"]
    today = clock.today().isoformat()
    assert police.get(person_path(world.who.person_id), valid_on=today).status_code == 200


def test_a_parameter_typed_wrong_is_named_and_not_passed_over(world: World) -> None:
    for path in (person_path(world.who.person_id), f"households/{world.who.household_id}"):
        said = problem(world.police.get(path, valid_onn="2016-12-31"))
        assert (said["status"], said["code"]) == (422, "invalid")
        assert [one["field"] for one in said["fields"]] == ["query.valid_onn"]


def test_another_version_is_a_problem_too(world: World) -> None:
    for path in ("/api/v2/verify", "/api/v1", "/api/v1/people", "/api/verify"):
        assert problem(Client().get(path))["code"] == "no_such_address"


def test_whoever_has_asked_enough_learns_when_he_may_again(world: World) -> None:
    hrss = world.system(world.hrss, "BENEFIT_STOP")
    used_up(hrss, "HRSS_ALIVE", entry(world.hrss, "verify", "BENEFIT_STOP").per_day)
    answer = hrss.post("verify", {"question": "alive", "number": NUMBER})
    assert problem(answer)["code"] == "too_many_persons"
    begins = clock.now() + timedelta(seconds=int(answer["Retry-After"]))
    assert begins.date() == clock.today() + timedelta(days=1)
    assert (begins.hour, begins.minute) == (0, 0)


def test_what_was_done_is_answered_again_though_the_day_is_used_up(world: World) -> None:
    police = world.police
    first = police.post("events", world.birth(), key=KEY)
    assert first.status_code == 201
    Volume.objects.filter(client_id=police.id).delete()
    used_up(police, "COUNTER_EVENT", 500)
    again = police.post("events", world.birth(), key=KEY)
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Idempotency-Replayed"] == "true"
    twin = world.birth(child={"name": "李二宝", "sex": "1", "birth_date": "2017-02-01"})
    assert problem(police.post("events", twin))["code"] == "too_many_persons"
    assert RegisterEvent.objects.filter(kind="BIRTH").count() == 1


def test_the_system_of_a_dissolved_office_asks_no_more(world: World) -> None:
    hrss = world.system(world.hrss, "BENEFIT_STOP")
    asked = {"question": "alive", "number": WIFE}
    assert hrss.post("verify", asked).status_code == 200
    accounts.close_organisation(organisation=world.hrss, on=clock.today(), by=world.cast.sec_admin.actor)
    said = problem(hrss.post("verify", asked))
    assert (said["status"], said["code"]) == (401, "invalid_token")


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"home": {"household_id": "x"}}, {"body.home.household_id", "body.home.address_code"}),
        ({"movers": [{"person_id": "x"}]}, {"body.movers.0.person_id", "body.movers.0.relation_to_head"}),
    ],
)
def test_what_is_wrong_is_named_by_the_names_of_the_description(
    world: World, change: dict[str, Any], fields: set[str]
) -> None:
    said = problem(
        world.police.post(
            "events",
            {"kind": "move_in", "decided_by": world.decided_by, "papers": [], "ground": "work"}
            | {"on": "2017-01-05", "movers": [], "home": {"address_code": "A"}}
            | change,
        )
    )
    named = {one["field"] for one in said["fields"]}
    assert fields <= named
    assert not any("[" in name for name in named)
