"""Which rows an officer reviews: those with a candidate registered in his area. Area comes from dated rows."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from banji.accounts.roles import Role
from banji.addresses import scope
from banji.exchange.models import InboundRow
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound
from banji.foundation.many import AnyOf
from banji.reconciliation.models import Candidate
from banji.register.models import Registration

REVIEWERS = (Role.CLERK, Role.OFFICER, Role.STATION_CHIEF, Role.COUNTY_OFFICER, Role.CITY_OFFICER)


def villages(by: Actor) -> frozenset[int]:
    """Nothing for whoever does not review."""
    return scope.villages_of(by, clock.today()) if by.is_officer and by.role in REVIEWERS else frozenset()


def in_reach(rows: QuerySet[InboundRow], by: Actor) -> QuerySet[InboundRow]:
    """The rows that propose somebody of the officer's area."""
    return rows.filter(Exists(candidates_in(villages(by)).filter(row=OuterRef("pk"))))


def candidates_in(villages: frozenset[int]) -> QuerySet[Candidate]:
    """Candidates whose latest registration, as we know it now, lies in these villages."""
    registered = Registration.objects.filter(
        AnyOf("village", villages), Q(valid_to=None), person=OuterRef("person"), recorded_to=None
    )
    return Candidate.objects.filter(Exists(registered))


def must_reach(row: InboundRow, by: Actor) -> None:
    """Raises `NotFound`: absent and out of reach look the same."""
    alike = InboundRow.objects.filter(batch__feed=row.batch.feed, row_hash=row.row_hash)
    if not in_reach(alike, by).exists():
        raise NotFound(_("There is no such row in your area."), rule="domain 7.4")
