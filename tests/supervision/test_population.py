"""The pages of the registered population: for whom, of which area; every number opens what it counts; files."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from html import unescape

import fastexcel
import pytest
from django.test import Client
from django.urls import reverse

from banji.audit.models import AuditEntry, AuditSubject
from banji.register.models import Person
from banji.register.queries import watermark
from tests.cast import Cast, make_organisation, sign_in
from tests.register.chains import K, Link, R, S, add_event, make_chain, make_division, merge, replace_chain
from tests.supervision.test_deaths import at

pytestmark = pytest.mark.django_db
PAGE, CHANGES = reverse("supervision:population"), reverse("supervision:changes")
SINCE, DAY, TODAY = date(2005, 1, 1), date(2017, 6, 10), date(2017, 6, 20)
MONTH = {"month": "2017-06"}


@pytest.fixture
def month(cast: Cast) -> dict[str, Person]:
    """One of everything that can happen in June, in the east; a village of the west has ended."""
    at(TODAY)
    village, near = cast.places.east_villages
    far, old = cast.places.west_villages
    new = make_division("新村", "519901101299", cast.places.west, DAY)
    merge([old], [new], DAY)
    here, there = Link(SINCE, S.ACTIVE, village), Link(SINCE, S.ACTIVE, old)
    dead = Link(DAY, S.CANCELLED, village, K.CANCEL_DEATH, R.DEATH)
    people = {
        "stays": make_chain([here], name="李大山", born=date(1950, 1, 1)),
        "merged": make_chain([there], name="唐大山", sex="2"),
        "born": make_chain([Link(DAY, S.ACTIVE, village, K.BIRTH)], name="李小宝", born=DAY),
        "late": make_chain([Link(DAY, S.ACTIVE, village, K.BACK_REGISTER)], name="李小迟"),
        "moved_in": make_chain([Link(DAY, S.ACTIVE, village, K.MOVE_IN)], name="王来"),
        "restored": make_chain(
            [Link(SINCE, S.CANCELLED, village), Link(DAY, S.ACTIVE, village, K.RESTORE)], name="李归"
        ),
        "came": make_chain(
            [Link(SINCE, S.ACTIVE, far), Link(DAY, S.ACTIVE, village, K.MOVE_WITHIN)], name="唐来"
        ),
        "dead": make_chain([here, dead], name="李逝"),
        "moved_out": make_chain([here, Link(DAY, S.IN_TRANSIT, village, K.MOVE_OUT)], name="李走"),
        "enlisted": make_chain([here, Link(DAY, S.CANCELLED, village, K.CANCEL, R.ENLISTED)], name="李军"),
        "left": make_chain([here, Link(DAY, S.ACTIVE, far, K.MOVE_WITHIN)], name="李去"),
        "near": make_chain([here, Link(DAY, S.ACTIVE, near, K.MOVE_WITHIN)], name="李近"),
        "taken": make_chain([Link(DAY, S.ACTIVE, village, K.LOADED)], name="李接"),
        "baby": make_chain([dead], name="李夭"),
    }
    add_event(people["baby"], K.BIRTH, DAY)
    return people


LINK = re.compile(r'<a href="([^"]+)">([\d,]+)</a>')


def numbers(page: str) -> list[tuple[str, int]]:
    """The numbers of the balance with the addresses they open."""
    table = page.partition('<table class="table table-vcenter lines balance">')[2].partition("</table>")[0]
    return [(unescape(url), int(number.replace(",", ""))) for url, number in LINK.findall(table)]


def test_the_month_says_what_happened(cast: Cast, client: Client, month: dict[str, Person]) -> None:
    page = sign_in(client, cast.chief).get(CHANGES, MONTH).text
    assert "东河镇：户籍人口由 6 人变为 8 人" in page
    assert "每一行均平衡" in page
    row = page.partition('<tr class="whole">')[2].partition("</tr>")[0]
    cells = re.findall(r"<td>(?:<a [^>]+>)?([\d,-]+)", row)
    #        opening, birth, late, in, restored, arrived | death, out, other, departed | taken over, mergers, closing
    assert cells == ["6", "2", "1", "1", "1", "1", "2", "1", "1", "1", "1", "0", "8"]


def test_every_number_opens_what_it_counts(cast: Cast, client: Client, month: dict[str, Person]) -> None:
    """Lists of people are as long as the number says, larger areas say the number again."""
    sign_in(client, cast.county_officer)
    seen = set()
    for area in (cast.places.county, cast.places.east, cast.places.west, cast.places.village):
        for url, number in numbers(client.get(CHANGES, MONTH | {"area": area.pk}).text):
            page = client.get(url)
            if page.status_code == 200 and 'name="purpose"' in page.text:
                page = client.post(url, {"purpose": "SUPERVISION"}, follow=True)
            assert page.status_code == 200, url
            seen.add(url.partition("?")[0])
            if ("/addresses/" not in url and "/divisions/" not in url) or "/residents/" in url:
                said = re.search(r"<h1>(.*?)</h1>", page.text, re.DOTALL)
                assert said, url
                assert f" {number} 人" in said[1], (url, number, said[1])
    assert len(seen) > 12


def test_people_are_listed_and_recorded(cast: Cast, client: Client, month: dict[str, Person]) -> None:
    """Who left for the other town stays with the row he left; nobody of another area is named."""
    sign_in(client, cast.chief)
    address = reverse("supervision:changed", args=["DEPARTED"])
    page = client.post(f"{address}?month=2017-06", {"purpose": "SUPERVISION"}, follow=True).text
    assert "李去" in page
    assert "李近" not in page
    entry = AuditEntry.objects.filter(act="person.search").latest("at")
    assert (entry.object_kind, entry.purpose) == ("population", "SUPERVISION")
    (subject,) = AuditSubject.objects.filter(entry_id=entry.pk).values_list("person_id", flat=True)
    assert subject == month["left"].pk
    assert client.get(reverse("supervision:changed", args=["MERGERS"])).status_code == 404
    assert client.get(f"{address}?month=2017-05").text.count("<tbody>") == 0


def test_the_pyramid_page(cast: Cast, client: Client, month: dict[str, Person]) -> None:
    page = sign_in(client, cast.county_officer).get(PAGE).text
    assert re.search(r"安平县2017年6月20日 \(周二\)终了时有户籍人口 10 人", page)
    assert '<th scope="row">65–69</th><td>8</td><td>1</td><td>0</td><td>9</td>' in page
    assert '<th scope="row">0–4</th><td>1</td><td>0</td><td>0</td><td>1</td>' in page
    eve = client.get(PAGE, {"on": DAY - timedelta(days=1), "area": cast.places.east.pk}).text
    assert "户籍人口 6 人" in eve
    assert "东河镇" in eve
    empty = client.get(PAGE, {"on": "1999-01-01"}).text
    assert "当日此处没有登记人员" in empty


def test_as_it_was_known(cast: Cast, client: Client, month: dict[str, Person]) -> None:
    known_at = watermark().strftime("%Y-%m-%dT%H:%M:%S.%f")
    replace_chain(month["stays"], [Link(SINCE, S.ACTIVE, cast.places.west_villages[0])])
    sign_in(client, cast.chief)
    assert "户籍人口 7 人" in client.get(PAGE).text
    assert "户籍人口 8 人" in client.get(PAGE, {"known_at": known_at}).text
    assert "由 5 人变为 7 人" in client.get(CHANGES, MONTH).text
    page = client.get(CHANGES, MONTH | {"known_at": known_at}).text
    assert "由 6 人变为 8 人" in page
    assert all("known_at" in url for url, _number in numbers(page) if "/divisions/" not in url)
    assert "最多只能" in client.get(PAGE, {"known_at": "2999-01-01T00:00"}).text


@pytest.mark.parametrize("address", [PAGE, CHANGES])
def test_only_of_ones_own_area(cast: Cast, client: Client, month: dict[str, Person], address: str) -> None:
    sign_in(client, cast.chief)
    for area in (cast.places.county, cast.places.west, cast.places.west_villages[1]):
        refused = client.get(address, {"area": area.pk})
        assert refused.status_code == 404
        assert "没有这个区域" in refused.text
    assert client.get(address, {"area": "x"}).status_code == 404
    assert client.get(address, {"area": cast.places.village.pk}).status_code == 200
    found = sign_in(client, cast.county_officer).get(address, {"find": "新"}).text
    assert "安平县西山镇新村" in found
    assert "已撤销" in client.get(address, {"find": "石门"}).text
    assert "没有这个名称" in client.get(address, {"find": "天上"}).text


def test_a_post_without_a_whole_area(cast: Cast, client: Client) -> None:
    """A station that answers for two villages of two towns chooses between them."""
    from banji.accounts.models import Organisation
    from banji.accounts.roles import Role
    from tests.cast import make_officer

    station = make_organisation(
        "水上派出所", Organisation.Kind.POLICE_STATION, cast.places.village, cast.places.west_villages[0]
    )
    page = sign_in(client, make_officer("shui", "水小清", station, Role.STATION_CHIEF)).get(PAGE).text
    assert "<strong>李家村</strong>" in page
    assert "新桥村" in page


@pytest.mark.parametrize("who", ["clerk", "liaison", "committee", "citizen", "sys_admin", "audit_admin"])
def test_who_may_not_look(cast: Cast, client: Client, who: str) -> None:
    sign_in(client, getattr(cast, who))
    for address in (PAGE, CHANGES, reverse("supervision:changed", args=["BIRTH"])):
        assert client.get(address).status_code == 403


def test_what_makes_no_sense_falls_back_to_today(
    cast: Cast, client: Client, month: dict[str, Person]
) -> None:
    sign_in(client, cast.chief)
    page = client.get(PAGE, {"on": "2017-06-21"}).text
    assert "还没有到" in page or "尚未" in page
    assert "户籍人口 8 人" in page
    assert "由 6 人变为 8 人" in client.get(CHANGES, {"month": "2017-13"}).text
    assert "由 6 人变为 8 人" in client.get(CHANGES, {"month": "2017-07"}).text


def test_files(cast: Cast, client: Client, month: dict[str, Person]) -> None:
    """The same numbers, without anybody's name; that they were taken along is recorded."""
    sign_in(client, cast.county_officer)
    taken = client.get(reverse("supervision:changes_file", args=["csv"]), MONTH)
    assert "changes-519901-2017-06.csv" in taken["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(taken.content.decode("utf-8-sig"))))
    assert [row["区域"] for row in rows] == ["安平县", "东河镇", "西山镇"]
    assert [(row["期初"], row["出生登记"], row["期末"]) for row in rows] == [
        ("8", "2", "10"),
        ("6", "2", "8"),
        ("2", "0", "2"),
    ]
    assert "李" not in taken.content.decode("utf-8-sig")
    book = fastexcel.read_excel(client.get(reverse("supervision:population_file", args=["xlsx"])).content)
    table = book.load_sheet(0).to_arrow().to_pylist()
    assert (table[-1]["合计"], len(table)) == (10, 22)
    assert AuditEntry.objects.filter(act="export").count() == 2
    assert client.get(reverse("supervision:changes_file", args=["exe"])).status_code == 404
