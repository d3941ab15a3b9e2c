"""Every lawful change of the register, each on its own people: carried out, refused, revoked in any order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from banji.audit.acts import act
from banji.audit.verify import verify
from banji.foundation import clock
from banji.foundation.actors import Actor, system
from banji.foundation.errors import NotFound, Refused
from banji.foundation.ids import uuid7
from banji.register import operations as do
from banji.register import queries
from banji.register.models import HeadTask, HouseholdParticulars, Particulars, RegisterEvent, Registration
from banji.register.search_rows import refresh
from tests.cast import Cast
from tests.register.lawful import brought
from tests.register.people import SINCE, Resident, make_household, make_person
from tests.register.searched import searched_as_registered  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Family:
    """Head, wife, son and daughter-in-law in one household; a second household with one man."""

    head: Resident
    wife: Resident
    son: Resident
    son_wife: Resident
    neighbour: Resident

    @property
    def home(self) -> UUID:
        return self.head.household_id


@pytest.fixture
def family(cast: Cast) -> Family:
    village = cast.places.village
    home = make_household(village)
    other = make_household(village, number="5190000002")
    return Family(
        make_person(home, village, name="李大山", born=date(1950, 1, 1)),
        make_person(home, village, name="周桂芳", relation="12", born=date(1952, 1, 1)),
        make_person(home, village, name="李小山", relation="20", born=date(1978, 1, 1)),
        make_person(home, village, name="王秀英", relation="38", born=date(1980, 1, 1)),
        make_person(other, village, name="张三", born=date(1960, 1, 1)),
    )


def today() -> date:
    return clock.today()


def seen(*people: Resident) -> dict[UUID, int]:
    return {who.person_id: now(who).pk for who in people}


def now(who: Resident | UUID, on: date | None = None) -> Registration:
    person = who.person_id if isinstance(who, Resident) else who
    row = queries.person_on(person, on or today()).registration
    assert row is not None
    return row


def place(row: Registration) -> tuple[str, UUID | None, str]:
    return row.status, row.household_id, row.relation_to_head


def revoke(event: RegisterEvent, by: Actor, **more: Any) -> RegisterEvent:
    return do.revoke(event_id=event.pk, reason="登记有误", by=by, **more)


def refused(code: str, attempt: Callable[[], object]) -> Refused:
    events = RegisterEvent.objects.count()
    with pytest.raises(Refused) as caught:
        attempt()
    assert caught.value.code == code, str(caught.value)
    assert str(caught.value)
    assert RegisterEvent.objects.count() == events
    return caught.value


# ---------------------------------------------------------------- births


def birth(family: Family, by: Actor, **changes: Any) -> RegisterEvent:
    child = do.Newcomer("李宝宝", "1", today() - 10 * DAY, ethnicity="01")
    facts: dict[str, Any] = {
        "person_id": uuid7(),
        "child": child,
        "follows": family.son.person_id,
        "other_parent": family.son_wife.person_id,
        "relation_to_head": "41",
        "papers": brought("birth.in_wedlock"),
    }
    return do.register_birth(**(facts | changes), by=by)


def test_a_birth_within_the_month(cast: Cast, family: Family) -> None:
    event = birth(family, cast.clerk.actor)
    assert place(now(event.person_id)) == ("ACTIVE", family.home, "41")
    assert event.details["late"] is False
    who = queries.person_on(event.person_id, today() - 5 * DAY)
    assert who.particulars is not None
    assert who.particulars.name == "李宝宝"
    assert who.registration is None  # known from birth on, registered from today


def test_a_late_birth_is_registered_and_said_to_be_late(cast: Cast, family: Family) -> None:
    event = birth(
        family, cast.clerk.actor, child=do.Newcomer("李晚", "2", today() - 400 * DAY), relation_to_head="42"
    )
    assert event.details["late"] is True


def test_twins_are_two_people(cast: Cast, family: Family) -> None:
    first, second = birth(family, cast.clerk.actor), birth(family, cast.clerk.actor)
    assert first.person_id != second.person_id
    assert len(queries.household_members(family.home, today())) == 6


def test_a_form_sent_twice_registers_once(cast: Cast, family: Family) -> None:
    event = birth(family, cast.clerk.actor)
    refused("already_registered", lambda: birth(family, cast.clerk.actor, person_id=event.person_id))


def test_dead_before_the_birth_was_registered(cast: Cast, family: Family) -> None:
    """户口登记条例 Art 9: both are registered."""
    event = birth(family, cast.clerk.actor, died=do.DiedBefore(today() - 8 * DAY))
    assert now(event.person_id).status == "CANCELLED"
    kinds = list(
        RegisterEvent.objects.filter(person=event.person_id)
        .order_by("event_date")
        .values_list("kind", flat=True)
    )
    assert sorted(kinds) == ["BIRTH", "CANCEL_DEATH"]
    assert queries.status_on(event.person_id, today() - DAY) is None


@pytest.mark.parametrize("days", [0, 3])
def test_a_death_stands_on_the_birth(cast: Cast, family: Family, days: int) -> None:
    """On the day of registration, or before it."""
    born = birth(family, cast.clerk.actor)
    death = do.cancel_death(
        person_id=born.person_id, died_on=today() - days * DAY, reason="死亡医学证明", case_no="",
        by=cast.officer.actor, seen_registration_id=now(born.person_id).pk,
    )  # fmt: skip
    assert [each.event.pk for each in do.prospect(born.pk).standing] == [death.pk]
    refused("stands_on_it", lambda: revoke(born, cast.chief.actor))
    revoke(born, cast.chief.actor, also=[death.pk])
    assert queries.person_on(born.person_id, today()).registration is None


@pytest.mark.parametrize("days", [0, 3])
def test_another_name_stands_on_the_birth(cast: Cast, family: Family, days: int) -> None:
    """Also from a day before the registration: the name is of somebody who came into the register by it."""
    born = birth(family, cast.clerk.actor)
    who = queries.person_on(born.person_id, today()).particulars
    assert who is not None
    renamed = do.change(
        person_id=born.person_id, values={"name": "李二"}, on=today() - days * DAY,
        papers=brought("change.name"), by=cast.clerk.actor, seen=who.pk,
    )  # fmt: skip
    assert [each.event.pk for each in do.prospect(born.pk).standing] == [renamed.pk]
    refused("stands_on_it", lambda: revoke(born, cast.chief.actor))
    revoke(born, cast.chief.actor, also=[renamed.pk])
    assert queries.person_on(born.person_id, today()).particulars is None


def test_a_child_of_students_follows_its_grandparent_since_2021(
    cast: Cast, family: Family, settings: Any
) -> None:
    facts = {
        "papers": brought("birth.in_wedlock"),
        "ground": "follows_grandparent",
        "follows": family.head.person_id,
    }
    settings.BANJI_PROFILE = "national_2021"
    event = birth(
        family,
        cast.clerk.actor,
        **(facts | {"papers": brought("birth.follows_grandparent")}),
        other_parent=None,
    )
    assert place(now(event.person_id)) == ("ACTIVE", family.home, "41")


def test_the_family_household_comes_first_since_2021(cast: Cast, family: Family, settings: Any) -> None:
    """公通字〔2021〕12号 Art 21; the plan of 2017 knows no such rule."""
    village = cast.places.village
    student = make_person(
        make_household(village, kind="COLLECTIVE", number="C1"), village, relation="99", born=date(1990, 1, 1)
    )
    facts = {"follows": student.person_id, "other_parent": family.son.person_id, "relation_to_head": "99"}
    birth(family, cast.clerk.actor, **facts)
    settings.BANJI_PROFILE = "national_2021"
    refusal = refused("family_household_first", lambda: birth(family, cast.clerk.actor, **facts))
    assert "二十一" in str(refusal.rule)


BIRTHS_REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "tomorrow": ("in_the_future", {"child": do.Newcomer("李明", "1", date(2090, 1, 1))}),
    "older than its mother": ("older_than_parent", {"child": do.Newcomer("李明", "1", date(1979, 1, 1))}),
    "a paper missing": ("papers_missing", {"papers": []}),
    "a paper nobody may ask for": (
        "ILLEGAL_PRECONDITION",
        {
            "papers": [
                *(do.Brought(p) for p in ("BIRTH_CERTIFICATE", "PARENT_BOOK", "MARRIAGE_CERTIFICATE")),
                do.Brought("EMPLOYER_PROOF"),
            ]
        },
    ),
    "no name": ("no_name", {"child": do.Newcomer(" ", "1", date(2017, 1, 1))}),
    "a number that cannot be": (
        "bad_number",
        {"child": do.Newcomer("李明", "1", date(2017, 1, 1), number="123")},
    ),
}


@pytest.mark.parametrize("name", BIRTHS_REFUSED)
def test_births_refused_with_a_sentence(cast: Cast, family: Family, name: str) -> None:
    code, changes = BIRTHS_REFUSED[name]
    refused(code, lambda: birth(family, cast.clerk.actor, **changes))


def test_what_is_odd_is_asked_about_and_never_blocked(cast: Cast, family: Family) -> None:
    girl = do.Newcomer("李妹", "2", today() - 10 * DAY)
    with pytest.raises(do.Asked) as asked:
        birth(family, cast.clerk.actor, child=girl, relation_to_head="41")
    assert [doubt.code for doubt in asked.value.doubts] == ["relation_sex"]
    event = birth(family, cast.clerk.actor, child=girl, relation_to_head="41", confirmed=["relation_sex"])
    assert event.details["confirmed"] == ["relation_sex"]


def test_a_number_somebody_else_holds_is_disputed_and_nobody_refused(cast: Cast, family: Family) -> None:
    number = "519901198802296043"
    first = make_person(family.home, cast.places.village, name="甲", number=number, relation="99")
    child = do.Newcomer("乙", "2", date(1988, 2, 29), number=number)
    event = birth(
        family,
        cast.clerk.actor,
        child=child,
        relation_to_head="99",
        confirmed=["number_taken", "young_parent"],
    )
    holders = Particulars.objects.filter(person__in=[first.person_id, event.person_id], recorded_to=None)
    assert [row.number.disputed for row in holders if row.number] == [True, True]


def test_back_registration_is_decided_at_the_level_of_the_profile(
    cast: Cast, family: Family, settings: Any
) -> None:
    """County until 2021, city since (公通字〔2021〕12号 Art 9)."""

    def attempt(by: Actor) -> RegisterEvent:
        return do.back_register(
            person_id=uuid7(), newcomer=do.Newcomer("无名", "1", date(1999, 5, 1)), household_id=family.home,
            relation_to_head="99", category="other", papers=brought("back_register.other"), by=by,
        )  # fmt: skip

    refused("approval_level", lambda: attempt(cast.clerk.actor))
    assert now(attempt(cast.county_officer.actor).person_id).status == "ACTIVE"
    settings.BANJI_PROFILE = "national_2021"
    refused("approval_level", lambda: attempt(cast.county_officer.actor))


# ---------------------------------------------------------------- moves


def move_out(who: Resident, by: Actor, on: date | None = None) -> RegisterEvent:
    (event,) = do.move_out(
        persons=[who.person_id], to="四川省成都市", ground="same_province", on=on or today() - 20 * DAY,
        papers=brought("move_out.same_province"), by=by, seen=seen(who), certificate_no="川迁0001",
    )  # fmt: skip
    return event


def test_out_of_the_city_and_arrived_elsewhere(cast: Cast, family: Family) -> None:
    event = move_out(family.neighbour, cast.clerk.actor)
    assert place(now(family.neighbour)) == ("IN_TRANSIT", None, "")
    assert date.fromisoformat(event.details["valid_until"]) >= event.event_date + 29 * DAY
    assert queries.household_on(family.neighbour.household_id, today()).ended
    do.arrived_elsewhere(
        person_id=family.neighbour.person_id, on=today(), by=cast.clerk.actor,
        seen_registration_id=now(family.neighbour).pk,
    )  # fmt: skip
    assert (now(family.neighbour).status, now(family.neighbour).cancel_reason) == ("CANCELLED", "MOVED_OUT")


def test_who_is_in_transit_is_no_member_even_where_a_loaded_row_names_a_household(
    cast: Cast, family: Family
) -> None:
    village = cast.places.village
    home = make_household(village, number="5190000007")
    man = make_person(home, village, name="孙单", born=date(1970, 1, 1))
    with act("tests.load", by=system("tests")) as this:
        before = man.registration
        this.close(before)
        values = {name: getattr(before, name) for name in ("person", "address_text", "village")}
        this.add(
            Registration(**values, household_id=home, status="ACTIVE", relation_to_head="02", valid_from=SINCE, valid_to=today() - 9 * DAY),
            Registration(**values, household_id=home, status="IN_TRANSIT", valid_from=today() - 9 * DAY),
        )  # fmt: skip
    refresh([man.person_id])
    assert queries.household_members(home, today()) == []
    assert [m.person_id for m in queries.household_members(home, today() - 10 * DAY)] == [man.person_id]
    guest = make_person(home, village, name="周客", relation="97", born=date(1980, 1, 1))
    do.merge(
        household_id=home, into=family.home, relations={guest.person_id: "99"}, papers=brought("merge"),
        by=cast.clerk.actor, seen=seen(guest), on=today(),
    )  # fmt: skip
    assert queries.household_on(home, today()).ended


def test_back_before_the_certificate_ran_out_and_refused_after(cast: Cast, family: Family) -> None:
    move_out(family.neighbour, cast.clerk.actor)
    facts: dict[str, Any] = {
        "person_id": family.neighbour.person_id,
        "home": do.Home({family.neighbour.person_id: "99"}, household_id=family.home),
        "ground": "kin", "on": today(), "papers": brought("move_in.kin"), "by": cast.clerk.actor,
    }  # fmt: skip
    late = refused("certificate_expired", lambda: do.move_in(**facts, certificate_valid_until=today() - DAY))
    assert "四十七" in str(late.rule)
    do.move_in(**facts, certificate_valid_until=today())
    assert place(now(family.neighbour)) == ("ACTIVE", family.home, "99")


def again(who: Resident, by: Actor, number: str, reason: str = "遗失") -> RegisterEvent:
    (event,) = do.issue_certificate_again(
        persons=[who.person_id],
        certificate_no=number,
        reason=reason,
        by=by,
        seen={who.person_id: now(who).pk},
    )
    return event


def test_back_on_the_certificate_that_was_issued_again_and_not_on_the_one_before(
    cast: Cast, family: Family
) -> None:
    by = cast.clerk.actor
    left = move_out(family.neighbour, by, today() - 40 * DAY)
    facts: dict[str, Any] = {
        "person_id": family.neighbour.person_id,
        "home": do.Home({family.neighbour.person_id: "99"}, household_id=family.home),
        "ground": "kin", "on": today(), "papers": brought("move_in.kin"), "by": by,
    }  # fmt: skip
    # What the paper says does not count where the register knows it itself.
    refused(
        "certificate_expired",
        lambda: do.move_in(**facts, certificate_no="川迁0001", certificate_valid_until=today() + DAY),
    )
    before = now(family.neighbour)
    event = again(family.neighbour, by, "川迁0002")
    assert (event.kind, event.details["replaces"]) == ("REISSUE", str(left.pk))
    assert now(family.neighbour) == before, "a paper changes nobody's registration"
    void = refused("certificate_replaced", lambda: do.move_in(**facts, certificate_no="川迁0001"))
    assert "川迁0002" in str(void)
    refused("other_certificate", lambda: do.move_in(**facts, certificate_no="川迁0009"))
    do.move_in(**facts, certificate_no=" 川迁0002 ", certificate_valid_until=today() - DAY)
    assert place(now(family.neighbour)) == ("ACTIVE", family.home, "99")


def test_a_certificate_is_issued_again_to_whoever_is_on_the_way_with_one_of_ours(
    cast: Cast, family: Family
) -> None:
    by = cast.clerk.actor
    refused("no_certificate", lambda: again(family.neighbour, by, "川迁0002"))
    move_out(family.neighbour, by)
    refused("same_number", lambda: again(family.neighbour, by, "川迁0001"))
    refused("no_reason", lambda: again(family.neighbour, by, "川迁0002", " "))
    refused("no_reason", lambda: again(family.neighbour, by, " "))
    stale = {family.neighbour.person_id: 0}
    refused(
        "stale",
        lambda: do.issue_certificate_again(
            persons=list(stale), certificate_no="川迁0002", reason="遗失", by=by, seen=stale
        ),
    )
    first = again(family.neighbour, by, "川迁0002")
    second = again(family.neighbour, by, "川迁0003", "损毁")
    assert second.details["replaces"] == str(first.pk)
    refused("same_number", lambda: again(family.neighbour, by, "川迁0001"))
    # Whoever holds the paper has it: it is not revoked, the next one takes its place.
    refused("not_revocable", lambda: do.revoke(event_id=second.pk, reason="误发", by=cast.chief.actor))
    with pytest.raises(Refused) as nobody:
        again(family.neighbour, system("tests"), "川迁0004")
    assert nobody.value.code == "not_an_officer"


def test_a_moving_out_is_revoked_though_its_certificate_was_issued_again(cast: Cast, family: Family) -> None:
    left = move_out(family.neighbour, cast.clerk.actor)
    again(family.neighbour, cast.clerk.actor, "川迁0002")
    do.revoke(event_id=left.pk, reason="误迁", by=cast.chief.actor)
    assert now(family.neighbour).status == "ACTIVE"
    refused("no_certificate", lambda: again(family.neighbour, cast.clerk.actor, "川迁0003"))
    # He leaves once more, on another certificate: what was issued again before is of no account.
    move_out(family.neighbour, cast.clerk.actor, today())
    event = again(family.neighbour, cast.clerk.actor, "川迁0005")
    assert event.details["replaces"] != str(left.pk)


def test_a_lost_certificate_brings_nobody_back_who_has_died(cast: Cast, family: Family) -> None:
    by = cast.clerk.actor
    move_out(family.neighbour, by)
    do.cancel_death(
        person_id=family.neighbour.person_id, died_on=today(), reason="疾病", case_no="", by=by,
        seen_registration_id=now(family.neighbour).pk,
    )  # fmt: skip
    home = do.Home({family.neighbour.person_id: "99"}, household_id=family.home)
    refused(
        "cancelled_on_death",
        lambda: do.re_register(
            person_id=family.neighbour.person_id, home=home, ground="certificate",
            papers=brought("restore.certificate"), by=by,
        ),
    )  # fmt: skip


def test_a_graduate_with_an_expired_certificate_is_restored(cast: Cast, family: Family) -> None:
    """Category 6 (国办发〔2015〕96号 二(六)): nobody stays in his own pocket."""
    move_out(family.son, cast.clerk.actor, today() - 800 * DAY)
    home = do.Home({family.son.person_id: "20"}, household_id=family.home)
    do.re_register(
        person_id=family.son.person_id, home=home, ground="certificate", papers=brought("restore.certificate"),
        by=cast.clerk.actor,
    )  # fmt: skip
    assert place(now(family.son)) == ("ACTIVE", family.home, "20")
    assert now(family.son, today() - DAY).status == "IN_TRANSIT"


def test_somebody_new_from_outside(cast: Cast, family: Family) -> None:
    person = uuid7()
    event = do.move_in(
        person_id=person, newcomer=do.Newcomer("赵新", "1", date(1985, 3, 3)),
        home=do.Home({person: "02"}, seat=do.Seat(cast.places.east_villages[1].pk, "周家村2组5号")),
        ground="work", on=today(), papers=brought("move_in.work"), by=cast.clerk.actor,
    )  # fmt: skip
    row = now(event.person_id)
    assert (row.status, row.address_text, row.relation_to_head) == ("ACTIVE", "周家村2组5号", "02")
    book = HouseholdParticulars.objects.get(household=row.household_id, recorded_to=None)
    assert book.household_no.startswith("H519901")
    assert book.event_id == event.pk


def move_within(cast: Cast, family: Family, **changes: Any) -> list[RegisterEvent]:
    facts: dict[str, Any] = {
        "home": do.Home(
            {family.son.person_id: "02", family.son_wife.person_id: "12"},
            seat=do.Seat(cast.places.west_villages[0].pk, "新桥村1组1号"),
        ),
        "ground": "dwelling", "on": today(), "papers": brought("move_within.dwelling"),
        "by": cast.clerk.actor, "seen": seen(family.son, family.son_wife), "consents": ["李小山", "王秀英"],
    }  # fmt: skip
    return do.move_within(**(facts | changes))


def test_one_stop_within_the_city(cast: Cast, family: Family) -> None:
    events = move_within(cast, family)
    assert [place(now(e.person_id))[2] for e in events] == ["02", "12"]
    assert now(family.son).village == cast.places.west_villages[0]
    assert now(family.son).household_id == now(family.son_wife).household_id != family.home
    assert now(family.son, today() - DAY).household_id == family.home


def test_a_head_who_moves_leaves_a_task_behind(cast: Cast, family: Family) -> None:
    seat = do.Seat(cast.places.village.pk, "李家村9组9号")
    events = move_within(
        cast, family, home=do.Home({family.head.person_id: "02"}, seat=seat), seen=seen(family.head)
    )
    assert HeadTask.objects.get(recorded_to=None).household_id == family.home
    relations = {family.wife.person_id: "02", family.son.person_id: "20", family.son_wife.person_id: "38"}
    members = (family.wife, family.son, family.son_wife)
    new_head = do.choose_head(
        household_id=family.home, relations=relations, by=cast.clerk.actor, seen=seen(*members), on=today(),
        papers=brought("choose_head"),
    )  # fmt: skip
    assert not HeadTask.objects.filter(recorded_to=None).exists()
    standing = do.prospect(events[0].pk)
    assert [(s.event.kind, s.second_head) for s in standing.standing] == [("NEW_HEAD", True)]
    refused("stands_on_it", lambda: revoke(events[0], cast.chief.actor))
    revoke(events[0], cast.chief.actor, also=[new_head[0].pk])
    assert [place(now(m))[2] for m in (family.head, *members)] == ["02", "12", "20", "38"]
    assert list(verify()) == []


MOVES_REFUSED: dict[str, tuple[str, Callable[[Cast, Family], dict[str, Any]]]] = {
    "a view that is old": ("stale", lambda c, f: {"seen": {f.son.person_id: 1, f.son_wife.person_id: 2}}),
    "nobody is head": (
        "one_head",
        lambda c, f: {"home": do.Home({f.son.person_id: "20", f.son_wife.person_id: "12"}, seat=do.Seat(c.places.village.pk, "x"))},
    ),
    "a second head": (
        "one_head",
        lambda c, f: {"home": do.Home({f.son.person_id: "02", f.son_wife.person_id: "12"}, household_id=f.neighbour.household_id)},
    ),
    "no such relation": (
        "relation",
        lambda c, f: {"home": do.Home({f.son.person_id: "02", f.son_wife.person_id: "00"}, seat=do.Seat(c.places.village.pk, "x"))},
    ),
    "before he was registered here": ("before_registration", lambda c, f: {"on": SINCE - DAY}),
    "tomorrow": ("in_the_future", lambda c, f: {"on": clock.today() + DAY}),
    "a village that did not stand": (
        "village_abolished",
        lambda c, f: {"on": SINCE, "home": do.Home({f.son.person_id: "02", f.son_wife.person_id: "12"}, seat=do.Seat(ended(c), "x"))},
    ),
}  # fmt: skip


def ended(cast: Cast) -> int:
    village = cast.places.east_villages[1]
    village.valid_to = date(2004, 1, 1)
    village.save(update_fields=["valid_to"])
    return village.pk


@pytest.mark.parametrize("name", MOVES_REFUSED)
def test_moves_refused_with_a_sentence(cast: Cast, family: Family, name: str) -> None:
    code, changes = MOVES_REFUSED[name]
    refused(code, lambda: move_within(cast, family, **changes(cast, family)))


def test_sold_the_flat_and_still_registered_there(cast: Cast, family: Family) -> None:
    """公通字〔2021〕12号 Art 46: to the community's collective household, which needs no head."""
    village = cast.places.village
    public = make_household(village, kind="PUBLIC_COLLECTIVE", number="P1")
    home = do.Home({family.neighbour.person_id: "99"}, household_id=public)
    move_within(
        cast,
        family,
        home=home,
        ground="sold",
        papers=brought("move_within.sold"),
        seen=seen(family.neighbour),
    )
    assert place(now(family.neighbour)) == ("ACTIVE", public, "99")
    assert not HeadTask.objects.exists()


