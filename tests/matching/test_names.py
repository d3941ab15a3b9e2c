"""Names of a column are read as single ones are."""

import pyarrow as pa
import pytest

from banji.matching.names import NOT_NAMES, NameForms, name_columns, name_forms

ODD = [
    "",
    None,
    "?",
    "王?国",
    "王\ue123国",
    "阿卜杜拉·买买提江",
    "买买提•江",
    "王 建国",
    "Anna Li",
    "ａｎｎａ",
    "李\U00020000",
    "商䷲㛂㧿",  # a hexagram stands between the Han characters
    *sorted(NOT_NAMES),
]
SURNAMES = ["曾小贤", "单雄信", "仇英", "解缙", "欧阳雪", "歐陽雪", "万俟卨", "尉迟恭", "令狐冲", "令狐"]
PLAIN = ["王", "王建国", "李四", "張偉", "龙门飞甲", "未末", "陈阵何", "一", "司马"]


@pytest.mark.parametrize("name", [*ODD, *SURNAMES, *PLAIN])
def test_a_column_reads_a_name_as_it_is_read_alone(name):
    column = name_columns(pa.array(["王建国", name, "李四"], pa.string()))
    assert {form: texts[1].as_py() for form, texts in column.items()} == name_forms(name or "")._asdict()


def test_a_column_reads_every_character_in_both_places():
    characters = [chr(code) for code in range(0x4E00, 0x9FFF, 7)]
    names = [f"{c}明" for c in characters] + [f"王{c}" for c in characters]
    columns = name_columns(pa.array(names))
    read = [
        NameForms(*forms)
        for forms in zip(*(columns[form].to_pylist() for form in NameForms._fields), strict=True)
    ]
    assert read == list(map(name_forms, names))


def test_an_empty_column_has_no_names():
    assert all(len(column) == 0 for column in name_columns(pa.array([], pa.string())).values())
