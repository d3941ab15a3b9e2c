"""Posting an event: decided by an officer who may, done once, with an answer that stays the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.db.models import F

from banji.accounts import operations as accounts
from banji.accounts.models import Account, Organisation
from banji.api import once
from banji.api.models import Posted
from banji.audit.models import AuditEntry
from banji.cases.models import Alarm, Case
from banji.foundation import clock
from banji.register.models import Particulars, RegisterEvent, Registration, SignOfLife
from tests.api.world import FAR, NUMBER, System, World, make_world, papers, problem
from tests.cast import make_cast

KEY = "0190c7d2-6f3e-7c51-9a54-2f6a1d1c8b10"


@pytest.fixture
def police(world: World) -> System:
    return world.police


@pytest.mark.django_db
def test_a_birth_is_registered_by_the_officer_and_the_trail_names_the_system(
    world: World, police: System
) -> None:
    answer = police.post("events", world.birth(), key=KEY)
    assert answer.status_code == 201, answer.content.decode()
    (written,) = answer.json()["events"]
    event = RegisterEvent.objects.get(pk=written["event_id"])
    assert (event.kind, event.decided_by, event.case_no) == ("BIRTH", "周文静", "2017-1")
    child = Registration.objects.get(person=written["person_id"], recorded_to=None)
    assert (child.household_id, child.pk) == (world.who.household_id, written["registration"])
    decided = AuditEntry.objects.get(act="register.register_birth")
    assert (decided.actor_kind, decided.actor_name, decided.role) == ("officer", "周文静", "OFFICER")
    posted = AuditEntry.objects.get(act="api.post_event")
    assert (posted.actor_kind, posted.actor_id) == ("client", police.id)
    assert (posted.object_id, posted.purpose) == (written["event_id"], "窗口办理户籍业务")
    assert posted.after["decided_by"] == world.decided_by


@pytest.mark.django_db
def test_the_same_again_has_the_same_answer_and_no_effect(world: World, police: System) -> None:
    first = police.post("events", world.birth(), key=KEY)
    again = police.post("events", world.birth(), key=KEY)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert RegisterEvent.objects.filter(kind="BIRTH").count() == 1


@pytest.mark.django_db
def test_the_key_with_another_body_is_refused(world: World, police: System) -> None:
    police.post("events", world.birth(), key=KEY)
    other = world.birth(child={"name": "李二宝", "sex": "1", "birth_date": "2017-02-01"})
    said = problem(police.post("events", other, key=KEY))
    assert (said["status"], said["code"]) == (422, "key_reused")
    assert RegisterEvent.objects.filter(kind="BIRTH").count() == 1


@pytest.mark.django_db
def test_keys_belong_to_each_client(world: World) -> None:
    one, two = world.police, world.police
    assert one.post("events", world.birth(), key=KEY).status_code == 201
    other = world.birth(child={"name": "李二宝", "sex": "1", "birth_date": "2017-02-01"})
    assert two.post("events", other, key=KEY).status_code == 201


@pytest.mark.django_db
def test_after_a_crash_between_commit_and_answer_the_stored_one_comes(
    world: World, police: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = once.once

    def crashes(*args: Any) -> once.Answer:
        done(*args)
        raise ConnectionError("killed after the commit")

    with monkeypatch.context() as patch:
        patch.setattr("banji.api.events.once", crashes)
        assert police.post("events", world.birth(), key=KEY).status_code == 500
    event = RegisterEvent.objects.get(kind="BIRTH")
    again = police.post("events", world.birth(), key=KEY)
    assert again.status_code == 201
    assert again.json()["events"][0]["event_id"] == str(event.pk)


@pytest.mark.django_db
def test_a_crash_before_the_commit_leaves_nothing(
    world: World, police: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("banji.api.once._answer", lambda *_, **__: 1 / 0)
        assert police.post("events", world.birth(), key=KEY).status_code == 500
    assert not RegisterEvent.objects.filter(kind="BIRTH").exists()
    assert not Posted.objects.exists()
    assert police.post("events", world.birth(), key=KEY).status_code == 201


@pytest.mark.django_db
def test_a_refusal_keeps_no_key(world: World, police: System) -> None:
    said = problem(police.post("events", world.birth(papers=[]), key=KEY))
    assert (said["status"], said["code"]) == (409, "papers_missing")
    assert said["rule"]
    assert not Posted.objects.exists()
    assert police.post("events", world.birth(), key=KEY).status_code == 201


@pytest.mark.django_db
def test_a_paper_that_may_not_be_demanded_is_refused_and_the_attempt_kept(
    world: World, police: System
) -> None:
    more = [*papers("birth.in_wedlock"), {"paper": "MIGRATION_CERTIFICATE", "document_no": ""}]
    said = problem(police.post("events", world.birth(papers=more)))
    assert (said["status"], said["code"]) == (409, "ILLEGAL_PRECONDITION")
    kept = AuditEntry.objects.get(act="law.illegal_demand")
    assert (kept.actor_kind, kept.actor_id, kept.case_no) == ("client", police.id, "2017-1")


@pytest.mark.django_db(transaction=True)
def test_two_requests_with_one_key_at_once_have_one_effect(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    world = make_world(make_cast())
    police = world.police

    def post(_: int) -> tuple[int, str]:
        try:
            answer = police.post("events", world.birth(), key=KEY)
            return answer.status_code, answer.content.decode()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(post, range(6)))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 201
    assert RegisterEvent.objects.filter(kind="BIRTH").count() == 1
    assert AuditEntry.objects.filter(act="api.post_event").count() == 1


@pytest.mark.django_db
def test_keys_are_forgotten_later(world: World, police: System) -> None:
    police.post("events", world.birth(), key=KEY)
    once.forget()
    assert Posted.objects.count() == 1
    Posted.objects.update(posted_at=F("posted_at") - once.KEPT - timedelta(hours=1))
    once.forget()
    assert not Posted.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "who",
    ["outsider", "chief_in_anothers_post", "grid", "sec_admin", "citizen", "nobody", "locked", "moved_on"],
)
def test_who_may_not_decide_here_decides_nothing(world: World, police: System, who: str) -> None:
    cast = world.cast
    assert cast.officer.post
    assert cast.chief.post
    assert cast.outsider.post
    own = cast.officer.post.pk
    named: dict[str, tuple[str, int]] = {
        "outsider": ("tang", cast.outsider.post.pk),
        "chief_in_anothers_post": ("luo", own),
        "grid": ("li", cast.committee.post.pk if cast.committee.post else 0),
        "sec_admin": ("sec", cast.sec_admin.post.pk if cast.sec_admin.post else 0),
        "citizen": ("minwei", own),
        "nobody": ("nobody", own),
        "locked": ("zhou", own),
        "moved_on": ("zhou", own),
    }
    if who == "locked":
        Account.objects.filter(username="zhou").update(is_active=False)
    if who == "moved_on":
        (holding,) = cast.officer.account.holdings.all()
        accounts.end_holding(holding=holding, by=cast.sec_admin.actor)
    username, post = named[who]
    said = problem(
        police.post(
            "events", world.birth(decided_by={"username": username, "post": post}), language="zh-hans"
        )
    )
    assert (said["status"], said["code"]) == (403, "not_your_officer")
    assert "第八条" in said["rule"]
    assert not RegisterEvent.objects.filter(kind="BIRTH").exists()


@pytest.mark.django_db
def test_a_bureaus_system_speaks_for_the_stations_below_it(world: World) -> None:
    bureau = world.system(world.cast.county_bureau, "COUNTER")
    assert problem(bureau.post("events", world.birth()))["code"] == "not_your_officer"
    Organisation.objects.filter(pk=world.cast.east_station.pk).update(parent=world.cast.county_bureau)
    assert bureau.post("events", world.birth()).status_code == 201


@pytest.mark.django_db
def test_outside_the_officers_area_nothing_is_written(world: World, police: System) -> None:
    said = problem(police.post("events", world.birth(follows=str(world.far.person_id))))
    assert said["status"] == 404
    out = move_out(world, world.far.person_id, world.far.registration.pk)
    assert problem(police.post("events", out))["status"] == 404


def move_out(world: World, person_id: UUID, seen: int) -> dict[str, Any]:
    return {
        "kind": "move_out",
        "decided_by": world.decided_by,
        "ground": "other_province",
        "papers": papers("move_out.other_province"),
        "on": clock.today().isoformat(),
        "movers": [{"person_id": str(person_id), "seen": seen}],
        "to": "云南省昆明市",
        "certificate_no": "川迁0001",
    }


@pytest.mark.django_db
def test_what_is_stale_is_refused_and_what_is_odd_is_asked(world: World, police: System) -> None:
    seen = world.wife.registration.pk
    assert (
        problem(police.post("events", move_out(world, world.wife.person_id, seen + 999)))["code"] == "stale"
    )
    odd = world.birth(relation_to_head="30")  # 30 is a daughter, the child a boy
    said = problem(police.post("events", odd, key=KEY))
    assert (said["status"], said["code"]) == (409, "asked")
    codes = [doubt["code"] for doubt in said["doubts"]]
    assert codes
    assert police.post("events", odd | {"confirmed": codes}, key=KEY).status_code == 201
    assert RegisterEvent.objects.get(kind="BIRTH").details["confirmed"] == codes


@pytest.mark.django_db
def test_moving_out_and_within(world: World, police: System) -> None:
    answer = police.post("events", move_out(world, world.wife.person_id, world.wife.registration.pk))
    assert answer.status_code == 201, answer.content.decode()
    standing = Registration.objects.get(pk=answer.json()["events"][0]["registration"])
    assert standing.status == "IN_TRANSIT"
    within = {
        "kind": "move_within",
        "decided_by": world.decided_by,
        "ground": "kin",
        "papers": papers("move_within.kin"),
        "on": clock.today().isoformat(),
        "movers": [
            {
                "person_id": str(world.far.person_id),
                "seen": world.far.registration.pk,
                "relation_to_head": "51",
            }
        ],
        "home": {"household_id": str(world.who.household_id)},
    }
    moved = police.post("events", within | {"confirmed": []})
    if moved.status_code == 409:
        codes = [doubt["code"] for doubt in problem(moved)["doubts"]]
        moved = police.post("events", within | {"confirmed": codes})
    assert moved.status_code == 201, moved.content.decode()
    assert world.far.registration.household_id == world.who.household_id


@pytest.mark.django_db
def test_somebody_came_to_the_counter(world: World, police: System) -> None:
    said = {
        "kind": "seen_alive",
        "decided_by": world.decided_by,
        "person_id": str(world.who.person_id),
        "happened_on": clock.today().isoformat(),
    }
    assert police.post("events", said).json() == {"kind": "seen_alive", "events": [], "report": None}
    assert SignOfLife.objects.get(person=world.who.person_id).kind == "COUNTER_VISIT"


@pytest.mark.django_db
def test_a_hospital_reports_a_death_and_learns_nothing(world: World) -> None:
    health = world.system(world.health, "DEATH_CHECK")
    died = {"kind": "death_reported", "name": "李大山", "number": NUMBER, "died_on": "2016-11-02"}
    known, unknown = health.post("events", died), health.post("events", died | {"number": FAR})
    assert known.status_code == unknown.status_code == 201
    assert known.json().keys() == unknown.json().keys()
    assert known.json()["events"] == unknown.json()["events"] == []
    assert Case.objects.get().person_id == world.who.person_id
    assert Alarm.objects.filter(kind="REPORT_TO_IDENTIFY").count() == 1
    assert world.who.registration.status == "ACTIVE"  # a machine proposes, an officer decides


@pytest.mark.django_db
def test_a_hospital_registers_nobody_and_a_station_reports_no_death(world: World, police: System) -> None:
    health = world.system(world.health, "DEATH_CHECK")
    birth = world.birth() | {"purpose": "DEATH_CHECK"}
    assert problem(health.post("events", birth))["code"] == "no_catalogue_entry"
    died = {"kind": "death_reported", "name": "李大山", "number": NUMBER, "died_on": "2016-11-02"}
    assert problem(police.post("events", died))["code"] == "no_catalogue_entry"
    assert Particulars.objects.filter(name="李小宝").count() == 0


@pytest.mark.django_db
def test_an_event_without_a_key_or_of_no_kind_is_named(world: World, police: System) -> None:
    body = world.birth() | {"purpose": "COUNTER", "case_no": "1"}
    without = police.client.post(
        "/api/v1/events", body, content_type="application/json", headers=police.headers
    )
    assert [one["field"] for one in problem(without)["fields"]] == ["header.Idempotency-Key"]
    child = problem(police.post("events", world.birth(child={"name": "", "sex": "1"})))
    assert [one["field"] for one in child["fields"]] == ["body.child.name", "body.child.birth_date"]
    assert problem(police.post("events", {"kind": "cancel"}))["code"] == "invalid"