# ---------------------------------------------------------------- households


def divide(cast: Cast, family: Family) -> list[RegisterEvent]:
    return do.divide(
        household_id=family.home, leaving={family.son.person_id: "02", family.son_wife.person_id: "12"},
        ground="marriage", papers=brought("divide.marriage"), by=cast.clerk.actor,
        seen=seen(family.son, family.son_wife), on=today(),
    )  # fmt: skip


def test_a_household_divided_at_one_address(cast: Cast, family: Family) -> None:
    divide(cast, family)
    assert now(family.son).household_id != family.home
    assert now(family.son).address_text == now(family.head).address_text
    assert len(queries.household_members(family.home, today())) == 2


def test_a_division_revoked_is_as_if_it_had_never_been(cast: Cast, family: Family) -> None:
    events = divide(cast, family)
    while_divided = queries.watermark()
    new_home = now(family.son).household_id
    assert new_home is not None
    revoke(events[0], cast.chief.actor)
    assert [place(now(m)) for m in (family.son, family.son_wife)] == [
        ("ACTIVE", family.home, "20"),
        ("ACTIVE", family.home, "38"),
    ]
    with pytest.raises(NotFound):
        queries.household_on(new_home, today())
    assert len(queries.household_members(new_home, today(), while_divided)) == 2
    assert (
        queries.person_on(family.son.person_id, today(), while_divided).registration.household_id == new_home
    )  # type: ignore[union-attr]
    assert list(verify()) == []


