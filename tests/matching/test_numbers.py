"""How numbers are read and turned into tokens."""

from datetime import date

import pyarrow as pa
import pytest
from tests.matching.tables import number

from banji.identity.numbers import to_15
from banji.matching.numbers import list_number, person_tokens, registered_number
from banji.matching.tokens import run_tokeniser, token, token_column

BORN = date(1950, 1, 12)
OWN = number("1950-01-12")


@pytest.mark.parametrize(
    ("raw", "kind", "birth_date", "sex"),
    [
        (OWN, "whole", BORN, "1"),
        (f"\u3000{OWN} ", "whole", BORN, "1"),
        (to_15(OWN), "fifteen", BORN, "1"),
        ("5.19901195001120E+17", "rounded", BORN, None),
        ("519901195001120000", "rounded", BORN, None),
        (OWN[:17] + ("0" if OWN[17] != "0" else "1"), "broken", BORN, None),
        ("5199011950", "unreadable", None, None),
        ("无", "unreadable", None, None),
        ("", None, None, None),
        (None, None, None, None),
    ],
)
def test_a_list_number_says_what_can_be_trusted(raw, kind, birth_date, sex):
    read = list_number(raw)
    assert (read.kind, read.birth_date, read.sex) == (kind, birth_date, sex)


def test_every_single_slip_has_its_truth_among_the_repairs():
    slips = [OWN[:i] + digit + OWN[i + 1 :] for i in range(17) for digit in "0123456789" if digit != OWN[i]]
    slips += [OWN[:i] + OWN[i + 1] + OWN[i] + OWN[i + 2 :] for i in range(16) if OWN[i] != OWN[i + 1]]
    for slip in slips:
        assert OWN in list_number(slip).repairs, slip


def test_a_number_that_holds_and_ends_in_000_is_read_both_ways():
    ending = next(
        n
        for i in range(1, 3000)
        if (n := number(f"19{50 + i // 366:02d}-01-{1 + i % 28:02d}", 100 * (i % 10), "519901")).endswith(
            "000"
        )
    )
    read = list_number(ending)
    assert (read.kind, read.whole, read.first15) == ("rounded", ending, ending[:15])


def test_registered_numbers_are_found_under_three_forms():
    tokens = run_tokeniser()
    forms = person_tokens(pa.array([OWN, to_15(OWN), "", None, "无", OWN.lower()]), tokens)
    whole = token(tokens, OWN)
    assert forms["whole"].to_pylist() == [whole, whole, None, None, None, whole]
    assert forms["fifteen"][0].as_py() == token(tokens, to_15(OWN) or "")
    assert forms["first15"][0].as_py() == token(tokens, OWN[:15])
    assert person_tokens(pa.array([number("2003-04-05")]), tokens)["fifteen"].to_pylist() == [None]


def test_tokens_of_two_runs_never_meet():
    assert token(run_tokeniser(), OWN) != token(run_tokeniser(), OWN)


def test_a_wrong_registered_number_stands_as_it_is_registered():
    wrong = OWN[:17] + ("0" if OWN[17] != "0" else "1")
    assert registered_number(wrong) == wrong


def test_a_column_has_the_token_of_each_number_and_different_numbers_different_tokens():
    tokens = run_tokeniser()
    texts = [*(OWN[:17] + last for last in "0123456789X"), OWN[:15], "0" + OWN[:14], OWN[1:15], None]
    column = token_column(tokens, pa.array(texts)).to_pylist()
    assert column == [None if text is None else token(tokens, text) for text in texts]
    assert len(set(column)) == len(texts)
    assert token_column(tokens, pa.array([], pa.string())).to_pylist() == []
