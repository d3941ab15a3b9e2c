"""The search box: what is found, in which order, why, and what it must not tell of others' people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from banji.addresses.models import Division
from banji.audit.models import AuditEntry, AuditSubject
from banji.foundation import clock
from banji.identity.names import fold_name, folding, normalise_name
from banji.register import operations, search_rows
from banji.register.access import Answer, search_everything
from banji.register.access.terms import Why
from banji.register.models import Particulars
from tests.cast import Cast, sign_in
from tests.register.lawful import brought
from tests.register.people import Resident, make_household, make_person

pytestmark = pytest.mark.django_db
WHY = "COUNTER"


@pytest.fixture(params=["small area", "large area"])
def area(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A station's people are looked through one by one; those of a larger area are found by the indexes alone."""
    if request.param == "large area":
        monkeypatch.setattr("banji.register.access.candidates.SMALL", 0)
        monkeypatch.setattr("banji.register.access.homes.SMALL", 0)


def ask(cast: Cast, query: str, page: int = 1) -> Answer:
    return search_everything(query, by=cast.officer.actor, purpose=WHY, page=page)


def names(cast: Cast, query: str) -> list[str]:
    return [hit.name for hit in ask(cast, query).people.hits]


def whys(cast: Cast, query: str) -> list[Why | None]:
    return [hit.why for hit in ask(cast, query).people.hits]


def people(village: Division, *called: str, number: str = "5190000001", **more: Any) -> list[Resident]:
    home = make_household(village, number=number)
    return [make_person(home, village, name=name, relation="99", card=False, **more) for name in called]


def test_the_best_first_and_of_each_kind_who_is_registered(cast: Cast, area: None) -> None:
    here = people(cast.places.village, "李文静", "张文", "章闻", "文张文", "张文静", "张文", "王大海")
    make_person(here[0].household_id, cast.places.village, name="李二", former_name="张文", relation="99")
    dead = here[1]
    operations.cancel_death(
        person_id=dead.person_id, died_on=date(2017, 2, 3), reason="火化", case_no="", by=cast.officer.actor,
        seen_registration_id=dead.registration.pk,
    )  # fmt: skip
    found = ask(cast, "张文").people.hits
    assert [(hit.name, hit.status, hit.why) for hit in found] == [
        ("张文", "ACTIVE", Why.NAME),
        ("张文", "CANCELLED", Why.NAME),
        ("张文静", "ACTIVE", Why.BEGINS),
        ("文张文", "ACTIVE", Why.INSIDE),
        ("章闻", "ACTIVE", Why.SOUND),
        ("李二", "ACTIVE", Why.FORMER),
    ]


def test_the_own_area_comes_before_a_better_name_elsewhere(cast: Cast, area: None) -> None:
    people(cast.places.west_villages[0], "张三", number="2")
    people(cast.places.village, "章三")
    near, far = ask(cast, "张三").people.hits
    assert (near.name, near.in_area, near.why) == ("章三", True, Why.SOUND)
    assert (far.name, far.in_area, far.why) == ("张*", False, Why.NAME)


@pytest.mark.parametrize(
    ("written", "query"),
    [
        ("阿依古丽·买买提", "阿依古丽.买买提"),
        ("阿依古丽·买买提", "古丽买买"),
        ("張偉", "张伟"),
        ("𠮷田", "𠮷田"),
        ("曾小贤", "zeng xiao"),
        ("Maria Lopez", "maria lop"),
        ("Maria Lopez", "MARIA"),
    ],
)
def test_writings_of_a_name(cast: Cast, area: None, written: str, query: str) -> None:
    people(cast.places.village, written, "王建国")
    assert names(cast, query) == [written]


def test_a_year_or_a_place_behind_the_name_narrows_it(cast: Cast, area: None) -> None:
    village, other = cast.places.village, cast.places.east_villages[-1]
    assert village != other
    people(village, "李大山", "李大山", born=date(1950, 3, 1))
    people(village, "李大山", number="3", born=date(1987, 3, 1))
    people(other, "李大山", number="4", born=date(1950, 3, 1))
    assert len(names(cast, "李 大山")) == 4
    assert len(names(cast, "李 大山 1950")) == 3
    assert len(names(cast, "lds 1987年")) == 1
    assert len(names(cast, f"李大山 {village.folded_name}")) == 3
    assert len(names(cast, f"李大山 {village.folded_name} 1950")) == 2
    assert names(cast, "李大山 1951") == []


def test_what_narrows_tells_nothing_of_other_areas(cast: Cast, area: None) -> None:
    """Whoever is found by his year or his village is known to have been born then, or to live there."""
    village = cast.places.west_villages[0]
    people(village, "李大山", born=date(1950, 3, 1))
    assert names(cast, "李大山") == ["李**"]
    assert names(cast, "李大山 1950") == []
    assert names(cast, f"李大山 {village.folded_name}") == []


def test_why_is_not_told_where_it_stands_in_the_record_only(cast: Cast, area: None) -> None:
    village = cast.places.west_villages[0]
    make_person(make_household(village), village, name="李二", former_name="张文", relation="99")
    assert whys(cast, "张文") == [None]