def test_everybody_leaving_is_no_division(cast: Cast, family: Family) -> None:
    refused(
        "nobody_left",
        lambda: do.divide(
            household_id=family.neighbour.household_id, leaving={family.neighbour.person_id: "02"},
            ground="marriage", papers=brought("divide.marriage"), by=cast.clerk.actor,
            seen=seen(family.neighbour), on=today(),
        ),
    )  # fmt: skip


def test_households_merged_and_the_book_of_one_void(cast: Cast, family: Family) -> None:
    do.merge(
        household_id=family.neighbour.household_id, into=family.home, relations={family.neighbour.person_id: "97"},
        papers=brought("merge"), by=cast.clerk.actor, seen=seen(family.neighbour), on=today(),
    )  # fmt: skip
    assert place(now(family.neighbour)) == ("ACTIVE", family.home, "97")
    assert queries.household_on(family.neighbour.household_id, today()).ended


def test_a_new_head_needs_every_member_and_one_head(cast: Cast, family: Family) -> None:
    everybody = (family.head, family.wife, family.son, family.son_wife)
    facts: dict[str, Any] = {
        "household_id": family.home, "by": cast.clerk.actor, "seen": seen(*everybody), "on": today(),
        "papers": brought("choose_head"),
    }  # fmt: skip
    some = {family.wife.person_id: "02", family.son.person_id: "20"}
    refused("left_out", lambda: do.choose_head(**facts, relations=some))
    ids = [member.person_id for member in everybody]
    refused(
        "one_head",
        lambda: do.choose_head(**facts, relations=dict(zip(ids, ("02", "02", "20", "38"), strict=True))),
    )
    do.choose_head(**facts, relations=dict(zip(ids, ("11", "02", "20", "38"), strict=True)))
    assert [now(m).relation_to_head for m in everybody] == ["11", "02", "20", "38"]


