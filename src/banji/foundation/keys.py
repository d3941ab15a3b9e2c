"""The city's keys: one keyring file outside the database, opened once per process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from banji.crypto import CryptoProvider, Keyring, provider


@cache
def keyring() -> Keyring:
    path = Path(settings.BANJI_KEYRING)
    return Keyring.load(path) if path.exists() else Keyring.create(path)


@cache
def crypto() -> CryptoProvider:
    return provider(settings.BANJI_CRYPTO)
