"""What lists do not tell, a county officer settles from the decree; and can take back."""

import pytest

from banji.addresses import divisions, lineage, settling
from banji.addresses.models import Division
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from tests.addresses.conftest import AFTER, BEFORE
from tests.addresses.test_divisions import the

pytestmark = pytest.mark.django_db
DECREE = "东山府发〔2019〕12号"


def listed() -> dict[str, str]:
    return {u.village.folded_name: u.town.name if u.town else "" for u in settling.unsettled(AFTER)}


def test_what_no_list_tells_is_listed(newer: divisions.Change) -> None:
    assert listed() == {"新村": "石桥镇", "刘坪村": "石桥镇", "石盘村": "石桥镇", "戊五村": ""}
    assert settling.unsettled(BEFORE) == []


def test_a_village_settled_is_followed(newer: divisions.Change, by: Actor) -> None:
    village, heir = the("刘坪村", "石桥镇", BEFORE), the("双河村", "石桥镇", AFTER)
    settling.settle(village=village, successors=[heir], how="MERGE", source=DECREE, by=by)
    assert lineage.today(village.pk, AFTER) == (heir,)
    assert lineage.past_names(heir) == ("刘坪村",)
    assert lineage.ancestors_by_merger([heir.pk]) == {heir.pk: {heir.pk, village.pk}}
    assert "刘坪村" not in listed()
    with pytest.raises(Refused, match=r"recorded already|已有记录"):
        settling.settle(village=village, successors=[heir], how="MERGE", source=DECREE, by=by)


def test_a_village_may_be_split(newer: divisions.Change, by: Actor) -> None:
    village = the("戊五村", "放生乡", BEFORE)
    heirs = (the("双河村", "石桥镇", AFTER), the("丙三村", "莲花街道", AFTER))
    rows = settling.settle(village=village, successors=heirs, how="MERGE", source=DECREE, by=by)
    assert {row.how for row in rows} == {"SPLIT"}
    assert set(lineage.today(village.pk, AFTER)) == set(heirs)
    assert lineage.today_of_all(AFTER)[village.pk] == tuple(sorted(heir.pk for heir in heirs))


def test_an_error_is_taken_back(newer: divisions.Change, by: Actor) -> None:
    village, heir = the("刘坪村", "石桥镇", BEFORE), the("双河村", "石桥镇", AFTER)
    (row,) = settling.settle(village=village, successors=[heir], how="MERGE", source=DECREE, by=by)
    settling.withdraw(succession=row, reason="看错文件", by=by)
    assert [d.level for d in lineage.today(village.pk, AFTER)] == [Division.Level.TOWNSHIP]
    assert lineage.past_names(heir) == ()
    settling.settle(village=village, successors=[heir], how="MERGE", source=DECREE, by=by)
    with pytest.raises(Refused, match=r"withdrawn already|已撤回"):
        settling.withdraw(succession=row, reason="看错文件", by=by)


@pytest.mark.parametrize(
    ("village", "heir", "source"),
    [
        (("双河村", "石桥镇", AFTER), ("大桥村", "石桥镇", AFTER), DECREE),
        (("刘坪村", "石桥镇", BEFORE), ("新村", "石桥镇", BEFORE), DECREE),
        (("刘坪村", "石桥镇", BEFORE), ("双河村", "石桥镇", AFTER), " "),
        (("刘坪村", "石桥镇", BEFORE), ("石桥镇", "东山区", AFTER), DECREE),
    ],
)
def test_nonsense_is_refused(
    newer: divisions.Change, by: Actor, village: tuple, heir: tuple, source: str
) -> None:  # type: ignore[type-arg]
    with pytest.raises(Refused):
        settling.settle(village=the(*village), successors=[the(*heir)], how="MERGE", source=source, by=by)


def test_what_a_list_tells_is_not_withdrawn(newer: divisions.Change, by: Actor) -> None:
    row = the("大桥村", "回龙乡", BEFORE).successions.get()
    with pytest.raises(Refused):
        settling.withdraw(succession=row, reason="", by=by)