def test_a_child_as_head_is_asked_about(cast: Cast, family: Family) -> None:
    village = cast.places.village
    home = make_household(village, number="5190000009")
    child = make_person(home, village, name="小明", born=date(2010, 1, 1), relation="20")
    facts: dict[str, Any] = {
        "household_id": home, "by": cast.clerk.actor, "seen": seen(child), "on": today(),
        "papers": brought("choose_head"), "relations": {child.person_id: "02"},
    }  # fmt: skip
    with pytest.raises(do.Asked):
        do.choose_head(**facts)
    do.choose_head(**facts, confirmed=["minor_head"])
    assert now(child).relation_to_head == "02"


def test_a_corrected_relation_was_never_another_one(cast: Cast, family: Family) -> None:
    """更正: from the day on which this wrong one began, however often it was entered since."""
    everybody = (family.head, family.wife, family.son, family.son_wife)
    relations = dict(zip([m.person_id for m in everybody], ("02", "12", "20", "38"), strict=True))
    do.choose_head(
        household_id=family.home, relations=relations, by=cast.clerk.actor, seen=seen(*everybody),
        on=today() - 30 * DAY, papers=brought("choose_head"),
    )  # fmt: skip
    event = correct_relation(family.son, "23", cast.clerk.actor)
    assert {now(family.son, day).relation_to_head for day in (SINCE, today() - 30 * DAY, today())} == {"23"}
    assert [now(m).relation_to_head for m in everybody] == ["02", "12", "23", "38"]
    assert event.details["was"] == {"relation_to_head": "20"}
    assert event.details["papers"] == [{"paper": "ERROR_PROOF", "document_no": ""}]
    assert do.prospect(event.pk).standing == ()
    revoke(event, cast.chief.actor)
    assert now(family.son).relation_to_head == now(family.son, SINCE).relation_to_head == "20"
    assert list(verify()) == []


