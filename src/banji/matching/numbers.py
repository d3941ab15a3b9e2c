"""Numbers as registers and lists have them, and the forms under which they are found."""

from datetime import date
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from banji.identity.numbers import holds, normalise_number, repairs, spreadsheet_first15, to_15, upgrade_15
from banji.matching.tokens import RunTokeniser, Tokeniser, first_17, token_column

_PLAIN = "^[0-9]{17}[0-9X]$"
_NONE = pa.scalar(None, pa.string())


def registered_number(raw: str | None) -> str | None:
    """A registered number as 18 characters, right or wrong (a 15-digit one as its 18-digit self), or None."""
    number = normalise_number(raw or "")
    if len(number) == 15 and number.isascii() and number.isdigit():
        number = upgrade_15(number)
    return number if _is_plain(number) else None


def person_tokens(numbers: pa.Array, tokens: Tokeniser) -> dict[str, pa.Array]:
    """The three forms under which registered numbers are found: whole, fifteen (births of 19xx only), first15."""
    whole = _registered_numbers(numbers)
    if isinstance(tokens, RunTokeniser):
        digits = first_17(whole)
        fifteen, first15 = tokens.of_15(_without_century(digits)), tokens.of_15(pc.divide(digits, 100))
        return {"whole": tokens.column(whole), "fifteen": fifteen, "first15": first15}
    fifteen_digits = pa.array([to_15(number or "") for number in whole.to_pylist()], pa.string())
    forms = {"whole": whole, "fifteen": fifteen_digits, "first15": pc.utf8_slice_codeunits(whole, 0, 15)}
    return {form: token_column(tokens, texts) for form, texts in forms.items()}


def _without_century(digits: pa.Array) -> pa.Array:
    """`to_15` of the first 17 digits, as whole numbers."""
    first_6, first_8 = pc.divide(digits, 10**11), pc.divide(digits, 10**9)
    last_9 = pc.subtract(digits, pc.multiply(first_8, 10**9))
    had_15 = pc.equal(pc.subtract(first_8, pc.multiply(first_6, 100)), 19)
    return pc.if_else(had_15, pc.add(pc.multiply(first_6, 10**9), last_9), pa.scalar(None, pa.int64()))


def _registered_numbers(raw: pa.Array) -> pa.Array:
    """`registered_number` of a column: those written plainly stand as they are, the others are read one by one."""
    plain = pc.fill_null(pc.match_substring_regex(raw, _PLAIN), False)
    others = pc.and_(pc.invert(plain), pc.fill_null(pc.not_equal(raw, ""), False))
    read = [registered_number(number) for number in raw.filter(others).to_pylist()]
    return pc.replace_with_mask(pc.if_else(plain, raw, _NONE), others, pa.array(read, pa.string()))


class ListNumber(NamedTuple):
    """A number as a list has it.

    `kind`: whole (18, holds) · fifteen (old card) · rounded (a spreadsheet kept 15 digits) · broken (18, the check digit
    fails: `repairs` are the numbers one slip away) · unreadable · none.
    `birth_date` and `sex` ("1", "2") as the number says them, None where it cannot be trusted.
    """

    kind: str | None
    whole: str | None = None
    fifteen: str | None = None
    first15: str | None = None
    repairs: tuple[str, ...] = ()
    birth_date: date | None = None
    sex: str | None = None


def list_number(raw: str | None) -> ListNumber:  # noqa: PLR0911 (one for each kind)
    """Read a list's number. One that holds is taken as it stands; ending in 000 it may be a rounded one as well."""
    number = normalise_number(raw or "")
    if not raw or not number:
        return ListNumber(None)
    if holds(number):
        if number.endswith("000"):  # one in eleven rounded numbers holds by chance: both readings
            return ListNumber("rounded", number, to_15(number), number[:15], (), _birth(number))
        return ListNumber("whole", number, to_15(number), None, (), _birth(number), _sex(number))
    if len(number) == 15 and number.isascii() and number.isdigit():
        whole = upgrade_15(number)
        return ListNumber("fifteen", None, number, None, (), _birth(whole), _sex(whole))
    if first15 := spreadsheet_first15(raw):
        return ListNumber("rounded", None, None, first15, (), _birth(first15))
    if _is_plain(number):
        return ListNumber("broken", number, None, None, repairs(number), _birth(number))
    return ListNumber("unreadable")


def _is_plain(number: str) -> bool:
    return len(number) == 18 and number.isascii() and number[:17].isdigit() and number[17] in "0123456789X"


def _birth(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def _sex(number: str) -> str:
    return "1" if int(number[16]) % 2 else "2"
