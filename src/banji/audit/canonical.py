"""One byte form for what is digested, so that a row read back gives the digest it was written with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from banji.foundation.keys import crypto, keyring


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case UUID():
            return value.hex
        case bytes() | memoryview() | bytearray():
            return bytes(value).hex()
        case _:
            return str(value)


def canonical(values: Iterable[Any]) -> bytes:
    """JSON with sorted keys and no spaces; dates, times (UTC), ids and bytes as text."""
    return _encode(list(values)).encode()


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain).encode


@cache
def keyed() -> Callable[[bytes], bytes]:
    """The trail's keyed digest (32 bytes)."""
    return crypto().keyed(keyring().current("trail").secret)
