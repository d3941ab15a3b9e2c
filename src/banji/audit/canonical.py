"""One byte form for what is digested, so that a row read back gives the digest it was written with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from banji.foundation.keys import crypto, keyring


@lru_cache(maxsize=4096)
def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _bytes(value: bytes | memoryview | bytearray) -> str:
    return bytes(value).hex()


# Looked up by the very type: a datetime is a date too.
_FORMS: dict[type, Callable[[Any], str]] = {
    datetime: _instant,
    date: date.isoformat,
    UUID: lambda value: value.hex,
    **dict.fromkeys((bytes, memoryview, bytearray), _bytes),
}


def _plain(value: Any) -> str:
    return _FORMS.get(type(value), str)(value)


def canonical(values: Iterable[Any]) -> bytes:
    """JSON with sorted keys and no spaces; dates, times (UTC), ids and bytes as text."""
    return _encode(list(values)).encode()


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain).encode


@cache
def keyed() -> Callable[[bytes], bytes]:
    """The trail's keyed digest (32 bytes)."""
    return crypto().keyed(keyring().current("trail").secret)
