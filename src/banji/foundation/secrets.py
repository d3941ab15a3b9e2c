"""Sealing and opening numbers. Nothing else in the house reads `Secret.ciphertext`.

Opening a number is a read of a person: callers go through an access function, which records it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from banji.foundation.keys import crypto, keyring
from banji.foundation.models import Secret
from banji.foundation.sealing import AAD, SealedNumber, Sealer, Tokens
from banji.identity.masking import join_id_no


@cache
def _sealer() -> Sealer:
    return Sealer(crypto(), keyring())


def tokeniser() -> Callable[[str], bytes]:
    """The city's keyed digest of a normalised number or a part of one; the same for all time and all tables."""
    return _sealer().token


def tokens_of(number: str) -> Tokens:
    """Tokens under which `number` (any spelling) is found; a 15-digit number meets its 18-digit holder."""
    return _sealer().tokens(number)


def sealed(kind: str, number: str, *, disputed: bool = False) -> Secret:
    """An unsaved `Secret` holding `number`."""
    return Secret(**seal(kind, number)._asdict(), disputed=disputed)


def seal(kind: str, number: str) -> SealedNumber:
    """The columns that hold `number`."""
    return _sealer().seal(kind, number)


def opened(secret: Secret) -> str:
    """The plain number. Only an access function that has recorded the reading may call this."""
    key = keyring().key("secrets", secret.key_version)
    return crypto().decrypt(bytes(secret.ciphertext), key=key.secret, aad=AAD).decode()


def opened_all(secrets: Iterable[Secret]) -> dict[int, str]:
    return {secret.pk: opened(secret) for secret in secrets}


def masked(secret: Secret | None) -> str:
    """`519*********0013`: what anybody may see of a number (domain 7.5)."""
    if secret is None:
        return ""
    if secret.kind == Secret.CITIZEN_ID:
        return join_id_no(secret.head, secret.tail)
    return f"{secret.head}****{secret.tail}"
