"""Sealing and opening numbers. Nothing else in the house reads `Secret.ciphertext`.

Opening a number is a read of a person: callers go through an access function, which records it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from banji.foundation.keys import crypto, keyring
from banji.foundation.models import Secret
from banji.identity.masking import join_id_no
from banji.identity.numbers import normalise_number, spreadsheet_first15, to_15

TOKEN_BYTES = 16
_AAD = b"foundation.secret"


@dataclass(frozen=True, slots=True)
class Tokens:
    """Keyed digests of one number (16 bytes each): whole, 15-digit form, first 15 characters."""

    whole: bytes
    fifteen: bytes | None
    first_15: bytes | None


@cache
def tokeniser() -> Callable[[str], bytes]:
    """The city's keyed digest of a normalised number or a part of one; the same for all time and all tables."""
    digest = crypto().keyed(keyring().current("tokens").secret)
    return lambda text: digest(text.encode())[:TOKEN_BYTES]


def tokens_of(number: str) -> Tokens:
    """Tokens under which `number` (any spelling) is found; a 15-digit number meets its 18-digit holder."""
    token = tokeniser()
    normal = normalise_number(number)
    fifteen = normal if len(normal) == 15 else to_15(normal)
    first = spreadsheet_first15(number) or (normal[:15] if len(normal) == 18 else None)
    return Tokens(token(normal), token(fifteen) if fifteen else None, token(first) if first else None)


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


def sealed(kind: str, number: str, *, disputed: bool = False) -> Secret:
    """An unsaved `Secret` holding `number`."""
    return Secret(**seal(kind, number)._asdict(), disputed=disputed)


def seal(kind: str, number: str) -> SealedNumber:
    """The columns that hold `number`."""
    normal = normalise_number(number)
    tokens = tokens_of(normal)
    key = keyring().current("secrets")
    is_citizen_id = kind == Secret.CITIZEN_ID
    return SealedNumber(
        kind=kind,
        key_version=key.version,
        ciphertext=crypto().encrypt(normal.encode(), key=key.secret, aad=_AAD),
        token=tokens.whole,
        token_15=tokens.fifteen if is_citizen_id else None,
        token_first_15=tokens.first_15 if is_citizen_id else None,
        head=normal[:3],
        tail=normal[-4:],
    )


def opened(secret: Secret) -> str:
    """The plain number. Only an access function that has recorded the reading may call this."""
    key = keyring().key("secrets", secret.key_version)
    return crypto().decrypt(bytes(secret.ciphertext), key=key.secret, aad=_AAD).decode()


def opened_all(secrets: Iterable[Secret]) -> dict[int, str]:
    return {secret.pk: opened(secret) for secret in secrets}


def masked(secret: Secret | None) -> str:
    """`519*********0013`: what anybody may see of a number (domain 7.5)."""
    if secret is None:
        return ""
    if secret.kind == Secret.CITIZEN_ID:
        return join_id_no(secret.head, secret.tail)
    return f"{secret.head}****{secret.tail}"
