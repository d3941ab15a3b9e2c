"""What the payments matter answers to: rows about the dead, cancellations, corrections, and what payers answer."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from banji.accounts.models import Organisation
from banji.exchange.models import InboundRow
from banji.exchange.reactions import Inside, react_to
from banji.foundation.actors import system
from banji.foundation.clock import CITY_TIME
from banji.matters.payments import finding, told

BY = system("payments.reactions")
NAME = "payments"
LISTS = ("PAYEE_LIST", "PAYROLL_LIST")


def on_listed(message: Inside) -> None:
    """A row of a payer's list means somebody who is cancelled."""
    finding.find(_named(message), _row(message), by=BY)


def on_match_withdrawn(message: Inside) -> None:
    finding.withdraw(_named(message), _row(message), by=BY)


def on_cancelled(message: Inside) -> None:
    """The ordinary message of a cancellation: payers know from today."""
    told_on = message.created_at.astimezone(CITY_TIME).date()
    told.note_cancellation(_subject(message), message.id, told_on, by=BY)


def on_alive(message: Inside) -> None:
    """Somebody is alive. Where he had been cancelled, and is registered again, nothing is to be stopped."""
    seen_on = str(message.payload.get("seen_on") or message.created_at.astimezone(CITY_TIME).date())
    finding.follow_register(_subject(message), seen_on, by=BY, message_id=message.id)


def on_un_merged(message: Inside) -> None:
    """Two registrations were one person's, and are not: what was paid under the one is not the other's."""
    finding.follow_merges(by=BY)


def on_stopped(message: Inside) -> None:
    """A payer says that nothing is paid any more."""
    payload = message.payload
    told.record_stop(
        _named(message),
        Organisation.objects.get(pk=payload["sender"]),
        date.fromisoformat(str(payload["stopped_on"])),
        date.fromisoformat(str(payload["received_on"])),
        message.reply_to,
        by=BY,
    )


def _named(message: Inside) -> UUID:
    return UUID(str(message.payload["person_id"]))


def _subject(message: Inside) -> UUID:
    return UUID(message.subject_ref.removeprefix("person:"))


def _row(message: Inside) -> InboundRow:
    return InboundRow.objects.select_related("batch__sender").get(pk=message.payload["row"])


def register() -> None:
    for type_ in LISTS:
        react_to(type_, name=NAME, function=on_listed)
    react_to("MATCH_WITHDRAWN", name=NAME, function=on_match_withdrawn)
    react_to("HUKOU_CANCELLED", name=NAME, function=on_cancelled)
    react_to("ALIVE_CORRECTION", name=NAME, function=on_alive)
    react_to("NUMBER_REPLACED_WITHDRAWN", name=NAME, function=on_un_merged)
    react_to("BENEFIT_STOPPED_FEEDBACK", name=NAME, function=on_stopped)
