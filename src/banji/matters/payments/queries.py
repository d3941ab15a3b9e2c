"""What officers and payers see: the items of their area or organisation, and how long payers take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Count, F, FloatField, Func, IntegerField, Min, Q, QuerySet

from banji.accounts.roles import Role
from banji.addresses.scope import villages_of
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.many import AnyOf
from banji.matters.payments.models import PayerTold, StillPaid
from banji.matters.payments.procedure import OFFICERS

OVERSEERS = (*OFFICERS, Role.SUPERVISOR)


def items_of(by: Actor) -> QuerySet[StillPaid]:
    """The present rows this actor may see: those of an officer's area; to a payer his own, once he has been told."""
    present = StillPaid.objects.filter(recorded_to=None)
    if by.is_officer and by.role == Role.LIAISON and by.organisation_id:
        return present.filter(payer=by.organisation_id, told_on__isnull=False)
    return present.filter(_area(by))


def told_of(by: Actor) -> QuerySet[PayerTold]:
    """Who was told of a death, of the officer's area or of the payer's own."""
    present = PayerTold.objects.filter(recorded_to=None)
    if by.is_officer and by.role == Role.LIAISON and by.organisation_id:
        return present.filter(payer=by.organisation_id)
    return present.filter(_area(by))


def _area(by: Actor) -> Q:
    if not by.is_officer or by.role not in OVERSEERS:
        return Q(pk__in=[])
    return Q(AnyOf("village", villages_of(by, clock.today())))


def waiting_for(by: Actor) -> QuerySet[StillPaid]:
    """What waits for this actor: to be told, or looked into; for a payer, to be answered."""
    states = ("TOLD",) if by.role == Role.LIAISON else ("FOUND", "ANSWERED")
    return items_of(by).filter(state__in=states)


def late() -> Q:
    return Q(due_on__lt=clock.today()) & ~Q(state="CLOSED")


class Percentile(Aggregate):
    """percentile_cont over days; who has no day counts for nothing."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def __init__(self, expression: Any, share: float, **extra: Any) -> None:
        super().__init__(expression, share=share, **extra)


@dataclass(frozen=True, slots=True)
class Lag:
    """How long one payer takes, in days: (median, 90 in 100) from death, cancellation and telling to the stop.

    None where nothing was stopped. `since`: the earliest day on which one was told who has not answered.
    """

    payer_id: int
    payer: str
    told: int
    stopped: int
    silent: int
    since: Any
    from_death: tuple[float | None, float | None]
    from_cancellation: tuple[float | None, float | None]
    from_telling: tuple[float | None, float | None]


_STARTS = {"death": "died_on", "cancellation": "cancelled_on", "telling": "told_on"}
_SHARES = {"half": 0.5, "most": 0.9}


def lag_by_payer(by: Actor) -> list[Lag]:
    """One statement, from the rows of who was told."""
    figures: dict[str, Any] = {
        f"{start}_{share}": Percentile(_days(column), number)
        for start, column in _STARTS.items()
        for share, number in _SHARES.items()
    }
    rows = (
        told_of(by)
        .values("payer_id", "payer__name")
        .annotate(
            told=Count("pk"),
            stopped=Count("stopped_on"),
            silent=Count("pk", filter=Q(answered_on=None)),
            since=Min("told_on", filter=Q(answered_on=None)),
            **figures,
        )
    )
    return [_lag(row) for row in rows.order_by("payer__name", "payer_id")]


def _days(since: str) -> Func:
    """Days from a column to the stop: in PostgreSQL a date less a date is a whole number (Django makes an interval)."""
    return Func(
        F("stopped_on"), F(since), template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField()
    )


def _lag(row: Mapping[str, Any]) -> Lag:
    pairs = {start: (row[f"{start}_half"], row[f"{start}_most"]) for start in _STARTS}
    return Lag(
        payer_id=row["payer_id"],
        payer=row["payer__name"],
        told=row["told"],
        stopped=row["stopped"],
        silent=row["silent"],
        since=row["since"],
        from_death=pairs["death"],
        from_cancellation=pairs["cancellation"],
        from_telling=pairs["telling"],
    )
