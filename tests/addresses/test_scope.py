"""Who answers for whom: dated rows over divisions, grids and zones, and the history of a village goes with it."""

from datetime import date

import pytest

from banji.accounts.models import Area, Jurisdiction, Organisation, Post
from banji.addresses import divisions, overlays, settling
from banji.addresses.models import Division
from banji.addresses.scope import station_for, villages_of
from banji.foundation.actors import Actor, ActorKind
from tests.addresses.conftest import AFTER, BEFORE, NEW_DAY, OLD_DAY
from tests.addresses.test_divisions import the

pytestmark = pytest.mark.django_db


def station(name: str, *areas: Division | Area, since: date = OLD_DAY, until: date | None = None) -> Actor:
    """A clerk of a new station that answers for these areas."""
    kind = Organisation.Kind.POLICE_STATION
    organisation = Organisation.objects.create(name=name, kind=kind, valid_from=OLD_DAY)
    post = Post.objects.create(organisation=organisation, role="CLERK", title="户籍窗口", valid_from=OLD_DAY)
    for area in areas:
        Jurisdiction.objects.create(
            organisation=organisation,
            area=area.area if isinstance(area, Division) else area,
            valid_from=since,
            valid_to=until,
        )
    return Actor(ActorKind.OFFICER, "1", name, "CLERK", post.pk, organisation.pk)


def town(name: str, on: date) -> Division:
    return divisions.valid_on(on).get(folded_name=name, level=4)


def names(actor: Actor, on: date) -> set[str]:
    return set(Division.objects.filter(pk__in=villages_of(actor, on)).values_list("folded_name", flat=True))


def test_a_town_is_its_villages_and_after_a_merger_those_that_went_into_them(newer: divisions.Change) -> None:
    clerk = station("石桥派出所", town("石桥镇", BEFORE))
    own = {"天生村", "盐井村", "双河村", "新村", "大成村", "刘坪村"}
    assert names(clerk, BEFORE) == own
    fresh = {"天生社区", "盐井溪村", "大桥村", "小桥村", "甲一村", "乙二村"}
    # 石盘村 has no successor but the town: its people are not lost.
    assert names(clerk, AFTER) == own | fresh | {"石盘村"}
    assert the("大桥村", "回龙乡", BEFORE).pk in villages_of(clerk, AFTER)


def test_what_a_standing_town_gave_away_is_no_longer_its(newer: divisions.Change, by: Actor) -> None:
    village = the("刘坪村", "石桥镇", BEFORE)
    lotus, bridge = (station(name, town(name, BEFORE)) for name in ("莲花街道", "石桥镇"))
    assert village.pk in villages_of(bridge, AFTER)
    (row,) = settling.settle(
        village=village,
        successors=[the("桂花社区", "莲花街道", AFTER)],
        how="MERGE",
        source="民政〔2020〕1号",
        by=by,
    )
    assert village.pk in villages_of(lotus, AFTER)
    assert village.pk not in villages_of(bridge, AFTER)
    assert village.pk in villages_of(bridge, BEFORE)
    settling.withdraw(succession=row, reason="误录", by=by)
    assert village.pk in villages_of(bridge, AFTER)
    assert village.pk not in villages_of(lotus, AFTER)


def test_an_ended_town_somebody_answers_for_keeps_its_villages(newer: divisions.Change) -> None:
    """Until the row of the area is ended, nobody's people fall between two stations."""
    clerk = station("放生派出所", town("放生乡", BEFORE))
    assert names(clerk, AFTER) == {"甲一村", "乙二村", "丙三村", "丁四村", "戊五村"}
    ended = station("旧放生派出所", town("放生乡", BEFORE), until=NEW_DAY)
    assert names(ended, AFTER) == set()


def test_the_county_reaches_everything_even_what_nobody_can_place(newer: divisions.Change) -> None:
    county = divisions.division("519902", AFTER)
    every = set(Division.objects.filter(level=5).values_list("pk", flat=True))
    assert villages_of(station("东山区公安局", county), AFTER) == every


def test_a_post_with_areas_of_its_own_has_only_these(newer: divisions.Change, by: Actor) -> None:
    clerk = station("石桥派出所", town("石桥镇", BEFORE))
    grid = overlays.create_grid(
        name="一网格", village=the("双河村", "石桥镇", AFTER), groups="1-4", valid_from=AFTER, by=by
    )
    worker = Post.objects.create(
        organisation_id=clerk.organisation_id, role="GRID_WORKER", title="网格员", valid_from=OLD_DAY
    )
    Jurisdiction.objects.create(
        organisation_id=clerk.organisation_id, post=worker, area=grid.area, valid_from=AFTER
    )
    actor = Actor(ActorKind.OFFICER, "2", "网格员", "GRID_WORKER", worker.pk, clerk.organisation_id)
    assert names(actor, AFTER) == {"双河村"}
    overlays.end_grid(grid=grid, on=date(2021, 1, 1), by=by)
    assert names(actor, date(2021, 1, 1)) == set()
    assert "双河村" in names(clerk, AFTER)


def test_nobody_outside_an_organisation_has_an_area() -> None:
    assert villages_of(Actor(ActorKind.CITIZEN, "9", "王小明"), AFTER) == frozenset()


def test_the_station_of_a_village_follows_it(newer: divisions.Change, by: Actor) -> None:
    for name in ("石桥镇", "莲花街道", "回龙乡"):
        station(f"{name}派出所", town(name, BEFORE))

    def of(village: Division, on: date) -> str:
        found = station_for(village.pk, on)
        return found.name if found else ""

    bridge, rock = the("大桥村", "回龙乡", BEFORE), the("石盘村", "回龙乡", BEFORE)
    assert (of(bridge, BEFORE), of(bridge, AFTER)) == ("回龙乡派出所", "石桥镇派出所")
    assert of(rock, AFTER) == "石桥镇派出所"
    # Nobody knows where 戊五村 went, and nobody answers for 放生乡.
    assert of(the("戊五村", "放生乡", BEFORE), AFTER) == ""
    zone = overlays.create_zone(
        name="临空经济区", divisions=[the("双河村", "石桥镇", AFTER)], valid_from=AFTER, by=by
    )
    clerk = station("临空派出所", zone.area, since=AFTER)
    assert of(the("双河村", "石桥镇", AFTER), AFTER) == "临空派出所"
    assert names(clerk, AFTER) == {"双河村"}
    assert of(the("天生社区", "石桥镇", AFTER), AFTER) == "石桥镇派出所"
