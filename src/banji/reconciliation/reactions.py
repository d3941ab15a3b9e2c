"""Somebody has been cancelled: rows of lists of the living that mean him go on now."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from banji.exchange.reactions import Inside, react_to
from banji.foundation.actors import system
from banji.reconciliation.living import tell_the_dead
from banji.register.queries.survivors import everybody_under

BY = system("reconciliation.reactions")


def on_cancelled(message: Inside) -> None:
    kind, _colon, person = message.subject_ref.partition(":")
    if kind == "person":
        gone = UUID(person)
        tell_the_dead(by=BY, only=Q(person__in=[gone, *everybody_under(gone)]))


def register() -> None:
    react_to("HUKOU_CANCELLED", name="reconciliation", function=on_cancelled)
