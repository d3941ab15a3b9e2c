"""Somebody has been cancelled: rows of lists of the living that mean him go on now."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from banji.exchange.reactions import Inside, react_to
from banji.foundation.actors import system
from banji.reconciliation.living import tell_the_dead

BY = system("reconciliation.reactions")


def on_cancelled(message: Inside) -> None:
    kind, _colon, person = message.subject_ref.partition(":")
    if kind == "person":
        tell_the_dead(by=BY, only=Q(person=UUID(person)))


def register() -> None:
    react_to("HUKOU_CANCELLED", name="reconciliation", function=on_cancelled)
