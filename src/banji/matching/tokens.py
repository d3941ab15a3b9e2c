"""Numbers as keyed tokens: no citizen number stands in a prepared table.

A token is the first 8 bytes of a keyed digest, as a whole number: an integer join is the fastest, and among the few
million tokens of a city two different numbers meet by chance about once in ten million runs.
"""

import secrets
from collections.abc import Callable, Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from banji.crypto import KEY_BYTES, provider

type Tokeniser = Callable[[str], bytes]
"""A keyed digest of at least 8 bytes of any text. Both sides must use the same key."""

TOKEN_BYTES = 8


class RunTokeniser:
    """Digests under a key made now and never stored: they mean nothing after the run.

    Numbers of a million people come as columns: each fills one block of the cipher, and all blocks go through it in
    one call, many times as fast as a digest for each.
    """

    def __init__(self) -> None:
        self._digest = provider().keyed(secrets.token_bytes(KEY_BYTES))
        self._permute = provider().permuted(secrets.token_bytes(KEY_BYTES))

    def __call__(self, text: str) -> bytes:
        return self._digest(text.encode())

    def column(self, numbers: pa.Array) -> pa.Array:
        """Tokens of numbers: 17 digits at most, after them a digit or X. Null for null."""
        last = pc.index_in(pc.utf8_slice_codeunits(numbers, 17, 18), value_set=_LAST)
        length = pc.multiply(pc.utf8_length(numbers), len(_LAST))
        return self._of_digits(first_17(numbers), pc.add(length, last))

    def of_15(self, digits: pa.Array) -> pa.Array:
        """Tokens of numbers of 15 digits that come as whole numbers."""
        return self._of_digits(digits, pa.repeat(15 * len(_LAST) + _NO_LAST, len(digits)))

    def _of_digits(self, digits: pa.Array, ending: pa.Array) -> pa.Array:
        """`ending`: how long the number is, and what stands after its 17 digits."""
        blocks = np.column_stack([pc.fill_null(part, 0).to_numpy() for part in (digits, ending)]).astype(
            "<i8"
        )
        permuted = np.frombuffer(self._permute(blocks.tobytes()), dtype="<i8")[::2]
        return pa.array(permuted, mask=pc.is_null(digits).to_numpy(zero_copy_only=False))


def first_17(numbers: pa.Array) -> pa.Array:
    """The first 17 digits as a whole number."""
    return pc.cast(pc.utf8_slice_codeunits(numbers, 0, 17), pa.int64())


_LAST = pa.array([*"0123456789X", ""])
_NO_LAST = len(_LAST) - 1


def run_tokeniser() -> RunTokeniser:
    """A tokeniser for one run."""
    return RunTokeniser()


def token(tokens: Tokeniser, number: str) -> int:
    found: int = token_column(tokens, pa.array([number]))[0].as_py()
    return found


def token_column(tokens: Tokeniser, numbers: pa.Array) -> pa.Array:
    """A column of tokens of normalised numbers or parts of them, null where there is none."""
    if isinstance(tokens, RunTokeniser):
        return tokens.column(numbers)
    return shortened([None if number is None else tokens(number) for number in numbers.to_pylist()])


def shortened(digests: Iterable[bytes | None]) -> pa.Array:
    """Digests (the platform's secrets table keeps 16 bytes) in our short form."""
    short = (None if d is None else int.from_bytes(d[:TOKEN_BYTES], "little", signed=True) for d in digests)
    return pa.array(short, pa.int64())
