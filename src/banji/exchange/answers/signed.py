"""Receipts and answers that a department's system sends, by file or by web request; the caller has checked who sent
them.

    {"message_id": …, "state": "ACCEPTED", "result": ""}                        a receipt
    {"message_id": …, "type": …, "reply_to": …, "payload": {…}}                 an answer to a message

The same again changes nothing, and a state never goes back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.audit.acts import act
from banji.exchange.answers import progress
from banji.exchange.answers.replies import Answer, take_answer
from banji.exchange.models import Delivery
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused

MOST = 1000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the lines: how many changed something, and what was not taken and why."""

    taken: int
    not_taken: list[dict[str, str]]

    @property
    def unknown(self) -> bool:
        """Does it name what we cannot place? A state that only comes late is no such thing."""
        return any(line["code"] != "behind" for line in self.not_taken)


def take_in(lines: Sequence[Mapping[str, Any]], *, sender: Organisation, by: Actor, where: str) -> Outcome:
    """Take receipts and answers in, each by itself: one that is wrong does not stop the others."""
    not_taken: list[dict[str, str]] = []
    receipts = [line for line in lines if "type" not in line]
    taken = _take_receipts(receipts, not_taken, sender=sender, by=by, where=where) if receipts else 0
    for line in lines:
        if "type" in line:
            try:
                taken += take_answer(_answer(line), sender=sender, by=by)
            except Refused as refusal:
                not_taken.append(_said(line, refusal.code or "refused", str(refusal.message)))
    return Outcome(taken, not_taken)


def _take_receipts(
    receipts: Sequence[Mapping[str, Any]],
    not_taken: list[dict[str, str]],
    *,
    sender: Organisation,
    by: Actor,
    where: str,
) -> int:
    known = {str(line.get("message_id")).lower() for line in receipts}
    ids = [pk for pk in map(_uuid, sorted(known)) if pk is not None]
    with act("exchange.take_receipts", by=by, object_=("organisation", sender.pk)) as this:
        locked = Delivery.objects.select_for_update().filter(organisation=sender, message_id__in=ids)
        deliveries = {str(delivery.message_id): delivery for delivery in locked.order_by("pk")}
        taken, wrong = 0, []
        for line in receipts:
            delivery = deliveries.get(str(line.get("message_id")).lower())
            state = str(line.get("state"))
            if delivery is None or state not in progress.SAID:
                wrong.append(_said(line, "unknown", _("No such message was sent to you, or no such state.")))
            elif progress.go(delivery, state, at=this.now, result=str(line.get("result") or "")):
                taken += 1
            elif delivery.state != state:
                wrong.append(
                    _said(
                        line, "behind", _("It stands further already: %(state)s.") % {"state": delivery.state}
                    )
                )
        this.after = {"where": where, "receipts": len(receipts), "taken": taken, "not_taken": wrong[:50]}
    not_taken += wrong
    return taken


def _answer(line: Mapping[str, Any]) -> Answer:
    message_id, reply_to = _uuid(line.get("message_id")), _uuid(line.get("reply_to"))
    payload = line.get("payload")
    if message_id is None or reply_to is None or not isinstance(payload, dict):
        raise Refused(_("An answer has message_id and reply_to (UUID), type and payload."), code="unreadable")
    return Answer(message_id, str(line["type"]), reply_to, payload)


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _said(line: Mapping[str, Any], code: str, why: str) -> dict[str, str]:
    return {
        "message_id": str(line.get("message_id"))[:60],
        "state": str(line.get("state") or line.get("type"))[:40],
        "code": code,
        "why": why,
    }
