"""A newer list ends, renames, merges and transfers villages; towns and codes prove nothing."""

from datetime import date
from pathlib import Path

import pytest

from banji.addresses import divisions, lineage, lists, paths
from banji.addresses.models import Division, Succession
from banji.audit.models import AuditEntry
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused
from tests.addresses.conftest import AFTER, BEFORE, NEW, NEW_DAY, OLD, OLD_DAY, listed

pytestmark = pytest.mark.django_db


def the(name: str, town: str, on: date) -> Division:
    return divisions.valid_on(on).get(folded_name=name, parent__folded_name=town)


def test_the_first_list_stands_and_says_where_it_comes_from(first: divisions.Change) -> None:
    assert first.begun == 3 + 4 + 16
    village = divisions.village("519902100202", BEFORE)
    assert (village.name, village.folded_name, village.source) == ("盐井村村民委员会", "盐井村", "旧名录")
    assert paths.full_name(village) == "四川省清河市东山区石桥镇盐井村"
    with pytest.raises(NotFound):
        divisions.village("519902100202", date(1999, 12, 31))


@pytest.mark.parametrize(
    ("old", "new", "how", "rule"),
    [
        (("天生村", "石桥镇"), ("天生社区", "石桥镇"), "RENAME", "SAME_STEM"),
        (("盐井村", "石桥镇"), ("盐井溪村", "石桥镇"), "RENAME", "SAME_CODE"),
        (("大成村", "石桥镇"), ("大成村", "石桥镇"), "RECODE", "SAME_NAME"),
        (("大桥村", "回龙乡"), ("大桥村", "石桥镇"), "TRANSFER", "SAME_NAME"),
        (("丙三村", "放生乡"), ("丙三村", "莲花街道"), "TRANSFER", "SAME_NAME"),
        (("甲一村", "放生乡"), ("甲一村", "石桥镇"), "TRANSFER", "SAME_NAME"),
        # 石桥镇's code 206 now belongs to 大成村: 刘坪村 has not become it.
        (("刘坪村", "石桥镇"), ("石桥镇", "东山区"), "MERGE", "TOWN_ONLY"),
        (("石盘村", "回龙乡"), ("石桥镇", "东山区"), "MERGE", "TOWN_ONLY"),
    ],
)
def test_what_became_of_a_village(
    newer: divisions.Change, old: tuple[str, str], new: tuple[str, str], how: str, rule: str
) -> None:
    village = the(*old, BEFORE)
    assert village.valid_to == NEW_DAY
    assert lineage.today(village.pk, BEFORE) == (village,)
    assert lineage.today(village.pk, AFTER) == (the(*new, AFTER),)
    row = Succession.objects.get(predecessor=village)
    assert (row.how, row.rule, row.happened_on, row.source) == (how, rule, NEW_DAY, "新名录")


def test_a_village_spelled_otherwise_stays(newer: divisions.Change) -> None:
    """莲花街道办事处 and 莲花街道, 居委会 and 社区居民委员会 are the same units: their rows go on."""
    for name in ("雁中社区", "桂花社区"):
        assert the(name, "莲花街道", BEFORE) == the(name, "莲花街道", AFTER)
    assert not Succession.objects.filter(predecessor__folded_name="雁中社区").exists()


def test_a_village_of_a_divided_town_is_not_guessed(newer: divisions.Change) -> None:
    """放生乡 went to two towns, and no list tells to which 戊五村 belongs."""
    village = the("戊五村", "放生乡", BEFORE)
    assert newer.unknown == (village.pk,)
    assert lineage.today(village.pk, AFTER) == ()


def test_lists_loaded_again_change_nothing(newer: divisions.Change, by: Actor) -> None:
    counted = Division.objects.count(), Succession.objects.count(), AuditEntry.objects.count()
    assert not divisions.load_list(listed(OLD), valid_from=OLD_DAY, source="旧名录", by=by)
    assert not divisions.supersede(listed(NEW), on=NEW_DAY, source="新名录", by=by)
    assert counted == (Division.objects.count(), Succession.objects.count(), AuditEntry.objects.count())


def test_another_first_list_is_refused(first: divisions.Change, by: Actor) -> None:
    with pytest.raises(Refused, match=r"divisions already|已有"):
        divisions.load_list(listed(NEW), valid_from=OLD_DAY, source="新名录", by=by)


def test_lists_come_in_order(newer: divisions.Change, by: Actor) -> None:
    with pytest.raises(Refused, match=r"known already|已知"):
        divisions.supersede(listed(NEW), on=date(2010, 1, 1), source="旧名录", by=by)


def test_villages_known_by_their_town_move_on_with_it(newer: divisions.Change, by: Actor) -> None:
    third = dict(NEW)
    third["101 新石桥镇"] = third.pop("100 石桥镇")
    on = date(2024, 1, 1)
    divisions.supersede(listed(third), on=on, source="再新名录", by=by)
    liuping = the("刘坪村", "石桥镇", BEFORE)
    assert [d.name for d in lineage.today(liuping.pk, on)] == ["新石桥镇"]
    assert [d.name for d in lineage.today(liuping.pk, date(2023, 12, 31))] == ["石桥镇"]
    assert lineage.past_names(the("天生社区", "新石桥镇", on)) == ("天生村",)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("code", "51990210020", "519902100201|51990210020"),
        ("code", "519902100202", "stands twice|重复"),
        ("level", "hamlet", "not a code of its level|不是"),
        ("name", "  ", "has no name|没有名称"),
        ("parent_code", "519902999", "not in the list|不在名录"),
    ],
)
def test_a_faulty_list_is_refused_whole(by: Actor, column: str, value: str, said: str) -> None:
    rows = listed(OLD)
    next(row for row in rows if row["code"] == "519902100201")[column] = value
    with pytest.raises(Refused, match=said):
        divisions.load_list(rows, valid_from=OLD_DAY, source="旧名录", by=by)
    assert not Division.objects.exists()


def test_a_list_may_be_a_gb18030_file(tmp_path: Path, by: Actor) -> None:
    path = tmp_path / "list.csv"
    lines = ["code,level,name,parent_code", *(",".join(row.values()) for row in listed(OLD))]
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    assert lists.read(path) == lists.read(listed(OLD))
    path.write_text("code,name\n1,2\n")
    with pytest.raises(Refused, match="level, parent_code"):
        lists.read(path)
