"""The invented people of the domain's list (10.2), as far as the register carries them, each to a lawful end; in both
profiles where they differ. Where each of the 22 stands:

- here: 1 (as far as the register goes; the case of a reported death that ends ALIVE and calls the home service stands in
  `tests/matters/deaths/test_machine.py`; the home visit itself is a matter to come), 3 to 10, 12 to 18, 20;
- 2 (dead for three years, cremated under a 15-digit number): `tests/matters/deaths/test_from_lists.py`, and the numbers
  in `tests/matching/test_traps.py`;
- 21 (historic prefixes): `tests/identity/test_prefixes.py`;
- 22 (the committee never served): `tests/matters/deaths/test_machine.py`, and in the demo's story;
- 11 (a permit endorsed late) and 19 (a landlord's sheet of 40 workers): nowhere yet. They come with the matters of permits
  and of residence.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from banji.accounts.roles import Role
from banji.addresses.models import Succession
from banji.audit.acts import act
from banji.audit.verify import verify
from banji.cases.models import Alarm
from banji.exchange.timeliness import rules_on
from banji.foundation import clock
from banji.foundation.actors import Actor, system
from banji.foundation.errors import Refused
from banji.foundation.ids import uuid7
from banji.foundation.models import Installation
from banji.register import access, queries
from banji.register import operations as do
from banji.register.models import IdCard, Particulars, Registration, SignOfLife
from tests.cast import Cast, make_officer
from tests.matters.deaths.scene import Scene
from tests.register.lawful import brought
from tests.register.people import make_household, make_person

pytestmark = pytest.mark.django_db

PROFILES = {"ziyang_2017": date(2017, 6, 1), "national_2021": date(2022, 6, 1)}
DAY = timedelta(days=1)


@pytest.fixture(params=PROFILES)
def profile(request: pytest.FixtureRequest, settings: Any) -> str:
    """The city under one profile, on a day on which it holds."""
    settings.BANJI_PROFILE = request.param
    day = PROFILES[request.param]
    with transaction.atomic():
        Installation.objects.get_or_create(only=True, defaults={"kind": Installation.TEST})
        clock.move_to(
            datetime(day.year, day.month, day.day, 10, tzinfo=clock.CITY_TIME), by=system("tests.clock")
        )
    return str(request.param)


@pytest.fixture
def approver(cast: Cast, profile: str) -> Actor:
    """Who decides on late registration and dates of birth: the county in 2017, the city since 2021."""
    if profile == "ziyang_2017":
        return cast.county_officer.actor
    return make_officer("cui", "崔立新", cast.county_bureau, Role.CITY_OFFICER).actor


def row_of(person: UUID, on: date | None = None) -> Registration:
    row = queries.person_on(person, on or clock.today()).registration
    assert row is not None
    return row


def state(person: UUID, on: date | None = None) -> tuple[str, str]:
    row = row_of(person, on)
    return row.status, row.relation_to_head


@pytest.fixture
def home(cast: Cast) -> UUID:
    """李大山's family of three."""
    village = cast.places.village
    household = make_household(village)
    make_person(household, village, name="李大山", born=date(1950, 1, 1))
    return household


def test_1_elder_of_97_with_a_first_generation_card_cannot_travel(
    cast: Cast, profile: str, home: UUID
) -> None:
    """Seen alive at the door: that is noted. Neither his age nor his card lets anybody cancel him."""
    today = clock.today()
    elder = make_person(
        home, cast.places.village, name="周德贵", relation="51", born=date(today.year - 97, 1, 5), card=False
    )
    with act("tests.card", by=system("tests")) as this:
        this.add(IdCard(person_id=elder.person_id, generation=1, issued_on=date(1988, 4, 1)))
    sign = do.note_sign_of_life(
        person_id=elder.person_id,
        kind="VERIFIED_VISIT",
        happened_on=today,
        source="民警上门",
        by=cast.officer.actor,
    )
    assert SignOfLife.objects.get(person=elder.person_id) == sign
    for ground in Registration.CancelReason.values:
        if ground == "DEATH":
            continue
        with pytest.raises(Refused) as refused:
            do.cancel(
                person_id=elder.person_id, ground=ground, on=today, papers=[], by=cast.clerk.actor,
                seen_registration_id=elder.registration.pk,
            )  # fmt: skip
        assert refused.value.code == "papers_missing"
    assert state(elder.person_id) == ("ACTIVE", "51")
    scene = Scene(cast, elder)
    scene.signal("B", source="COMMITTEE", organisation=cast.village_committee, died_on=today - 40 * DAY)
    if scene.state != "VERIFYING":
        scene.take("verify")
    seen = {"how": "SEEN_BY_TWO", "seen_on": today, "first_witness": "周文静", "second_witness": "网格员"}
    assert scene.take("found_alive", **seen).state == "ALIVE"
    for step in ("confirm_death", "draft_cancellation", "cancel_ex_officio"):
        with pytest.raises(Refused):
            scene.take(step, died_on=today - 40 * DAY)
    assert state(elder.person_id) == ("ACTIVE", "51")
    assert Alarm.objects.filter(kind="HOME_SERVICE_NEEDED", subject_id=str(scene.fresh.pk)).exists()


