"""What the machine does by itself: it finds, reminds, and closes what the register has settled. It tells nobody that
somebody is paid wrongly; an officer does (`operations`)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.audit.acts import Act, act
from banji.cases.alarms import raise_alarm, settle_past
from banji.exchange.inbox import Content, content_of
from banji.exchange.models import Delivery, InboundRow
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.clock import CITY_TIME
from banji.matters.payments import benefits
from banji.matters.payments.models import PayerTold, StillPaid
from banji.matters.payments.procedure import CLOSED, FOUND, TOLD, Outcome
from banji.matters.payments.rules import says_nothing_new
from banji.matters.payments.steps import due_on, lock_registration, today, write
from banji.matters.payments.telling import tell_payer
from banji.matters.payments.told import forget_told
from banji.reconciliation.models import Decision
from banji.register.locks import lock_person
from banji.register.operations.writing import like
from banji.register.queries.cancelled import Cancellation, cancellation_of, dead_among
from banji.register.queries.survivors import everybody_under

UNANSWERED = "PAYMENTS_UNANSWERED"


def find(person_id: UUID, row: InboundRow, *, by: Actor) -> StillPaid | None:
    """A row of a list means this person: open an item, or note the newer list on the open one.

    Nothing comes of it when the person is not cancelled on death, or when the row says nothing new. `row.batch` must
    be loaded. The same row twice changes nothing.
    """
    content = content_of(row)
    with act("payments.find", by=by, object_=("row", row.pk)) as this:
        lock_registration(person_id)
        this.about(person_id)
        cancellation = cancellation_of(person_id)
        if cancellation is None or not content.clean:
            this.result = "nothing"
            return None
        last = _last(person_id, row, content)
        if last is not None and last.is_open:
            return _newer_list(last, row, by, this)
        if _known(last, person_id, row, today(this)):
            this.result = "known"
            return last
        item = _found(cancellation, row, content, by, this)
        this.add(item)
        this.object_kind, this.object_id = "still_paid", str(item.item)
    return item


def _last(person_id: UUID, row: InboundRow, content: Content) -> StillPaid | None:
    """The item of this person, payer and benefit: the open one, else the one that ended last."""
    benefit, unit = _of(content, row.batch.feed)
    same = StillPaid.objects.filter(
        person=person_id, payer=row.batch.sender_id, benefit=benefit, unit=unit, recorded_to=None
    )
    return same.select_related("row", "payer").order_by("-found_on", "-id").first()


def _of(content: Content, feed: str) -> tuple[str, str]:
    if feed.endswith(".payroll"):
        return benefits.PAYROLL, content.clean.get("unit", "")[:120]
    return benefits.read_benefit(content.clean.get("benefit_kind", "")), ""


def _newer_list(item: StillPaid, row: InboundRow, by: Actor, this: Act) -> StillPaid:
    """The open item, with the newest list that has the person. Nothing moves by it."""
    if row.pk <= item.row_id:
        return item
    this.close(item)
    newer = like(
        item, row_id=row.pk, listed_on=_received_on(row), step="listed", taken_by=by.name, role="", reason=""
    )
    this.add(newer)
    return newer


def _known(last: StillPaid | None, person_id: UUID, row: InboundRow, on: date) -> bool:
    """Has what the row says been dealt with: by the item that ended, or by an answer after the list came?"""
    listed_on = _received_on(row)
    if last is not None:
        if row.pk <= last.row_id and last.outcome != Outcome.RESTORED:
            return True
        return says_nothing_new(
            ended_as=last.outcome,
            same_content=bytes(last.row.row_hash) == bytes(row.row_hash),
            listed_on=listed_on,
            stopped_on=last.stopped_on,
            by_officer=Outcome.BY_OFFICER,
        )
    told = PayerTold.objects.filter(person=person_id, payer=row.batch.sender_id, recorded_to=None)
    return told.filter(stopped_on__gte=listed_on).exists()


def _found(cancellation: Cancellation, row: InboundRow, content: Content, by: Actor, this: Act) -> StillPaid:
    benefit, unit = _of(content, row.batch.feed)
    decided = Decision.objects.filter(feed=row.batch.feed, row_hash=row.row_hash, recorded_to=None).first()
    return StillPaid(
        person_id=cancellation.person_id,
        payer=row.batch.sender,
        benefit=benefit,
        unit=unit,
        village=cancellation.village,
        row=row,
        listed_on=_received_on(row),
        sure=decided is not None and decided.by_machine,
        died_on=cancellation.died_on,
        cancelled_on=cancellation.cancelled_on,
        found_on=today(this),
        due_on=due_on(FOUND, today(this)),
        state=FOUND,
        step="find",
        taken_by=by.name,
    )


def _received_on(row: InboundRow) -> date:
    return row.batch.received_at.astimezone(CITY_TIME).date()


def follow_register(person_id: UUID, seen_on: str, *, by: Actor, message_id: UUID | None = None) -> int:
    """The registration stands again: every open item is closed, and each payer who was told is told that too, unless
    the message that says so (`message_id`) went to him anyway. So are those of registrations merged into this one,
    under which he may be paid: of them no message has spoken. Returns how many items were closed."""
    under = sum(_stands_again(person, seen_on, by, None) for person in everybody_under(person_id))
    return _stands_again(person_id, seen_on, by, message_id) + under


def follow_merges(*, by: Actor) -> int:
    """A merge was taken back: whoever is paid under a registration that leads to nobody dead any more is paid rightly."""
    open_ = StillPaid.objects.filter(recorded_to=None).exclude(state=CLOSED)
    persons = set(open_.values_list("person_id", flat=True))
    today_ = str(clock.today())
    return sum(_stands_again(person, today_, by, None) for person in sorted(persons - dead_among(persons)))


def _stands_again(person_id: UUID, seen_on: str, by: Actor, message_id: UUID | None) -> int:
    told = PayerTold.objects.filter(person=person_id, recorded_to=None)
    if not told.exists() and not _open_items(person_id):
        return 0
    with act("payments.follow_register", by=by, object_=("person", person_id)) as this:
        lock_registration(person_id)
        if cancellation_of(person_id) is not None:
            this.result = "still_cancelled"
            return 0
        this.about(person_id)
        items = _open_items(person_id)
        informed = set(Delivery.objects.filter(message=message_id).values_list("organisation_id", flat=True))
        for item in items:
            if item.told_on and item.payer_id not in informed:
                tell_payer("ALIVE_CORRECTION", item, by=by, this=this, seen_on=seen_on)
                informed.add(item.payer_id)
            write(item, "restored", by=by, this=this, outcome=Outcome.RESTORED)
        forget_told(person_id, this=this)
    return len(items)


def withdraw(person_id: UUID, row: InboundRow, *, by: Actor) -> int:
    """The row meant somebody else after all. Returns how many items were closed."""
    with act("payments.withdraw", by=by, object_=("row", row.pk)) as this:
        lock_person(person_id)
        this.about(person_id)
        items = [item for item in _open_items(person_id) if bytes(item.row.row_hash) == bytes(row.row_hash)]
        for item in items:
            take_back(item, "withdrawn", by=by, this=this)
    return len(items)


def take_back(item: StillPaid, step: str, *, by: Actor, this: Act, reason: str = "") -> StillPaid:
    """Close an item that means somebody else, and say so to the payer who had been told."""
    if item.told_on:
        tell_payer("STILL_PAID_WITHDRAWN", item, by=by, this=this)
    return write(item, step, by=by, this=this, reason=reason, outcome=Outcome.NOT_SAME)


def _open_items(person_id: UUID) -> list[StillPaid]:
    rows = StillPaid.objects.filter(person=person_id, recorded_to=None).exclude(state=CLOSED)
    return list(rows.select_related("payer", "row").order_by("pk"))


def remind(*, by: Actor) -> int:
    """Remind each payer once of what he has not answered in time, and raise an alarm for him. Returns how many."""
    late = StillPaid.objects.filter(recorded_to=None, state=TOLD, due_on__lt=clock.today())
    waiting = list(late.filter(reminded_on=None).values_list("item", "person_id"))
    for item, person_id in waiting:
        _remind_of(item, person_id, by)
    with act("payments.raise_alarms", by=by) as this:
        payers = Organisation.objects.filter(pk__in=late.values("payer"))
        settle_past(UNANSWERED, "payer", still=payers, this=this)
        for payer in payers:
            said = _("%(payer)s has not answered in time whether payment was stopped.") % {"payer": payer}
            raise_alarm(UNANSWERED, subject=("payer", payer.pk), text=said, station=None, this=this)
    return len(waiting)


def _remind_of(item: UUID, person_id: UUID, by: Actor) -> None:
    with act("payments.remind", by=by, object_=("still_paid", item)) as this:
        lock_person(person_id)
        this.about(person_id)
        present = StillPaid.objects.select_related("payer", "row").get(item=item, recorded_to=None)
        if present.state != TOLD or present.reminded_on:
            return
        tell_payer("STILL_PAID", present, by=by, this=this)
        write(present, "remind", by=by, this=this, reminded_on=today(this))
