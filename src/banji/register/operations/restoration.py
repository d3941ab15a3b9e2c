"""Restoring a registration that was wrongly cancelled (公通字〔2021〕12号 Art 38): same number, new rows."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from banji.audit.acts import Act, act
from banji.foundation.actors import Actor
from banji.foundation.clock import CITY_TIME
from banji.foundation.errors import NotFound, Refused
from banji.register.models import RegisterEvent, Registration
from banji.register.operations.books import keep_books
from banji.register.operations.cards import return_cards
from banji.register.operations.chain import decides, hold, like, next_seq
from banji.register.operations.record import report_to_record


def restore(*, person_id: UUID, revokes: UUID, reason: str, case_no: str, by: Actor) -> RegisterEvent:
    """Revoke one cancellation: wherever it still holds, what it replaced holds again, as if it had never been.

    Other acts before or after it stay as they are, so it need not be the last one. Cards it voided are in use again
    unless noted otherwise since, and a book it voided is opened again. Raises `Refused` and `NotFound`.
    """
    decides(by)
    with act("register.restore", by=by, object_=("person", person_id), case_no=case_no) as this:
        chain = hold(this, person_id)
        revoked = _revocable(person_id, revokes)
        today = this.now.astimezone(CITY_TIME).date()
        event = RegisterEvent(
            person_id=person_id,
            kind=RegisterEvent.Kind.RESTORE,
            event_date=today,
            seq=next_seq(person_id, today),
            reason=reason,
            case_no=case_no,
            revokes=revoked,
            decided_by=by.name,
        )
        rows = list(_put_back(this, chain, revoked, event))
        this.add(*rows)
        households = {row.household_id for row in rows if row.household_id}
        keep_books(this, households)
        event.details = {
            "households": sorted(map(str, households)),
            "cards_returned": return_cards(this, person_id, revoked.recorded_in),
        }
        this.add(event)
        report_to_record(this, event, by=by)
    return event


def _revocable(person_id: UUID, event_id: UUID) -> RegisterEvent:
    event = RegisterEvent.objects.filter(pk=event_id, person_id=person_id).first()
    if event is None:
        raise NotFound(_("This person has no such event."))
    if event.kind != RegisterEvent.Kind.CANCEL_DEATH:
        raise Refused(
            _("Only a cancellation can be revoked by restoring; this event is: {kind}.").format(
                kind=event.get_kind_display()
            ),
            code="not_a_cancellation",
        )
    if event.revoked_by.exists():
        raise Refused(
            _("This cancellation has been revoked already."),
            remedy=_("Open the person again and look at the new state."),
            code="already_restored",
        )
    return event


def _put_back(
    this: Act, chain: list[Registration], revoked: RegisterEvent, event: RegisterEvent
) -> Iterator[Registration]:
    """Close what the cancellation still says, and yield for that time what stood there before it."""
    replaced = Registration.objects.filter(person_id=revoked.person_id, recorded_to=revoked.recorded_from)
    for hole in (
        row for row in chain if row.event_id == revoked.pk and row.status == Registration.Status.CANCELLED
    ):
        this.close(hole)
        end = Q() if hole.valid_to is None else Q(valid_from__lt=hole.valid_to)
        for row in replaced.filter(end & (Q(valid_to=None) | Q(valid_to__gt=hole.valid_from))).order_by(
            "valid_from"
        ):
            ends = [day for day in (row.valid_to, hole.valid_to) if day]
            yield like(
                row,
                valid_from=max(row.valid_from, hole.valid_from),
                valid_to=min(ends) if ends else None,
                event_id=event.pk,
            )
