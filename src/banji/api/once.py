"""A request with an idempotency key has one effect, however often it comes and however many come at once.

The row of the key, what is done and the answer are one transaction. A second request with the key waits at the
database's constraint until the first is committed, and gets its answer; one that was refused has left no row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext as _
from pydantic import BaseModel

from banji.api.models import Posted
from banji.foundation import clock
from banji.foundation.errors import Refused, TryAgain, explained
from banji.foundation.keys import crypto, keyring

KEPT = timedelta(days=90)
_FIRST = """
INSERT INTO api_posted (client_id, key, fingerprint, posted_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (client_id, key) DO NOTHING RETURNING id
"""


class KeyReused(Refused):
    """The key has been used for another request."""


class Answer(NamedTuple):
    said: dict[str, Any]
    again: bool


def once(client_id: str, key: str, asked: BaseModel, do: Callable[[], Mapping[str, Any]]) -> Answer:
    """What `do` answered when this was first asked. Raises `KeyReused`, and what `do` raises: then nothing is kept, and
    the same key may be tried again."""
    fingerprint = _fingerprint(asked)
    with explained(), transaction.atomic():
        mine = _first(client_id, key, fingerprint)
        if mine is not None:
            Posted.objects.filter(pk=mine).update(answer=dict(do()))
            # As it will be read again: the first answer and every later one are the same.
            return _answer(Posted.objects.get(pk=mine), again=False)
    known = again(client_id, key, asked)
    if known is None:
        raise TryAgain
    return known


def again(client_id: str, key: str, asked: BaseModel) -> Answer | None:
    """The answer given when this was first asked; None if it never was. Raises `KeyReused`."""
    known = Posted.objects.filter(client_id=client_id, key=key).first()
    if known is None:
        return None
    if bytes(known.fingerprint) != _fingerprint(asked):
        raise KeyReused(
            _("This Idempotency-Key was used for another request."),
            rule="Idempotency-Key",
            remedy=_("Use a new key for a new request, and the same one only to send the same again."),
            code="key_reused",
        )
    return _answer(known, again=True)


def _answer(row: Posted, *, again: bool) -> Answer:
    return Answer(dict(row.answer or {}), again)


def _first(client_id: str, key: str, fingerprint: bytes) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, [client_id, key, fingerprint, clock.now()])
        row = cursor.fetchone()
    return row[0] if row else None


def _fingerprint(asked: BaseModel) -> bytes:
    """Keyed: what was asked holds names and numbers that nobody should find by trying."""
    return crypto().mac(keyring().key("trail", 1).secret, b"api.posted:" + asked.model_dump_json().encode())


def forget() -> None:
    """Remove keys that nobody will send again."""
    Posted.objects.filter(posted_at__lt=clock.now() - KEPT).delete()
