"""Registered twice: from the suspicion to the merge and back, under both profiles, and what is refused on the way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import sign_in
from tests.matters.deaths.scene import at
from tests.matters.duplicates.scene import FARM_NUMBER, TOWN_NUMBER, Scene, payload, told
from tests.register.lawful import brought
from tests.register.people import Resident, make_household, make_person

from banji.audit.verify import verify
from banji.cases.models import Alarm
from banji.exchange.models import Delivery
from banji.foundation import clock
from banji.foundation.errors import Refused
from banji.register import operations, queries
from banji.register.access import identify, search_people
from banji.register.models import IdCard, RegisterEvent, Registration, Survivor

pytestmark = pytest.mark.django_db


def status(who: Resident) -> tuple[str, str]:
    row = queries.person_on(who.person_id, clock.today()).registration
    assert row is not None
    return row.status, row.cancel_reason


@pytest.mark.parametrize(
    ("profile", "day"), [("ziyang_2017", date(2017, 3, 1)), ("national_2021", date(2022, 3, 1))]
)
def test_merged_and_departments_told(scene: Scene, settings: Any, profile: str, day: date) -> None:
    settings.BANJI_PROFILE = profile
    at(day)
    scene.suspect()
    assert (scene.fresh.profile, scene.fresh.state) == (profile, "SUSPECTED")
    assert scene.fresh.due_on is not None
    scene.merged()
    assert (scene.fresh.state, scene.fresh.is_open) == ("CANCELLED_OTHER", False)
    assert status(scene.farm) == ("CANCELLED", "DUPLICATE")
    assert status(scene.town) == ("ACTIVE", "")
    (message,) = told("NUMBER_REPLACED")
    said = {key: payload(message)[key] for key in ("citizen_id_no", "former_citizen_id_no", "still_held")}
    assert said == {"citizen_id_no": TOWN_NUMBER, "former_citizen_id_no": FARM_NUMBER, "still_held": "否"}
    departments = Delivery.objects.filter(message=message).values_list("organisation__department", flat=True)
    assert set(departments) == {"HRSS", "HEALTH", "CIVIL_AFFAIRS"}
    assert Alarm.objects.filter(kind="HEAD_CHANGE_NEEDED").exists(), "his wife is without a head of household"
    assert list(verify()) == []


def test_whoever_finds_the_merged_one_is_led_on(scene: Scene, client: Client) -> None:
    scene.suspect()
    scene.merged()
    by = scene.county.actor
    hits = search_people(FARM_NUMBER, by=by, purpose="COUNTER").hits
    assert [(hit.person_id, hit.survivor) for hit in hits] == [(scene.farm.person_id, scene.town.person_id)]
    assert identify("李大山", FARM_NUMBER, by=by, purpose="报告") == scene.town.person_id
    sign_in(client, scene.county)
    page = reverse("register:people") + "?q=李大山&purpose=COUNTER"
    assert reverse("register:person", args=[scene.town.person_id]) in client.get(page).content.decode()
    for who, link in ((scene.farm, scene.town), (scene.town, scene.farm)):
        page = reverse("register:person", args=[who.person_id])
        client.post(page, {"purpose": "COUNTER"})
        assert (
            f'href="{reverse("register:person", args=[link.person_id])}"' in client.get(page).content.decode()
        )


def test_a_chain_of_survivors_and_its_undoing_in_the_middle(scene: Scene) -> None:
    """A → B → C; then A and B are un-merged, though B was merged into C meanwhile."""
    village = scene.cast.places.east_villages[1]
    third = make_person(
        make_household(village, number="5190000003"), village, name="李大山", born=date(1962, 8, 9)
    )
    scene.suspect()
    scene.merged()
    first = scene.fresh
    scene.suspect("duplicate_registration", scene.town, third)
    scene.checked().take("confirm_same", scene.county)
    with pytest.raises(Refused, match="登记在城镇"):
        scene.take("choose", keep=str(third.person_id), statement="本人愿意")
    operations.void_id_card(
        card_id=IdCard.objects.get(person=scene.town.person_id, recorded_to=None).pk, reason="换领", by=scene.cast.officer.actor
    )  # fmt: skip
    scene.take("choose", keep=str(third.person_id))
    scene.paper("DUPLICATE_DECISION")
    scene.take("cancel_other", scene.county)
    (hit,) = search_people(FARM_NUMBER, by=scene.county.actor, purpose="COUNTER").hits
    assert hit.survivor == third.person_id
    scene.case = first
    scene.take("propose_unmerging")
    scene.take("unmerge", scene.county)
    assert status(scene.farm) == ("ACTIVE", "")
    (hit,) = search_people(FARM_NUMBER, by=scene.county.actor, purpose="COUNTER").hits
    assert hit.survivor is None
    assert list(Survivor.objects.filter(recorded_to=None).values_list("person", "survivor")) == [
        (scene.town.person_id, third.person_id)
    ]
    with pytest.raises(Refused, match=r"already cancelled|已"):
        operations.cancel(
            person_id=third.person_id, ground="DUPLICATE", on=clock.today(), papers=brought("cancel.duplicate"),
            by=scene.county.actor, seen_registration_id=third.registration.pk, survivor=scene.town.person_id,
        )  # fmt: skip


def test_un_merged_after_the_survivor_has_changed(scene: Scene) -> None:
    """Undo is not last in, first out: the survivor moved and was renamed in between, and keeps both."""
    scene.suspect()
    scene.merged()
    at(date(2017, 4, 3))
    now = queries.person_on(scene.town.person_id, clock.today())
    assert now.particulars is not None
    operations.change(
        person_id=scene.town.person_id, values={"name": "李大海"}, on=clock.today(), papers=brought("change.name"),
        by=scene.cast.outsider.actor, seen=now.particulars.pk,
    )  # fmt: skip
    at(date(2017, 5, 8))
    scene.take("propose_unmerging")
    with pytest.raises(Refused):
        scene.take("unmerge", scene.cast.outsider)
    scene.take("unmerge", scene.county)
    assert (scene.fresh.state, scene.fresh.is_open) == ("UNMERGED", False)
    assert status(scene.farm) == ("ACTIVE", "")
    name = queries.person_on(scene.town.person_id, clock.today()).particulars
    assert name is not None
    assert name.name == "李大海"
    (withdrawn,) = told("NUMBER_REPLACED_WITHDRAWN")
    assert payload(withdrawn)["former_citizen_id_no"] == FARM_NUMBER
    assert not Survivor.objects.filter(recorded_to=None).exists()
    assert list(verify()) == []


def test_the_card_of_the_cancelled_one_is_void_and_comes_back(scene: Scene) -> None:
    scene.suspect()
    scene.merged(keep=scene.town)
    make = IdCard.objects.filter(person=scene.town.person_id, recorded_to=None)
    assert make.get().state == "IN_USE"
    twice = make_person(
        make_household(scene.cast.places.village, number="5190000004"),
        scene.cast.places.village,
        name="李大山",
    )
    event = operations.cancel(
        person_id=twice.person_id, ground="DUPLICATE", on=clock.today(), papers=brought("cancel.duplicate"),
        by=scene.county.actor, seen_registration_id=twice.registration.pk, survivor=scene.town.person_id,
    )  # fmt: skip
    cards = IdCard.objects.filter(person=twice.person_id, recorded_to=None)
    assert cards.get().state == "VOIDED"
    operations.revoke(event_id=event.pk, reason="合并有误", by=scene.county.actor)
    assert cards.get().state == "IN_USE"


# ------------------------------------------------------------------ refusals


def test_who_checks_does_not_decide_and_the_county_decides(scene: Scene) -> None:
    scene.suspect()
    scene.paper("CHECK_RECORD")
    with pytest.raises(Refused, match="比对结论的文号"):
        scene.take("check", comparison="SAME", finding="走访")
    scene.checked()
    for who in (scene.station, scene.chief):
        with pytest.raises(Refused):
            scene.take("confirm_same", who)
    scene.take("confirm_same", scene.county)
    scene.take("choose", keep=str(scene.town.person_id))
    with pytest.raises(Refused, match="核查结论"):
        scene.take("cancel_other", scene.county)
    scene.paper("DUPLICATE_DECISION")
    with pytest.raises(Refused):
        scene.take("cancel_other", scene.station)


def test_a_comparison_that_says_two_people_cannot_end_as_one(scene: Scene) -> None:
    scene.suspect()
    scene.paper("CHECK_RECORD")
    scene.take("check", comparison="DIFFERENT", comparison_no="公比〔2017〕9号", finding="两人均到所")
    with pytest.raises(Refused, match="两个人"):
        scene.take("confirm_same", scene.county)
    scene.take("confirm_different", scene.county)
    assert scene.fresh.state == "CONFIRMED_DIFFERENT"
    scene.search()
    assert not scene.fresh.is_open
    assert type(scene.fresh).objects.filter(kind="duplicate_registration").count() == 1, (
        "never suggested again"
    )


def test_the_rule_of_choice(scene: Scene) -> None:
    """The card first; where both have one, town before country."""
    scene.suspect()
    scene.checked().take("confirm_same", scene.county)
    with pytest.raises(Refused, match="第二代居民身份证"):
        scene.take("choose", keep=str(scene.farm.person_id), statement="本人愿意")
    card = IdCard.objects.get(person=scene.town.person_id, recorded_to=None)
    operations.void_id_card(card_id=card.pk, reason="遗失", by=scene.cast.officer.actor, lost=True)
    with pytest.raises(Refused, match="登记在城镇"):
        scene.take("choose", keep=str(scene.farm.person_id), statement="本人愿意")


def test_where_no_rule_decides_the_person_does(scene: Scene) -> None:
    village = scene.cast.places.east_villages[1]
    other = make_person(
        make_household(village, number="5190000003"),
        village,
        name="李大山",
        born=date(1962, 8, 9),
        card=False,
    )
    scene.suspect("duplicate_registration", scene.farm, other)
    scene.checked().take("confirm_same", scene.county)
    with pytest.raises(Refused, match="由本人选择"):
        scene.take("choose", keep=str(other.person_id))
    with pytest.raises(Refused) as caught:
        scene.take("choose", keep=str(scene.wife.person_id), statement="本人愿意")
    assert caught.value.code == "not_of_the_pair"
    scene.take("choose", keep=str(other.person_id), statement="本人2017年3月1日到所，愿保留周家村户口")
    assert scene.fresh.state == "KEEP_CHOSEN"


def test_a_false_registration_leads_to_nobody(scene: Scene) -> None:
    scene.suspect()
    scene.checked().take("confirm_same", scene.county)
    scene.take("suspect_fraud", keep=str(scene.town.person_id))
    scene.paper("DUPLICATE_DECISION")
    scene.take("cancel_false", scene.county)
    assert scene.fresh.state == "CANCELLED_FALSE"
    assert status(scene.farm) == ("CANCELLED", "FALSE")
    assert not Survivor.objects.exists()
    assert not told("NUMBER_REPLACED")
    scene.take("propose_unmerging")
    with pytest.raises(Refused, match="虚假户口"):
        scene.take("stay_merged", scene.county)
    scene.take("unmerge", scene.county)
    assert status(scene.farm) == ("ACTIVE", "")


def test_what_changed_since_the_choice_is_not_merged(scene: Scene) -> None:
    scene.suspect()
    scene.chosen().paper("DUPLICATE_DECISION")
    operations.cancel_death(
        person_id=scene.town.person_id, died_on=date(2017, 2, 3), reason="死亡证明", case_no="",
        by=scene.cast.outsider.actor, seen_registration_id=scene.town.registration.pk,
    )  # fmt: skip
    with pytest.raises(Refused) as caught:
        scene.take("cancel_other", scene.county)
    assert caught.value.code == "stale"
    assert Registration.objects.filter(person=scene.farm.person_id, status="CANCELLED").count() == 0
    scene.take("check_again", scene.county)
    assert scene.fresh.state == "SUSPECTED"


def test_a_merge_is_undone_in_its_case_only(scene: Scene, client: Client) -> None:
    scene.suspect()
    scene.merged()
    event = RegisterEvent.objects.get(person=scene.farm.person_id, kind="CANCEL")
    sign_in(client, scene.county)
    page = reverse("register:person", args=[scene.farm.person_id])
    client.post(page, {"purpose": "COUNTER"})
    assert client.get(reverse("register:revoke", args=[scene.farm.person_id, event.pk])).status_code == 404
