"""Who was registered where on a day: the book of another moment, the people of a village and of a door."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from banji.addresses.models import Address
from banji.addresses.operations import add_address
from banji.addresses.standardise import Segments
from banji.audit.models import AuditEntry, AuditSubject
from banji.register.operations import cancel_death
from banji.register.queries import watermark
from tests.cast import Cast, Member, sign_in
from tests.register.chains import Link, S, make_chain, merge
from tests.register.people import SINCE, Resident, make_household, make_person

pytestmark = pytest.mark.django_db
DIED = date(2017, 2, 3)
EVE = DIED - timedelta(days=1)


@pytest.fixture
def family(cast: Cast) -> list[Resident]:
    """A couple; the wife has died, and this was recorded just now."""
    village = cast.places.village
    home = make_household(village)
    return [
        make_person(home, village, name="李大山", number="519901195001010013"),
        make_person(home, village, name="周桂芳", relation="12"),
    ]


def bury(cast: Cast, who: Resident) -> None:
    cancel_death(
        person_id=who.person_id, died_on=DIED, reason="火化证明", case_no="D-1", by=cast.officer.actor,
        seen_registration_id=who.registration.pk,
    )  # fmt: skip


def shown(client: Client, member: Member, address: str, **terms: object) -> str:
    """The page, once its purpose is said; the question comes back to the same moment."""
    sign_in(client, member)
    client.get(address, terms)
    query = "&".join(f"{name}={value}" for name, value in terms.items())
    asked = client.post(f"{address}?{query}", {"purpose": "VERIFY"}, follow=True)
    assert asked.status_code == 200
    return asked.text


def section(page: str, id_: str) -> str:
    """What stands under the heading of this id."""
    _, heading, text = page.partition(f'id="{id_}"')
    assert heading
    return text.partition("</section>")[0]


def subjects(object_kind: str) -> set[object]:
    entry = AuditEntry.objects.filter(object_kind=object_kind).latest("at")
    assert (entry.act, entry.purpose) in (("person.search", "VERIFY"), ("person.open", "VERIFY"))
    return set(AuditSubject.objects.filter(entry_id=entry.pk).values_list("person_id", flat=True))


def test_the_book_of_another_moment(cast: Cast, client: Client, family: list[Resident]) -> None:
    husband, wife = family
    known_at = watermark()
    bury(cast, wife)
    address = reverse("register:household", args=[husband.household_id])
    today = shown(client, cast.officer, address)
    assert "周桂芳" not in section(today, "members")
    assert "周桂芳" in section(today, "past")
    assert subjects("household") == {husband.person_id, wife.person_id}
    assert "周桂芳" in section(client.get(address, {"valid_on": EVE}).text, "then")
    assert "周桂芳" not in section(client.get(address, {"valid_on": DIED}).text, "then")
    instant = known_at.strftime("%Y-%m-%dT%H:%M:%S.%f")
    assert "周桂芳" in section(client.get(address, {"valid_on": DIED, "known_at": instant}).text, "then")
    before = client.get(address, {"valid_on": SINCE - timedelta(days=1)}).text
    assert "当时没有登记本户" in before
    future = client.get(address, {"known_at": "2999-01-01T00:00"}).text
    assert "最多只能" in future
    assert "当时" not in future.partition("查看另一时刻的户口簿")[2].partition("<h3>")[2]


def test_the_people_of_a_village(cast: Cast, client: Client, family: list[Resident]) -> None:
    _husband, wife = family
    bury(cast, wife)
    make_chain([Link(SINCE, S.ACTIVE, cast.places.village), Link(DIED, S.IN_TRANSIT, cast.places.village)])
    address = reverse("register:village_residents", args=[cast.places.village.pk])
    page = shown(client, cast.officer, address, valid_on=EVE)
    assert "登记 3 人" in page
    assert len(subjects("village")) == 3
    assert "519*********0013" in page
    assert "519901195001010013" not in page
    page = client.get(address, {"valid_on": DIED}).text
    assert "登记 1 人" in page
    assert "周桂芳" not in page
    assert "登记 1 人" in client.get(address, {"valid_on": EVE, "q": "周桂"}).text
    assert "登记 1 人" in client.get(address, {"valid_on": EVE, "q": "zgf"}).text
    assert "没有登记这个姓名" in client.get(address, {"valid_on": EVE, "q": "王"}).text


def test_a_long_list_has_pages(cast: Cast, client: Client) -> None:
    village = cast.places.village
    everybody = {make_chain([Link(SINCE, S.ACTIVE, village)]).pk for _ in range(53)}
    address = reverse("register:village_residents", args=[village.pk])
    shown(client, cast.officer, address)
    first = subjects("village")
    assert (len(first), "第 1 页" in client.get(address).text) == (50, True)
    client.get(address, {"page": 2})
    assert first | subjects("village") == everybody


def test_a_merged_village_keeps_its_people(cast: Cast, client: Client, family: list[Resident]) -> None:
    """Their rows name the old village; on a later day they are the new one's."""
    old, new = cast.places.east_villages
    merge([old], [new], DIED)
    address = reverse("register:village_residents", args=[new.pk])
    assert "登记 0 人" in shown(client, cast.officer, address, valid_on=EVE)
    assert "登记 2 人" in client.get(address, {"valid_on": DIED}).text
    gone = reverse("register:village_residents", args=[old.pk])
    assert "登记 2 人" in shown(client, cast.officer, gone, valid_on=EVE)
    assert "登记 2 人" in client.get(gone, {"valid_on": DIED}).text


def test_the_people_of_a_door(cast: Cast, client: Client) -> None:
    door = add_address(
        village=cast.places.village,
        segments=Segments(group_no="3", plate_no="12号"),
        valid_from=SINCE,
        by=cast.clerk.actor,
    )
    assert isinstance(door, Address)
    person = make_chain([Link(SINCE, S.ACTIVE, cast.places.village)], name="李小山", address=door)
    make_chain([Link(SINCE, S.ACTIVE, cast.places.village)], name="王大山")
    address = reverse("register:address_residents", args=[door.code])
    page = shown(client, cast.officer, address)
    assert "李小山" in page
    assert "王大山" not in page
    assert subjects("address") == {person.pk}
    sheet = client.get(reverse("addresses:division", args=[cast.places.village.pk])).text
    assert address in sheet
    assert reverse("register:village_residents", args=[cast.places.village.pk]) in sheet


@pytest.mark.parametrize("who", ["outsider", "west_chief"])
def test_nobody_lists_another_area(cast: Cast, client: Client, family: list[Resident], who: str) -> None:
    member: Member = getattr(cast, who)
    sign_in(client, member)
    for address in (
        reverse("register:village_residents", args=[cast.places.village.pk]),
        reverse("register:village_residents", args=[10**9]),
        reverse("register:address_residents", args=["AAAA"]),
    ):
        client.post(address, {"purpose": "VERIFY"})
        refused = client.get(address)
        assert refused.status_code == 404
        assert "您的辖区内没有这个地方" in refused.text
        assert "李大山" not in refused.text
    sheet = client.get(reverse("addresses:division", args=[cast.places.village.pk])).text
    assert reverse("register:village_residents", args=[cast.places.village.pk]) not in sheet


@pytest.mark.parametrize("who", ["liaison", "committee", "citizen", "sys_admin", "audit_admin"])
def test_who_may_not_open_lists(cast: Cast, client: Client, who: str) -> None:
    address = reverse("register:village_residents", args=[cast.places.village.pk])
    assert sign_in(client, getattr(cast, who)).get(address).status_code == 403
