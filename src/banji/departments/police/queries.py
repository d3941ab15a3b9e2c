"""Which differences an officer sees, and what of ours the register of record has not confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from banji.accounts.roles import Role
from banji.addresses import scope
from banji.departments.police.models import Difference, Mirrored
from banji.exchange.timeliness import rules_on
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound
from banji.identity.names import fold_name
from banji.register.models import RegisterEvent, Registration

SEE = (Role.COUNTY_OFFICER, Role.CITY_OFFICER)
TERM = "police.confirm_within"
_KINDS = (RegisterEvent.Kind.CANCEL_DEATH, RegisterEvent.Kind.RESTORE)


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """An event of ours that they have not confirmed, and the day it should have been."""

    event: RegisterEvent
    due_on: date
    late: bool


def in_reach(rows: QuerySet[Difference], by: Actor) -> QuerySet[Difference]:
    """Those of the officer's own area; whoever is nowhere is the city's."""
    own = Q(village__in=list(_villages(by)))
    return rows.filter(own | Q(village=None) if by.role == Role.CITY_OFFICER else own)


def mirrored_in_reach(by: Actor) -> QuerySet[Mirrored]:
    return Mirrored.objects.filter(village__in=list(_villages(by)))


def _villages(by: Actor) -> frozenset[int]:
    return scope.villages_of(by, clock.today()) if by.is_officer and by.role in SEE else frozenset()


def waiting_for(by: Actor) -> QuerySet[Difference]:
    return in_reach(Difference.objects.filter(state=Difference.State.OPEN), by)


def differences(
    by: Actor, *, kind: str = "", state: str = "", text: str = "", intake: UUID | None = None
) -> QuerySet[Difference]:
    """Newest first. `text` is a name or a reference."""
    rows = in_reach(Difference.objects.defer("theirs"), by)
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    if intake:
        rows = rows.filter(seen__intake=intake)
    if text.strip():
        rows = rows.filter(Q(ref__iexact=text.strip()) | Q(name_folded__contains=fold_name(text.strip())))
    return rows.order_by("-found_at", "pk")


def difference(difference_id: UUID, *, by: Actor) -> Difference:
    """Raises `NotFound`: absent and out of reach look the same."""
    found = in_reach(Difference.objects.select_related("village"), by).filter(pk=difference_id).first()
    if found is None:
        raise NotFound(_("There is no such difference in your area."), rule="domain 7.4")
    return found


def unconfirmed(by: Actor) -> QuerySet[RegisterEvent]:
    """Our events about people of the area that they have not confirmed, oldest first."""
    homes = Registration.objects.filter(village__in=list(_villages(by)), recorded_to=None)
    rows = RegisterEvent.objects.filter(kind__in=_KINDS, recorded_to=None, confirmation=None)
    return rows.filter(person__in=homes.values("person")).order_by("recorded_from")


def with_term(events: list[RegisterEvent], today: date) -> list[Unconfirmed]:
    rules = rules_on(today)
    found = []
    for event in events:
        due = rules.deadline(TERM, event.recorded_from.astimezone(clock.CITY_TIME).date()).due_on
        found.append(Unconfirmed(event, due, today > due))
    return found
