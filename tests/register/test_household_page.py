"""The household on one page: everything the law lets happen to it or a member begins here, for the purpose it was opened
with; what cannot begin now says why; who was here before stands below."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from banji.audit.models import AuditEntry, AuditSubject
from banji.foundation import clock
from banji.register import operations as do
from banji.register import queries
from banji.register.operations import cancel_death
from banji.register.queries.book import book_history
from tests.cast import Cast, sign_in
from tests.register.lawful import brought
from tests.register.people import SINCE, Resident, make_household, make_person

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
OF_HOUSEHOLD = (
    *(
        "birth",
        "move_within",
        "move_out",
        "divide",
        "merge",
        "choose_head",
        "correct_relations",
        "change_seat",
    ),
)
OF_MEMBER = (
    *("birth_of_parent", "enlist", "correct_relation", "change_name", "change_further", "change_ethnicity"),
    *("change_sex", "abroad"),
)


@pytest.fixture
def head(cast: Cast) -> Resident:
    home = make_household(cast.places.village)
    return make_person(home, cast.places.village, number="519901195001010013")


@pytest.fixture
def son(cast: Cast, head: Resident) -> Resident:
    return make_person(
        head.household_id, cast.places.village, name="李小山", relation="20", born=date(1978, 1, 1)
    )


@pytest.fixture
def clerk(cast: Cast, client: Client) -> Client:
    return sign_in(client, cast.clerk)


def opened(client: Client, household_id: UUID) -> str:
    address = reverse("register:household", args=[household_id])
    client.post(address, {"purpose": "COUNTER"})
    return client.get(address).content.decode()


def links(page: str) -> set[str]:
    return {found.replace("&amp;", "&") for found in re.findall(r'href="([^"]+)"', page)}


def of_member(url: str, *args: Any, home: UUID) -> str:
    return f"{reverse(url, args=args)}?household={home}"


def seen(*people: Resident) -> dict[UUID, int]:
    return {who.person_id: who.registration.pk for who in people}


def test_every_lawful_event_begins_here(clerk: Client, head: Resident, son: Resident) -> None:
    home, wanted = head.household_id, set[str]()
    page = links(opened(clerk, home))
    wanted |= {reverse("counter:begin", args=[item, home]) for item in OF_HOUSEHOLD}
    wanted.add(f"{reverse('counter:begin', args=['move_within', home])}?ground=sold")
    wanted |= {of_member("counter:begin", item, son.person_id, home=home) for item in OF_MEMBER}
    wanted |= {
        of_member(url, who.person_id, home=home)
        for url in ("deaths:report_person", "corrections:at_counter", "register:person")
        for who in (head, son)
    }
    wanted |= {of_member("register:person_preview", son.person_id, "member_page", home=home)}
    assert wanted - page == set()


def test_what_is_begun_from_here_is_not_asked_for_its_purpose_again(
    cast: Cast, clerk: Client, head: Resident, son: Resident
) -> None:
    begin = of_member("counter:begin", "change_name", son.person_id, home=head.household_id)
    assert clerk.get(begin).status_code == 302  # nothing was opened yet
    opened(clerk, head.household_id)
    assert clerk.get(begin).status_code == 200
    entry = AuditEntry.objects.filter(object_kind="person").latest("at")
    assert entry.purpose == "COUNTER"
    # The purpose of one household opens no record out of reach.
    village = cast.places.west_villages[0]
    far = make_person(make_household(village, number="5190000009"), village, name="李大海")
    outside = of_member("register:person", far.person_id, home=head.household_id)
    assert clerk.get(outside).status_code == 404


def test_the_name_it_is_begun_under_is_its_ground(clerk: Client, head: Resident) -> None:
    opened(clerk, head.household_id)
    address = f"{reverse('counter:begin', args=['move_within', head.household_id])}?ground=sold"
    assert '<option value="sold" selected>' in clerk.get(address).content.decode()


def test_what_cannot_begin_now_says_why_and_by_which_article(
    cast: Cast, clerk: Client, head: Resident
) -> None:
    page = opened(clerk, head.household_id)
    assert reverse("counter:begin", args=["divide", head.household_id]) not in links(page)
    assert re.search(r"离开本户属于迁移，不是分户。[^<]*第十四条", page)
    assert "集体户成员迁出" not in page  # not for a family at all
    assert of_member(
        "counter:begin", "correct_relation", head.person_id, home=head.household_id
    ) not in links(page)
    assert "户主应当变更，与全体成员的关系一并填报。" in page


def test_a_collective_household_has_its_own_list(cast: Cast, clerk: Client) -> None:
    village = cast.places.village
    home = make_household(village, kind="COLLECTIVE", number="5190000077")
    make_person(home, village, name="欧阳雪", relation="99")
    page = links(opened(clerk, home))
    begin = reverse("counter:begin", args=["move_within", home])
    assert f"{begin}?ground=leaves_collective" in page
    assert f"{begin}?ground=sold" not in page
    assert reverse("counter:begin", args=["choose_head", home]) not in page


def test_of_somebody_cancelled_only_what_the_law_leaves(cast: Cast, clerk: Client, son: Resident) -> None:
    die(cast, son)
    address = reverse("register:person", args=[son.person_id])
    clerk.post(address, {"purpose": "COUNTER"})
    page = clerk.get(address).content.decode()
    assert reverse("counter:begin", args=["again", son.person_id]) in links(page)
    assert reverse("counter:begin", args=["change_name", son.person_id]) not in links(page)
    assert reverse("deaths:report_person", args=[son.person_id]) not in links(page)
    assert "今天在本市没有户口登记" in page


def die(cast: Cast, who: Resident) -> None:
    cancel_death(
        person_id=who.person_id, died_on=clock.today() - 3 * DAY, reason="火化证明", case_no="",
        by=cast.officer.actor, seen_registration_id=who.registration.pk,
    )  # fmt: skip


def test_who_left_and_who_was_head(cast: Cast, clerk: Client, head: Resident, son: Resident) -> None:
    """One left for another household, one died; the address was written anew meanwhile, which is no leaving."""
    home, today = head.household_id, clock.today()
    daughter = make_person(home, cast.places.village, name="李小水", relation="30", born=date(1980, 1, 1))
    do.change_seat(
        household_id=home, seat=do.Seat(cast.places.village.pk, "李家村3组12号附1号"), on=today - 20 * DAY,
        by=cast.clerk.actor, seen=seen(head, son, daughter), reason="规范地址",
    )  # fmt: skip
    do.divide(
        household_id=home, leaving={daughter.person_id: "02"}, ground="marriage", on=today - 10 * DAY,
        papers=brought("divide.marriage"), by=cast.clerk.actor, seen=seen(daughter),
    )  # fmt: skip
    do.choose_head(
        household_id=home, relations={head.person_id: "51", son.person_id: "02"}, by=cast.clerk.actor,
        papers=brought("choose_head"), seen=seen(head, son), on=today - 5 * DAY,
    )  # fmt: skip
    die(cast, head)
    past = book_history(home, today)
    assert [(stay.person_id, stay.since, stay.until) for stay in past.left] == [
        (head.person_id, SINCE, today - 3 * DAY),
        (daughter.person_id, SINCE, today - 10 * DAY),
    ]
    assert [(stay.person_id, stay.since, stay.until) for stay in past.heads] == [
        (head.person_id, SINCE, today - 5 * DAY)
    ]
    page = opened(clerk, home)
    assert page.count("李小水") == 1
    elsewhere = queries.person_on(daughter.person_id, today).registration
    assert elsewhere is not None
    assert elsewhere.household_id
    assert reverse("register:household", args=[elsewhere.household_id]) in links(page)
    entry = AuditEntry.objects.filter(object_kind="household").latest("at")
    read = set(AuditSubject.objects.filter(entry_id=entry.pk).values_list("person_id", flat=True))
    assert read == {head.person_id, son.person_id, daughter.person_id}


def test_whoever_came_back_has_left_once(cast: Cast, head: Resident, son: Resident) -> None:
    home, today, by = head.household_id, clock.today(), cast.clerk.actor
    do.divide(
        household_id=home, leaving={son.person_id: "02"}, ground="marriage", on=today - 10 * DAY,
        papers=brought("divide.marriage"), by=by, seen=seen(son),
    )  # fmt: skip
    do.move_within(
        home=do.Home({son.person_id: "20"}, household_id=home), ground="kin", on=today - 5 * DAY,
        papers=brought("move_within.kin"), by=by, seen=seen(son), consents=["李小山"],
    )  # fmt: skip
    assert [(stay.since, stay.until) for stay in book_history(home, today).left] == [
        (SINCE, today - 10 * DAY)
    ]
    assert book_history(home, today - 11 * DAY).left == []
