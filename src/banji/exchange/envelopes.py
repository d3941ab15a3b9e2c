"""Sealing and opening what is kept of messages and rows: encrypted JSON, bound to its place."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from banji.foundation.keys import crypto, keyring

_KEY = "files"


def sealing_key() -> int:
    """The version of the key that seals now."""
    return keyring().current(_KEY).version


def seal(content: Any, *, place: str) -> bytes:
    """Encrypt under the current key; `place` (what row or message this is) must be given again to open it."""
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()
    return crypto().encrypt(plain, key=keyring().current(_KEY).secret, aad=place.encode())


def unseal(sealed: bytes | memoryview, *, place: str, key_version: int) -> Any:
    key = keyring().key(_KEY, key_version).secret
    return json.loads(crypto().decrypt(bytes(sealed), key=key, aad=place.encode()))


def place_of_message(message_id: UUID) -> str:
    return f"exchange.message:{message_id}"


def place_of_row(batch_id: UUID, row_no: int) -> str:
    return f"exchange.row:{batch_id}:{row_no}"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
