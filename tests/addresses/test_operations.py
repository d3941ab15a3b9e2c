"""A door is an address once; thousands are added in one act that the trail can prove."""

from itertools import count

import pytest

from banji.addresses import divisions
from banji.addresses.models import Address
from banji.addresses.operations import Door, add_address, add_addresses
from banji.addresses.standardise import Segments, is_code
from banji.audit.verify import verify
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from tests.addresses.conftest import AFTER, BEFORE, OLD_DAY
from tests.addresses.test_divisions import the

pytestmark = pytest.mark.django_db
FLAT = Segments(
    street="建设路", plate_no="18号", building_no="3栋", unit_no="2单元", floor_no="5", room_no="501"
)
FARM = Segments(group_no="3", plate_no="12号")


def test_one_address(first: divisions.Change, by: Actor) -> None:
    village = the("雁中社区", "莲花街道", BEFORE)
    address = add_address(village=village, segments=FLAT, valid_from=OLD_DAY, by=by)
    assert address.rendered == "四川省清河市东山区莲花街道雁中社区建设路18号3栋2单元5层501号"
    assert is_code(address.code)
    with pytest.raises(Refused, match=r"there already|已存在"):
        add_address(village=village, segments=FLAT, valid_from=OLD_DAY, by=by)
    add_address(village=the("桂花社区", "莲花街道", BEFORE), segments=FLAT, valid_from=OLD_DAY, by=by)
    assert Address.objects.count() == 2


def test_empty_segments_are_equal(first: divisions.Change, by: Actor) -> None:
    village = the("天生村", "石桥镇", BEFORE)
    add_address(village=village, segments=FARM, valid_from=OLD_DAY, by=by)
    with pytest.raises(Refused):
        add_address(village=village, segments=FARM, valid_from=OLD_DAY, by=by)


def test_an_address_needs_a_village_that_stands_and_a_door(newer: divisions.Change, by: Actor) -> None:
    ended = the("天生村", "石桥镇", BEFORE)
    for village, segments in (
        (ended, FARM),
        (ended.parent, FARM),
        (the("双河村", "石桥镇", AFTER), Segments()),
    ):
        assert village is not None
        with pytest.raises(Refused):
            add_address(village=village, segments=segments, valid_from=AFTER, by=by)


def test_many_at_once(first: divisions.Change, by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("banji.addresses.operations._CHUNK", 100)
    village = the("天生村", "石桥镇", BEFORE)
    known = add_address(village=village, segments=FARM, valid_from=OLD_DAY, by=by)
    doors = [
        Door(village.pk, Segments(group_no=str(group), plate_no=f"{plate}号"))
        for group in range(1, 6) for plate in range(1, 61)
    ]  # fmt: skip
    ids = add_addresses(
        [*doors, *doors, Door(village.pk, Segments())], valid_from=OLD_DAY, source="首次建库", by=by
    )
    assert len(ids) == len(set(ids.values())) == Address.objects.count() == 300
    assert ids[Door(village.pk, FARM)] == known.pk
    row = Address.objects.get(pk=ids[doors[0]])
    assert row.rendered == "四川省清河市东山区石桥镇天生村1组1号"
    assert add_addresses(doors, valid_from=OLD_DAY, source="再次", by=by) == ids
    assert list(verify()) == []


def test_codes_that_meet_are_refused(
    first: divisions.Change, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("banji.addresses.operations.new_code", lambda: "0000000000000000")
    village, number = the("天生村", "石桥镇", BEFORE), count(1)
    doors = [Door(village.pk, Segments(plate_no=f"{next(number)}号")) for _ in range(2)]
    with pytest.raises(Refused, match=r"another version|其他版本"):
        add_addresses(doors, valid_from=OLD_DAY, source="首次建库", by=by)
    assert not Address.objects.exists()