def test_3_hospital_says_dead_and_two_days_later_he_stands_at_the_counter(
    cast: Cast, profile: str, home: UUID
) -> None:
    who = make_person(home, cast.places.village, name="甲", relation="97")
    died = clock.today() - 10 * DAY
    event = do.cancel_death(
        person_id=who.person_id, died_on=died, reason="医院报送", case_no="", by=cast.officer.actor,
        seen_registration_id=who.registration.pk,
    )  # fmt: skip
    do.note_sign_of_life(
        person_id=who.person_id,
        kind="COUNTER_VISIT",
        happened_on=died + 2 * DAY,
        source="窗口",
        by=cast.clerk.actor,
    )
    do.restore(person_id=who.person_id, revokes=event.pk, reason="本人在世", case_no="", by=cast.chief.actor)
    assert state(who.person_id, died) == ("ACTIVE", "97")


def test_4_child_of_seven_whose_mother_is_missing_follows_the_father(
    cast: Cast, profile: str, home: UUID, approver: Actor
) -> None:
    """No certificate to be had: the kinship opinion itself (四川 2016), category 2."""
    child = uuid7()
    do.back_register(
        person_id=child, newcomer=do.Newcomer("李七", "2", clock.today() - 7 * 366 * DAY), household_id=home,
        relation_to_head="30", category="no_birth_cert", by=approver,
        papers=[do.Brought("KINSHIP_TEST", "川鉴0001"), do.Brought("PARENT_BOOK")],
    )  # fmt: skip
    assert state(child) == ("ACTIVE", "30")
    assert queries.status_on(child, clock.today() - DAY) is None


@pytest.mark.parametrize(
    ("adopted_on", "paper"),
    [(date(1997, 3, 1), "DE_FACTO_ADOPTION_NOTARY"), (date(2003, 3, 1), "ADOPTION_CERTIFICATE")],
)
def test_5_two_private_adoptions(
    cast: Cast, profile: str, home: UUID, approver: Actor, adopted_on: date, paper: str
) -> None:
    child = uuid7()
    do.back_register(
        person_id=child, newcomer=do.Newcomer("李养", "1", adopted_on - 100 * DAY), household_id=home,
        relation_to_head="27", category="de_facto_adoption", by=approver,
        papers=[do.Brought(paper), do.Brought("OWN_BOOK")],
    )  # fmt: skip
    assert state(child) == ("ACTIVE", "27")


def test_6_married_away_in_1993_cancelled_at_home_registered_nowhere(
    cast: Cast, profile: str, home: UUID
) -> None:
    who = make_person(home, cast.places.village, name="刘远嫁", relation="97", since=date(1980, 1, 1))
    do.cancel(
        person_id=who.person_id, ground="OTHER", on=date(1993, 5, 1), papers=brought("cancel.other"),
        by=cast.clerk.actor, seen_registration_id=who.registration.pk,
    )  # fmt: skip
    do.re_register(
        person_id=who.person_id, home=do.Home({who.person_id: "97"}, household_id=home), ground="married_away",
        papers=brought("restore.married_away"), by=cast.clerk.actor,
    )  # fmt: skip
    assert state(who.person_id) == ("ACTIVE", "97")
    assert state(who.person_id, clock.today() - DAY)[0] == "CANCELLED"


