"""What officers and payers do with an item. A machine only proposes; the payer alone decides about payment."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from banji.audit.acts import Act, act
from banji.exchange import outbox
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.matters.payments.finding import take_back
from banji.matters.payments.models import StillPaid
from banji.matters.payments.procedure import ANSWERED, CLOSED, STOP_PAY, Outcome
from banji.matters.payments.rules import stop_is_impossible
from banji.matters.payments.steps import hold, must_say_why, today, write
from banji.matters.payments.telling import tell_payer
from banji.matters.payments.told import answered_otherwise, close_as_stopped, note, stopped
from banji.register.queries.cancelled import cancellation_of


def tell(item: UUID, *, by: Actor, same_person: bool = False, seen: int | None = None) -> StillPaid:
    """Tell the payer that the person is cancelled. Where number and name did not both agree, the officer says that he
    has compared the two records (`same_person`)."""
    with act("payments.tell", by=by, object_=("still_paid", item)) as this:
        present = hold(item, "tell", by=by, this=this, seen=seen)
        if not present.sure and not same_person:
            raise Refused(
                _("Number and name did not both agree here: compare the two records first."),
                rule=STOP_PAY.cite(),
                remedy=_("Confirm that it is the same person, or say that the list means somebody else."),
                code="not_compared",
            )
        return _told(present, "tell", by, this, "")


def tell_again(item: UUID, *, by: Actor, reason: str, seen: int | None = None) -> StillPaid:
    """The objection does not hold: the payer is told once more."""
    with act("payments.tell_again", by=by, object_=("still_paid", item)) as this:
        present = hold(item, "tell_again", by=by, this=this, seen=seen)
        return _told(present, "tell_again", by, this, must_say_why("tell_again", reason))


def _told(present: StillPaid, step: str, by: Actor, this: Act, reason: str) -> StillPaid:
    cancellation = cancellation_of(present.person_id)
    if cancellation is None:
        raise Refused(
            _("The registration stands again: there is nothing to tell."),
            rule=STOP_PAY.cite(),
            code="registered",
        )
    message = tell_payer("STILL_PAID", present, by=by, this=this)
    note(cancellation, present.payer, today(this), message.pk, this=this)
    return write(
        present, step, by=by, this=this, reason=reason, told_on=today(this), reminded_on=None, outcome=""
    )


def answer_stopped(item: UUID, *, stopped_on: date, by: Actor, seen: int | None = None) -> StillPaid:
    """The payer says since when nothing is paid. Said again with another day, it corrects the first."""
    with act("payments.answer_stopped", by=by, object_=("still_paid", item)) as this:
        present = hold(item, "stopped", by=by, this=this, seen=seen)
        if present.state == CLOSED and present.outcome not in Outcome.STOPS:
            raise Refused(_("This item is closed for another reason."), code="wrong_state")
        if stop_is_impossible(stopped_on, today(this)):
            raise Refused(
                _("The day on which payment stopped lies in the future."),
                remedy=_("Answer once payment has stopped."),
                code="in_the_future",
            )
        stopped(present.person_id, present.payer, stopped_on, today(this), this=this)
        return close_as_stopped(present, stopped_on, by=by, this=this)


def answer_not_due(item: UUID, *, by: Actor, reason: str, seen: int | None = None) -> StillPaid:
    """The payer says it is a survivor's benefit, or another person. An officer looks at it."""
    with act("payments.answer_not_due", by=by, object_=("still_paid", item)) as this:
        present = hold(item, "not_due", by=by, this=this, seen=seen)
        said = must_say_why("not_due", reason)
        answered_otherwise(present, this=this)
        return write(present, "not_due", by=by, this=this, reason=said, outcome=Outcome.NOT_DUE)


def answer_alive(item: UUID, *, by: Actor, reason: str, seen: int | None = None) -> StillPaid:
    """The payer says that the person is alive: whoever cancelled is told inside and looks. Nothing is restored by it."""
    with act("payments.answer_alive", by=by, object_=("still_paid", item)) as this:
        present = hold(item, "said_alive", by=by, this=this, seen=seen)
        said = must_say_why("said_alive", reason)
        subject = f"person:{present.person_id}"
        payload = {
            "person_id": str(present.person_id), "sender": present.payer_id, "received_on": today(this).isoformat(),
        }  # fmt: skip
        outbox.tell(
            "SAID_ALIVE",
            subject_ref=subject,
            order_key=subject,
            payload=payload,
            case_no="",
            by=by,
            this=this,
        )
        answered_otherwise(present, this=this)
        return write(present, "said_alive", by=by, this=this, reason=said, outcome=Outcome.ALIVE)


def accept(item: UUID, *, by: Actor, reason: str, seen: int | None = None) -> StillPaid:
    """The officer agrees: it is rightly paid. Who is said to be alive is settled in the register, never here."""
    with act("payments.accept", by=by, object_=("still_paid", item)) as this:
        present = hold(item, "accept", by=by, this=this, seen=seen)
        if present.state == ANSWERED and present.outcome == Outcome.ALIVE:
            raise Refused(
                _("Whether the person is alive is decided in the case of the death."),
                rule=STOP_PAY.cite(),
                remedy=_(
                    "If the registration is restored, this item closes by itself; else tell the payer again."
                ),
                code="alive_is_decided_there",
            )
        return write(present, "accept", by=by, this=this, reason=must_say_why("accept", reason))


def dismiss(item: UUID, *, by: Actor, reason: str, seen: int | None = None) -> StillPaid:
    """The list means somebody else. A payer who had been told is told that as well."""
    with act("payments.dismiss", by=by, object_=("still_paid", item)) as this:
        present = hold(item, "dismiss", by=by, this=this, seen=seen)
        return take_back(present, "dismiss", by=by, this=this, reason=must_say_why("dismiss", reason))


def reopen(item: UUID, *, by: Actor, reason: str, seen: int | None = None) -> StillPaid:
    """Take back what an officer decided (accepted, dismissed): the item stands where it was found."""
    with act("payments.reopen", by=by, object_=("still_paid", item)) as this:
        present = hold(item, "reopen", by=by, this=this, seen=seen)
        if present.outcome not in Outcome.BY_OFFICER:
            raise Refused(
                _("Only what an officer decided is opened again."),
                remedy=_("A wrong day of the stop is corrected by the payer."),
                code="wrong_state",
            )
        said = must_say_why("reopen", reason)
        return write(present, "reopen", by=by, this=this, reason=said, outcome="", told_on=None)
