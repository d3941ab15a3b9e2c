"""The growth of the city over Ziyang's real villages."""

import numpy as np
import pytest

from banji_demo.city.places import GROUPS_PER_PASS, HOUSEHOLDS_PER_GROUP, place, short_name, villages


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("永兴村村民委员会", "永兴村"),
        ("毛店村民委员会", "毛店村"),
        ("雁中社区居民委员会", "雁中社区"),
        ("宝台寺居民委员会", "宝台寺社区"),
        ("侯家坪社区居民居委会", "侯家坪社区"),
        ("奎安社区民委员会", "奎安社区"),
        ("莲花街道办事处", "莲花街道"),
        ("丹山镇", "丹山镇"),
    ],
)
def test_short_names(long: str, short: str) -> None:
    assert short_name(long) == short


def test_every_inhabited_village_comes_once() -> None:
    codes = [v.code for v in villages()]
    assert len(codes) == len(set(codes)) == 2139
    assert all(v.name.endswith(("村", "社区")) for v in villages())


def test_the_first_villages_lie_in_all_three_counties_in_town_and_country() -> None:
    first = villages()[:36]
    assert {v.county for v in first} == {"雁江区", "安岳县", "乐至县"}
    assert {v.urban for v in first} == {True, False}
    assert 5 < len({(v.county, v.town) for v in first}) < 15


def test_no_two_households_share_group_and_plate_and_the_city_comes_round_again() -> None:
    lap = len(villages()) * GROUPS_PER_PASS * HOUSEHOLDS_PER_GROUP
    ids = np.array([0, 1, HOUSEHOLDS_PER_GROUP, HOUSEHOLDS_PER_GROUP * GROUPS_PER_PASS, lap], dtype=np.uint64)
    where = place(ids)
    assert where.village.tolist() == [0, 0, 0, 1, 0]
    assert where.group.tolist() == [1, 1, 2, 1, GROUPS_PER_PASS + 1]
    assert where.plate.tolist() == [1, 2, 1, 1, 1]