def test_7_graduate_with_a_certificate_expired_two_years(cast: Cast, profile: str, home: UUID) -> None:
    who = make_person(home, cast.places.village, name="毕业生", relation="20", born=date(1994, 1, 1))
    (left,) = do.move_out(
        persons=[who.person_id], to="某大学", ground="student", on=clock.today() - 800 * DAY,
        papers=brought("move_out.student"), by=cast.clerk.actor, certificate_no="川迁9",
        seen={who.person_id: who.registration.pk},
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        do.move_in(
            person_id=who.person_id, home=do.Home({who.person_id: "20"}, household_id=home), ground="student",
            on=clock.today(), papers=brought("move_in.student"), by=cast.clerk.actor,
            certificate_valid_until=date.fromisoformat(left.details["valid_until"]),
        )  # fmt: skip
    assert refused.value.code == "certificate_expired"
    do.re_register(
        person_id=who.person_id, home=do.Home({who.person_id: "20"}, household_id=home), ground="certificate",
        papers=brought("restore.certificate"), by=cast.clerk.actor,
    )  # fmt: skip
    assert state(who.person_id) == ("ACTIVE", "20")


def test_8_father_foreign_child_born_here(cast: Cast, profile: str, home: UUID, approver: Actor) -> None:
    child = uuid7()
    do.back_register(
        person_id=child, newcomer=do.Newcomer("李安娜", "2", clock.today() - 900 * DAY), household_id=home,
        relation_to_head="44", category="parent_foreign_or_stateless",
        papers=brought("back_register.parent_foreign_or_stateless"), by=approver,
    )  # fmt: skip
    assert state(child) == ("ACTIVE", "44")


def test_9_enrolled_in_grade_1_before_he_was_registered(
    cast: Cast, profile: str, home: UUID, approver: Actor
) -> None:
    """Back-registered afterwards, with what his category asks for; nothing about the school may be asked."""
    boy, born = uuid7(), clock.today().replace(year=clock.today().year - 6) - 100 * DAY
    assert queries.status_on(boy, clock.today()) is None
    do.back_register(
        person_id=boy, newcomer=do.Newcomer("付小军", "1", born), household_id=home, relation_to_head="29",
        category="out_of_policy_birth", by=approver,
        papers=[do.Brought("BIRTH_CERTIFICATE", "U510000002"), do.Brought("PARENT_BOOK"), do.Brought("OUT_OF_WEDLOCK_STATEMENT")],
    )  # fmt: skip
    assert state(boy) == ("ACTIVE", "29")
    with pytest.raises(Refused) as refused:
        do.back_register(
            person_id=uuid7(), newcomer=do.Newcomer("付小军", "1", born), household_id=home, relation_to_head="29",
            category="out_of_policy_birth", by=approver,
            papers=[*brought("back_register.out_of_policy_birth"), do.Brought("EMPLOYER_PROOF")],
        )  # fmt: skip
    assert refused.value.code == "ILLEGAL_PRECONDITION"


def test_10_civil_servant_moves_to_where_he_works_because_he_wants_to(
    cast: Cast, profile: str, home: UUID
) -> None:
    """P-18: registered in the village he comes from. Nothing is forced: without his papers and his application nobody
    moves him, and his wife, who has not signed, stays where she is."""
    far = cast.places.west_villages[0]
    he, she = (
        make_person(home, cast.places.village, name=name, relation=relation, born=date(1975, 1, 1))
        for name, relation in (("王建国", "20"), ("蒋丽", "38"))
    )
    facts: dict[str, Any] = {
        "home": do.Home({he.person_id: "02"}, seat=do.Seat(far.pk, "建设路18号")), "ground": "work",
        "on": clock.today(), "by": cast.clerk.actor, "seen": {he.person_id: he.registration.pk},
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        do.move_within(**facts, papers=[])
    assert refused.value.code == "papers_missing"
    (event,) = do.move_within(**facts, papers=brought("move_within.work"), consents=["王建国"])
    assert {paper["paper"] for paper in event.details["papers"]} == {"OWN_BOOK", "WORK_PROOF"}
    assert event.details["consents"] == ["王建国"]
    assert state(he.person_id) == ("ACTIVE", "02")
    assert row_of(he.person_id).village == far
    assert state(he.person_id, clock.today() - DAY) == ("ACTIVE", "20")
    assert row_of(she.person_id).household_id == home


def test_12_village_merged_twice_and_three_generations_keep_their_history(
    cast: Cast, profile: str, home: UUID
) -> None:
    """Mergers change lineage, never people's rows (`design.md` §5)."""
    first, second = cast.places.east_villages
    third = cast.places.west_villages[0]
    people = [
        make_person(home, first, name=name, relation=relation).person_id
        for name, relation in (("李二代", "20"), ("李三代", "41"))
    ]
    before = [row_of(person).pk for person in people]
    for old, new, day in ((first, second, date(2010, 1, 1)), (second, third, date(2015, 1, 1))):
        old.valid_to = day
        old.save(update_fields=["valid_to"])
        Succession.objects.create(
            predecessor=old, successor=new, happened_on=day, how="MERGE", rule="SETTLED", source="tests"
        )
    sheets = [queries.person_on(person, clock.today()) for person in people]
    assert [sheet.registration.pk for sheet in sheets if sheet.registration] == before
    assert {village.name for sheet in sheets for village in sheet.villages_today} == {third.name}
    with pytest.raises(Refused) as refused:
        do.divide(
            household_id=home, leaving={people[0]: "02"}, ground="dwelling", papers=brought("divide.dwelling"),
            by=cast.clerk.actor, seen={people[0]: before[0]}, on=clock.today(),
        )  # fmt: skip
    assert refused.value.code == "village_abolished"
    assert third.name in str(refused.value.remedy)


def test_13_flat_sold_old_owner_still_registered(cast: Cast, profile: str, home: UUID) -> None:
    village = cast.places.village
    public = make_household(village, kind="PUBLIC_COLLECTIVE", number="P1")
    (owner,) = [row.person_id for row in queries.household_members(home, clock.today())]
    do.move_within(
        home=do.Home({owner: "99"}, household_id=public), ground="sold", on=clock.today(),
        papers=brought("move_within.sold"), by=cast.clerk.actor, seen={owner: row_of(owner).pk},
    )  # fmt: skip
    assert row_of(owner).household_id == public
    assert queries.household_on(home, clock.today()).ended


def test_14_baby_dead_before_registration(cast: Cast, profile: str, home: UUID) -> None:
    (parent,) = [row.person_id for row in queries.household_members(home, clock.today())]
    child = uuid7()
    do.register_birth(
        person_id=child, child=do.Newcomer("李早", "1", clock.today() - 9 * DAY), follows=parent, relation_to_head="20",
        papers=brought("birth.in_wedlock"), by=cast.clerk.actor, died=do.DiedBefore(clock.today() - 8 * DAY),
    )  # fmt: skip
    assert state(child)[0] == "CANCELLED"
    assert [m.person_id for m in queries.household_members(home, clock.today())] == [parent]


def test_15_twins_one_without_a_certificate_number(cast: Cast, profile: str, home: UUID) -> None:
    (parent,) = [row.person_id for row in queries.household_members(home, clock.today())]
    papers = brought("birth.out_of_wedlock")
    for relation, number in (("22", "U510000001"), ("23", "")):
        do.register_birth(
            person_id=uuid7(), child=do.Newcomer(f"李双{relation}", "1", clock.today() - 9 * DAY), follows=parent,
            relation_to_head=relation, ground="out_of_wedlock", by=cast.clerk.actor,
            papers=[do.Brought("BIRTH_CERTIFICATE", number), *papers],
        )  # fmt: skip
    assert len(queries.household_members(home, clock.today())) == 3


def test_16_rare_character_and_variants_of_the_dot(cast: Cast, profile: str, home: UUID) -> None:
    person = uuid7()
    do.move_in(
        person_id=person, newcomer=do.Newcomer("阿依\u2022古丽\U00030ede", "2", date(1990, 1, 1)),
        home=do.Home({person: "99"}, household_id=home), ground="kin", on=clock.today(),
        papers=brought("move_in.kin"), by=cast.clerk.actor,
    )  # fmt: skip
    who = Particulars.objects.get(person=person, recorded_to=None)
    assert who.name == "阿依·古丽\U00030ede"


def test_17_two_people_with_one_number_both_keep_service(cast: Cast, profile: str, home: UUID) -> None:
    number = "519901198802296043"
    first = make_person(
        home, cast.places.village, name="甲", number=number, relation="97", born=date(1988, 2, 29)
    )
    second = uuid7()
    do.move_in(
        person_id=second, newcomer=do.Newcomer("乙", "2", date(1988, 2, 29), number=number),
        home=do.Home({second: "99"}, household_id=home), ground="kin", on=clock.today(),
        papers=brought("move_in.kin"), by=cast.clerk.actor, confirmed=["number_taken"],
    )  # fmt: skip
    found = access.search_people(number, by=cast.officer.actor, purpose="COUNTER")
    assert {hit.person_id for hit in found.hits} == {first.person_id, second}
    assert {state(p)[0] for p in (first.person_id, second)} == {"ACTIVE"}


def test_18_soldier_conscripted_without_a_migration_paper(cast: Cast, profile: str, home: UUID) -> None:
    who = make_person(home, cast.places.village, name="新兵", relation="20", born=date(1998, 1, 1))
    event = do.cancel(
        person_id=who.person_id, ground="ENLISTED", on=clock.today(), papers=brought("cancel.enlisted"),
        by=cast.clerk.actor, seen_registration_id=who.registration.pk,
    )  # fmt: skip
    assert state(who.person_id)[0] == "CANCELLED"
    assert "certificate_no" not in event.details


def test_20_born_on_29_february_and_the_end_of_a_month(cast: Cast, profile: str, home: UUID) -> None:
    rules = rules_on(clock.today())
    assert rules.deadline("births.declaration", date(2017, 1, 31)).due_on == date(2017, 2, 28)
    assert rules.deadline("births.declaration", date(2016, 1, 29)).due_on == date(2016, 2, 29)


def test_the_limit_of_moving_in_is_said_and_refuses_nobody(cast: Cast, profile: str, home: UUID) -> None:
    person = uuid7()
    event = do.move_in(
        person_id=person, newcomer=do.Newcomer("赵迟", "1", date(1985, 3, 3)),
        home=do.Home({person: "99"}, household_id=home), ground="work", on=clock.today() - 60 * DAY,
        papers=brought("move_in.work"), by=cast.clerk.actor,
    )  # fmt: skip
    assert event.details["late"] is True
    assert list(verify()) == []
