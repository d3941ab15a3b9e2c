"""The password of a list's file: never kept, always the same, made from the request and the key that never rotates."""

from __future__ import annotations

from uuid import UUID

from banji.foundation.keys import crypto, keyring

_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 that nobody takes for another
_LENGTH = 16


def password_of(request_id: UUID) -> str:
    """Sixteen signs in four groups, 80 bits: to be read from a page once and typed into a program that opens zips."""
    digest = crypto().keyed(keyring().current("tokens").secret)(b"exporting.password" + request_id.bytes)
    signs = "".join(_SIGNS[byte % len(_SIGNS)] for byte in digest[:_LENGTH])
    return "-".join(signs[n : n + 4] for n in range(0, _LENGTH, 4))
