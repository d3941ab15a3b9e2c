"""Two characters are enough: pieces of names, old names, initials, streets and doors, within one's area."""

import pytest

from banji.addresses import divisions, picker
from banji.addresses.models import Address
from banji.addresses.operations import Door, add_addresses
from banji.addresses.standardise import Segments
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound
from tests.addresses.conftest import AFTER, BEFORE, OLD_DAY
from tests.addresses.test_divisions import the
from tests.addresses.test_scope import station, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(newer: divisions.Change, by: Actor) -> Actor:
    old, lotus = the("天生村", "石桥镇", BEFORE), the("雁中社区", "莲花街道", AFTER)
    doors = [Door(old.pk, Segments(group_no="3", plate_no=f"{n}号")) for n in (11, 12, 13)]
    doors += [
        Door(lotus.pk, Segments(street="建设路", plate_no="18号", building_no=f"{n}栋")) for n in (1, 2)
    ]
    doors += [Door(lotus.pk, Segments(street="建设路", plate_no="20号", estate="滨江花园"))]
    add_addresses(doors, valid_from=OLD_DAY, source="首次建库", by=by)
    return station("双镇派出所", town("石桥镇", AFTER), town("莲花街道", AFTER))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("天生", ["天生社区"]),
        ("tssq", ["天生社区"]),
        ("TSSQ", ["天生社区"]),
        ("盐井村", ["盐井溪村"]),
        ("石桥 双河", ["双河村"]),
        ("莲花 桂", ["桂花社区"]),
        ("雁中社区居民委员会", ["雁中社区"]),
        ("天生 3组12", ["3组12号"]),
        ("天生村3组12号", ["3组12号"]),
        ("建设路18", ["建设路18号1栋", "建设路18号2栋"]),
        ("雁中社区建设路18号2栋", ["建设路18号2栋"]),
        ("雁中 建设路", ["建设路18号1栋", "建设路18号2栋", "建设路20号滨江花园"]),
        ("生", []),
        ("  ", []),
        ("没有这个村", []),
    ],
)
def test_two_characters_are_enough(clerk: Actor, query: str, names: list[str]) -> None:
    assert sorted(hit.name for hit in picker.search(query, clerk, on=AFTER)) == names


def test_an_old_name_says_so(clerk: Actor) -> None:
    (hit,) = picker.search("盐井村", clerk, on=AFTER)
    assert (hit.kind, hit.name, hit.formerly, hit.path) == (
        "village",
        "盐井溪村",
        "盐井村",
        "四川省清河市东山区石桥镇",
    )


def test_an_old_name_that_only_the_town_is_known_for_leads_down_the_town(clerk: Actor) -> None:
    (hit,) = picker.search("刘坪", clerk, on=AFTER)
    assert (hit.kind, hit.name, hit.formerly) == ("town", "石桥镇", "刘坪村")
    assert "双河村" in [branch.name for branch in picker.branches(hit.id, clerk, on=AFTER)]


def test_what_a_form_holds_is_read_back(clerk: Actor) -> None:
    (door,) = picker.search("天生 3组12", clerk, on=AFTER)
    found = picker.picked(f" {door.code} ", clerk, on=AFTER)
    assert isinstance(found, Address)
    assert found.pk == door.id
    village = the("双河村", "石桥镇", AFTER)
    assert picker.picked(village.code, clerk, on=AFTER) == village
    other = station("莲花派出所", town("莲花街道", AFTER))
    for code in (door.code, village.code, "", "石桥镇双河村", "519902100"):
        with pytest.raises(NotFound):
            picker.picked(code, other, on=AFTER)


def test_only_ones_own_area(clerk: Actor) -> None:
    other = station("莲花派出所", town("莲花街道", AFTER))
    for query in ("天生", "盐井村", "天生 3组12"):
        assert picker.search(query, other, on=AFTER) == []
        assert picker.search(query, other, on=AFTER, everywhere=True)
    assert [b.name for b in picker.branches(None, other, on=AFTER)] == ["东山区"]
    county = divisions.division("519902", AFTER)
    assert [b.name for b in picker.branches(county.pk, other, on=AFTER)] == ["莲花街道"]
    assert [b.name for b in picker.branches(county.pk, other, on=AFTER, everywhere=True)] == [
        "莲花街道",
        "石桥镇",
    ]


def test_the_doors_of_a_village_and_of_what_went_into_it(clerk: Actor) -> None:
    village = the("天生社区", "石桥镇", AFTER)
    assert [hit.name for hit in picker.doors(village.pk, clerk)] == ["3组11号", "3组12号", "3组13号"]
    assert [hit.name for hit in picker.doors(village.pk, clerk, words="12")] == ["3组12号"]
    assert picker.doors(village.pk, station("莲花派出所", town("莲花街道", AFTER))) == []
