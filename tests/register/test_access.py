"""Who reaches whom: searching, opening, revealing, and what the trail keeps of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from banji.audit.models import AuditEntry
from banji.audit.readings import OPENED, REVEALED, SEARCHED, readings_of
from banji.foundation.actors import Actor, ActorKind, system
from banji.foundation.errors import NotFound, Refused
from banji.foundation.ids import uuid7
from banji.foundation.models import Secret
from banji.register.access import (
    identity_for_message,
    open_household,
    open_person,
    reveal_number,
    search_people,
)
from banji.register.operations import cancel_death
from tests.cast import Cast, Member, make_citizen
from tests.register.people import Resident, make_household, make_person

pytestmark = pytest.mark.django_db

NUMBER, NUMBER_15 = "519901195001010013", "519901500101001"
WHY = "办理死亡注销"


@pytest.fixture
def elder(cast: Cast) -> Resident:
    village = cast.places.village
    return make_person(
        make_household(village),
        village,
        name="周文静",
        former_name="周招弟",
        number=NUMBER,
        phone="15400000001",
    )


@pytest.fixture
def western(cast: Cast) -> Resident:
    """The same name in the other town."""
    village = cast.places.west_villages[0]
    return make_person(
        make_household(village, number="2"), village, name="周文静", number="519901198802296043"
    )


FOUND_BY = {
    "whole number": NUMBER,
    "with spaces": "519901 19500101 0013",
    "full width": "５１９９０１１９５００１０１００１３",
    "15 digits": NUMBER_15,
    "as a spreadsheet leaves it": "5.19901195001010E+17",
    "two characters": "文静",
    "surname and one": "周文",
    "whole name": "周文静",
    "former name": "招弟",
    "initials": "zwj",
    "two initials": "wj",
    "capitals": "ZWJ",
    "syllables": "zhou wen",
}
NOT_FOUND_BY = {
    "another number": "519901195001010021",
    "characters apart": "周静",
    "initials in another order": "jwz",
    "another syllable": "zhou wu",
    "a pattern": "周%",
    "half a number": "51990119",
}


@pytest.mark.parametrize("how", FOUND_BY)
def test_found(cast: Cast, elder: Resident, how: str) -> None:
    found = search_people(FOUND_BY[how], by=cast.officer.actor, purpose=WHY)
    assert [hit.person_id for hit in found.hits] == [elder.person_id]
    assert found.hits[0].number == "519*********0013"


@pytest.mark.parametrize("how", NOT_FOUND_BY)
def test_not_found(cast: Cast, elder: Resident, how: str) -> None:
    assert search_people(NOT_FOUND_BY[how], by=cast.officer.actor, purpose=WHY).hits == []


@pytest.mark.parametrize("query", ["周", "z", "", " "])
def test_too_short(cast: Cast, query: str) -> None:
    with pytest.raises(Refused) as refused:
        search_people(query, by=cast.officer.actor, purpose=WHY)
    assert refused.value.code == "too_short"


def test_own_area_first_and_others_by_masked_name_and_station_only(
    cast: Cast, elder: Resident, western: Resident
) -> None:
    own, other = search_people("周文静", by=cast.officer.actor, purpose=WHY).hits
    assert (own.person_id, own.in_area, own.name, own.village) == (
        elder.person_id,
        True,
        "周文静",
        "李家村民委员会",
    )
    assert (other.person_id, other.in_area, other.name, other.station) == (
        *(western.person_id, False),
        *("周**", "西山派出所"),
    )
    assert (other.number, other.birth_date, other.village, other.address_text, other.sex) == (
        "",
        None,
        "",
        "",
        "",
    )


def test_the_dead_are_marked_and_come_after_the_living(cast: Cast, elder: Resident) -> None:
    village = cast.places.village
    make_person(elder.household_id, village, name="周文静", relation="32")
    cancel_death(
        person_id=elder.person_id,
        died_on=date(2017, 2, 3),
        reason="火化",
        case_no="",
        by=cast.officer.actor,
        seen_registration_id=elder.registration.pk,
    )
    living, dead = search_people("周文静", by=cast.officer.actor, purpose=WHY).hits
    assert living.status == "ACTIVE"
    assert (dead.person_id, dead.status, dead.cancel_reason) == (elder.person_id, "CANCELLED", "DEATH")


def test_pages_of_a_search(cast: Cast, elder: Resident) -> None:
    for _ in range(21):
        make_person(elder.household_id, cast.places.village, name="王建国", relation="99", card=False)
    first = search_people("王建", by=cast.officer.actor, purpose=WHY)
    second = search_people("王建", by=cast.officer.actor, purpose=WHY, page=2)
    assert (len(first.hits), first.more, len(second.hits), second.more) == (20, True, 1, False)
    assert not {hit.person_id for hit in first.hits} & {hit.person_id for hit in second.hits}


def test_a_search_is_one_reading_of_everybody_on_the_page(
    cast: Cast, elder: Resident, western: Resident
) -> None:
    search_people(NUMBER, by=cast.officer.actor, purpose=WHY)
    search_people("周文静", by=cast.officer.actor, purpose=WHY)
    assert AuditEntry.objects.filter(act=SEARCHED).count() == 2
    assert [r.what for r in readings_of(western.person_id)] == [SEARCHED]
    # What was typed is kept, a number only masked.
    said = AuditEntry.objects.filter(act=SEARCHED).order_by("at").values_list("object_id", flat=True)
    assert list(said) == ["519*********0013", "周文静"]


READERS: dict[str, tuple[Callable[[Cast], Actor], bool, bool]] = {
    # who: in the elder's area?, outside it with a case?
    "officer": (lambda c: c.officer.actor, True, True),
    "colleague": (lambda c: c.colleague.actor, True, True),
    "clerk": (lambda c: c.clerk.actor, True, True),
    "chief": (lambda c: c.chief.actor, True, True),
    "county": (lambda c: c.county_officer.actor, True, True),
    "outsider": (lambda c: c.outsider.actor, False, True),
    "supervisor": (lambda c: c.supervisor.actor, True, True),
    "liaison": (lambda c: c.liaison.actor, False, False),
    "committee": (lambda c: c.committee.actor, False, False),
    "system admin": (lambda c: c.sys_admin.actor, False, False),
    "security admin": (lambda c: c.sec_admin.actor, False, False),
    "audit admin": (lambda c: c.audit_admin.actor, False, False),
    "another citizen": (lambda c: c.citizen.actor, False, False),
    "a job": (lambda c: system("nightly"), False, False),
    "a client": (lambda c: Actor(ActorKind.CLIENT, "7", "HRSS"), False, False),
}


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("way", [open_person, reveal_number])
def test_who_opens_whom(cast: Cast, elder: Resident, who: str, way: Callable[..., object]) -> None:
    actor_of, within, with_case = READERS[who]
    by = actor_of(cast)
    for case_no, allowed in (("", within), ("DEATH-1", with_case)):
        if allowed:
            assert way(elder.person_id, by=by, purpose=WHY, case_no=case_no)
        else:
            with pytest.raises(NotFound):
                way(elder.person_id, by=by, purpose=WHY, case_no=case_no)
    assert len(readings_of(elder.person_id)) == within + with_case


@pytest.mark.parametrize("who", ["liaison", "committee", "system admin", "another citizen", "a job"])
def test_who_does_not_search(cast: Cast, elder: Resident, who: str) -> None:
    with pytest.raises(Refused) as refused:
        search_people("周文静", by=READERS[who][0](cast), purpose=WHY)
    assert refused.value.code == "not_a_reader"


def test_absent_and_forbidden_look_the_same(cast: Cast, elder: Resident) -> None:
    said = []
    for person_id in (elder.person_id, uuid7()):
        with pytest.raises(NotFound) as refused:
            open_person(person_id, by=cast.outsider.actor, purpose=WHY)
        said.append((str(refused.value), refused.value.rule, refused.value.remedy, refused.value.code))
    assert said[0] == said[1]


def test_a_citizen_opens_himself_and_his_household(cast: Cast, elder: Resident) -> None:
    member: Member = make_citizen("elder", "周文静", elder.person_id)
    view = open_person(elder.person_id, by=member.actor, purpose="本人查询")
    assert (view.name, view.number, view.in_area) == ("周文静", "519*********0013", True)
    assert open_household(elder.household_id, by=member.actor, purpose="本人查询").sheet.members
    with pytest.raises(NotFound):
        open_household(elder.household_id, by=cast.citizen.actor, purpose="查询")


@pytest.mark.parametrize("way", [open_person, reveal_number])
def test_no_purpose_no_person(cast: Cast, elder: Resident, way: Callable[..., object]) -> None:
    with pytest.raises(Refused) as refused:
        way(elder.person_id, by=cast.officer.actor, purpose=" ")
    assert refused.value.code == "no_purpose"


def test_opening_shows_masked_numbers_and_says_so_to_the_person(cast: Cast, elder: Resident) -> None:
    view = open_person(elder.person_id, by=cast.officer.actor, purpose=WHY, case_no="DEATH-1")
    assert (view.number, view.phone) == ("519*********0013", "154****0001")
    assert view.station == cast.east_station
    assert view.sheet.villages_today == (cast.places.village,)
    (reading,) = readings_of(elder.person_id)
    assert (reading.what, reading.actor_name, reading.purpose, reading.case_no) == (
        OPENED,
        "周文静",
        WHY,
        "DEATH-1",
    )


def test_revealing_is_a_reading_of_its_own(cast: Cast, elder: Resident) -> None:
    assert reveal_number(elder.person_id, by=cast.officer.actor, purpose=WHY) == NUMBER
    assert (
        reveal_number(elder.person_id, by=cast.officer.actor, purpose=WHY, kind=Secret.PHONE) == "15400000001"
    )
    assert [r.what for r in readings_of(elder.person_id)] == [REVEALED, REVEALED]


def test_a_household_is_one_reading_of_its_members(cast: Cast, elder: Resident) -> None:
    wife = make_person(elder.household_id, cast.places.village, name="陈桂芳", relation="12")
    view = open_household(elder.household_id, by=cast.officer.actor, purpose=WHY)
    assert view.sheet.head is not None
    assert [member.person_id for member in view.sheet.members] == [elder.person_id, wife.person_id]
    assert AuditEntry.objects.filter(act=OPENED).count() == 1
    assert len(readings_of(wife.person_id)) == 1


def test_who_a_message_is_about(cast: Cast, elder: Resident) -> None:
    payload = identity_for_message(elder.person_id).as_payload()
    assert (payload["citizen_id_no"], payload["name"], payload["birth_year"]) == (NUMBER, "周文静", "1950")