def correct_relation(who: Resident, relation: str, by: Actor, **changes: Any) -> RegisterEvent:
    facts: dict[str, Any] = {"papers": brought("correct.other"), "seen": now(who).pk, "reason": "录入错误"}
    return do.correct_relation(person_id=who.person_id, relation=relation, by=by, **(facts | changes))


def test_a_corrected_relation_is_the_one_in_this_household(cast: Cast, family: Family) -> None:
    """It says nothing of the household before, and stands on the move into this one."""
    moved = move_within(
        cast, family, home=do.Home({family.neighbour.person_id: "97"}, household_id=family.home), ground="kin",
        papers=brought("move_within.kin"), seen=seen(family.neighbour), on=today() - 5 * DAY,
    )  # fmt: skip
    event = correct_relation(family.neighbour, "99", cast.clerk.actor)
    assert now(family.neighbour, today() - 5 * DAY).relation_to_head == "99"
    assert now(family.neighbour, today() - 6 * DAY).relation_to_head == "02"
    later = do.change_seat(
        household_id=family.home, seat=do.Seat(cast.places.village.pk, "李家村3组13号"), by=cast.clerk.actor,
        seen=seen(family.head, family.wife, family.son, family.son_wife, family.neighbour), on=today(), reason="规范",
    )  # fmt: skip
    assert event.pk not in {each.event.pk for each in do.prospect(later[0].pk).standing}
    standing = {each.event.pk for each in do.prospect(moved[0].pk).standing}
    assert event.pk in standing
    refused("stands_on_it", lambda: revoke(moved[0], cast.chief.actor))
    revoke(moved[0], cast.chief.actor, also=standing)
    assert place(now(family.neighbour)) == ("ACTIVE", family.neighbour.household_id, "02")


