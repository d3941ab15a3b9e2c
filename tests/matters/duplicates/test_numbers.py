"""One number with two holders, and a wrong number: both keep what they have until an officer has decided."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.matters.deaths.scene import at
from tests.matters.duplicates.scene import (
    BORN,
    FARM_NUMBER,
    NEW_NUMBER,
    TODAY,
    Scene,
    number_id,
    payload,
    told,
)
from tests.reconciliation.scene import number
from tests.register.lawful import brought
from tests.register.people import Resident, make_household, make_person

from banji.audit.verify import verify
from banji.foundation import clock
from banji.foundation.errors import Refused
from banji.foundation.models import Secret
from banji.foundation.secrets import opened, sealed
from banji.register import operations, queries
from banji.register.access import search_people

pytestmark = pytest.mark.django_db


def shares(scene: Scene, name: str = "王建国", digits: str = FARM_NUMBER, born: date = BORN) -> Resident:
    """Somebody of the other town with the very same number, as a load takes it."""
    village = scene.cast.places.west_villages[0]
    Secret.objects.filter(token=sealed(Secret.CITIZEN_ID, digits).token).update(disputed=True)
    home = make_household(village, number=f"51900001{Secret.objects.count():02}")
    who = make_person(home, village, name=name, born=born)
    now = queries.person_on(who.person_id, clock.today()).particulars
    assert now is not None
    operations.correct(
        person_id=who.person_id, values={"number": digits}, papers=[operations.Brought("CHECK_RECORD")],
        by=scene.cast.outsider.actor, seen=now.pk, reason="补录号码", confirmed={"number_taken", "number_birth", "number_sex"},
    )  # fmt: skip
    return who


def digits_of(who: Resident) -> str:
    row = queries.person_on(who.person_id, clock.today()).particulars
    assert row is not None
    assert row.number is not None
    return opened(row.number)


def disputed(who: Resident) -> bool:
    return Secret.objects.get(pk=number_id(who)).disputed


AGREED = {"agreed_by": "李大山本人", "agreed_by_other": "王建国本人", "agreed_on": date(2017, 2, 28)}


@pytest.mark.parametrize(
    ("profile", "day"), [("ziyang_2017", date(2017, 3, 1)), ("national_2021", date(2022, 3, 1))]
)
def test_both_agree_and_one_changes(scene: Scene, settings: Any, profile: str, day: date) -> None:
    settings.BANJI_PROFILE = profile
    at(day)
    other = shares(scene)
    assert (disputed(other), disputed(scene.farm)) == (True, True)
    scene.suspect("duplicate_number", scene.farm, other)
    scene.paper("CHECK_RECORD")
    scene.take("agree", changes=str(scene.farm.person_id), **AGREED)
    with pytest.raises(Refused):
        scene.take("change_number", scene.station, number=NEW_NUMBER)
    with pytest.raises(Refused, match=r"the number the person has|本来的号码|就是"):
        scene.take("change_number", scene.county, number=FARM_NUMBER)
    scene.take("change_number", scene.county, number=NEW_NUMBER)
    assert (scene.fresh.state, digits_of(scene.farm), digits_of(other)) == (
        "NUMBER_CHANGED",
        NEW_NUMBER,
        FARM_NUMBER,
    )
    assert not disputed(other), "who alone holds it now has it undisputed"
    (message,) = told("NUMBER_REPLACED")
    assert payload(message)["still_held"] == "是"
    assert (payload(message)["former_citizen_id_no"], payload(message)["citizen_id_no"]) == (
        FARM_NUMBER,
        NEW_NUMBER,
    )
    assert message.subject_ref == f"person:{scene.farm.person_id}"
    found = {
        hit.person_id for hit in search_people(FARM_NUMBER, by=scene.county.actor, purpose="COUNTER").hits
    }
    assert found == {scene.farm.person_id, other.person_id}, "the old number is linked for ever"
    assert list(verify()) == []


def not_agreed(scene: Scene, other: Resident, **facts: str) -> Resident:
    scene.suspect("duplicate_number", scene.farm, other)
    scene.paper("CHECK_RECORD")
    scene.take("no_agreement", said="2017年2月28日分别听取意见，两人都不愿变更", **facts)
    return other


def test_where_they_do_not_agree_the_county_decides_and_both_are_told(scene: Scene) -> None:
    other = not_agreed(scene, shares(scene), first=str(scene.farm.person_id))
    with pytest.raises(Refused):
        scene.take("decide", scene.station, changes=str(other.person_id))
    with pytest.raises(Refused, match="先编号的人保留"):
        scene.take("decide", scene.county, changes=str(scene.farm.person_id))
    scene.take("decide", scene.county, changes=str(other.person_id))
    with pytest.raises(Refused):
        scene.take("change_number", scene.county, number=NEW_NUMBER)
    for day in (date(2017, 2, 28), date(2017, 3, 2)):
        with pytest.raises(Refused, match="决定之日以后"):
            scene.take("tell_both", told_on=TODAY, told_other_on=day, told_how="书面送达")
    assert (disputed(scene.farm), disputed(other)) == (True, True), "both keep it until it is entered"
    scene.take("tell_both", told_on=TODAY, told_other_on=TODAY, told_how="书面送达")
    scene.take("change_number", scene.county, number=NEW_NUMBER)
    assert (scene.fresh.state, digits_of(other), digits_of(scene.farm)) == ("NUMBER_CHANGED", NEW_NUMBER, FARM_NUMBER)  # fmt: skip
    (message,) = told("NUMBER_REPLACED")
    assert (message.subject_ref, payload(message)["still_held"]) == (f"person:{other.person_id}", "是")
    found = search_people(FARM_NUMBER, by=scene.county.actor, purpose="COUNTER").hits
    assert {hit.person_id for hit in found} == {scene.farm.person_id, other.person_id}
    scene.take("undo_change", scene.city)
    assert (scene.fresh.state, digits_of(other)) == ("SUSPECTED", FARM_NUMBER)
    assert list(verify()) == []


def test_whom_the_number_does_not_fit_changes_it_though_he_had_it_first(scene: Scene) -> None:
    other = shares(scene, born=date(1962, 8, 19))
    not_agreed(scene, other, first=str(other.person_id))
    with pytest.raises(Refused, match="性别、出生日期不符"):
        scene.take("decide", scene.county, changes=str(scene.farm.person_id))
    scene.take(
        "decide",
        scene.county,
        changes=str(scene.farm.person_id),
        exception="王建国的出生日期登记有误，号码不误",
    )
    assert scene.fresh.state == "DECIDED"


def test_after_all_they_agree(scene: Scene) -> None:
    other = not_agreed(scene, shares(scene))
    scene.take("agree", changes=str(other.person_id), **AGREED)
    scene.take("change_number", scene.county, number=NEW_NUMBER)
    assert (scene.fresh.state, digits_of(other)) == ("NUMBER_CHANGED", NEW_NUMBER)


def test_the_change_is_taken_back_after_a_later_event(scene: Scene) -> None:
    other = shares(scene)
    scene.suspect("duplicate_number", scene.farm, other)
    scene.paper("CHECK_RECORD")
    scene.take("agree", changes=str(scene.farm.person_id), **AGREED)
    scene.take("change_number", scene.county, number=NEW_NUMBER)
    now = queries.person_on(scene.farm.person_id, clock.today()).particulars
    assert now is not None
    operations.change(
        person_id=scene.farm.person_id, values={"name": "李大海"}, on=clock.today(), papers=brought("change.name"),
        by=scene.cast.officer.actor, seen=now.pk,
    )  # fmt: skip
    with pytest.raises(Refused):
        scene.take("undo_change", scene.county)
    scene.take("undo_change", scene.city)
    assert (scene.fresh.state, digits_of(scene.farm)) == ("SUSPECTED", FARM_NUMBER)
    assert (disputed(scene.farm), disputed(other)) == (True, True)
    renamed = queries.person_on(scene.farm.person_id, clock.today()).particulars
    assert renamed is not None
    assert renamed.name == "李大海"
    (withdrawn,) = told("NUMBER_REPLACED_WITHDRAWN")
    assert (payload(withdrawn)["former_citizen_id_no"], payload(withdrawn)["citizen_id_no"]) == (
        FARM_NUMBER,
        NEW_NUMBER,
    )


def test_a_new_number_that_a_third_holds_is_asked_about(scene: Scene) -> None:
    other = shares(scene)
    scene.suspect("duplicate_number", scene.farm, other)
    scene.paper("CHECK_RECORD")
    scene.take("agree", changes=str(scene.farm.person_id), **AGREED)
    with pytest.raises(Refused) as caught:
        scene.take("change_number", scene.county, number=digits_of(scene.town))
    assert caught.value.code == "asked"


def test_no_longer_shared(scene: Scene) -> None:
    other = shares(scene)
    scene.suspect("duplicate_number", scene.farm, other)
    with pytest.raises(Refused, match="仍然共用"):
        scene.take("not_shared")
    now = queries.person_on(other.person_id, clock.today()).particulars
    assert now is not None
    operations.correct(
        person_id=other.person_id, values={"number": number(BORN, 73)}, papers=[operations.Brought("CHECK_RECORD")],
        by=scene.cast.outsider.actor, seen=now.pk, reason="户籍系统已更正",
    )  # fmt: skip
    scene.paper("CHECK_RECORD")
    with pytest.raises(Refused, match="不再共用"):
        scene.take("agree", changes=str(scene.farm.person_id), **AGREED)
    scene.take("not_shared")
    assert scene.fresh.state == "NOT_SHARED"


# ------------------------------------------------------------------ wrong numbers


def wrong(scene: Scene, digits: str, born: date = BORN) -> Resident:
    village = scene.cast.places.village
    home = make_household(village, number="5190000077")
    who = make_person(home, village, name="陈志强", born=born, number=digits)
    scene.suspect("wrong_number", who, number_id=number_id(who))
    scene.paper("CHECK_RECORD")
    return who


BAD_CHECK = FARM_NUMBER[:-2] + "9" + FARM_NUMBER[-1]


def test_a_wrong_number_is_corrected_and_linked(scene: Scene) -> None:
    who = wrong(scene, BAD_CHECK)
    scene.take("check", found="NUMBER", finding="与出生档案不符")
    with pytest.raises(Refused, match=r"其他|something else|不是这一项"):
        scene.take("confirm_right", scene.county)
    scene.take("change_number", scene.county, number=NEW_NUMBER)
    assert (scene.fresh.state, digits_of(who)) == ("NUMBER_CORRECTED", NEW_NUMBER)
    (message,) = told("NUMBER_REPLACED")
    assert (payload(message)["former_citizen_id_no"], payload(message)["still_held"]) == (BAD_CHECK, "否")
    scene.take("undo_correction", scene.city)
    assert (scene.fresh.state, digits_of(who)) == ("SUSPECTED", BAD_CHECK)


def test_a_right_number_beside_a_wrong_date(scene: Scene) -> None:
    """The field is corrected by the number; a date of birth at the level the profile names."""
    who = wrong(scene, number(date(1962, 9, 9), 91))
    scene.take("check", found="BIRTH", finding="出生档案为9月9日")
    with pytest.raises(Refused, match="原始材料"):
        scene.take("correct_field", scene.county)
    scene.paper("ERROR_PROOF")
    scene.take("correct_field", scene.county, sure=True)
    row = queries.person_on(who.person_id, clock.today()).particulars
    assert row is not None
    assert (scene.fresh.state, row.birth_date) == ("FIELD_CORRECTED", date(1962, 9, 9))
    assert not told("NUMBER_REPLACED")


def test_since_2021_the_city_corrects_a_date_of_birth(scene: Scene, settings: Any) -> None:
    settings.BANJI_PROFILE = "national_2021"
    at(date(2022, 3, 1))
    wrong(scene, number(date(1962, 9, 9), 91))
    scene.take("check", found="BIRTH", finding="出生档案为9月9日")
    scene.paper("ERROR_PROOF")
    with pytest.raises(Refused) as caught:
        scene.take("correct_field", scene.county, sure=True)
    assert caught.value.code == "approval_level"
    scene.take("correct_field", scene.city, sure=True)
    assert scene.fresh.state == "FIELD_CORRECTED"


def test_a_number_confirmed_right_is_never_suspected_again(scene: Scene) -> None:
    who = wrong(scene, BAD_CHECK)
    scene.take("check", found="NOTHING", finding="自首次编码即为此号")
    scene.take("confirm_right", scene.county)
    assert scene.fresh.state == "CONFIRMED_RIGHT"
    scene.search()
    assert type(scene.fresh).objects.filter(kind="wrong_number", person=who.person_id).count() == 1
