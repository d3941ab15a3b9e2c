"""The visits an officer may read: those of his own station; a bureau's those of the stations below it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.accounts.roles import Role
from banji.counter.models import VisitRecord
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound

_EVERYWHERE = (Role.CITY_OFFICER, Role.SUPERVISOR)


def visits_of(by: Actor) -> QuerySet[VisitRecord]:
    """The newest first."""
    rows = VisitRecord.objects.filter(recorded_to=None).select_related("station").order_by("-at")
    return rows if by.role in _EVERYWHERE else rows.filter(station__in=_stations(by))


def visit_of(visit_id: UUID, by: Actor) -> VisitRecord:
    """Raises `NotFound` for one that is not his to read."""
    found = visits_of(by).filter(pk=visit_id).first()
    if found is None:
        raise NotFound(_("There is no such visit in your area."))
    return found


def _stations(by: Actor) -> Collection[int | None]:
    below = Organisation.objects.filter(parent=by.organisation_id).values_list("pk", flat=True)
    return [by.organisation_id, *below]
