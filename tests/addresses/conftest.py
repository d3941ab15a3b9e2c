"""A tiny county in two lists, and the real city."""

from datetime import date

import pytest

from banji.addresses import divisions
from banji.foundation.actors import Actor, ActorKind

OLD_DAY, NEW_DAY = date(2000, 1, 1), date(2020, 1, 1)
BEFORE, AFTER = date(2019, 12, 31), date(2020, 1, 1)


@pytest.fixture
def by() -> Actor:
    return Actor(ActorKind.OFFICER, "7", "周文静", role="COUNTY_OFFICER")


def listed(towns: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    """Rows of a list: {"100 石桥镇": {"201": "天生村村民委员会"}} in an invented county 519902."""
    rows = [
        {"code": "510000", "level": "province", "name": "四川省", "parent_code": ""},
        {"code": "519900", "level": "prefecture", "name": "清河市", "parent_code": "510000"},
        {"code": "519902", "level": "county", "name": "东山区", "parent_code": "519900"},
    ]
    for town, villages in towns.items():
        number, name = town.split()
        code = f"519902{number}"
        rows.append({"code": code, "level": "township", "name": name, "parent_code": "519902"})
        rows += [
            {"code": code + number, "level": "village", "name": name, "parent_code": code}
            for number, name in villages.items()
        ]
    return rows


OLD = {
    "001 莲花街道办事处": {"001": "雁中社区居民委员会", "002": "桂花社区居委会"},
    "100 石桥镇": {
        "201": "天生村村民委员会",
        "202": "盐井村村民委员会",
        "203": "双河村村民委员会",
        "204": "新村村民委员会",
        "205": "大成村村民委员会",
        "206": "刘坪村村民委员会",
    },
    "200 回龙乡": {"201": "大桥村村民委员会", "202": "小桥村村民委员会", "203": "石盘村村民委员会"},
    "201 放生乡": {
        "201": "甲一村村民委员会",
        "202": "乙二村村民委员会",
        "203": "丙三村村民委员会",
        "204": "丁四村村民委员会",
        "205": "戊五村村民委员会",
    },
}
NEW = {
    "001 莲花街道": {
        "001": "雁中社区",
        "002": "桂花社区居民委员会",
        "003": "丙三村村民委员会",
        "004": "丁四村村委会",
    },
    "100 石桥镇": {
        "201": "天生社区居民委员会",
        "202": "盐井溪村村民委员会",
        "203": "双河村村民委员会",
        "206": "大成村村民委员会",
        "207": "大桥村村民委员会",
        "208": "小桥村村民委员会",
        "209": "甲一村村民委员会",
        "210": "乙二村村民委员会",
    },
}


@pytest.fixture
def first(by: Actor) -> divisions.Change:
    return divisions.load_list(listed(OLD), valid_from=OLD_DAY, source="旧名录", by=by)


@pytest.fixture
def newer(first: divisions.Change, by: Actor) -> divisions.Change:
    return divisions.supersede(listed(NEW), on=NEW_DAY, source="新名录", by=by)
