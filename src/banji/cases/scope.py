"""Whose case is it? An officer sees the cases of his own station and of the villages he answers for."""

from __future__ import annotations

from django.db.models import QuerySet

from banji.accounts.roles import Role
from banji.addresses.scope import villages_of
from banji.cases.models import Case
from banji.foundation import clock
from banji.foundation.actors import Actor, ActorKind
from banji.foundation.many import AnyOf
from banji.register.access.reach import reach_of

# These work on what their station has; the others on the villages they are given.
STATION_WIDE = frozenset({Role.CLERK, Role.OFFICER, Role.STATION_CHIEF})
_BY_AREA = frozenset(
    {Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.SUPERVISOR, Role.GRID_WORKER, Role.COMMITTEE}
)


def cases_of(by: Actor) -> QuerySet[Case]:
    """The cases this actor may see; empty for whoever has no business with cases."""
    if by.kind is ActorKind.SYSTEM:
        return Case.objects.all()
    if by.role in STATION_WIDE:
        return Case.objects.filter(station=by.organisation_id)
    if by.role in _BY_AREA:
        return Case.objects.filter(AnyOf("village", villages_of(by, clock.today())))
    return Case.objects.none()


def is_own(case: Case, by: Actor) -> bool:
    """Is it about the citizen himself?"""
    return case.person_id is not None and reach_of(by, clock.today()).own_person == case.person_id


def may_see(case: Case, by: Actor) -> bool:
    return cases_of(by).filter(pk=case.pk).exists()
