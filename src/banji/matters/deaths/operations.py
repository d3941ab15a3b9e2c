"""Taking a signal: it joins the person's open case or opens one. A machine may do this; it decides nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.addresses.scope import station_for
from banji.audit.acts import Act, act
from banji.cases.alarms import raise_alarm
from banji.cases.models import Case, Step
from banji.cases.nightly import CLOCK
from banji.cases.registry import procedure_of
from banji.cases.runner import open_case, take
from banji.cases.views import view_of
from banji.exchange.models import InboundRow
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused, TryAgain
from banji.matters.deaths.models import DeathSignal
from banji.matters.deaths.procedure import BEFORE_NOTICE, CONFLICT, KIND
from banji.matters.deaths.queries import current_registration, is_registered
from banji.matters.deaths.rules import conflict
from banji.register.locks import lock_person
from banji.register.queries.survivors import leads_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """What a source says. `strength` A, B or C (domain 5.2); `received_on` is the day the source told us."""

    person_id: UUID
    source: str
    strength: str
    received_on: date
    died_on: date | None = None
    organisation: Organisation | None = None
    said_by: str = ""
    place: str = ""
    document_type: str = ""
    document_no: str = ""
    row: InboundRow | None = None


def take_signal(signal: Signal, *, by: Actor) -> Case:
    """Put a signal to the person's case, opened if there is none. The same row twice changes nothing.

    What is said of a registration that was merged into another (重户) is said of the person who goes on under that one.
    A registration that is cancelled already closes the case at once; a contradiction stops it. Raises `TryAgain` if
    somebody merges him in this moment.
    """
    signal = replace(signal, person_id=leads_to(signal.person_id))
    with act("deaths.take_signal", by=by, object_=("person", signal.person_id)) as this:
        lock_person(signal.person_id)
        if leads_to(signal.person_id) != signal.person_id:
            raise TryAgain
        this.about(signal.person_id)
        if known := _known(signal):
            return known
        _must_make_sense(signal, this.now.date())
        case = _case_for(signal, by, this.now.date())
        this.case_no = case.number
        this.add(_row(signal, case))
        _settle(case, this)
    return case


def _known(signal: Signal) -> Case | None:
    """The case of a signal that was taken before, from this row or from the same one in an earlier list.

    What an officer took back stays taken back; what was withdrawn with its match may come again.
    """
    if signal.row is None:
        return None
    batch = signal.row.batch
    said = DeathSignal.objects.filter(
        person_id=signal.person_id,
        row__row_hash=signal.row.row_hash,
        row__batch__sender=batch.sender_id,
        row__batch__feed=batch.feed,
    ).select_related("case")
    return next((row.case for row in said if row.recorded_to is None or _taken_back(row)), None)


def _taken_back(row: DeathSignal) -> bool:
    decided = Step.objects.filter(case=row.case_id, recorded_to=None)
    by_itself = decided.filter(name="withdraw_signal", details__signal=str(row.pk))
    return (
        by_itself.exists()
        or decided.filter(name="no_match", at=row.recorded_to or row.recorded_from).exists()
    )


def withdraw_row(person_id: UUID, row_id: int, *, by: Actor) -> None:
    """The match behind a signal was withdrawn: the signal goes, and an officer is asked to look at the case."""
    with act("deaths.withdraw_row", by=by, object_=("person", person_id)) as this:
        lock_person(person_id)
        this.about(person_id)
        said_of = {person_id, leads_to(person_id)}
        signals = DeathSignal.objects.filter(person_id__in=said_of, row_id=row_id, recorded_to=None)
        for signal in signals.select_related("case__station"):
            this.close(signal)
            if signal.case and signal.case.is_open:
                this.case_no = signal.case.number
                said = _(
                    "The list's row was matched with somebody else: look at what still stands on the case."
                )
                raise_alarm(
                    "MATCH_WITHDRAWN",
                    subject=("case", signal.case.pk),
                    text=said,
                    station=signal.case.station,
                    this=this,
                )


def raise_said_alive(person_id: UUID, *, by: Actor) -> None:
    """Somebody outside says that a person cancelled here is alive: an officer must look. Nothing is restored by it."""
    with act("deaths.said_alive", by=by, object_=("person", person_id)) as this:
        this.about(person_id)
        case = Case.objects.filter(kind=KIND, person_id=person_id).order_by("-opened_at").first()
        station = (
            case.station if case else station_for(current_registration(person_id).village_id, this.now.date())
        )
        said = _("A payer says that this person is alive: look at once; if it is so, propose to restore.")
        subject = ("case", case.pk) if case else ("person", person_id)
        raise_alarm("SAID_ALIVE", subject=subject, text=said, station=station, this=this)


def _must_make_sense(signal: Signal, today: date) -> None:
    if signal.died_on and signal.died_on > today:
        raise Refused(
            _("The date of death lies in the future."), remedy=_("Ask the source for the right date.")
        )


def _case_for(signal: Signal, by: Actor, today: date) -> Case:
    case = Case.objects.filter(kind=KIND, person_id=signal.person_id, is_open=True).first()
    if case is not None:
        return case
    registration = current_registration(signal.person_id)
    station = station_for(registration.village_id, today)
    if station is None:
        raise Refused(
            _("No police station answers for %(village)s.") % {"village": registration.village},
            remedy=_("Ask the security administrator to assign the village to a station."),
        )
    return open_case(
        KIND,
        person_id=signal.person_id,
        station=station,
        village=registration.village,
        area_code=registration.village.code[:6],
        by=by,
    )


def _row(signal: Signal, case: Case) -> DeathSignal:
    return DeathSignal(
        case=case,
        person_id=signal.person_id,
        source=signal.source,
        organisation=signal.organisation,
        said_by=signal.said_by,
        strength=signal.strength,
        died_on=signal.died_on,
        place=signal.place,
        document_type=signal.document_type,
        document_no=signal.document_no,
        received_on=signal.received_on,
        row=signal.row,
    )


def _settle(case: Case, this: Act) -> None:
    """Close what is done already, stop what contradicts itself; both are facts, not decisions."""
    if case.person_id is None or case.state not in BEFORE_NOTICE:
        return
    if not is_registered(case.person_id):
        take(case.pk, "already_cancelled", by=CLOCK)
    elif case.state != CONFLICT and _contradicted(case, this.now.date()):
        take(case.pk, "contradict", by=CLOCK)


def _contradicted(case: Case, today: date) -> bool:
    return conflict(view_of(case, procedure_of(KIND), today=today)) is not None
