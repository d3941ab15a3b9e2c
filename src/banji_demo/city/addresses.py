"""Registered addresses: village group and house number in the country, seven segments in town, some not standard."""

import numpy as np
import polars as pl

from banji_demo.city.draws import Draws, Ids, Ints
from banji_demo.city.names import words
from banji_demo.city.places import Place, villages

_STREETS = words(
    "建设路 和平路 滨江路 书院街 东大街 西大街 南街 北街 正兴街 文庙街 桥头街 车站路 蜀乡大道 广场路 柠都大道 麻柳街"
)
_ESTATES = words("滨江花园 锦绣家园 书香苑 金迪小区 凤岭佳苑 广厦新城 翠湖小区 和谐家园 沱江丽景 柠都华庭")
_OLD_GROUP = words("一社 二社 三社 四社 五社 六社 七社 八社 九社 十社 十一社 十二社")
_FULL_WIDTH = "0123456789", "０１２３４５６７８９"
SEGMENTS = ("street", "plate_no", "building_no", "unit_no", "floor_no", "room_no", "group_no", "estate")


def addresses(draws: Draws, ids: Ids, place: Place) -> pl.DataFrame:
    """village_code, address_text and the segments, one row a household, all text."""
    known = villages()
    table = pl.DataFrame({
        "village_code": [v.code for v in known], "village": [v.name for v in known], "town": [v.town for v in known],
        "county": [v.county for v in known], "urban": [v.urban for v in known],
    })  # fmt: skip
    frame = table[place.village].with_columns(
        pl.Series("group", place.group).cast(pl.String),
        pl.Series("old_group", _OLD_GROUP).gather(np.minimum(place.group, 12) - 1),
        pl.Series("house", place.plate).cast(pl.String),
        pl.Series("style", draws.pick("address/style", ids, (88, 3, 3, 2, 2, 2))),
        pl.Series("unparsed", draws.chance("address/unparsed", ids, 0.6)),
        **_town_segments(draws, ids, place),
    )
    return _rendered(frame)


def _town_segments(draws: Draws, ids: Ids, place: Place) -> dict[str, pl.Series]:
    """Street by village and group; three of five town households live in a block of flats."""
    where = (place.village * 100 + place.group).astype(np.uint64)
    flat = place.plate % 5 < 3
    floor = 1 + place.plate % 7
    room = floor * 100 + 1 + draws.below("address/room", ids, 4)
    plate = 1 + draws.below("address/plate", where, 90) * 2

    def text(whole: Ints, before: str = "", after: str = "") -> pl.Series:
        return before + pl.Series(whole).cast(pl.String) + after

    return {
        "road": pl.Series(_STREETS).gather(draws.below("address/street", where, len(_STREETS))),
        "residence": pl.Series(_ESTATES).gather(draws.below("address/estate", where, len(_ESTATES))),
        "flat": pl.Series(flat),
        "gate": text(plate, after="号"),
        "annexe": text(place.plate, "附", "号"),
        "block": text(1 + place.plate // 14, after="栋"),
        "stair": text(1 + place.plate // 7 % 2, after="单元"),
        "storey": text(floor),
        "door": text(room),
    }


def _rendered(frame: pl.DataFrame) -> pl.DataFrame:
    c = pl.col
    town, flat = c("urban"), c("urban") & c("flat")

    def only(condition: pl.Expr, value: pl.Expr) -> pl.Expr:
        return pl.when(condition).then(value).otherwise(pl.lit(""))

    frame = frame.with_columns(
        street=only(town, c("road")),
        estate=only(flat, c("residence")),
        plate_no=pl.when(flat)
        .then(c("gate"))
        .when(town)
        .then(c("gate") + c("annexe"))
        .otherwise(c("house") + "号"),
        building_no=only(flat, c("block")),
        unit_no=only(flat, c("stair")),
        floor_no=only(flat, c("storey")),
        room_no=only(flat, c("door")),
        group_no=only(~town, c("group")),
    )
    inside = (
        only(town, c("road") + c("plate_no"))
        + only(flat, c("block") + c("stair") + c("storey") + "层" + c("door") + "号")
        + only(~town, c("group") + "组" + c("house") + "号")
    )
    parts = frame.with_columns(inside=inside)
    written = parts.select(
        "village_code", *SEGMENTS,
        address_text=_styles(),
        plain=c("style").eq(0) | ~c("unparsed"),
    )  # fmt: skip
    # Text that is not standard was often never taken apart: its segments stay empty.
    return written.with_columns(only(c("plain"), c(name)).alias(name) for name in SEGMENTS).drop("plain")


def _styles() -> pl.Expr:
    """Standard form, then: no province, old 社 for 组, full-width digits, spaces, town and village only."""
    c = pl.col
    standard = "四川省资阳市" + c("county") + c("town") + c("village") + c("inside")
    old_inside = pl.when("urban").then(c("inside")).otherwise(c("old_group"))
    wide = standard.str.replace_many(list(_FULL_WIDTH[0]), list(_FULL_WIDTH[1]))
    return (
        pl.when(c("style") == 0).then(standard)
        .when(c("style") == 1).then(c("county") + c("town") + c("village") + c("inside"))
        .when(c("style") == 2).then("资阳市" + c("county") + c("town") + c("village") + old_inside)
        .when(c("style") == 3).then(wide)
        .when(c("style") == 4).then("四川省 资阳市 " + c("county") + c("town") + " " + c("village") + c("inside"))
        .otherwise(c("town") + c("village"))
    )  # fmt: skip


def county_of(place: Place) -> Ints:
    """0 雁江区, 1 安岳县, 2 乐至县 for each household."""
    return np.array([v.county_index for v in villages()], dtype=np.int64)[place.village]
