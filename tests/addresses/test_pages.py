"""The pages of divisions and the picker, as officers of the area and of another meet them."""

import pytest
from django.test import Client
from django.urls import reverse

from banji.accounts.models import Organisation
from banji.accounts.roles import Role
from banji.addresses import divisions, lineage
from banji.addresses.models import Address, Division, Succession
from banji.addresses.operations import add_address
from banji.addresses.standardise import Segments
from tests.addresses.conftest import AFTER, BEFORE
from tests.addresses.test_divisions import the
from tests.cast import Cast, make_officer, make_organisation, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(newer: divisions.Change, client: Client) -> Client:
    """A county officer of 东山区, signed in."""
    bureau = make_organisation(
        "东山区公安局", Organisation.Kind.PSB_COUNTY, divisions.division("519902", AFTER)
    )
    return sign_in(client, make_officer("shen", "沈玉兰", bureau, Role.COUNTY_OFFICER))


@pytest.fixture
def clerk(newer: divisions.Change, client: Client) -> Client:
    town = divisions.valid_on(AFTER).get(folded_name="石桥镇")
    station = make_organisation("石桥派出所", Organisation.Kind.POLICE_STATION, town)
    village = the("双河村", "石桥镇", AFTER)
    for plate in ("12号", "13号"):
        add_address(
            village=village,
            segments=Segments(group_no="3", plate_no=plate),
            valid_from=AFTER,
            by=make_officer(f"he{plate}", "何小燕", station, Role.OFFICER).actor,
        )
    return sign_in(client, make_officer("tian", "田小燕", station, Role.CLERK))


def page(client: Client, name: str, /, *args: object, **data: str) -> str:
    answer = client.get(reverse(f"addresses:{name}", args=args), data)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_tree_is_walked_from_the_top(clerk: Client) -> None:
    assert "四川省" in page(clerk, "divisions")
    county = divisions.division("519902", AFTER)
    below = page(clerk, "division", county.pk)
    assert "莲花街道" in below
    assert "石桥镇" in below
    assert "放生乡" not in below


def test_old_names_are_found(clerk: Client) -> None:
    found = page(clerk, "divisions", q="盐井")
    assert "盐井村" in found
    assert "盐井溪村" in found
    assert "2019" not in found
    assert "2020-01-01" in found


def test_a_village_tells_its_story(clerk: Client) -> None:
    village = the("盐井溪村", "石桥镇", AFTER)
    assert "盐井村" in page(clerk, "division", village.pk)
    assert "石桥派出所" in page(clerk, "division", village.pk)
    old = page(clerk, "division", the("盐井村", "石桥镇", BEFORE).pk)
    assert reverse("addresses:division", args=[village.pk]) in old
    assert "2020年1月1日" in old
    assert clerk.get(reverse("addresses:division", args=[10**9])).status_code == 404


def test_the_doors_of_a_village(clerk: Client) -> None:
    village = the("双河村", "石桥镇", AFTER)
    assert "3组13号" in page(clerk, "division", village.pk)
    assert "3组13号" not in page(clerk, "division", village.pk, door="12")


def test_the_picker_answers_part_and_json(clerk: Client) -> None:
    address = Address.objects.get(plate_no="12号")
    assert f'value="{address.code}"' in page(clerk, "pick", q="双河 3组12", name="home")
    assert 'name="home"' in page(clerk, "pick", q="双河", name="home")
    answer = clerk.get(reverse("addresses:pick"), {"q": "盐井村"}, headers={"accept": "application/json"})
    (hit,) = answer.json()["hits"]
    assert (hit["name"], hit["formerly"]) == ("盐井溪村", "盐井村")
    assert "东山区" in page(clerk, "pick")
    town = divisions.valid_on(AFTER).get(folded_name="石桥镇")
    assert "双河村" in page(clerk, "pick", under=str(town.pk))
    assert "3组12号" in page(clerk, "pick", under=str(the("双河村", "石桥镇", AFTER).pk))
    assert "桂花社区" not in page(clerk, "pick", q="桂花")
    assert "桂花社区" in page(clerk, "pick", q="桂花", everywhere="1")


def test_the_county_settles_what_no_list_tells(county: Client) -> None:
    village, heir = the("戊五村", "放生乡", BEFORE), the("双河村", "石桥镇", AFTER)
    assert "戊五村" in page(county, "unsettled")
    assert reverse("addresses:settle", args=[village.pk]) in page(county, "division", village.pk)
    assert "双河村" in page(county, "settle", village.pk)
    url = reverse("addresses:settle", args=[village.pk])
    bad = county.post(url, {"successors": [heir.pk], "how": "MERGE", "source": ""})
    assert bad.status_code == 200
    assert not Succession.objects.filter(predecessor=village).exists()
    good = county.post(url, {"successors": [heir.pk], "how": "MERGE", "source": "东山府发〔2019〕12号"})
    assert good.status_code == 302
    assert lineage.today(village.pk, AFTER) == (heir,)
    row = Succession.objects.get(predecessor=village)
    assert county.post(reverse("addresses:withdraw", args=[row.pk]), {"reason": "误录"}).status_code == 302
    assert lineage.today(village.pk, AFTER) == ()


def test_nobody_else_settles(clerk: Client, cast: Cast) -> None:
    village = the("戊五村", "放生乡", BEFORE)
    assert clerk.get(reverse("addresses:unsettled")).status_code == 403
    url = reverse("addresses:settle", args=[village.pk])
    assert clerk.get(url).status_code == 403
    # A county officer of another county does not even learn that it waits.
    sign_in(clerk, cast.county_officer)
    assert clerk.get(url).status_code == 404
    assert "戊五村" not in page(clerk, "unsettled")


def test_a_visitor_signs_in_first(client: Client, db: None) -> None:
    for name in ("divisions", "pick", "unsettled"):
        assert client.get(reverse(f"addresses:{name}")).status_code == 302


def test_the_command(newer: divisions.Change, capsys: pytest.CaptureFixture[str]) -> None:
    from banji.addresses.command import main

    assert Division.objects.exists()
    assert main(["unsettled"]) == 0
    printed = capsys.readouterr().out
    assert "519902201205\t放生乡\t戊五村\t?" in printed
    assert "4 villages" in printed
