"""Which events of other rooms the death matter answers to: a row of a department's list, matched with a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from banji.accounts.models import Organisation
from banji.exchange.answers import sent_back
from banji.exchange.models import InboundRow
from banji.exchange.reactions import Inside, react_to
from banji.foundation.actors import system
from banji.matters.deaths.operations import Signal, raise_said_alive, take_signal, withdraw_row
from banji.register import access

BY = system("deaths.reactions")


@dataclass(frozen=True, slots=True)
class Source:
    """How strong a message is, and what kind of document stands behind it (domain 5.2)."""

    code: str
    strength: str
    document: str


SOURCES = {
    "DEATH_CREMATION": Source("CREMATION", "A", "CREMATION_PROOF"),
    "DEATH_MEDICAL": Source("MEDICAL", "A", "DEATH_CERTIFICATE"),
    "DEATH_FUNERAL_BENEFIT": Source("FUNERAL_BENEFIT", "B", ""),
    "DEATH_ELSEWHERE": Source("OTHER_STATION", "B", ""),
}


def on_death_message(message: Inside) -> None:
    """Open or join the person's case. A cremation without a citizen number counts as a report (B), not a document."""
    known = SOURCES[message.type]
    payload = message.payload
    strength = known.strength if payload.get("has_number") else "B"
    died_on = payload.get("died_on")
    signal = Signal(
        person_id=UUID(str(payload["person_id"])),
        source=known.code,
        strength=strength,
        received_on=date.fromisoformat(str(payload["received_on"])),
        died_on=date.fromisoformat(str(died_on)) if died_on else None,
        organisation=Organisation.objects.get(pk=payload["sender"]),
        place=str(payload.get("place") or ""),
        document_type=known.document,
        document_no=str(payload.get("document_no") or ""),
        row=InboundRow.objects.select_related("batch").get(pk=payload["row"]),
    )
    take_signal(signal, by=BY)


def renewed(subject_ref: str, payload: dict[str, Any]) -> dict[str, Any]:
    """A cancellation told again: who it was, as the register knows him now; its days stay."""
    person = UUID(subject_ref.removeprefix("person:"))
    return payload | access.identity_for_message(person).as_payload()


def on_match_withdrawn(message: Inside) -> None:
    payload = message.payload
    withdraw_row(UUID(str(payload["person_id"])), int(payload["row"]), by=BY)


def on_said_alive(message: Inside) -> None:
    """A payer says that somebody cancelled is alive."""
    raise_said_alive(UUID(str(message.payload["person_id"])), by=BY)


def register() -> None:
    sent_back.renew("HUKOU_CANCELLED", renewed)
    react_to("SAID_ALIVE", name="deaths", function=on_said_alive)
    react_to("MATCH_WITHDRAWN", name="deaths", function=on_match_withdrawn)
    for type_ in SOURCES:
        react_to(type_, name="deaths", function=on_death_message)
