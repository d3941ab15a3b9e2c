"""A department's own inbox on the platform: what it was told, and its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.audit.acts import act
from banji.audit.readings import OPENED, record_reading
from banji.exchange import catalogue
from banji.exchange.answers import progress
from banji.exchange.answers.replies import Answer, take_answer
from banji.exchange.channels import payload_for
from banji.exchange.models import Delivery, Reply
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused

S = Delivery.State
VISIBLE = (S.SENT, S.DELIVERED, S.ACCEPTED, S.PROCESSED, S.CONFIRMED, S.REJECTED)


@dataclass(frozen=True, slots=True)
class Received:
    """One message as its receiver sees it: only the fields of its own entry of the catalogue."""

    delivery: Delivery
    entry: catalogue.Entry | None
    fields: dict[str, Any]
    # The answers its receiver may give besides the result.
    replies: tuple[catalogue.Entry, ...]


def inbox_of(by: Actor) -> QuerySet[Delivery]:
    """The deliveries of the actor's own organisation, newest first."""
    return (
        Delivery.objects.filter(organisation=by.organisation_id or 0, state__in=VISIBLE)
        .select_related("message", "organisation")
        .order_by("-pk")
    )


def read(deliveries: Sequence[Delivery], *, by: Actor) -> list[Received]:
    """Open messages of the actor's own organisation: one reading of all the persons they are about."""
    if not deliveries:
        return []
    organisation = _own(deliveries, by)
    persons = {pid for delivery in deliveries if (pid := _person(delivery)) is not None}
    if persons:
        purpose = catalogue.title_of(deliveries[0].message.type).zh
        record_reading(OPENED, by=by, persons=persons, purpose=purpose, object_=("inbox", organisation.pk))
    may_reply = catalogue.replies_from(organisation)
    return [
        Received(
            delivery,
            catalogue.entry_for(delivery.message.type, organisation),
            payload_for(delivery.message, organisation),
            tuple(e for e in may_reply if delivery.message.type in e.replies_to),
        )
        for delivery in deliveries
    ]


def accept(delivery_ids: Iterable[int], *, by: Actor) -> int:
    """Give the receipt. What was accepted before stays as it is. Returns how many it is now."""
    with act("exchange.accept", by=by, object_=("inbox", by.organisation_id)) as this:
        ids = list(delivery_ids)
        open_ = inbox_of(by).filter(pk__in=ids, state__in=(S.SENT, S.DELIVERED))
        done = Delivery.objects.filter(pk__in=list(open_.values_list("pk", flat=True))).update(
            state=S.ACCEPTED, delivered_at=this.now, accepted_at=this.now
        )
        this.after = {"deliveries": ids[:200], "accepted": done}
    return done


def answer(delivery_id: int, *, result: str, by: Actor) -> None:
    """What the department made of it: MATCHED, NOT_MATCHED or ALREADY_KNOWN."""
    if result not in progress.RESULTS:
        raise Refused(_("There is no such result."))
    _write(delivery_id, "exchange.answer", by, state=S.PROCESSED, result=result)


def reject(delivery_id: int, *, reason: str, by: Actor) -> None:
    """Send it back with a reason."""
    if not reason.strip():
        raise Refused(_("Say why the message is sent back."))
    _write(delivery_id, "exchange.reject", by, state=S.REJECTED, result=reason.strip())


def reply(delivery_id: int, *, type_: str, said: Mapping[str, str], form: str, by: Actor) -> None:
    """Answer a message with what the catalogue knows as an answer to it. `form` is the id the form was given when it
    was shown: sent twice, it counts once."""
    delivery = inbox_of(by).filter(pk=delivery_id).first()
    if delivery is None or delivery.organisation is None:
        raise NotFound(_("There is no such message in your inbox."))
    try:
        message_id = UUID(form)
    except ValueError as error:
        raise Refused(_("This form is not complete: open the page again.")) from error
    answer_ = Answer(message_id, type_, delivery.message_id, said)
    take_answer(answer_, sender=delivery.organisation, by=by)


def answered(deliveries: Sequence[Delivery], *, by: Actor) -> set[tuple[UUID, str]]:
    """Which of these messages the actor's organisation has answered already, and with what."""
    given = Reply.objects.filter(
        sender=by.organisation_id or 0, reply_to__in=[one.message_id for one in deliveries]
    )
    return {(one.reply_to_id, one.type) for one in given}


def _write(delivery_id: int, name: str, by: Actor, *, state: str, result: str) -> None:
    with act(name, by=by, object_=("delivery", delivery_id)) as this:
        delivery = Delivery.objects.select_for_update().filter(
            pk=delivery_id, organisation=by.organisation_id or 0, state__in=VISIBLE
        )
        found = delivery.first()
        if found is None:
            raise NotFound(_("There is no such message in your inbox."))
        this.before = {"state": found.state}
        if not progress.go(found, state, at=this.now, result=result):
            raise Refused(_("This message has been answered already: %(answer)s.") % {"answer": found.result})
        this.after = {"state": state}


def _own(deliveries: Iterable[Delivery], by: Actor) -> Organisation:
    owners = {delivery.organisation for delivery in deliveries}
    organisation = next(iter(owners), None)
    if len(owners) != 1 or organisation is None or organisation.pk != by.organisation_id:
        raise NotFound(_("There is no such message in your inbox."))
    return organisation


def _person(delivery: Delivery) -> UUID | None:
    kind, _colon, value = delivery.message.subject_ref.partition(":")
    return UUID(value) if kind == "person" else None
