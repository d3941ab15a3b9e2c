"""The code of an address: opaque, with a digit that finds slips of the pen."""

from hypothesis import given
from hypothesis import strategies as st

from banji.addresses.standardise import is_code, new_code


def test_codes_are_well_formed_and_differ() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(is_code(code) for code in codes)
    assert not is_code("１" * 16)
    assert not is_code("")


@given(st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_is_found(place: int, by: int) -> None:
    code = new_code()
    wrong = code[:place] + str((int(code[place]) + by) % 10) + code[place + 1 :]
    assert not is_code(wrong)


@given(st.integers(0, 14))
def test_neighbours_swapped_are_found(place: int) -> None:
    code = new_code()
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_code(swapped) == (swapped == code)