CORRECTIONS_REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "a paper missing": ("papers_missing", {"papers": []}),
    "a view that is old": ("stale", {"seen": 0}),
    "no such relation": ("relation", {"relation": "00"}),
    "who is head concerns everybody": ("one_head", {"relation": "02"}),
}


@pytest.mark.parametrize("name", CORRECTIONS_REFUSED)
def test_corrections_of_a_relation_refused(cast: Cast, family: Family, name: str) -> None:
    code, changes = CORRECTIONS_REFUSED[name]
    refused(code, lambda: correct_relation(family.son, by=cast.clerk.actor, **({"relation": "23"} | changes)))
    head = refused("one_head", lambda: correct_relation(family.head, "20", cast.clerk.actor))
    assert "另选户主" in str(head.remedy)


def test_an_odd_correction_of_a_relation_is_asked_about(cast: Cast, family: Family) -> None:
    with pytest.raises(do.Asked):
        correct_relation(family.son, "30", cast.clerk.actor)
    event = correct_relation(family.son, "30", cast.clerk.actor, confirmed=["relation_sex"])
    assert event.details["confirmed"] == ["relation_sex"]


def test_the_address_as_it_is_written_changes_for_all(cast: Cast, family: Family) -> None:
    everybody = (family.head, family.wife, family.son, family.son_wife)
    seat = do.Seat(cast.places.village.pk, "李家村3组12号附1号")
    events = do.change_seat(
        household_id=family.home,
        seat=seat,
        by=cast.clerk.actor,
        seen=seen(*everybody),
        on=today(),
        reason="规范地址",
    )
    assert {now(m).address_text for m in everybody} == {seat.address_text}
    book = queries.household_on(family.home, today()).particulars
    assert book is not None
    assert book.address_text == seat.address_text
    revoke(events[2], cast.chief.actor)
    assert {now(m).address_text for m in everybody} == {"李家村民委员会3组12号"}
    again = queries.household_on(family.home, today()).particulars
    assert again is not None
    assert again.address_text == "李家村民委员会3组12号"


# ---------------------------------------------------------------- who somebody is


def who(person: Resident, on: date | None = None) -> Particulars:
    row = queries.person_on(person.person_id, on or today()).particulars
    assert row is not None
    return row


def test_a_changed_name_keeps_the_former_one(cast: Cast, family: Family) -> None:
    do.change(
        person_id=family.son.person_id, values={"name": "李晓山"}, on=today(), papers=brought("change.name"),
        by=cast.clerk.actor, seen=who(family.son).pk,
    )  # fmt: skip
    assert (who(family.son).name, who(family.son).former_name) == ("李晓山", "李小山")
    assert who(family.son, today() - DAY).name == "李小山"
    assert who(family.son).name_folded == "李晓山"


def test_a_corrected_name_was_never_another_one(cast: Cast, family: Family) -> None:
    do.correct(
        person_id=family.son.person_id, values={"name": "李筱山"}, papers=brought("correct.name"),
        by=cast.clerk.actor, seen=who(family.son).pk, reason="录入错误",
    )  # fmt: skip
    assert {who(family.son, day).name for day in (date(1980, 1, 1), today())} == {"李筱山"}


def correct(who_is_it: Resident, by: Actor, list_: str = "correct.name", **values: Any) -> RegisterEvent:
    return do.correct(
        person_id=who_is_it.person_id, values=values, papers=brought(list_), by=by, seen=who(who_is_it).pk,
        reason="录入错误",
    )  # fmt: skip


def change(
    who_is_it: Resident, on: date, by: Actor, list_: str = "change.name", **values: Any
) -> RegisterEvent:
    return do.change(
        person_id=who_is_it.person_id,
        values=values,
        on=on,
        papers=brought(list_),
        by=by,
        seen=who(who_is_it).pk,
    )


def names(person: Resident, *days: date) -> list[str]:
    return [who(person, day).name for day in days]


