from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from banji.identity import prefixes
from banji.identity.numbers import (
    BadCitizenId,
    check_digit,
    holds,
    normalise_number,
    read_citizen_id,
    repairs,
    spreadsheet_first15,
    to_15,
    upgrade_15,
)

TODAY = date(2017, 3, 1)


@st.composite
def numbers(draw: st.DrawFn, first_year: int = 1880, last_year: int = 2016) -> str:
    day = draw(st.dates(date(first_year, 1, 1), date(last_year, 12, 31)))
    first17 = f"5199{draw(st.integers(0, 99)):02}{day:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return first17 + check_digit(first17)


@pytest.mark.parametrize(
    ("number", "born", "sex"),
    [
        ("11010519491231002X", date(1949, 12, 31), "2"),  # the two examples of the standard
        ("440524188001010014", date(1880, 1, 1), "1"),
        ("519901195001010013", date(1950, 1, 1), "1"),
        ("519901198802296043", date(1988, 2, 29), "2"),
        ("51990119360101502X", date(1936, 1, 1), "2"),
    ],
)
def test_it_reads_number_birth_and_sex(number: str, born: date, sex: str) -> None:
    read = read_citizen_id(number, today=TODAY)

    assert (read.value, read.birth_date, read.sex, read.prefix) == (number, born, sex, number[:6])
    assert not read.upgraded_from_15


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        ("", "empty"),
        (" 　", "empty"),
        ("51990119500101001", "length"),
        ("5199011950010100133", "length"),
        ("51990119500101O013", "letters"),
        ("X19901195001010013", "letters"),
        ("51990119500101001A", "letters"),
        ("5199015001010X1", "letters"),
        ("٥١٩٩٠١١٩٥٠٠١٠١٠٠١٣", "letters"),
        ("51990120170229001X", "date"),
        ("519901190002290018", "date"),  # 1900 was no leap year
        ("519901195013010012", "date"),
        ("519901500230001", "date"),
        ("519901201703020010", "future"),
        ("519901187912310010", "century"),
        ("519901195001010014", "check_digit"),
        ("11010519491231002", "length"),
        ("110105194912310021", "check_digit"),
    ],
)
def test_it_refuses_and_names_the_rule(raw: str, rule: str) -> None:
    with pytest.raises(BadCitizenId) as refused:
        read_citizen_id(raw, today=TODAY)

    assert refused.value.rule == rule
    assert refused.value.reason.zh
    assert refused.value.reason.en
    assert str(refused.value) == refused.value.reason.zh


def test_somebody_born_today_has_a_number() -> None:
    first17 = "51990120170301001"
    assert read_citizen_id(first17 + check_digit(first17), today=TODAY).birth_date == TODAY


@pytest.mark.parametrize(
    "raw",
    [
        "５１９９０１１９５００１０１００１３",
        " 519901 19500101 0013 ",
        "519901-19500101-0013",
        "'519901195001010013",
        "\ufeff519901195001010013\u200b",
        "519901　19500101　0013",
        "519901\u00a019500101\u00a00013\r\n",
        "519901500101001",
        "519901500101001.0",
        "5.19901500101001E+14",
    ],
)
def test_dirt_around_a_number_does_not_matter(raw: str) -> None:
    assert read_citizen_id(raw, today=TODAY).value == "519901195001010013"


@pytest.mark.parametrize("x", list("xXｘＸⅩⅹХх×"))
def test_every_way_of_writing_the_roman_ten(x: str) -> None:
    assert read_citizen_id(f"51990119360101502{x}", today=TODAY).value == "51990119360101502X"


def test_an_old_number_is_marked_as_upgraded() -> None:
    read = read_citizen_id("519901500101001", today=TODAY)

    assert (read.value, read.upgraded_from_15) == ("519901195001010013", True)


@pytest.mark.parametrize("sequence", ["996", "997", "998", "999"])
def test_the_old_rule_for_centenarians_is_gone(sequence: str) -> None:
    assert upgrade_15(f"519901150101{sequence}")[6:10] == "1915"


