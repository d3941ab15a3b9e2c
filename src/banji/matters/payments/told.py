"""Which payer was told of which death, and when he says payment stopped: one row each, for the lag."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from banji.accounts.models import Organisation
from banji.audit.acts import Act, act
from banji.exchange import catalogue
from banji.exchange.answers import progress
from banji.exchange.models import Delivery, Message
from banji.foundation.actors import Actor
from banji.foundation.clock import CITY_TIME
from banji.matters.payments.models import PayerTold, StillPaid
from banji.matters.payments.procedure import CLOSED, Outcome
from banji.matters.payments.rules import had_stopped
from banji.matters.payments.steps import lock_registration, today, write
from banji.register.operations.writing import like
from banji.register.queries.cancelled import Cancellation, cancellation_of
from banji.register.queries.survivors import leads_to

# Purposes of the catalogue under which a message of a cancellation ends payments.
STOP_PURPOSES = frozenset({"BENEFIT_STOP", "RELIEF_STOP"})
# What asks a payer to say since when nothing is paid.
ASKING = ("HUKOU_CANCELLED", "STILL_PAID")


def note_cancellation(person_id: UUID, message_id: UUID, told_on: date, *, by: Actor) -> int:
    """Note every payer who was sent the message of a cancellation. The same message twice changes nothing."""
    payers = _told_by(message_id)
    if not payers or cancellation_of(person_id) is None:
        return 0
    with act("payments.note_cancellation", by=by, object_=("person", person_id)) as this:
        lock_registration(person_id)
        this.about(person_id)
        cancellation = cancellation_of(person_id)
        if cancellation is None:
            return 0
        for payer in payers:
            note(cancellation, payer, told_on, message_id, this=this)
    return len(payers)


def _told_by(message_id: UUID) -> list[Organisation]:
    """The payers to whom a message went."""
    sent = Delivery.objects.filter(message=message_id, organisation__isnull=False)
    receivers = [d.organisation for d in sent.select_related("organisation") if d.organisation]
    return [receiver for receiver in receivers if _pays(receiver)]


def _pays(organisation: Organisation) -> bool:
    entry = catalogue.entry_for("HUKOU_CANCELLED", organisation)
    return entry is not None and entry.purpose_code in STOP_PURPOSES


def note(
    cancellation: Cancellation, payer: Organisation, told_on: date, message_id: UUID, *, this: Act
) -> None:
    """One payer knows of one death from this day. Whoever knows already, knows. The person is locked."""
    known = PayerTold.objects.filter(person=cancellation.person_id, payer=payer, recorded_to=None)
    if known.exists():
        return
    this.add(
        PayerTold(
            person_id=cancellation.person_id,
            payer=payer,
            village=cancellation.village,
            died_on=cancellation.died_on,
            cancelled_on=cancellation.cancelled_on,
            told_on=told_on,
            message_id=message_id,
        )
    )


def record_stop(
    person_id: UUID,
    payer: Organisation,
    stopped_on: date,
    received_on: date,
    reply_to: UUID | None,
    *,
    by: Actor,
) -> None:
    """The payer says since when nothing is paid: noted for the lag, and every open item of his is answered by it.

    A payer whom we have not noted as told is noted now. The same answer twice changes nothing; a later one corrects.
    A number of a merged registration leads to the one under whom it goes on: what is answered says which was meant.
    """
    person_id = _meant(person_id, reply_to)
    with act("payments.record_stop", by=by, object_=("person", person_id)) as this:
        lock_registration(person_id)
        this.about(person_id)
        cancellation = cancellation_of(person_id)
        if cancellation is None:
            this.result = "registered"
            return
        told_on = _told_on(reply_to) or received_on
        if reply_to is not None:
            note(cancellation, payer, told_on, reply_to, this=this)
        stopped(person_id, payer, stopped_on, received_on, this=this)
        for item in StillPaid.objects.filter(person=person_id, payer=payer, recorded_to=None).exclude(
            state=CLOSED
        ):
            close_as_stopped(item, stopped_on, by=by, this=this)


def _meant(person_id: UUID, reply_to: UUID | None) -> UUID:
    """Under which of a person's registrations nothing is paid any more."""
    message = (
        Message.objects.filter(pk=reply_to, subject_ref__startswith="person:").first() if reply_to else None
    )
    asked_of = UUID(message.subject_ref.removeprefix("person:")) if message else person_id
    return asked_of if leads_to(asked_of) == person_id else person_id


def _told_on(message_id: UUID | None) -> date | None:
    message = Message.objects.filter(pk=message_id).first() if message_id else None
    return message.created_at.astimezone(CITY_TIME).date() if message else None


def stopped(person_id: UUID, payer: Organisation, stopped_on: date, answered_on: date, *, this: Act) -> None:
    """Write the stop to the row of who was told. The person is locked."""
    _nothing_awaited(person_id, payer.pk, this=this)
    told = PayerTold.objects.filter(person=person_id, payer=payer, recorded_to=None).first()
    if told is None or told.stopped_on == stopped_on:
        return
    this.close(told)
    this.add(like(told, stopped_on=stopped_on, answered_on=answered_on))


def close_as_stopped(item: StillPaid, stopped_on: date, *, by: Actor, this: Act) -> StillPaid:
    before = had_stopped(stopped_on, item.listed_on)
    outcome = Outcome.STOPPED_BEFORE if before else Outcome.STOPPED
    return write(item, "stopped", by=by, this=this, stopped_on=stopped_on, outcome=outcome)


def answered_otherwise(item: StillPaid, *, this: Act) -> None:
    """An answer that is not a stop is an answer too: nobody waits for this payer any more."""
    _nothing_awaited(item.person_id, item.payer_id, this=this)
    told = PayerTold.objects.filter(person=item.person_id, payer=item.payer_id, recorded_to=None).first()
    if told is not None and told.answered_on is None:
        this.close(told)
        this.add(like(told, answered_on=today(this)))


def _nothing_awaited(person_id: UUID, payer: int, *, this: Act) -> None:
    """What the payer was asked about the person, he has answered."""
    progress.answered_elsewhere(ASKING, f"person:{person_id}", payer, at=this.now)


def forget_told(person_id: UUID, *, this: Act) -> None:
    """The person is alive after all: there was nothing to stop."""
    for told in PayerTold.objects.filter(person=person_id, recorded_to=None):
        this.close(told)