def test_a_wrong_value_entered_twice_is_corrected_everywhere(cast: Cast, family: Family) -> None:
    """Unchanged by a second entry, and up to where another name was lawfully entered; both axes keep what was."""
    son, by, days = family.son, cast.clerk.actor, [today() - n * DAY for n in (40, 30, 20, 10, 0)]
    change(son, days[1], by, name="李小山", former_name="")
    change(son, days[3], by, name="李小山", former_name="")
    correct(son, by, name="李筱山")
    assert names(son, SINCE, *days) == ["李筱山"] * 6
    late = change(son, days[2], by, name="李新")
    assert names(son, *days) == ["李筱山", "李筱山", "李新", "李筱山", "李筱山"]
    revoke(late, cast.chief.actor)
    at = clock.now()
    event = correct(son, by, name="李晓山")
    assert names(son, SINCE, *days) == ["李晓山"] * 6
    before = queries.person_on(son.person_id, days[2], at).particulars
    assert before is not None
    assert before.name == "李筱山"
    revoke(event, cast.chief.actor)
    assert names(son, SINCE, *days) == ["李筱山"] * 6
    assert list(verify()) == []


def test_a_wrong_value_that_came_back_is_corrected_up_to_the_other_one(cast: Cast, family: Family) -> None:
    """Another name was lawfully borne between: the time before it is not what the papers of today speak of."""
    son, by, days = family.son, cast.clerk.actor, [today() - n * DAY for n in (40, 30, 20, 10, 0)]
    change(son, days[1], by, name="李新")
    change(son, days[2], by, name="李小山")
    change(son, days[3], by, name="李小山")
    correct(son, by, name="李筱山")
    assert names(son, *days) == ["李小山", "李新", "李筱山", "李筱山", "李筱山"]


def test_a_wrong_value_put_back_by_a_correction_is_corrected_everywhere(cast: Cast, family: Family) -> None:
    """The change was wrong and corrected back: the name then stands entered twice, in one piece."""
    son, by, days = family.son, cast.clerk.actor, [today() - n * DAY for n in (40, 30, 0)]
    change(son, days[1], by, name="李新")
    correct(son, by, name="李小山")
    correct(son, by, name="李筱山")
    assert names(son, SINCE, *days) == ["李筱山"] * 4


def test_each_field_is_corrected_since_it_was_wrong(cast: Cast, family: Family) -> None:
    """A former name that began later does not keep the name from being right since birth."""
    son, by = family.son, cast.clerk.actor
    change(son, today() - 10 * DAY, by, name="李小山", former_name="李小小")
    correct(son, by, name="李筱山", former_name="李肖肖")
    assert names(son, SINCE, today()) == ["李筱山", "李筱山"]
    assert [who(son, day).former_name for day in (SINCE, today())] == ["", "李肖肖"]


def test_born_earlier_and_then_the_name_corrected(cast: Cast, family: Family) -> None:
    """The earlier birth began the row anew: the name was entered twice without anybody having said so."""
    son = family.son
    correct(
        son,
        cast.county_officer.actor,
        "correct.birth_date",
        birth_date=date(1977, 12, 1),
        number="519901197712010019",
    )
    correct(son, cast.clerk.actor, name="李筱山")
    assert names(son, date(1977, 12, 1), date(1978, 6, 1), today()) == ["李筱山"] * 3
    assert who(son, date(1977, 12, 1)).birth_date == date(1977, 12, 1)


def test_a_correction_revoked_after_a_later_change(cast: Cast, family: Family) -> None:
    """Undo that is not last-in-first-out: the ethnicity changed since stays."""
    wrong = do.correct(
        person_id=family.son.person_id, values={"name": "李错"}, papers=brought("correct.name"),
        by=cast.clerk.actor, seen=who(family.son).pk, reason="录入错误",
    )  # fmt: skip
    do.change(
        person_id=family.son.person_id, values={"ethnicity": "06"}, on=today() - DAY, papers=brought("change.ethnicity"),
        by=cast.clerk.actor, seen=who(family.son).pk,
    )  # fmt: skip
    assert do.prospect(wrong.pk).standing == ()
    revoke(wrong, cast.chief.actor)
    assert (who(family.son).name, who(family.son).ethnicity) == ("李小山", "06")
    assert who(family.son, today() - 2 * DAY).ethnicity == ""


def test_a_date_of_birth_and_its_number(cast: Cast, settings: Any) -> None:
    village = cast.places.village
    home = make_household(village)
    man = make_person(home, village, number="519901195001010013", born=date(1950, 1, 1))

    def attempt(by: Actor) -> RegisterEvent:
        return do.correct(
            person_id=man.person_id, values={"birth_date": date(1949, 1, 1), "number": "519901194901010014"},
            papers=brought("correct.birth_date"), by=by, seen=who(man).pk, reason="档案记载",

        )  # fmt: skip

    refused("approval_level", lambda: attempt(cast.clerk.actor))
    settings.BANJI_PROFILE = "national_2021"
    refused("approval_level", lambda: attempt(cast.county_officer.actor))
    settings.BANJI_PROFILE = "ziyang_2017"
    attempt(cast.county_officer.actor)
    assert who(man).birth_date == date(1949, 1, 1)
    assert who(man, date(1949, 6, 1)).name == "李大山"
    numbers = Particulars.objects.filter(person=man.person_id).values_list("number__tail", flat=True)
    assert set(numbers) == {"0013", "0014"}  # the old one stays linked for ever


def test_a_stale_view_of_particulars_is_refused(cast: Cast, family: Family) -> None:
    refused(
        "stale",
        lambda: do.change(
            person_id=family.son.person_id, values={"name": "李晓山"}, on=today(), papers=brought("change.name"),
            by=cast.clerk.actor, seen=0,
        ),
    )  # fmt: skip


# ---------------------------------------------------------------- cancelled and back


def test_conscript_and_demobilised(cast: Cast, family: Family) -> None:
    do.cancel(
        person_id=family.son.person_id, ground="ENLISTED", on=today() - 700 * DAY, papers=brought("cancel.enlisted"),
        by=cast.clerk.actor, seen_registration_id=now(family.son).pk,
    )  # fmt: skip
    assert (now(family.son).status, now(family.son).cancel_reason) == ("CANCELLED", "ENLISTED")
    home = do.Home({family.son.person_id: "20"}, household_id=family.home)
    do.move_in(
        person_id=family.son.person_id, home=home, ground="demobilised", on=today(),
        papers=brought("move_in.demobilised"), by=cast.clerk.actor,
    )  # fmt: skip
    assert place(now(family.son)) == ("ACTIVE", family.home, "20")
    assert now(family.son, today() - DAY).status == "CANCELLED"


