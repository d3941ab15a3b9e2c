import pytest
from hypothesis import given
from hypothesis import strategies as st

from banji.identity.characters import UndecodableText, decode_gb18030, decode_text, has_private_use

MOVED = {
    "A6D9": 0xFE10, "A6DA": 0xFE12, "A6DB": 0xFE11, "A6DC": 0xFE13, "A6DD": 0xFE14, "A6DE": 0xFE15, "A6DF": 0xFE16,
    "A6EC": 0xFE17, "A6ED": 0xFE18, "A6F3": 0xFE19, "FE59": 0x9FB4, "FE61": 0x9FB5, "FE66": 0x9FB6, "FE67": 0x9FB7,
    "FE6D": 0x9FB8, "FE7E": 0x9FB9, "FE90": 0x9FBA, "FEA0": 0x9FBB, "A8BC": 0x1E3F,
}  # fmt: skip


@pytest.mark.parametrize(("code", "character"), MOVED.items())
def test_the_2022_edition_of_gb18030(code: str, character: int) -> None:
    assert decode_gb18030(bytes.fromhex(code)) == chr(character)


@given(
    st.text(st.characters(exclude_categories=["Cs", "Co"])).filter(lambda text: not text.startswith("\ufeff"))
)
def test_both_encodings_come_back(text: str) -> None:
    assert decode_gb18030(text.encode("gb18030")) == text
    assert decode_text(text.encode()) == (text, "utf-8")
    assert decode_text(text.encode("utf-8-sig")) == (text, "utf-8")


@pytest.mark.parametrize("encoding", ["gbk", "gb2312", "gb18030"])
def test_an_old_list(encoding: str) -> None:
    assert decode_text("张三，男，资阳市雁江区".encode(encoding)) == ("张三，男，资阳市雁江区", "gb18030")


def test_vendor_characters_stay_as_they_are_and_are_marked() -> None:
    text, encoding = decode_text("张\ue000".encode("gb18030"))

    assert (text, encoding) == ("张\ue000", "gb18030")
    assert has_private_use(text)


def test_a_byte_order_mark_of_gb18030_is_dropped() -> None:
    assert decode_text(b"\x84\x31\x95\x33\xd5\xc5") == ("张", "gb18030")


@pytest.mark.parametrize("raw", [b"\xff\xfe\x20\x5f", b"\xd5", "张三".encode()[:-1] + b"\xff"])
def test_neither_encoding_is_refused_not_guessed(raw: bytes) -> None:
    with pytest.raises(UndecodableText, match="UTF-8") as refused:
        decode_text(raw)
    assert "UTF-8" in refused.value.reason.en
