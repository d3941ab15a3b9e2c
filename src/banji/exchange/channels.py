"""How a department takes its messages: on its page in the platform, or as a signed file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from banji.accounts.models import Organisation
from banji.audit.canonical import canonical
from banji.exchange import catalogue
from banji.exchange.envelopes import place_of_message, unseal
from banji.exchange.models import Delivery, Endpoint, Message
from banji.foundation.errors import Refused
from banji.foundation.keys import crypto, keyring


def opened(message: Message) -> dict[str, Any]:
    """The payload in plain; empty once retention has purged it."""
    if message.payload is None:
        return {}
    place = place_of_message(message.pk)
    return dict(unseal(message.payload, place=place, key_version=message.key_version))


def payload_for(message: Message, organisation: Organisation) -> dict[str, Any]:
    """What of a message this organisation may see. Refused when the catalogue has no entry any more."""
    return entry_of(message, organisation).of(opened(message))


def entry_of(message: Message, organisation: Organisation) -> catalogue.Entry:
    """The entry under which a message goes to this organisation. Refused when the catalogue has none any more."""
    entry = catalogue.entry_for(message.type, organisation)
    if entry is None:
        raise Refused(f"The catalogue does not allow {message.type} to {organisation}.", code="no_entry")
    return entry


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery with its envelope (domain 5.11), signed for its receiver."""

    delivery_id: int
    envelope: Mapping[str, Any]

    @classmethod
    def of(cls, delivery: Delivery, organisation: Organisation) -> Parcel:
        message = delivery.message
        envelope = {
            "message_id": str(message.pk),
            "type": message.type,
            "version": message.version,
            "sender": entry_of(message, organisation).sender,
            "receiver": organisation.department or organisation.kind,
            "purpose_code": message.purpose_code,
            "legal_basis_id": message.legal_basis,
            # One name of the subject for each receiver: two departments cannot join what they were told.
            "subject_ref": mac_for(organisation, f"subject {message.subject_ref}".encode())[:32],
            "seq": message.seq,
            "payload": payload_for(message, organisation),
            "created_at": message.created_at.isoformat(),
            "reply_to": str(message.reply_to_id or ""),
            "replaces": str(message.replaces_id or ""),
        }
        return cls(delivery.pk, envelope | {"signature": signature(organisation, envelope)})


def signature(organisation: Organisation, envelope: Mapping[str, Any]) -> str:
    """Keyed digest of an envelope (without `signature`), under the key shared with this organisation."""
    return mac_for(organisation, canonical([envelope]))


def mac_for(organisation: Organisation, data: bytes) -> str:
    return crypto().mac(shared_key(organisation), data).hex()


def shared_key(organisation: Organisation) -> bytes:
    """The key under which this organisation checks our files and signs its receipts; handed over on paper."""
    return crypto().mac(keyring().key("trail", 1).secret, f"exchange.receiver:{organisation.pk}".encode())


type Channel = Callable[[Organisation, Sequence[Parcel]], str]


def on_the_page(_organisation: Organisation, _parcels: Sequence[Parcel]) -> str:
    """It stands in the liaison's inbox from now on."""
    return Delivery.State.DELIVERED


def channel_of(organisation: Organisation) -> Channel:
    from banji.exchange.drop import drop_file

    endpoint = Endpoint.objects.filter(organisation=organisation).first()
    by_file = endpoint is not None and endpoint.channel == Endpoint.Channel.FILE
    return drop_file if by_file else on_the_page
