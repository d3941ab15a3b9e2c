from datetime import date

import pytest

from banji.identity.codes import TABLES, UnknownCode, table

TODAY = date(2017, 3, 1)


@pytest.mark.parametrize(
    ("name", "size"),
    [("sex", 4), ("marital", 8), ("relation", 85), ("ethnicity", 58), ("education", 40), ("occupation", 8)],
)
def test_the_tables_are_complete(name: str, size: int) -> None:
    assert len(table(name)) == size


@pytest.mark.parametrize("name", TABLES)
def test_every_row_is_whole(name: str) -> None:
    entries = list(table(name))

    assert len({entry.code for entry in entries}) == len({entry.name.zh for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.name.en.isascii()
        assert entry.source
        assert entry.parent is None or entry.parent in table(name)
        assert table(name).code(entry.name.zh) == entry.code


@pytest.mark.parametrize(
    ("name", "code", "zh", "en"),
    [
        ("sex", "1", "男", "male"),
        ("marital", "23", "复婚", "remarried to the former spouse"),
        ("relation", "28", "女婿", "son-in-law"),
        ("relation", "38", "儿媳", "daughter-in-law"),
        ("relation", "99", "非亲属", "not a relative"),
        ("ethnicity", "07", "彝族", "Yi"),
        ("ethnicity", "49", "京族", "Gin"),
        ("education", "28", "大学普通班毕业", "university ordinary class, graduated"),
        ("occupation", "7", "军人", "members of the armed forces"),
    ],
)
def test_names_in_both_languages(name: str, code: str, zh: str, en: str) -> None:
    assert table(name).name(code, "zh-hans") == zh
    assert table(name).name(code, "en-gb") == en


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [
        ("ethnicity", "汉", "01"), ("ethnicity", "汉族", "01"), ("ethnicity", "ug", "05"), ("ethnicity", "YI", "07"),
        ("relation", "妻子", "12"), ("relation", " 户主 ", "02"), ("education", "高中", "60"), ("sex", "男性", "1"),
    ],
)  # fmt: skip
def test_everyday_words_find_their_code(name: str, word: str, code: str) -> None:
    assert table(name).code(word) == code


def test_the_letters_of_the_peoples_are_unique() -> None:
    letters = [entry.letters for entry in table("ethnicity") if entry.letters]

    assert len(set(letters)) == len(letters) == 56


def test_everyday_words_are_unambiguous() -> None:
    for name in TABLES:
        words = [word for entry in table(name) for word in {entry.name.zh, *entry.aliases}]
        assert len(set(words)) == len(words), name


def test_the_removed_nanny_is_readable_but_not_offered() -> None:
    relation = table("relation")

    assert relation.name("98") == "保姆"
    assert "98" not in dict(relation.choices(on=TODAY))
    assert ("28", "son-in-law") in relation.choices("en", on=TODAY)


@pytest.mark.parametrize("ask", ["3", "01"])
def test_an_unknown_code_is_refused_with_the_standard(ask: str) -> None:
    with pytest.raises(UnknownCode, match=r"GB/T 2261\.1"):
        table("sex").name(ask)


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(UnknownCode, match="火星"):
        table("ethnicity").code("火星族")


def test_an_unknown_table_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError, match="religion"):
        table("religion")
