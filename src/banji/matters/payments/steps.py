"""Writing one step of an item: the present row is closed, the next one added, the day it is due set by the table."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from banji.audit.acts import Act
from banji.cases.lawbook import rules_on
from banji.foundation.actors import Actor
from banji.foundation.clock import CITY_TIME
from banji.foundation.errors import NotFound, Refused
from banji.matters.payments import queries
from banji.matters.payments.models import StillPaid
from banji.matters.payments.procedure import PROCEDURE
from banji.register.locks import lock_people
from banji.register.operations.writing import like
from banji.register.queries.survivors import leads_to


def today(this: Act) -> date:
    return this.now.astimezone(CITY_TIME).date()


def lock_registration(person_id: UUID) -> None:
    """Lock a person and, if his registration was merged, the one under whom it goes on: it is the death of that one."""
    lock_people({person_id, leads_to(person_id)})


def hold(item: UUID, name: str, *, by: Actor, this: Act, seen: int | None = None) -> StillPaid:
    """The present row of an item, its person locked, if this actor may take this step now. `seen` is the row he had
    before him. Raises `NotFound` out of reach, `Refused` for what is not allowed or has moved on."""
    found = queries.items_of(by).filter(item=item).values_list("person_id", flat=True).first()
    if found is None:
        raise NotFound(_("There is no such item in your area."))
    lock_registration(found)
    this.about(found)
    present = StillPaid.objects.select_related("payer", "row").get(item=item, recorded_to=None)
    step = PROCEDURE.step(name)
    if by.role not in step.by:
        raise Refused(_("This step is not for your post."), rule=step.source.cite())
    if seen is not None and seen != present.pk:
        raise Refused(
            _("This item has moved on since you opened it."),
            remedy=_("Open it again and look at the new state."),
            code="stale",
        )
    if present.state not in step.from_:
        raise Refused(
            _("From “%(state)s” this step cannot be taken.")
            % {"state": PROCEDURE.state(present.state).title},
            rule=step.source.cite(),
            code="wrong_state",
        )
    return present


def must_say_why(name: str, reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Say why."), rule=PROCEDURE.step(name).source.cite(), remedy=_("The reason is kept."))
    return reason.strip()


def write(
    present: StillPaid, name: str, *, by: Actor, this: Act, reason: str = "", **changes: Any
) -> StillPaid:
    """Add the next row: the state the table leads to, and when it is due."""
    step = PROCEDURE.step(name)
    changes.setdefault("state", step.to or present.state)
    if changes["state"] != present.state or "told_on" in changes:
        changes["due_on"] = due_on(changes["state"], today(this))
    next_ = like(present, step=name, taken_by=by.name, role=by.role, reason=reason, **changes)
    this.close(present)
    this.add(next_)
    this.before, this.after = {"state": present.state}, {"state": next_.state, "outcome": next_.outcome}
    this.object_kind, this.object_id = "still_paid", str(next_.item)
    return next_


def due_on(state: str, entered: date) -> date | None:
    rule = PROCEDURE.state(state).due
    return rules_on(entered).deadline(rule, entered).due_on if rule else None
