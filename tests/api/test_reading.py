"""A person and a household as of two dates: within the area, masked as the entry says, recorded, as the pages say it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from banji.audit.models import AuditEntry, AuditSubject
from banji.foundation import clock
from banji.register import operations
from banji.register.queries import household_on, person_on
from tests.api.world import FAR, NUMBER, World, person_path, problem
from tests.cast import sign_in
from tests.register.lawful import brought
from tests.register.people import make_household

pytestmark = pytest.mark.django_db


def moved(world: World) -> str:
    """The wife moves to the other village of the town; returns the instant before."""
    village = world.cast.places.east_villages[1]
    before = clock.now()
    operations.move_within(
        home=operations.Home(
            {world.wife.person_id: "02"}, seat=operations.Seat(village.pk, f"{village.name}1组1号")
        ),
        ground="dwelling",
        on=date(2017, 1, 10),
        papers=brought("move_within.dwelling"),
        seen={world.wife.person_id: world.wife.registration.pk},
        by=world.cast.officer.actor,
    )
    return before.isoformat()


def test_a_person_as_of_two_dates_as_the_register_says(world: World) -> None:
    before = moved(world)
    police, path = world.police, person_path(world.wife.person_id)
    now = police.get(path).json()
    assert (now["name"], now["birth_date"], now["citizen_id_no"]) == (
        "周桂芳",
        "1988-03-03",
        "519*********0041",
    )
    assert (now["relation_to_head"], now["registered_since"]) == ("02", "2017-01-10")
    assert now["village_code"] == "519901100202"
    assert police.get(path, valid_on="2017-01-09").json()["village_code"] == "519901100201"
    # On that day, as it was known before anybody had told us.
    then = police.get(path, valid_on="2017-01-10", known_at=before).json()
    assert (then["village_code"], then["relation_to_head"]) == ("519901100201", "12")
    for valid_on, known_at in ((date(2017, 1, 9), None), (date(2017, 1, 10), None), (date(2004, 1, 1), None)):
        sheet = person_on(world.wife.person_id, valid_on, known_at)
        said = police.get(path, valid_on=valid_on.isoformat()).json()
        assert said["registration"] == (sheet.registration.pk if sheet.registration else None)
        assert said["status"] == sheet.status


def test_the_answer_is_what_the_page_shows(world: World) -> None:
    before = moved(world)
    asked = {"valid_on": "2017-01-10", "known_at": before}
    said = world.police.get(person_path(world.wife.person_id), **asked).json()
    client = sign_in(world.police.client, world.cast.officer)

    page = reverse("register:person", args=[world.wife.person_id])
    client.post(page, {"purpose": "COUNTER"})
    shown = client.get(page, {"valid_on": "2017-01-10", "known_at": before}).context["then"]["sheet"]
    assert shown.registration.pk == said["registration"]
    assert shown.particulars.name == said["name"]


def test_a_household_as_of_two_dates(world: World) -> None:
    before = moved(world)
    path = f"households/{world.who.household_id}"
    police = world.police
    assert [m["name"] for m in police.get(path).json()["members"]] == ["李大山"]
    then = police.get(path, valid_on="2017-01-10", known_at=before).json()
    assert [m["person_id"] for m in then["members"]] == [
        str(m.person_id) for m in household_on(world.who.household_id, date(2017, 1, 9)).members
    ]
    assert then["household_no"] == "5190000001"
    assert not then["ended"]
    assert problem(police.get(path, valid_on="1999-01-01"))["status"] == 404


def test_an_entry_without_plain_names_answers_masked(world: World) -> None:
    bureau = world.system(world.cast.county_bureau, "INSPECTION", ["person.read"])
    said = bureau.get(person_path(world.who.person_id)).json()
    assert said["name"] == "李**"
    assert said["birth_date"] == "1950"
    assert said["address"] == "安平县东河镇李家村"
    assert "registration" not in said
    assert "ethnicity" not in said


def test_who_is_outside_the_area_looks_absent(world: World) -> None:
    police = world.police
    absent = problem(police.get(person_path(uuid4())))
    far = problem(police.get(person_path(world.far.person_id)))
    assert absent == far
    assert (far["status"], far["code"]) == (404, "not_found")
    assert problem(police.post("people/lookup", {"number": FAR}))["status"] == 404
    west = make_household(world.cast.places.west_villages[1], number="5190000077")
    assert problem(police.get(f"households/{west}"))["status"] == 404


def test_a_person_is_found_by_number_and_name(world: World) -> None:
    police = world.police
    wanted = {"person_id": str(world.who.person_id)}
    assert police.post("people/lookup", {"number": NUMBER}).json() == wanted
    assert police.post("people/lookup", {"number": NUMBER, "name": "李大山"}).json() == wanted
    assert problem(police.post("people/lookup", {"number": NUMBER, "name": "张三"}))["status"] == 404


def test_a_reading_names_client_purpose_and_case(world: World) -> None:
    police = world.police
    police.get(person_path(world.who.person_id), case_no="安2017-7")
    entry = AuditEntry.objects.get(act="person.open", actor_id=police.id)
    assert (entry.actor_kind, entry.actor_name) == ("client", "东河派出所系统")
    assert (entry.purpose, entry.case_no) == ("窗口办理户籍业务", "安2017-7")
    assert entry.organisation_id == world.cast.east_station.pk
    assert AuditSubject.objects.get(entry_id=entry.pk).person_id == world.who.person_id


def test_past_the_watermark_is_refused(world: World) -> None:
    later = (clock.now() + timedelta(hours=1)).isoformat()
    for path in (person_path(world.who.person_id), f"households/{world.who.household_id}"):
        assert problem(world.police.get(path, known_at=later))["code"] == "past_the_watermark"
    assert not AuditEntry.objects.filter(act="person.open").exists()
