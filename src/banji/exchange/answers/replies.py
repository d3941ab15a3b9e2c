"""Answers of a department to a message of ours: "payment has been stopped, on this day".

An answer is kept once, by the sender's own message id, and told inside at once, so that a room reacts to it:

    react_to("BENEFIT_STOPPED_FEEDBACK", name="payments", function=on_feedback)
    # payload: stopped_on, person_id, sender (id of the organisation), received_on; reply_to: our message

Which answers there are, from whom and with which fields says the catalogue (direction in, `replies_to`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.audit.acts import Act, act
from banji.audit.canonical import canonical, keyed
from banji.exchange import catalogue, outbox
from banji.exchange.answers import progress
from banji.exchange.models import Delivery, Message, Reply
from banji.foundation import jobs
from banji.foundation.actors import Actor
from banji.foundation.clock import CITY_TIME
from banji.foundation.errors import NotFound, Refused

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What a department sends: its own id for it, the type, our message it answers to, and the fields as text."""

    message_id: UUID
    type: str
    reply_to: UUID
    payload: Mapping[str, str]


def take_answer(answer: Answer, *, sender: Organisation, by: Actor) -> bool:
    """Keep an answer and tell it inside. False when it was here before; the caller has made sure who sent it.

    Refused when the catalogue does not know it, its fields are not those of the entry, or our message was never sent
    to this organisation. Whoever answers has received and worked off what he answers to.
    """
    entry = _entry(answer, sender)
    _check_fields(entry, answer.payload)
    with act("exchange.take_answer", by=by, object_=("organisation", sender.pk)) as this:
        jobs.lock(f"exchange.answer:{sender.pk}:{answer.message_id}")
        delivery = _answered(answer, sender, entry)
        this.case_no = delivery.message.case_no
        this.after = {"type": answer.type, "reply": str(answer.message_id), "to": str(answer.reply_to)}
        if _is_known(answer, sender):
            this.after["known"] = True
            return False
        told = _tell_inside(answer, delivery.message, sender, by=by, this=this)
        Reply.objects.create(
            sender=sender,
            message_id=answer.message_id,
            reply_to=delivery.message,
            type=answer.type,
            digest=_digest(answer),
            told=told,
            received_at=this.now,
            received_by=by.name,
        )
        progress.go(delivery, Delivery.State.PROCESSED, at=this.now, result="MATCHED")
    return True


def _entry(answer: Answer, sender: Organisation) -> catalogue.Entry:
    entry = catalogue.reply(answer.type)
    if entry is None or not entry.may_come_from(sender):
        said = _("The catalogue of shared data has no answer %(type)s from %(sender)s.")
        raise Refused(
            said % {"type": answer.type, "sender": sender}, rule="exchange/catalogue.yaml", code="no_entry"
        )
    return entry


def _check_fields(entry: catalogue.Entry, payload: Mapping[str, str]) -> None:
    """Exactly the fields of the entry, dates as dates: what it does not name is not taken, not even in silence."""
    wrong = sorted(set(entry.fields) - payload.keys()) + sorted(payload.keys() - entry.allowed)
    wrong += sorted(field for field in payload.keys() & entry.allowed if not _readable(field, payload[field]))
    if wrong:
        raise Refused(
            _("These fields are missing, not allowed or cannot be read: %(fields)s.")
            % {"fields": ", ".join(wrong)},
            rule="exchange/catalogue.yaml",
            remedy=_("Send it again with exactly: %(fields)s. Days are written 2017-01-31.")
            % {"fields": ", ".join(entry.fields + entry.may_have)},
            code="bad_fields",
        )


def _readable(field: str, value: object) -> bool:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST:
        return False
    if not field.endswith(("_on", "_date")):
        return True
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _answered(answer: Answer, sender: Organisation, entry: catalogue.Entry) -> Delivery:
    """The delivery of ours that is answered, locked."""
    found = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("message")
        .filter(message=answer.reply_to, organisation=sender, message__type__in=entry.replies_to)
        .first()
    )
    if found is None:
        raise NotFound(_("No message was sent to you that this could answer."), code="no_message")
    return found


def _is_known(answer: Answer, sender: Organisation) -> bool:
    kept = Reply.objects.filter(sender=sender, message_id=answer.message_id).first()
    if kept and bytes(kept.digest) != _digest(answer):
        raise Refused(
            _("An answer with the same message id and other content was received before."),
            remedy=_("Give each answer an id of its own."),
            code="id_taken",
        )
    return kept is not None


def _digest(answer: Answer) -> bytes:
    return keyed()(canonical([answer.message_id, answer.type, answer.reply_to, dict(answer.payload)]))


def _tell_inside(answer: Answer, message: Message, sender: Organisation, *, by: Actor, this: Act) -> Message:
    kind, _colon, person = message.subject_ref.partition(":")
    if kind != "person":
        raise Refused(_("The message that is answered is not about a person."), code="no_person")
    received_on = this.now.astimezone(CITY_TIME).date().isoformat()
    payload = {**answer.payload, "person_id": person, "sender": sender.pk, "received_on": received_on}
    this.about(UUID(person))
    return outbox.tell(
        answer.type,
        subject_ref=message.subject_ref,
        order_key=message.order_key,
        payload=payload,
        case_no=message.case_no,
        by=by,
        this=this,
        reply_to=message,
    )
