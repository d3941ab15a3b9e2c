"""Who holds what, on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, Value

from banji.accounts.models import Account, Holding, Leave, Post
from banji.foundation import clock, once
from banji.foundation.clock import Day
from banji.foundation.gather import Gathering, Prepared

OWN_FIRST = ("-capacity", "valid_from", "pk")  # "holder" stands before "deputy" when sorted backwards


class Standing(NamedTuple):
    """A post in somebody's hands, and whether his word counts in it on the day asked for."""

    holding: Holding
    may_act: bool


def valid_on(day: date | Day, prefix: str = "") -> Q:
    """The dated row holds on `day`: from its first day up to, not including, its last."""
    begun: dict[str, Any] = {f"{prefix}valid_from__lte": day}
    open_: dict[str, Any] = {f"{prefix}valid_to": None}
    later: dict[str, Any] = {f"{prefix}valid_to__gt": day}
    return Q(**begun) & (Q(**open_) | Q(**later))


def standings_of(account: Account, on: date) -> list[Standing]:
    """The posts an account holds or deputises for on a day, its own first.

    A deputy's word counts while the holder is away or the post is empty, or always if he was so appointed.
    """
    return _standings(account.pk, on)


@once.once
def standings_today(account_id: int) -> list[Standing]:
    """`standings_of` today, with the account and the day itself: what every page begins with, in one statement."""
    found = _standings(account_id, None)
    if found:
        once.told(clock.today, found[0].holding.day)  # type: ignore[attr-defined]  # annotated below
    return found


def _standings(account_id: int, on: date | None) -> list[Standing]:
    (rows,) = _ON.read(account_id, on) if on else _TODAY.read(account_id)
    return [
        Standing(row, row.capacity == Holding.HOLDER or row.always_acts or not row.holder_present)
        for row in rows
    ]


def _holdings(gather: Gathering, account_id: int, on: date | None = None) -> None:
    day: Any = on or Day()
    away = Leave.objects.filter(holding=OuterRef("pk"), valid_from__lte=day, valid_to__gte=day)
    holders = Holding.objects.filter(valid_on(day), post=OuterRef("post"), capacity=Holding.HOLDER)
    gather(
        Holding.objects.filter(valid_on(day), valid_on(day, "post__"), account=account_id)
        .annotate(holder_present=Exists(holders.filter(~Exists(away))), day=Value(on) if on else Day())
        .select_related("account", "post__organisation")
        .order_by(*OWN_FIRST)
    )


_SOMEBODY, _SOME_DAY = -1, date(1, 1, 2)
_ON = Prepared(_holdings, _SOMEBODY, _SOME_DAY)
_TODAY = Prepared(_holdings, _SOMEBODY)


def acting_holdings(account: Account, on: date | None = None) -> list[Holding]:
    """Those in which the account may act on a day (today)."""
    found = standings_of(account, on) if on else standings_today(account.pk)
    return [standing.holding for standing in found if standing.may_act]


def holders_of(posts: Iterable[Post], on: date) -> dict[int, list[Holding]]:
    """Holder and deputies of each post on a day, the holder first."""
    found: dict[int, list[Holding]] = {post.pk: [] for post in posts}
    rows = Holding.objects.filter(valid_on(on), post__in=found).select_related("account")
    for holding in rows.order_by(*OWN_FIRST):
        found[holding.post_id].append(holding)
    return found
