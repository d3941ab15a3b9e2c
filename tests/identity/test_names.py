import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banji.identity.names import (
    fold_name,
    for_each_name,
    has_private_use,
    initials,
    normalise_name,
    pinyin_key,
    pinyin_syllables,
    sound_key,
)

DOTS = [
    "\u2022",
    "\u30fb",
    "\u2027",
    "\uff0e",
    "\u25cf",
    "\u2024",
    "\u00b7",
    "\uff65",
    ".",
    " · ",
    "··",
    "　•　",
]


@pytest.mark.parametrize("dot", DOTS)
def test_between_han_characters_every_dot_is_the_middle_dot(dot: str) -> None:
    assert normalise_name(f"阿依古丽{dot}买买提") == "阿依古丽\u00b7买买提"


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("J．Smith", "J．Smith"),  # no dot of a Han name
        ("张三.", "张三."),
        ("  张　三  ", "张三"),
        ("张\u200b三\ufeff", "张三"),
        ("张\t三\r\n", "张三"),
        ("Maria  Silva", "Maria Silva"),
        ("𰻞𮧵\u30fb丽", "𰻞𮧵·丽"),  # planes 2 and 3 count as Han
        ("〇三", "〇三"),
        ("\ue863三", "\ue863三"),
        ("葛\U000e0100·三", "葛\U000e0100·三"),  # a glyph selector is kept, and does not hide its character
        ("Jose\u0301", "José"),  # NFC
        ("㈱三", "㈱三"),  # NFKC would write (株)
        ("ﬁ", "ﬁ"),
        ("", ""),
    ],
)
def test_normalising_changes_no_more_than_it_must(raw: str, kept: str) -> None:
    assert normalise_name(raw) == kept


@given(st.text())
def test_normalising_is_stable_and_nfc(raw: str) -> None:
    once = normalise_name(raw)

    assert normalise_name(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text())
def test_folding_is_stable(raw: str) -> None:
    assert fold_name(fold_name(raw)) == fold_name(raw)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("阿依古丽·买买提", "阿依古丽买买提"),
        ("龍應台", "龙应台"),
        ("劉曉峯", "刘晓峰"),
        ("陳昇", "陈升"),
        ("葛\U000e0100三", "葛三"),
        ("Ｊ．Smith", "j smith"),
        ("黃瑩瑩", "黄莹莹"),
    ],
)
def test_folded_names_forgive_dots_and_variants(one: str, other: str) -> None:
    assert one != other
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize("pair", [("张三", "章三"), ("李四", "李五"), ("王尧", "王垚")])
def test_folding_does_not_join_different_names(pair: tuple[str, str]) -> None:
    assert fold_name(pair[0]) != fold_name(pair[1])


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("单雄信", "shan xiong xin"),
        ("曾小贤", "zeng xiao xian"),
        ("仇英", "qiu ying"),
        ("解晓东", "xie xiao dong"),
        ("查海生", "zha hai sheng"),
        ("任小红", "ren xiao hong"),
        ("区小明", "ou xiao ming"),
        ("朴小花", "piao xiao hua"),
        ("翟小天", "zhai xiao tian"),
        ("尉迟小林", "yu chi xiao lin"),
        ("尉小林", "wei xiao lin"),
        ("万俟小英", "mo qi xiao ying"),
        ("万小英", "wan xiao ying"),
        ("欧阳小修", "ou yang xiao xiu"),
        ("诸葛小亮", "zhu ge xiao liang"),
        ("令狐小冲", "ling hu xiao chong"),
        ("长孙小红", "zhang sun xiao hong"),
        ("乐正小绫", "yue zheng xiao ling"),
        ("澹台小明", "tan tai xiao ming"),
        ("小单", "xiao dan"),  # a reading of surnames only
        ("曾", "ceng"),  # one character is no surname and name
        ("吕小布", "lv xiao bu"),
        ("阿依古丽·买买提", "a yi gu li mai mai ti"),
        ("Maria Silva", "maria silva"),
        ("\ue863", "\ue863"),
        ("", ""),
    ],
)
def test_sort_key_with_the_readings_of_surnames(name: str, key: str) -> None:
    assert pinyin_key(name) == key
    assert pinyin_syllables(name) == tuple(key.split(" ") if key else ())


def test_a_sorted_list_reads_like_a_telephone_book() -> None:
    names = ["仇一", "李四", "欧阳一", "单一", "曾一", "安一", "李二"]

    assert sorted(names, key=lambda name: (pinyin_key(name), name)) == [
        "安一", "李二", "李四", "欧阳一", "仇一", "单一", "曾一",
    ]  # fmt: skip


def test_a_dot_does_not_change_the_reading() -> None:
    assert pinyin_key("单增·次仁") == pinyin_key("单增次仁")


@pytest.mark.parametrize(
    ("name", "letters"), [("曾小贤", "zxx"), ("欧阳修", "oyx"), ("Maria Silva", "ms"), ("", "")]
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("张诗", "张思"),
        ("陈兰", "陈南"),
        ("王英", "王因"),
        ("李凤", "李奉"),
        ("胡兰", "扶兰"),
        ("方程", "荒岑"),
    ],
)
def test_names_that_sound_alike_in_the_south_west(heard: str, written: str) -> None:
    assert sound_key(heard) == sound_key(written)


@pytest.mark.parametrize("pair", [("张三", "李三"), ("王连", "王年"), ("王山", "王商")])
def test_names_that_do_not(pair: tuple[str, str]) -> None:
    assert sound_key(pair[0]) != sound_key(pair[1])


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("\ue863", True),
        ("张\uf8ff", True),
        ("\U000f0001", True),
        ("\U00100000", True),
        ("张三𰻞", False),
        ("", False),
    ],
)
def test_private_use_is_marked(text: str, private: bool) -> None:
    assert has_private_use(text) is private


def test_columns_are_computed_once_for_each_distinct_name() -> None:
    asked: list[str] = []

    def key(name: str) -> str:
        asked.append(name)
        return pinyin_key(name)

    assert for_each_name(key, iter(["张三", "李四", "张三"])) == ["zhang san", "li si", "zhang san"]
    assert sorted(asked) == ["张三", "李四"]
