"""Numbers as keyed tokens: no citizen number stands in a prepared table.

A token is the first 8 bytes of a keyed digest, as a whole number: an integer join is the fastest, and among the few
million tokens of a city two different numbers meet by chance about once in ten million runs.
"""

import secrets
from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from banji.crypto import KEY_BYTES, provider
from banji.identity.numbers import holds, normalise_number, repairs, spreadsheet_first15, to_15, upgrade_15

type Tokeniser = Callable[[str], bytes]
"""A keyed digest of at least 8 bytes of a normalised number or a part of one. Both sides must use the same key."""

TOKEN_BYTES = 8


def run_tokeniser() -> Tokeniser:
    """A tokeniser under a key made now and never stored: its tokens mean nothing after the run."""
    digest = provider().keyed(secrets.token_bytes(KEY_BYTES))
    return lambda text: digest(text.encode())


def token(tokens: Tokeniser, text: str) -> int:
    return int.from_bytes(tokens(text)[:TOKEN_BYTES], "little", signed=True)


def token_column(tokens: Tokeniser, texts: Iterable[str | None]) -> pa.Array:
    """A column of tokens, null where there is no text."""
    texts = list(texts)
    digests = b"".join(tokens(text)[:TOKEN_BYTES] if text else bytes(TOKEN_BYTES) for text in texts)
    empty = np.fromiter((not text for text in texts), dtype=bool, count=len(texts))
    return pa.array(np.frombuffer(digests, dtype="<i8"), mask=empty)


def shortened(digests: pa.ChunkedArray) -> pa.Array:
    """Tokens made elsewhere under the same key (the secrets table keeps 16 bytes) in our short form."""
    return pa.array(
        [
            None if d is None else int.from_bytes(d[:TOKEN_BYTES], "little", signed=True)
            for d in digests.to_pylist()
        ],
        pa.int64(),
    )


def registered_number(raw: str | None) -> str | None:
    """A registered number as 18 characters, right or wrong (a 15-digit one as its 18-digit self), or None."""
    if not raw:
        return None
    number = raw if _is_plain(raw) else normalise_number(raw)
    if len(number) == 15 and number.isascii() and number.isdigit():
        number = upgrade_15(number)
    return number if _is_plain(number) else None


def person_tokens(numbers: pa.ChunkedArray, tokens: Tokeniser) -> dict[str, pa.Array]:
    """The three forms under which registered numbers are found: whole, fifteen (births of 19xx only), first15."""
    whole = pa.array([registered_number(raw) for raw in numbers.to_pylist()], pa.string())
    old = pc.equal(pc.utf8_slice_codeunits(whole, 6, 8), "19")
    without_century = pc.binary_join_element_wise(
        pc.utf8_slice_codeunits(whole, 0, 6), pc.utf8_slice_codeunits(whole, 8, 17), ""
    )
    forms = {
        "whole": whole,
        "fifteen": pc.if_else(old, without_century, pa.scalar(None, pa.string())),
        "first15": pc.utf8_slice_codeunits(whole, 0, 15),
    }
    return {form: token_column(tokens, texts.to_pylist()) for form, texts in forms.items()}


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
    if holds(number) and number.endswith(
        "000"
    ):  # one in eleven rounded numbers holds by chance: both readings
        return ListNumber("rounded", number, to_15(number), number[:15], (), _birth(number))
    if holds(number):
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
