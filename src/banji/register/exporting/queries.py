"""Requests as their people see them: one's own, and those one may decide about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.addresses import scope
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound
from banji.register.exporting import rights
from banji.register.exporting.models import STATES, ExportRequest, ExportStep

type Requests = QuerySet[Any, Any]
"""Of `ExportRequest`, each with its `state`."""


def requests() -> Requests:
    """Every request with `state`, its last step that says where it stands."""
    last = (
        ExportStep.objects.filter(request=OuterRef("pk"), kind__in=STATES).order_by("-seq").values("kind")[:1]
    )
    return ExportRequest.objects.annotate(state=Subquery(last)).order_by("-asked_at")


def own(by: Actor) -> Requests:
    return requests().filter(account_id=by.id)


def in_reach(by: Actor) -> Requests:
    """Others' requests whose villages the actor's post answers for, all of them."""
    if not by.is_officer or by.role not in rights.APPROVE:
        return requests().none()
    area = sorted(scope.villages_of(by, clock.today()))
    return requests().exclude(account_id=by.id).filter(villages__contained_by=area)


def waiting_for(by: Actor) -> Requests:
    """What waits for this actor to decide."""
    return in_reach(by).filter(waiting=True)


def request_for(request_id: UUID, *, by: Actor) -> ExportRequest:
    """A request of one's own, or one in reach of an approver. Raises `NotFound`: absent and forbidden look alike."""
    found: ExportRequest | None = requests().filter(pk=request_id).first()
    if found is None or not (rights.is_asker(found, by) or _sees(found, by)):
        raise NotFound(_("There is no such request in your area."))
    return found


def _sees(request: ExportRequest, by: Actor) -> bool:
    return by.is_officer and by.role in rights.APPROVE and rights.answers_for(request, by)


class Lately(NamedTuple):
    """What somebody has asked for in the last thirty days: village by village is a bulk copy too."""

    lists: int
    people: int


def lately(account_id: str) -> Lately:
    since = clock.now() - timedelta(days=30)
    made = requests().filter(account_id=account_id, asked_at__gte=since)
    found = made.exclude(state__in=(ExportStep.Kind.REFUSED, ExportStep.Kind.WITHDRAWN))
    totals = found.order_by().aggregate(lists=Count("pk"), people=Sum("people"))
    return Lately(totals["lists"], totals["people"] or 0)


def unit_of(request: ExportRequest) -> str:
    return (
        Organisation.objects.filter(pk=request.organisation_id).values_list("name", flat=True).first() or ""
    )
