"""Leave: days on which the deputy's word counts as the post's."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from banji.accounts.models import Holding, Leave
from banji.accounts.operations.granting import check_grants_rights
from banji.audit.acts import act
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused


def go_on_leave(*, holding: Holding, first_day: date, last_day: date, by: Actor, reason: str = "") -> Leave:
    """The holder is away from `first_day` to `last_day`, both included. He says so himself, or the security
    administrator does."""
    _check_own(holding, by)
    if last_day < first_day or last_day < clock.today():
        raise Refused(_("Leave ends on or after its first day, and not in the past."))
    if holding.capacity != Holding.HOLDER:
        raise Refused(_("Only the holder of a post goes on leave from it."))
    with act("accounts.go_on_leave", by=by, object_=("post", holding.post_id)) as this:
        Holding.objects.select_for_update().get(pk=holding.pk)
        if holding.leaves.filter(valid_from__lte=last_day, valid_to__gte=first_day).exists():
            raise Refused(_("These days overlap another leave."), remedy=_("End the other leave first."))
        leave = Leave.objects.create(
            holding=holding, valid_from=first_day, valid_to=last_day, reason=reason.strip()
        )
        this.after = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat()}
    return leave


def call_back(*, leave: Leave, by: Actor) -> None:
    """End a leave: today the holder is back. A leave that has not begun is withdrawn."""
    _check_own(leave.holding, by)
    with act("accounts.call_back", by=by, object_=("post", leave.holding.post_id)) as this:
        row = Leave.objects.select_for_update().get(pk=leave.pk)
        today = clock.today()
        if row.valid_to < today:
            raise Refused(_("This leave is over."))
        this.before = {"first_day": row.valid_from.isoformat(), "last_day": row.valid_to.isoformat()}
        if row.valid_from >= today:
            row.delete()
        else:
            row.valid_to = today - timedelta(days=1)
            row.save(update_fields=["valid_to"])


def _check_own(holding: Holding, by: Actor) -> None:
    if not (by.is_officer and by.id == str(holding.account_id)):
        check_grants_rights(by)
