"""Cancelling the registration of somebody who has died (户口登记条例 Art 8; 公通字〔2021〕12号 Art 31 to 34)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banji.audit.acts import act
from banji.foundation.actors import Actor
from banji.foundation.clock import CITY_TIME
from banji.foundation.errors import Refused
from banji.register.models import Particulars, RegisterEvent, Registration
from banji.register.operations.books import keep_books
from banji.register.operations.cards import void_cards
from banji.register.operations.chain import cut, decides, hold, holding_on, like, next_seq
from banji.register.operations.record import report_to_record

HEAD = "02"  # GB/T 4761


def cancel_death(
    *, person_id: UUID, died_on: date, reason: str, case_no: str, by: Actor, seen_registration_id: int
) -> RegisterEvent:
    """Cancel with effect of the day of death, void the ID card, and the book when nobody is left in the household.

    `seen_registration_id` is the registration the officer had before him. Registrations that begin after the death
    (a dead person's household was moved) are corrected too. The event returned says `needs_new_head`.
    Raises `Refused`: already cancelled, stale, died before birth or in the future, not an officer; and `NotFound`.
    """
    decides(by)
    with act("register.cancel_death", by=by, object_=("person", person_id), case_no=case_no) as this:
        chain = hold(this, person_id)
        today = this.now.astimezone(CITY_TIME).date()
        current = _current(chain, today, seen_registration_id)
        _check_day(person_id, died_on, today)
        event = RegisterEvent(
            person_id=person_id,
            kind=RegisterEvent.Kind.CANCEL_DEATH,
            event_date=died_on,
            seq=next_seq(person_id, died_on),
            reason=reason,
            case_no=case_no,
            decided_by=by.name,
        )
        touched = cut(this, chain, died_on)
        this.add(_cancelled(current, event))
        voided = keep_books(this, {row.household_id for row in touched if row.household_id})
        event.details = {
            "household": str(current.household_id) if current.household_id else None,
            "was_head": current.relation_to_head == HEAD,
            "book_voided": current.household_id in voided,
            "cards_voided": void_cards(this, person_id),
        }
        this.add(event)
        report_to_record(this, event, by=by)
    return event


def _current(chain: list[Registration], today: date, seen_registration_id: int) -> Registration:
    current = holding_on(chain, today)
    if current is None:
        raise Refused(_("This person is not registered in this city."), code="not_registered")
    if current.status == Registration.Status.CANCELLED:
        raise Refused(
            _("This registration was already cancelled with effect of {day}.").format(
                day=date_format(current.valid_from)
            ),
            remedy=_("Open the person again and look at the cancellation."),
            code="already_cancelled",
        )
    if current.pk != seen_registration_id:
        raise Refused(
            _("This person's registration has changed since you opened it."),
            remedy=_("Open the person again and look at the new state."),
            code="stale",
        )
    return current


def _check_day(person_id: UUID, died_on: date, today: date) -> None:
    if died_on > today:
        raise Refused(
            _("The day of death, {day}, lies in the future.").format(day=date_format(died_on)),
            remedy=_("Correct the day by the paper."),
            code="in_the_future",
        )
    known = Particulars.objects.filter(person_id=person_id, recorded_to=None).order_by("-valid_from").first()
    if known and known.birth_date and died_on < known.birth_date:
        raise Refused(
            _("The day of death, {died}, lies before the birth on {born}.").format(
                died=date_format(died_on), born=date_format(known.birth_date)
            ),
            remedy=_("Compare number and name: the paper may be about somebody else."),
            code="before_birth",
        )


def _cancelled(current: Registration, event: RegisterEvent) -> Registration:
    return like(
        current,
        valid_from=event.event_date,
        valid_to=None,
        status=Registration.Status.CANCELLED,
        cancel_reason=Registration.CancelReason.DEATH,
        event_id=event.pk,
    )
