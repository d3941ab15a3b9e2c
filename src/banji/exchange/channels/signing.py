"""The key shared with an organisation, and what is signed with it.

A signature is a plain HMAC (SM3 by default, SHA-256 where the installation says `std`) under the shared key, so that
any language can check it. Two forms: a web request carries one in its headers, laid out as in Standard Webhooks; an
envelope or a receipt carries one of itself, over its compact JSON with sorted keys and without `signature`.
"""

from __future__ import annotations

import hmac
import json
import time
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256, SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings

from banji.accounts.models import Organisation
from banji.exchange.models import Endpoint
from banji.foundation import clock
from banji.foundation.keys import crypto, keyring

# How far the clocks of the two machines (not of a demo) may differ: a request older than that is not taken.
WINDOW = timedelta(minutes=5)
# After a change of keys the one before holds as long: the receiver changes it when it suits him.
OLD_KEY_HOLDS = timedelta(days=7)
KEY_PREFIX = "whsec_"
_DIGESTS = {"sm": ("v1sm3", SM3), "std": ("v1", SHA256)}


@dataclass(frozen=True, slots=True)
class Shared:
    """The keys shared with one organisation: the present one, then the one before while it still holds."""

    organisation: Organisation
    keys: tuple[bytes, ...]

    @classmethod
    def with_(cls, organisation: Organisation) -> Shared:
        endpoint = Endpoint.objects.filter(organisation=organisation).first()
        generation = endpoint.key_generation if endpoint else 1
        until = endpoint.old_key_until if endpoint else None
        generations = [generation] + ([generation - 1] if until and until > clock.now() else [])
        return cls(organisation, tuple(_key(organisation, number) for number in generations))

    @property
    def written(self) -> str:
        """The present key as it is handed over."""
        return KEY_PREFIX + b64encode(self.keys[0]).decode()

    def alias(self, subject_ref: str) -> str:
        """One name of a subject for each receiver, whatever the key: two cannot join what they were told."""
        secret = crypto().mac(_root(), f"exchange.subject:{self.organisation.pk}".encode())
        return crypto().mac(secret, subject_ref.encode()).hex()[:32]

    def sign(self, said: Mapping[str, Any]) -> str:
        return _mac(self.keys[0], _plain(said)).hex()

    def has_signed(self, said: Mapping[str, Any]) -> bool:
        given = str(said.get("signature", "")).encode("utf-8", "replace")
        plain = _plain({key: value for key, value in said.items() if key != "signature"})
        return any(hmac.compare_digest(_mac(key, plain).hex().encode(), given) for key in self.keys)

    def headers(self, message_id: UUID | str, body: bytes) -> dict[str, str]:
        """Id, time and signatures of a web request, one for each key that holds."""
        at = str(int(time.time()))
        return {
            "webhook-id": str(message_id),
            "webhook-timestamp": at,
            "webhook-signature": " ".join(self._signatures(str(message_id), at, body)),
        }

    def sent(self, message_id: str, at: str, signatures: str, body: bytes) -> bool:
        """Does a web request come from this organisation, and is it of now?"""
        if not at.isascii() or not at.isdigit() or len(at) > 12:
            return False
        if abs(time.time() - int(at)) > WINDOW.total_seconds():
            return False
        good = self._signatures(message_id, at, body)
        return any(
            hmac.compare_digest(one.encode(), given.encode("utf-8", "replace"))
            for one in good
            for given in signatures.split()
        )

    def _signatures(self, message_id: str, at: str, body: bytes) -> list[str]:
        name = _DIGESTS[settings.BANJI_CRYPTO][0]
        signed = f"{message_id}.{at}.".encode() + body
        return [f"{name},{b64encode(_mac(key, signed)).decode()}" for key in self.keys]


def _root() -> bytes:
    return keyring().key("trail", 1).secret


def _key(organisation: Organisation, generation: int) -> bytes:
    """Derived, so that no database holds it."""
    return crypto().mac(_root(), f"exchange.receiver:{organisation.pk}:{generation}".encode())


def _plain(said: Mapping[str, Any]) -> bytes:
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode("utf-8", "surrogatepass")


def _mac(key: bytes, data: bytes) -> bytes:
    state = HMAC(key, _DIGESTS[settings.BANJI_CRYPTO][1]())
    state.update(data)
    return state.finalize()
