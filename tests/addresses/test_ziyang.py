"""The two real lists: what can be told, what cannot, and that nothing is lost."""

from collections import Counter

import pytest

from banji.addresses import divisions, lineage, settling
from banji.addresses.models import Division, Succession
from banji.foundation.actors import Actor
from banji_ziyang.city import load_divisions
from tests.addresses.conftest import AFTER, BEFORE

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(by: Actor) -> tuple[divisions.Change, ...]:
    return load_divisions(by)


def test_the_lists_are_whole(city: tuple[divisions.Change, ...]) -> None:
    for day, towns, villages in ((BEFORE, 121, 2140), (AFTER, 90, 1230)):
        found = Counter(divisions.valid_on(day).values_list("level", flat=True))
        assert (found[Division.Level.TOWNSHIP], found[Division.Level.VILLAGE]) == (towns, villages)
    rules = Counter(Succession.objects.values_list("rule", flat=True))
    assert rules == {"SAME_NAME": 256, "SAME_STEM": 43, "SAME_CODE": 25, "TOWN_ONLY": 951}


def test_every_ended_village_is_followed_or_listed(city: tuple[divisions.Change, ...]) -> None:
    today = lineage.today_of_all(AFTER)
    ended = set(Division.objects.filter(level=5, valid_to=AFTER).values_list("pk", flat=True))
    assert len(ended) == 2140 - 796
    listed = settling.unsettled(AFTER)
    assert {u.village.pk for u in listed if u.town is None} == ended - today.keys() == set(city[1].unknown)
    assert len(listed) == 951 + 69


def test_a_town_is_not_a_function_of_a_town(city: tuple[divisions.Change, ...]) -> None:
    """天池镇 became 天池街道 and 南塔街道; 石桥铺镇 only 石桥街道."""

    def towns_of(name: str) -> set[str]:
        villages = Division.objects.filter(parent__folded_name=name, level=5)
        rows = Succession.objects.filter(predecessor__in=villages).exclude(rule="TOWN_ONLY")
        return set(rows.values_list("successor__parent__folded_name", flat=True))

    assert towns_of("天池镇") == {"天池街道", "南塔街道"}
    assert towns_of("石桥铺镇") == {"石桥街道"}


def test_codes_that_carry_another_name(city: tuple[divisions.Change, ...]) -> None:
    """512021115201 was 刘坪村 and is 大成村, which had 512021115200: two villages, not one renamed."""
    liuping, dacheng = (divisions.village(f"51202111520{n}", BEFORE) for n in (1, 0))
    assert divisions.village("512021115201", AFTER).folded_name == dacheng.folded_name == "大成村"
    assert lineage.today(dacheng.pk, AFTER) == (divisions.village("512021115201", AFTER),)
    assert [d.folded_name for d in lineage.today(liuping.pk, AFTER)] == ["兴隆镇"]


def test_loading_again_changes_nothing(city: tuple[divisions.Change, ...], by: Actor) -> None:
    assert not any(load_divisions(by))
    assert city[0].begun == 2140 + 121 + 5
