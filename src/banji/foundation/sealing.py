"""How a number is sealed and found again. Knows no Django: a bulk load seals in processes of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from banji.crypto import CryptoProvider, Keyring
from banji.identity.numbers import normalise_number, spreadsheet_first15, to_15

TOKEN_BYTES = 16
AAD = b"foundation.secret"
CITIZEN_ID, PHONE, DOCUMENT = "CITIZEN_ID", "PHONE", "DOCUMENT"

# Written as they should be, which nearly all are: nothing to normalise.
_CITIZEN_NUMBER = re.compile("[0-9]{17}[0-9X]")
_PHONE_NUMBER = re.compile("1[0-9]{10}")


class Tokens(NamedTuple):
    """Keyed digests of one number (16 bytes each): whole, 15-digit form, first 15 characters."""

    whole: bytes
    fifteen: bytes | None
    first_15: bytes | None


class SealedNumber(NamedTuple):
    """The columns of a `Secret`, for bulk loads."""

    kind: str
    key_version: int
    ciphertext: bytes
    token: bytes
    token_15: bytes | None
    token_first_15: bytes | None
    head: str
    tail: str


class Sealer:
    """Seals numbers with one installation's keys."""

    def __init__(self, crypto: CryptoProvider, keyring: Keyring) -> None:
        self._crypto, self._keyring = crypto, keyring
        self.token = _tokeniser(crypto.keyed(keyring.current("tokens").secret))

    def tokens(self, number: str) -> Tokens:
        """Tokens under which `number` (any spelling) is found; a 15-digit number meets its 18-digit holder."""
        token = self.token
        if _CITIZEN_NUMBER.fullmatch(number):
            fifteen = number[:6] + number[8:17] if number[6:8] == "19" else None
            return Tokens(token(number), token(fifteen) if fifteen else None, token(number[:15]))
        normal = normalise_number(number)
        fifteen = normal if len(normal) == 15 else to_15(normal)
        first = spreadsheet_first15(number) or (normal[:15] if len(normal) == 18 else None)
        return Tokens(token(normal), token(fifteen) if fifteen else None, token(first) if first else None)

    def seal(self, kind: str, number: str) -> SealedNumber:
        """The columns that hold `number`."""
        plain = _CITIZEN_NUMBER.fullmatch(number) or _PHONE_NUMBER.fullmatch(number)
        normal = number if plain else normalise_number(number)
        key = self._keyring.current("secrets")
        tokens = self.tokens(normal) if kind == CITIZEN_ID else Tokens(self.token(normal), None, None)
        ciphertext = self._crypto.encrypt(normal.encode(), key=key.secret, aad=AAD)
        found_by = (tokens.whole, tokens.fifteen, tokens.first_15)
        return SealedNumber(kind, key.version, ciphertext, *found_by, normal[:3], normal[-4:])


def _tokeniser(digest: Callable[[bytes], bytes]) -> Callable[[str], bytes]:
    return lambda text: digest(text.encode())[:TOKEN_BYTES]
