"""Handing a decided row to the matter that works on it: a message inside, in the decision's own transaction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from banji.exchange import catalogue
from banji.exchange.inbox import Content
from banji.exchange.models import InboundRow
from banji.exchange.outbox import Telling
from banji.foundation.clock import CITY_TIME

WITHDRAWN = "MATCH_WITHDRAWN"


def message_type(feed: str) -> str:
    """What a row of this feed is told as: the type of the feed's own entry in the catalogue."""
    return catalogue.feed(feed).type


def telling(row: InboundRow, content: Content, person_id: UUID) -> Telling:
    """The row as a signal about a person. `row.batch` must be loaded."""
    clean = content.clean
    received = row.batch.received_at.astimezone(CITY_TIME).date()
    payload: dict[str, Any] = {
        "person_id": str(person_id),
        "row": row.pk,
        "sender": row.batch.sender_id,
        "has_number": bool(clean.get("citizen_id_no")),
        "died_on": clean.get("died_on", ""),
        "place": clean.get("place", ""),
        "document_no": clean.get("document_no", ""),
        "received_on": received.isoformat(),
    }
    return _inside(person_id, payload)


def withdrawal(row: InboundRow, person_id: UUID) -> Telling:
    """The row did not mean this person after all."""
    payload = {"person_id": str(person_id), "row": row.pk, "sender": row.batch.sender_id}
    return _inside(person_id, payload)


def _inside(person_id: UUID, payload: dict[str, Any]) -> Telling:
    """For our own rooms alone: a department that is told of the same list hears it from its sender."""
    person = f"person:{person_id}"
    return Telling(subject_ref=person, order_key=person, payload=payload, only=catalogue.INSIDE)