def test_declared_dead_and_back_by_a_judgment(cast: Cast, family: Family) -> None:
    do.cancel_death(
        person_id=family.son.person_id, died_on=today() - 900 * DAY, reason="宣告死亡", case_no="", by=cast.officer.actor,
        seen_registration_id=now(family.son).pk,
    )  # fmt: skip
    home = do.Home({family.son.person_id: "20"}, household_id=family.home)
    do.re_register(
        person_id=family.son.person_id,
        home=home,
        ground="court",
        papers=brought("restore.court"),
        by=cast.clerk.actor,
    )
    assert [now(family.son, day).status for day in (today() - DAY, today())] == ["CANCELLED", "ACTIVE"]


def test_a_wrong_cancellation_revoked_two_events_later(cast: Cast, family: Family) -> None:
    """The head is cancelled by mistake, the wife becomes head, the son's family divides; then he is seen alive."""
    wrong = do.cancel_death(
        person_id=family.head.person_id, died_on=today() - 30 * DAY, reason="火化证明", case_no="", by=cast.officer.actor,
        seen_registration_id=now(family.head).pk,
    )  # fmt: skip
    rest = (family.wife, family.son, family.son_wife)
    chosen = do.choose_head(
        household_id=family.home, relations=dict(zip([m.person_id for m in rest], ("02", "20", "38"), strict=True)),
        by=cast.clerk.actor, seen=seen(*rest), on=today() - 10 * DAY, papers=brought("choose_head"),
    )  # fmt: skip
    divide(cast, family)
    outlook = do.prospect(wrong.pk)
    assert [(s.event.pk, s.second_head) for s in outlook.standing] == [(chosen[0].pk, True)]
    while_dead = queries.watermark()
    refused("stands_on_it", lambda: revoke(wrong, cast.chief.actor))
    revoke(wrong, cast.chief.actor, return_as="11")
    assert place(now(family.head)) == ("ACTIVE", family.home, "11")
    assert now(family.head, today() - 15 * DAY).relation_to_head == "02"
    assert place(now(family.wife)) == ("ACTIVE", family.home, "02")
    assert now(family.son).household_id != family.home
    assert queries.status_on(family.head.person_id, today(), while_dead) == "CANCELLED"
    assert list(verify()) == []


def test_or_everything_as_before(cast: Cast, family: Family) -> None:
    wrong = do.cancel_death(
        person_id=family.head.person_id, died_on=today() - 30 * DAY, reason="火化证明", case_no="", by=cast.officer.actor,
        seen_registration_id=now(family.head).pk,
    )  # fmt: skip
    rest = (family.wife, family.son, family.son_wife)
    chosen = do.choose_head(
        household_id=family.home, relations=dict(zip([m.person_id for m in rest], ("02", "20", "38"), strict=True)),
        by=cast.clerk.actor, seen=seen(*rest), on=today() - 10 * DAY, papers=brought("choose_head"),
    )  # fmt: skip
    revoke(wrong, cast.chief.actor, also=[chosen[1].pk])
    assert [now(m).relation_to_head for m in (family.head, *rest)] == ["02", "12", "20", "38"]


def test_what_stands_on_a_move_in_is_named(cast: Cast, family: Family) -> None:
    person = uuid7()
    arrived = do.move_in(
        person_id=person, newcomer=do.Newcomer("赵新", "1", date(1985, 3, 3)),
        home=do.Home({person: "99"}, household_id=family.home), ground="work", on=today() - 50 * DAY,
        papers=brought("move_in.work"), by=cast.clerk.actor,
    )  # fmt: skip
    (left,) = do.move_out(
        persons=[person], to="成都", ground="same_province", on=today() - 5 * DAY, papers=brought("move_out.same_province"),
        by=cast.clerk.actor, seen={person: now(person).pk}, certificate_no="1",
    )  # fmt: skip
    refusal = refused("stands_on_it", lambda: revoke(arrived, cast.chief.actor))
    assert "赵*" in str(refusal)
    revoke(arrived, cast.chief.actor, also=[left.pk])
    assert queries.person_on(person, today()).registration is None


def test_who_came_into_a_household_stands_on_the_event_that_opened_it(cast: Cast, family: Family) -> None:
    opened = divide(cast, family)
    new_home = now(family.son).household_id
    (came,) = move_within(
        cast, family, home=do.Home({family.neighbour.person_id: "97"}, household_id=new_home), ground="kin",
        papers=brought("move_within.kin"), seen=seen(family.neighbour),
    )  # fmt: skip
    renamed = do.choose_head(
        household_id=new_home or family.home, by=cast.clerk.actor, on=today(), papers=brought("choose_head"),
        relations={family.neighbour.person_id: "02", family.son.person_id: "97", family.son_wife.person_id: "97"},
        seen=seen(family.neighbour, family.son, family.son_wife),
    )  # fmt: skip
    standing = [each.event for each in do.prospect(opened[0].pk).standing]
    assert came.pk in {event.pk for event in standing}
    assert {event.recorded_in for event in standing} == {came.recorded_in, renamed[0].recorded_in}
    refused("stands_on_it", lambda: revoke(opened[0], cast.chief.actor))
    revoke(opened[0], cast.chief.actor, also=[event.pk for event in standing])
    assert now(family.neighbour).household_id == family.neighbour.household_id
    assert now(family.son).household_id == family.home
    assert not HeadTask.objects.filter(recorded_to=None).exists()


def test_what_cannot_be_revoked(cast: Cast, family: Family) -> None:
    event = move_out(family.neighbour, cast.clerk.actor)
    undone = revoke(event, cast.chief.actor)
    refused("already_revoked", lambda: revoke(event, cast.chief.actor))
    refused("not_revocable", lambda: revoke(undone, cast.chief.actor))
    assert place(now(family.neighbour))[0] == "ACTIVE"
