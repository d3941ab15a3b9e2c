"""Encryption at rest and keyed digests behind one interface (GB/T 39786 clause 8.4; domain 7.3).

Plain Python. `provider("sm")` is the default: SM4-GCM (GB/T 32907) and HMAC-SM3 (GB/T 32905);
`provider("std")` offers AES-256-GCM and HMAC-SHA-256. Software SM is not a certified module: a deployment
that needs one puts it behind `CryptoProvider`. Keys come from a `Keyring` file, never from the database.
"""

from banji.crypto.errors import CannotDecrypt, CryptoError, CryptoUnavailable, KeyringError, UnknownKey
from banji.crypto.keyring import KEY_BYTES, PURPOSES, Key, Keyring
from banji.crypto.providers import CryptoProvider, provider

__all__ = [
    "KEY_BYTES",
    "PURPOSES",
    "CannotDecrypt",
    "CryptoError",
    "CryptoProvider",
    "CryptoUnavailable",
    "Key",
    "Keyring",
    "KeyringError",
    "UnknownKey",
    "provider",
]
