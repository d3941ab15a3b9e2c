"""Ages, masks, credit codes, words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banji.identity.ages import age_on
from banji.identity.masking import mask_id_no, mask_name, mask_phone
from banji.identity.organisations import ALPHABET, BadCreditCode, credit_check_character, read_credit_code
from banji.words import Words


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1950, 1, 1), date(2017, 3, 1), 67),
        (date(1950, 3, 1), date(2017, 3, 1), 67),  # on the birthday
        (date(1950, 3, 2), date(2017, 3, 1), 66),
        (date(2016, 2, 29), date(2017, 2, 28), 0),
        (date(2016, 2, 29), date(2017, 3, 1), 1),
        (date(2016, 2, 29), date(2020, 2, 28), 3),
        (date(2016, 2, 29), date(2020, 2, 29), 4),
        (date(2017, 3, 1), date(2017, 3, 1), 0),
    ],
)
def test_age_in_full_years(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


def test_no_age_before_birth() -> None:
    with pytest.raises(ValueError, match="before the birth"):
        age_on(date(2017, 3, 2), date(2017, 3, 1))


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三丰", "张**"),
        ("李四", "李*"),
        ("欧阳小修", "欧***"),
        ("阿依古丽·买买提", "阿**"),
        ("阿依·古丽", "阿**"),
        ("买买提艾力", "买**"),
        ("𰻞三", "𰻞*"),
        ("Maria Silva", "M**"),
        ("丹", "丹"),
        ("", ""),
    ],
)
def test_names_are_masked(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("510901195001011234", "510*********1234"),
        ("51990119360101502X", "519*********502X"),
        ("519901500101001", "519*********1001"),
        ("1234567", "*******"),
        ("", ""),
    ],
)
def test_numbers_are_masked(number: str, masked: str) -> None:
    assert mask_id_no(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13800005678", "138****5678"),
        ("028-26110001", "028****0001"),
        ("26110001", "****0001"),
        ("12345", "*****"),
    ],
)
def test_telephones_are_masked(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


@pytest.mark.parametrize(
    "raw", ["91110000600037341L", " 91110000 600037341l ", "９１１１００００６０００３７３４１Ｌ"]
)
def test_a_credit_code_is_read(raw: str) -> None:
    assert read_credit_code(raw) == "91110000600037341L"


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        ("91110000600037342L", "check_character"),
        ("9111000060003734", "length"),
        ("91110000600O37341L", "letters"),
        ("", "length"),
    ],
)
def test_a_bad_credit_code_is_refused(raw: str, rule: str) -> None:
    with pytest.raises(BadCreditCode) as refused:
        read_credit_code(raw)
    assert refused.value.rule == rule


@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(ALPHABET))
def test_a_wrong_character_in_a_credit_code_is_noticed(first17: str, place: int, character: str) -> None:
    code = first17 + credit_check_character(first17)
    assert read_credit_code(code) == code

    typed = code[:place] + character + code[place + 1 :]
    if typed != code:
        with pytest.raises(BadCreditCode):
            read_credit_code(typed)


@pytest.mark.parametrize(
    ("code", "text"), [("zh-hans", "男"), ("zh", "男"), ("en", "male"), ("en-GB", "male"), ("", "男")]
)
def test_words_are_chinese_unless_english_is_asked(code: str, text: str) -> None:
    assert Words("男", "male").in_language(code) == text
