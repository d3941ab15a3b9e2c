"""Moves into the city, households and changed particulars: decided by an officer in his area, with the papers of the law."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from pydantic import TypeAdapter

from banji.addresses.operations import add_address
from banji.addresses.standardise import Segments
from banji.api.examples import EXAMPLES
from banji.api.people import Lookup
from banji.api.shapes import Event
from banji.api.verify import Verify
from banji.audit.models import AuditEntry
from banji.exchange.models import Message
from banji.exchange.questions_lint import SCOPES
from banji.foundation import clock
from banji.register.models import Particulars, RegisterEvent, Registration
from banji.register.queries.households import registered_in
from tests.api.world import System, World, papers, person_path, problem
from tests.register.people import Resident, make_household, make_person

pytestmark = pytest.mark.django_db
KEY = "0190c7d2-6f3e-7c51-9a54-2f6a1d1c8b10"


@pytest.fixture
def police(world: World) -> System:
    return world.police


def event(world: World, kind: str, papers_of: str, **more: Any) -> dict[str, Any]:
    """An event of today, with all its papers."""
    said = {
        "kind": kind,
        "decided_by": world.decided_by,
        "papers": papers(papers_of),
        "on": clock.today().isoformat(),
    }
    return said | more


def member(who: Resident, relation: str) -> dict[str, Any]:
    return {"person_id": str(who.person_id), "seen": who.registration.pk, "relation_to_head": relation}


def newcomer(
    name: str, relation: str, number: str, born: str = "1985-06-01", sex: str = "1"
) -> dict[str, Any]:
    who = {"name": name, "sex": sex, "birth_date": born, "number": number}
    return {"newcomer": who, "relation_to_head": relation}


def moving_in(world: World, **more: Any) -> dict[str, Any]:
    said = {
        "ground": "work",
        "movers": [newcomer("陈建国", "51", "519902198506010019")],
        "home": {"household_id": str(world.who.household_id)},
        "certificate_valid_until": clock.today().isoformat(),
    }
    return event(world, "move_in", "move_in.work", **(said | more))


def change_of(world: World, papers_of: str, to: dict[str, str], **more: Any) -> dict[str, Any]:
    said = {
        "person_id": str(world.who.person_id),
        "seen": particulars(world.who).pk,
        "to": to,
        "reason": "本人申请",
    }
    return event(world, "change", papers_of, **(said | more))


def particulars(who: Resident) -> Particulars:
    return Particulars.objects.get(person=who.person_id, recorded_to=None, valid_to=None)


def refused(system: System, said: dict[str, Any]) -> dict[str, Any]:
    """The problem; nothing was written."""
    before = RegisterEvent.objects.count()
    found = problem(system.post("events", said, language="zh-hans"))
    assert RegisterEvent.objects.count() == before
    return found


def posted(system: System, said: dict[str, Any], key: str = "") -> list[dict[str, Any]]:
    answer = system.post("events", said, key=key)
    assert answer.status_code == 201, answer.content.decode()
    events: list[dict[str, Any]] = answer.json()["events"]  # type: ignore[attr-defined]
    return events


# ---------------------------------------------------------------- moving in


def test_somebody_moves_in_once_and_the_house_hears_of_it(world: World, police: System) -> None:
    said = moving_in(world)
    (first,), (again,) = posted(police, said, KEY), posted(police, said, KEY)
    assert first == again
    registered = Registration.objects.get(pk=first["registration"])
    assert (registered.household_id, registered.status) == (world.who.household_id, "ACTIVE")
    row = RegisterEvent.objects.get(pk=first["event_id"])
    assert (row.kind, row.decided_by, row.details["ground"]) == ("MOVE_IN", "周文静", "work")
    told = Message.objects.get(type="HUKOU_MOVED_IN")
    assert told.case_no == "2017-1"
    assert AuditEntry.objects.get(act="api.post_event").actor_id == police.id


def test_a_family_moves_into_a_household_of_its_own(world: World, police: System) -> None:
    address = add_address(
        village=world.cast.places.village,
        segments=Segments(group_no="3", plate_no="18号"),
        valid_from=date(2016, 1, 1),
        by=world.cast.officer.actor,
    )
    family = [
        newcomer("陈小宝", "20", "519902201006010017", "2010-06-01"),
        newcomer("陈建国", "02", "519902198506010019"),
    ]
    events = posted(police, moving_in(world, movers=family, home={"address_code": address.code}))
    rows = {Registration.objects.get(pk=each["registration"]) for each in events}
    assert {(row.relation_to_head, row.address_id) for row in rows} == {
        ("02", address.pk),
        ("20", address.pk),
    }
    assert len({row.household_id for row in rows}) == 1


@pytest.mark.parametrize(
    ("more", "code", "article"),
    [
        ({"certificate_valid_until": "2016-12-31"}, "certificate_expired", "第四十七条"),
        ({"certificate_valid_until": None}, "certificate_undated", "第四十七条"),
        ({"papers": []}, "papers_missing", "第十三条"),
        ({"movers": [newcomer("陈建国", "51", "519902198506010018")]}, "bad_number", "11643"),
    ],
)
def test_a_move_in_that_the_law_refuses_is_refused_with_its_article(
    world: World, police: System, more: dict[str, Any], code: str, article: str
) -> None:
    said = refused(police, moving_in(world, **more))
    assert (said["status"], said["code"]) == (409, code)
    assert article in said["rule"]
    assert said["remedy"]


def test_who_is_registered_here_does_not_move_in(world: World, police: System) -> None:
    back = {"person_id": str(world.wife.person_id), "relation_to_head": "10"}
    said = refused(police, moving_in(world, movers=[back]))
    assert (said["code"], "第六条" in said["rule"]) == ("registered", True)


def test_who_comes_back_brings_the_certificate_he_left_with(world: World, police: System) -> None:
    left = event(
        world,
        "move_out",
        "move_out.other_province",
        ground="other_province",
        movers=[{"person_id": str(world.wife.person_id), "seen": world.wife.registration.pk}],
        to="云南省昆明市",
        certificate_no="川迁0001",
    )
    posted(police, left)
    back = moving_in(
        world,
        movers=[{"person_id": str(world.wife.person_id), "relation_to_head": "12"}],
        confirmed=["relation_sex"],
    )
    another = [{"paper": "MIGRATION_CERTIFICATE", "document_no": "川迁0002"}]
    said = refused(police, back | {"papers": another})
    assert (said["code"], "第十三条" in said["rule"]) == ("other_certificate", True)
    own = [{"paper": "MIGRATION_CERTIFICATE", "document_no": "川迁0001"}]
    (done,) = posted(police, back | {"papers": own})
    assert done["person_id"] == str(world.wife.person_id)
    assert world.wife.registration.status == "ACTIVE"


def test_nobody_moves_into_anothers_area(world: World, police: System) -> None:
    there = {"household_id": str(world.far.household_id)}
    assert refused(police, moving_in(world, home=there))["status"] == 404


# ---------------------------------------------------------------- households


def test_a_household_is_divided(world: World, police: System) -> None:
    said = event(
        world,
        "divide",
        "divide.dwelling",
        ground="dwelling",
        household_id=str(world.who.household_id),
        members=[member(world.wife, "02")],
    )
    (done,) = posted(police, said)
    row = Registration.objects.get(pk=done["registration"])
    assert row.household_id != world.who.household_id
    assert (row.relation_to_head, row.village_id) == ("02", world.cast.places.village.pk)
    everybody = said | {"members": [member(world.who, "02")]}
    assert refused(police, everybody)["code"] == "nobody_left"


def test_households_are_merged(world: World, police: System) -> None:
    village = world.cast.places.village
    alone = make_person(make_household(village, number="5190000077"), village, name="何秀英")
    said = event(
        world,
        "merge",
        "merge",
        household_id=str(alone.household_id),
        into=str(world.who.household_id),
        members=[member(alone, "51")],
        confirmed=["relation_age"],
    )
    posted(police, said)
    assert alone.registration.household_id == world.who.household_id
    assert not registered_in([alone.household_id], clock.today()).exists()
    far = said | {
        "household_id": str(world.who.household_id),
        "into": str(world.far.household_id),
        "members": [member(world.who, "51"), member(world.wife, "51"), member(alone, "51")],
    }
    assert refused(police, far)["status"] == 404


def test_another_head_is_chosen_and_nobody_left_out(world: World, police: System) -> None:
    said = event(
        world,
        "choose_head",
        "choose_head",
        household_id=str(world.who.household_id),
        members=[member(world.wife, "02"), member(world.who, "11")],
    )
    one = refused(police, said | {"members": said["members"][:1]})
    assert one["code"] == "left_out"
    assert "GB/T 4761" in one["rule"]
    assert len(posted(police, said)) == 2
    assert world.wife.registration.relation_to_head == "02"


@pytest.mark.parametrize("kind", ["divide", "merge", "choose_head"])
def test_a_household_elsewhere_is_nobodys(world: World, police: System, kind: str) -> None:
    paper = {"divide": "divide.dwelling"}.get(kind, kind)
    more = {"divide": {"ground": "dwelling"}, "merge": {"into": str(world.who.household_id)}}.get(kind, {})
    said = event(
        world,
        kind,
        paper,
        household_id=str(world.far.household_id),
        members=[member(world.far, "02")],
        **more,
    )
    assert refused(police, said)["status"] == 404


# ---------------------------------------------------------------- what has become otherwise


@pytest.mark.parametrize(
    ("papers_of", "to"),
    [
        ("change.name", {"name": "李志远"}),
        ("change.sex", {"sex": "2"}),
        ("change.ethnicity", {"ethnicity": "03"}),
        ("change.other", {"marital_status": "40"}),
        ("change.other", {"education": "20"}),
    ],
)
def test_a_particular_changes(world: World, police: System, papers_of: str, to: dict[str, str]) -> None:
    said = change_of(world, papers_of, to, confirmed=["number_sex"])
    posted(police, said)
    now = particulars(world.who)
    assert {name: getattr(now, name) for name in to} == to
    assert refused(police, said)["code"] == "stale"


def test_the_sheet_says_what_a_change_has_seen(world: World, police: System) -> None:
    sheet = police.get(person_path(world.who.person_id)).json()  # type: ignore[attr-defined]
    assert sheet["particulars"] == particulars(world.who).pk
    posted(police, change_of(world, "change.name", {"name": "李志远"}, seen=sheet["particulars"]))
    after = police.get(person_path(world.who.person_id)).json()  # type: ignore[attr-defined]
    assert (after["name"], after["former_name"]) == ("李志远", "李大山")


def test_without_the_approval_nobody_changes_his_ethnicity(world: World, police: System) -> None:
    said = refused(police, change_of(world, "change.ethnicity", {"ethnicity": "03"}, papers=[]))
    assert said["code"] == "papers_missing"
    assert said["rule"]


def test_what_is_only_corrected_is_no_change(world: World, police: System) -> None:
    """A date of birth or a number was always wrong: that is decided in a case, at the level of the law."""
    for to in (
        {"birth_date": "1951-01-01"},
        {"number": "519901195101010011"},
        {"name": "李", "sex": "2"},
        {},
    ):
        said = change_of(world, "change.name", {"name": "李志远"}) | {"to": to}
        assert refused(police, said)["code"] == "invalid"


def test_who_lives_elsewhere_is_not_changed(world: World, police: System) -> None:
    said = change_of(
        world,
        "change.name",
        {"name": "王志远"},
        person_id=str(world.far.person_id),
        seen=particulars(world.far).pk,
    )
    assert refused(police, said)["status"] == 404


def test_none_of_them_is_a_hospitals_to_post(world: World) -> None:
    health = world.system(world.health, "DEATH_CHECK")
    for said in (moving_in(world), change_of(world, "change.name", {"name": "李志远"})):
        assert refused(health, said)["code"] == "no_catalogue_entry"


# ---------------------------------------------------------------- the description


def test_every_kind_has_an_example_that_fits(world: World) -> None:
    shown = EXAMPLES["post_event"]
    assert set(shown) == SCOPES["event.write"]
    for kind, body in shown.items():
        assert TypeAdapter(Event).validate_python(body).kind == kind
    Verify.model_validate(EXAMPLES["verify"]["alive"])
    Lookup.model_validate(EXAMPLES["find_person"]["by_number"])


@pytest.mark.parametrize("kind", sorted(EXAMPLES["post_event"]))
def test_the_papers_of_each_example_are_those_of_the_law(world: World, police: System, kind: str) -> None:
    """Posted with people who are there, it is refused for no paper that is missing or may not be asked for."""
    if kind in ("death_reported", "seen_alive"):
        return
    said = EXAMPLES["post_event"][kind] | {"case_no": str(uuid4())}
    name = f"{kind}.{said['ground']}" if "ground" in said else "change.name" if kind == "change" else kind
    assert {each["paper"] for each in said["papers"]} == {each["paper"] for each in papers(name)}
