"""What the payer is told of an item: who, and what the catalogue allows. Never which other department knows."""

from __future__ import annotations

from collections.abc import Mapping

from banji.audit.acts import Act
from banji.exchange import outbox
from banji.exchange.models import Message
from banji.foundation.actors import Actor
from banji.matters.payments import benefits
from banji.matters.payments.models import StillPaid
from banji.register import access


def tell_payer(type_: str, item: StillPaid, *, by: Actor, this: Act, **more: str) -> Message:
    """Tell the payer of `item`, and nobody else outside, within the act that makes it necessary."""
    subject = f"person:{item.person_id}"
    return outbox.tell(
        type_,
        subject_ref=subject,
        order_key=subject,
        payload={**_about(item), **more},
        case_no="",
        by=by,
        this=this,
        to=[item.payer],
    )


def _about(item: StillPaid) -> Mapping[str, str]:
    who = access.identity_for_message(item.person_id)
    return {
        "citizen_id_no": who.citizen_id_no,
        "name": who.name,
        "died_on": item.died_on.isoformat() if item.died_on else "",
        "cancelled_on": item.cancelled_on.isoformat(),
        "listed_on": item.listed_on.isoformat(),
        "benefit_kind": benefits.words(item.benefit).zh,
        "unit": item.unit,
        "row_no": str(item.row.row_no),
    }
