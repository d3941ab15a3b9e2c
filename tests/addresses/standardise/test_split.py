"""Written addresses come apart as a clerk would take them apart, and no character is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banji.addresses.standardise import Gazetteer, Place, Segments, explain, render, split
from banji.addresses.standardise.characters import number

PLACES = Gazetteer(
    [
        Place(1, 1, "四川省", "四川省", None),
        Place(2, 2, "清河市", "清河市", 1),
        Place(3, 3, "东山区", "东山区", 2),
        Place(4, 4, "莲花街道", "莲花街道办事处", 3),
        Place(5, 5, "雁中社区", "雁中社区居民委员会", 4),
        Place(6, 4, "石桥镇", "石桥镇", 3),
        Place(7, 5, "天生村", "天生村村民委员会", 6),
        Place(8, 5, "新民村", "新民村村民委员会", 6),
        Place(9, 4, "回龙乡", "回龙乡", 3, stands=False),
        Place(10, 5, "新民村", "新民村村民委员会", 9, stands=False),
        Place(11, 5, "九层岩村", "九层岩村村民委员会", 9, stands=False),
    ]
)
CITY = "四川省清河市东山区莲花街道雁中社区"


@pytest.mark.parametrize(
    ("text", "division", "segments", "rest"),
    [
        (
            CITY + "建设路18号3栋2单元5层501号",
            5,
            {"street": "建设路", "plate_no": "18号", "building_no": "3栋", "unit_no": "2单元"}
            | {"floor_no": "5", "room_no": "501"},
            "",
        ),
        ("东山区石桥镇天生村3组12号", 7, {"group_no": "3", "plate_no": "12号"}, ""),
        ("石桥镇天生村村民委员会第三村民小组", 7, {"group_no": "3"}, ""),
        ("四川省　清河市 东山区石桥镇 天生村１２社７号", 7, {"group_no": "12", "plate_no": "7号"}, ""),
        ("清河市东山区回龙乡新民村五社", 10, {"group_no": "5"}, ""),
        ("新民村五社", 8, {"group_no": "5"}, ""),
        ("莲花街道雁中社区居委会滨江路二段9号附12号", 5, {"street": "滨江路二段", "plate_no": "9号附12号"}, ""),
        ("莲花街道雁中社区东大街18附2号", 5, {"street": "东大街", "plate_no": "18号附2号"}, ""),
        ("莲花街道雁中社区东大街18号之1", 5, {"street": "东大街", "plate_no": "18之1号"}, ""),
        ("莲花街道雁中社区东大街18甲号", 5, {"street": "东大街", "plate_no": "18甲号"}, ""),
        (
            "雁中社区蜀乡大道8号滨江花园A座负一层",
            5,
            {"street": "蜀乡大道", "plate_no": "8号", "estate": "滨江花园", "building_no": "A座", "floor_no": "-1"},
            "",
        ),
        (
            "雁中社区滨江花园三号楼二单元十二楼1203室",
            5,
            {"estate": "滨江花园", "building_no": "3栋", "unit_no": "2单元", "floor_no": "12", "room_no": "1203"},
            "",
        ),
        (
            "雁中社区建设路18号3-2-501",
            5,
            {"street": "建设路", "plate_no": "18号", "building_no": "3栋", "unit_no": "2单元", "room_no": "501"},
            "",
        ),
        (
            "雁中社区建设路18号3栋2-501",
            5,
            {"street": "建设路", "plate_no": "18号", "building_no": "3栋", "unit_no": "2单元", "room_no": "501"},
            "",
        ),
        ("雁中社区建设路18号501室", 5, {"street": "建设路", "plate_no": "18号", "room_no": "501"}, ""),
        ("雁中社区建设路18号3栋501", 5, {"street": "建设路", "plate_no": "18号", "building_no": "3栋", "room_no": "501"}, ""),
        ("石桥镇马路村3组12号", 6, {"group_no": "3", "plate_no": "12号"}, "马路村"),
        ("回龙乡九层岩村2组", 11, {"group_no": "2"}, ""),
        ("石桥镇九层岩村2组", 6, {"group_no": "2"}, "九层岩村"),
        ("河边那棵大树下", 0, {}, "河边那棵大树下"),
        ("", 0, {}, ""),
    ],
)  # fmt: skip
def test_an_address_comes_apart(text: str, division: int, segments: dict[str, str], rest: str) -> None:
    found = split(text, PLACES)
    assert (found.segments, found.rest) == (Segments(**segments), rest)
    assert found.divisions == ((division,) if division else ())
    assert found.text == text


@given(
    st.text(
        st.sampled_from(list("四川省清河市东山区莲花街道雁中社区路号栋单元层组室附之甲三十2A-１ \t\0（街村")),
        max_size=40,
    )
)
def test_nothing_is_lost(text: str) -> None:
    found = split(text, PLACES)
    assert "".join(piece.text for piece in found.pieces) == text
    taken = [piece for line in explain(text, PLACES) for piece in line.pieces]
    assert sorted(p.text for p in taken) == sorted(p.text for p in found.pieces if p.field != "rest")


FIGURE = st.integers(1, 999).map(str)
NAMES = st.sampled_from(["建设", "滨江", "文庙", "蜀乡", "书院"])
DOORS = st.builds(
    Segments,
    group_no=st.just("") | FIGURE,
    street=st.just("") | st.builds(str.__add__, NAMES, st.sampled_from(["路", "街", "大道", "巷", "路二段"])),
    plate_no=st.just("") | FIGURE.map("{}号".format) | st.builds("{}号附{}号".format, FIGURE, FIGURE),
    estate=st.just("") | st.builds(str.__add__, NAMES, st.sampled_from(["花园", "小区"])),
    building_no=FIGURE.map("{}栋".format) | st.sampled_from(["A座", "B座"]),
    unit_no=st.just("") | FIGURE.map("{}单元".format),
    floor_no=st.just("") | st.integers(-3, 40).filter(bool).map(str),
    room_no=st.just("") | st.integers(100, 4099).map(str),
)


@given(DOORS)
def test_the_standard_form_comes_apart_into_itself(door: Segments) -> None:
    found = split(render(door, CITY), PLACES)
    assert found.segments == door
    assert found.is_standard
    assert render(found.segments, CITY) == render(door, CITY)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三十五", 35),
        ("一百零五", 105),
        ("一百一十", 110),
        ("二〇三", 203),
        ("012", 12),
        ("七", 7),
        ("十十", None),
        ("百", None),
        ("", None),
        ("十a", None),
    ],
)
def test_chinese_numbers(written: str, value: int | None) -> None:
    assert number(written) == value


def test_a_name_that_several_villages_share_is_not_guessed() -> None:
    towns = [Place(1, 4, "甲镇", "甲镇", None), Place(2, 4, "乙镇", "乙镇", None)]
    twins = Gazetteer([*towns, Place(3, 5, "龙潭村", "", 1), Place(4, 5, "龙潭村", "", 2)])
    assert split("龙潭村3组", twins).divisions == (3, 4)
    assert split("乙镇龙潭村3组", twins).divisions == (4,)
    assert not split("龙潭村3组", twins).is_standard
