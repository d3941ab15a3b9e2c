"""What the death matter reads: the view its rules look at, and its lists."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banji.cases.models import Case
from banji.cases.rules import View
from banji.foundation.errors import NotFound
from banji.foundation.gather import gathering
from banji.foundation.once import once
from banji.matters.deaths.models import DeathSignal
from banji.matters.deaths.rules import DeathView, SignalOnFile
from banji.register.models import IdCard, RegisterEvent, Registration, SignOfLife

_NOBODY = UUID(int=0)


def death_view(case: Case, base: View) -> DeathView:
    """The plain view of a case of a suspected death."""
    signals = signals_of(case)
    earliest = min((s.died_on for s in signals if s.died_on), default=date.max)
    person_id = case.person_id or _NOBODY
    with gathering() as gather:
        signs = gather(signs_after(person_id, earliest))
        registered = gather(registered_now(person_id))
    return DeathView(
        **{field.name: getattr(base, field.name) for field in fields(base)},
        signals=tuple(SignalOnFile(s.source, s.strength, s.died_on, s.organisation_id) for s in signals),
        alive_on=tuple(sign.happened_on for sign in signs),
        registered=bool(registered),
    )


@once
def signals_of(case: Case) -> list[DeathSignal]:
    """The signals that speak on a case, the earliest received first."""
    rows = DeathSignal.objects.filter(case=case, recorded_to=None).select_related("organisation")
    return list(rows.order_by("received_on", "id"))


def current_registration(person_id: UUID) -> Registration:
    """The last row of the person's chain as known now, the village with it. Raises `NotFound`."""
    chain = Registration.objects.filter(person_id=person_id, recorded_to=None).select_related("village")
    last = chain.order_by("-valid_from").first()
    if last is None:
        raise NotFound(_("This person has never been registered here."))
    return last


def is_registered(person_id: UUID) -> bool:
    """Is the person's open-ended registration, as known now, not a cancelled one?"""
    return registered_now(person_id).exists()


def registered_now(person_id: UUID) -> QuerySet[Registration]:
    now = Registration.objects.filter(person_id=person_id, recorded_to=None, valid_to=None)
    return now.exclude(status=Registration.Status.CANCELLED)


def has_second_generation_card(person_id: UUID) -> bool:
    return IdCard.objects.filter(person_id=person_id, generation=2, state="IN_USE", recorded_to=None).exists()


def signs_after(person_id: UUID, day: date) -> QuerySet[SignOfLife]:
    """Signs of life later than a day, the latest first."""
    later = SignOfLife.objects.filter(person_id=person_id, recorded_to=None, happened_on__gt=day)
    return later.order_by("-happened_on")


def cancellation_of(case: Case) -> RegisterEvent | None:
    """The cancellation by this case that stands."""
    events = RegisterEvent.objects.filter(
        person=case.person_id, kind=RegisterEvent.Kind.CANCEL_DEATH, case_no=case.number, revoked_by=None
    )
    return events.order_by("-recorded_from").first()