@pytest.mark.parametrize(
    ("number", "remarks"),
    [
        ("512002194901010010", set()),  # the prefix was made in 2000, the person born in 1949
        ("440524188001010014", {"very_old"}),
        ("519901195001010013", {"unknown_prefix"}),
        ("519901189612310010", {"unknown_prefix"}),  # 120 on the day, not over it
    ],
)
def test_what_is_odd_is_a_remark_not_a_refusal(number: str, remarks: set[str]) -> None:
    number = number[:17] + check_digit(number[:17])

    assert {remark.rule for remark in read_citizen_id(number, today=TODAY).warnings} == remarks


@given(numbers())
def test_valid_numbers_read_back(number: str) -> None:
    read = read_citizen_id(number, today=TODAY)

    assert f"{read.birth_date:%Y%m%d}" == number[6:14]
    assert read.sex == ("1" if number[16] in "13579" else "2")


@given(numbers(1900, 1999))
def test_the_old_form_and_back(number: str) -> None:
    old = to_15(number)

    assert old is not None
    assert upgrade_15(old) == number


@pytest.mark.parametrize(
    "number", ["440524188001010014", "519901200001010013", "519901500101001", "5" * 17 + "a"]
)
def test_only_births_of_the_last_century_have_an_old_form(number: str) -> None:
    assert to_15(number) is None


@pytest.mark.parametrize("bad", ["", "51990119500101001X", "5199011950010100", "５" * 17])
def test_check_digit_wants_17_digits(bad: str) -> None:
    with pytest.raises(ValueError, match="17 digits"):
        check_digit(bad)


@pytest.mark.parametrize("bad", ["51990150010100", "51990150010100X"])
def test_upgrade_wants_15_digits(bad: str) -> None:
    with pytest.raises(ValueError, match="15 digits"):
        upgrade_15(bad)


@given(numbers(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_every_wrong_character_is_noticed_and_repaired(number: str, place: int, character: str) -> None:
    assume(character != number[place] and (character != "X" or place == 17))
    typed = number[:place] + character + number[place + 1 :]

    with pytest.raises(BadCitizenId):
        read_citizen_id(typed, today=TODAY)
    assert number in repairs(typed)


@given(numbers(), st.integers(0, 15))
def test_every_swap_is_repaired(number: str, place: int) -> None:
    assume(number[place] != number[place + 1])
    typed = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert number in repairs(typed)


@given(st.from_regex(r"\A[0-9]{17}[0-9X]\Z"))
def test_repairs_are_near_and_hold(number: str) -> None:
    found = repairs(number)

    assert all(map(holds, found))
    assert len(set(found)) == len(found) <= 18 + 17
    assert (found == ()) == holds(number)
    for repaired in found:
        places = [place for place in range(18) if repaired[place] != number[place]]
        swapped = len(places) == 2 and places[1] == places[0] + 1 and sorted(repaired) == sorted(number)
        assert len(places) == 1 or swapped


def test_repairs_can_be_limited_to_the_plausible() -> None:
    found = repairs("519901195001010014", plausible=lambda number: number[6:10] == "1950")

    assert "519901195001010013" in found
    assert {number[6:10] for number in found} == {"1950"}


@pytest.mark.parametrize("number", ["", "519901500101001", "51990119500101O014", "X19901195001010014"])
def test_nothing_to_repair_in_what_is_no_number(number: str) -> None:
    assert repairs(number) == ()


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("5.19901195001010E+17", "519901195001010"),
        ("5.19901195001010e17", "519901195001010"),
        ("5.1990119500101E+17", "519901195001010"),  # a writer that drops the last zero
        ("519901195001010000", "519901195001010"),
        ("519901195001010000.0", "519901195001010"),
        ("４.12E+17", None),
        ("4.12E+17", None),
        ("٥.19901195001010E+17", None),
        ("5.19901195001010E+16", None),
        ("519901195001010013", None),
        ("", None),
    ],
)
def test_what_a_spreadsheet_left_of_a_number(raw: str, kept: str | None) -> None:
    assert spreadsheet_first15(raw) == kept


@given(st.text())
def test_normalising_twice_changes_nothing_and_any_text_gets_an_answer(raw: str) -> None:
    once = normalise_number(raw)
    assert normalise_number(once) == once
    try:
        assert holds(read_citizen_id(raw, today=TODAY).value)
    except BadCitizenId as refused:
        assert refused.rule  # noqa: PT017


def test_prefixes_are_the_national_ones_only() -> None:
    for demo in ("519900", "519901", "519902", "519903", "519981", "519991"):
        assert not prefixes.ever_valid(demo)