def test_a_name_that_was_corrected_is_still_found(cast: Cast, area: None) -> None:
    (who,) = people(cast.places.village, "李晓三")
    operations.correct(
        person_id=who.person_id,
        values={"name": "李小山"},
        papers=brought("correct.name"),
        by=cast.officer.actor,
        seen=Particulars.objects.get(person=who.person_id).pk,
        reason="笔误",
    )
    assert names(cast, "李小山") == ["李小山"]
    assert whys(cast, "晓三") == [Why.FORMER]


def test_a_number_that_was_is_found_and_said_to_be_one(cast: Cast) -> None:
    village, old = cast.places.village, "519901195001010013"
    who = make_person(make_household(village), village, number=old)
    operations.correct(
        person_id=who.person_id,
        values={"number": "519901195001010021"},
        papers=brought("correct.number"),
        by=cast.officer.actor,
        seen=Particulars.objects.get(person=who.person_id).pk,
        reason="重号",
        confirmed=["number_sex", "number_birth_date"],
    )
    assert whys(cast, old) == [Why.OLD_NUMBER]
    assert whys(cast, "519901195001010021") == [Why.NUMBER]


def test_pages_follow_each_other_through_all_ways(cast: Cast, area: None) -> None:
    here = people(cast.places.village, *["张三"] * 12, *["章三"] * 12)
    away = people(cast.places.west_villages[0], *["张三"] * 20, number="2")
    pages = [ask(cast, "张三", page).people for page in (1, 2, 3)]
    assert [(len(page.hits), page.more) for page in pages] == [(20, True), (20, True), (4, False)]
    found = [hit.person_id for page in pages for hit in page.hits]
    assert set(found[:24]) == {who.person_id for who in here}
    assert set(found[24:]) == {who.person_id for who in away}


# Households and places


def test_a_household_by_its_number(cast: Cast, area: None) -> None:
    village = cast.places.village
    head = make_person(make_household(village, number="5190000077"), village, name="李大山")
    (home,) = ask(cast, "5190000077").homes
    assert (home.household_id, home.number, home.head, home.ended) == (
        head.household_id,
        "5190000077",
        "李大山",
        False,
    )
    entry = AuditEntry.objects.get(act="person.search")
    assert list(AuditSubject.objects.filter(entry_id=entry.pk).values_list("person_id", flat=True)) == [
        head.person_id
    ]


@pytest.mark.parametrize("query", ["3组12号", "３组１２号", "组12号"])
def test_a_household_by_its_address_as_written(cast: Cast, area: None, query: str) -> None:
    """Only of the own area: the other one has the same text in it."""
    near, far = cast.places.village, cast.places.west_villages[0]
    home = make_household(near)
    make_household(far, number="2")
    assert [found.household_id for found in ask(cast, query).homes] == [home]


def test_no_household_of_another_area_by_its_number(cast: Cast, area: None) -> None:
    make_household(cast.places.west_villages[0], number="5190000088")
    assert ask(cast, "5190000088").homes == []


def test_a_whole_town_is_answered_with_its_villages(cast: Cast, area: None) -> None:
    make_household(cast.places.village)
    town = cast.places.village.parent
    assert town is not None
    answer = ask(cast, town.folded_name)
    assert answer.homes == []
    assert {place.name for place in answer.places} >= {cast.places.village.folded_name}


def test_the_page_leads_to_households_and_villages(cast: Cast, client: Client) -> None:
    village = cast.places.village
    head = make_person(make_household(village, number="5190000077"), village, name="李大山")
    box, about = reverse("register:people"), {"purpose": WHY}
    officer = sign_in(client, cast.officer)
    page = officer.get(box, {"q": "5190000077"} | about).content.decode()
    assert reverse("register:household", args=[head.household_id]) in page
    page = officer.get(box, {"q": village.folded_name} | about).content.decode()
    assert reverse("register:village_residents", args=[village.pk]) in page


def test_the_page_says_why(cast: Cast, client: Client) -> None:
    people(cast.places.village, "章三")
    page = sign_in(client, cast.officer).get(reverse("register:people"), {"q": "张三", "purpose": WHY})
    assert "同音" in page.content.decode()


# What is looked through


def test_folding_in_the_database_is_folding_here() -> None:
    """Of every character that is folded, left out or put in lower case, between two others."""
    texts = [normalise_name(f"张{character}Ab") for character in folding()[0]]
    texts += ["阿依古丽·买买提", "Maria  Lopez", "ＷＡＮＧ", "曾小贤"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower(translate(t, %s, %s)) FROM unnest(%s::text[]) t", [*folding(), texts])
        assert [row[0] for row in cursor.fetchall()] == [fold_name(text) for text in texts]


def test_a_row_that_says_something_else_is_told(cast: Cast) -> None:
    (who,) = people(cast.places.village, "李大山")
    assert search_rows.different() == set()
    Particulars.objects.filter(person=who.person_id).update(recorded_to=clock.now())
    assert search_rows.different() == {who.person_id}
