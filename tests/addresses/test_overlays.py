"""Grids and zones are dated, and named for the room that says who answers for them."""

from datetime import date

import pytest

from banji.accounts import areas
from banji.addresses import divisions, overlays
from banji.addresses.models import ZoneMember
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from tests.addresses.conftest import AFTER, BEFORE
from tests.addresses.test_divisions import the

pytestmark = pytest.mark.django_db


def test_a_zone_lives(newer: divisions.Change, by: Actor) -> None:
    two_rivers, bridge = the("双河村", "石桥镇", AFTER), the("大桥村", "石桥镇", AFTER)
    zone = overlays.create_zone(name="临空经济区", divisions=[two_rivers], valid_from=AFTER, by=by)
    overlays.join_zone(zone=zone, divisions=[bridge], valid_from=date(2020, 6, 1), by=by)
    with pytest.raises(Refused, match=r"already|已属于"):
        overlays.join_zone(zone=zone, divisions=[bridge], valid_from=date(2020, 7, 1), by=by)
    overlays.leave_zone(zone=zone, division=two_rivers, on=date(2021, 1, 1), by=by)
    with pytest.raises(Refused):
        overlays.leave_zone(zone=zone, division=two_rivers, on=date(2021, 2, 1), by=by)
    overlays.end_zone(zone=zone, on=date(2022, 1, 1), by=by)
    assert dict(ZoneMember.objects.values_list("division__folded_name", "valid_to")) == {
        "双河村": date(2021, 1, 1),
        "大桥村": date(2022, 1, 1),
    }
    with pytest.raises(Refused, match=r"ended already|已终止"):
        overlays.end_zone(zone=zone, on=date(2023, 1, 1), by=by)


def test_what_cannot_be(newer: divisions.Change, by: Actor) -> None:
    village = the("双河村", "石桥镇", AFTER)
    assert village.parent is not None
    for wrong in (the("天生村", "石桥镇", BEFORE), village.parent):
        with pytest.raises(Refused):
            overlays.create_grid(name="一网格", village=wrong, valid_from=AFTER, by=by)
    with pytest.raises(Refused):
        overlays.create_zone(name=" ", divisions=[village], valid_from=AFTER, by=by)
    grid = overlays.create_grid(name="一网格", village=village, valid_from=AFTER, by=by)
    with pytest.raises(Refused):
        overlays.end_grid(grid=grid, on=AFTER, by=by)


def test_areas_have_names(newer: divisions.Change, by: Actor) -> None:
    village = the("双河村", "石桥镇", AFTER)
    grid = overlays.create_grid(name="一网格", village=village, valid_from=AFTER, by=by)
    zone = overlays.create_zone(name="临空经济区", divisions=[village], valid_from=AFTER, by=by)
    assert areas.names_of([village.pk, grid.pk, zone.pk]) == {
        village.pk: "四川省清河市东山区石桥镇双河村",
        grid.pk: "四川省清河市东山区石桥镇双河村一网格",
        zone.pk: "临空经济区",
    }
    assert areas.found("双河") == areas.found("shc") == [(village.pk, "四川省清河市东山区石桥镇双河村")]
    assert areas.found("临空") == [(zone.pk, "临空经济区")]
