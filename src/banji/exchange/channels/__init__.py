"""How a department takes its messages: on its page in the platform, as a signed file, or as a signed web request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from banji.accounts.models import Organisation
from banji.exchange import catalogue
from banji.exchange.channels.signing import Shared
from banji.exchange.envelopes import place_of_message, unseal
from banji.exchange.models import Delivery, Endpoint, Message
from banji.foundation.errors import Refused


class EndpointDown(Exception):
    """The receiver's system cannot be reached, or takes nothing from us: no fault of the message."""


class Doubtful(Exception):
    """It failed on this message; whether another would pass, only another can tell."""


class NotTaken(Doubtful):
    """The receiver read this very message and refused it."""


def opened(message: Message) -> dict[str, Any]:
    """The payload in plain; empty once retention has purged it."""
    if message.payload is None:
        return {}
    place = place_of_message(message.pk)
    return dict(unseal(message.payload, place=place, key_version=message.key_version))


def payload_for(message: Message, organisation: Organisation) -> dict[str, Any]:
    """What of a message this organisation may see. Refused when the catalogue has no entry any more."""
    return require_entry(message.type, organisation).of(opened(message))


def require_entry(type_: str, organisation: Organisation) -> catalogue.Entry:
    entry = catalogue.entry_for(type_, organisation)
    if entry is None:
        raise Refused(f"The catalogue does not allow {type_} to {organisation}.", code="no_entry")
    return entry


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery with its envelope (domain 5.11), signed for its receiver."""

    delivery_id: int
    envelope: Mapping[str, Any]

    @classmethod
    def of(cls, delivery: Delivery, shared: Shared) -> Parcel:
        message, organisation = delivery.message, shared.organisation
        envelope = {
            "message_id": str(message.pk),
            "type": message.type,
            "version": message.version,
            "sender": require_entry(message.type, organisation).sender,
            "receiver": organisation.department or organisation.kind,
            "purpose_code": message.purpose_code,
            "legal_basis_id": message.legal_basis,
            "subject_ref": shared.alias(message.subject_ref),
            "seq": message.seq,
            "payload": payload_for(message, organisation),
            "created_at": message.created_at.isoformat(),
            "reply_to": str(message.reply_to_id or ""),
            "replaces": str(message.replaces_id or ""),
        }
        return cls(delivery.pk, envelope | {"signature": shared.sign(envelope)})


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of one parcel: its new state and what was answered at once, or the error."""

    delivery_id: int
    state: str = ""
    answer: Mapping[str, Any] | None = None
    error: Exception | None = None


# Yields what has been handed over, set by set. Raises `EndpointDown`; then the rest has not been tried.
type Channel = Callable[[Endpoint, Shared, Sequence[Parcel]], Iterator[list[Handed]]]


def channel_of(endpoint: Endpoint) -> Channel:
    from banji.exchange.channels.drop import drop_file
    from banji.exchange.channels.webhook import post_each

    return drop_file if endpoint.channel == Endpoint.Channel.FILE else post_each
