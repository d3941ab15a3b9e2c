"""The migration certificate (户口迁移证) of somebody who has moved out. Issued again it has a new number and a new last day:
an event of its own says so, and the one before it stays as it was written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from banji.register.models import RegisterEvent

_Kind = RegisterEvent.Kind


class Certificate(NamedTuple):
    """`event` gave it its number: the moving out, or the latest that issued it again."""

    number: str
    valid_until: date
    event: RegisterEvent


def given_by(event: RegisterEvent) -> Certificate:
    """The certificate that an event gave, whether or not it is good any more."""
    said = event.details
    return Certificate(said["certificate_no"], date.fromisoformat(said["valid_until"]), event)


def certificates(moved_out: RegisterEvent, events: Iterable[RegisterEvent]) -> list[Certificate]:
    """All that were given on a moving out, the one that is good now last. `events` of that person, as they came."""
    again = (e for e in events if e.kind == _Kind.REISSUE and e.details["moved_out"] == str(moved_out.pk))
    return [given_by(event) for event in (moved_out, *again)]


def not_issued_again(
    events: QuerySet[RegisterEvent, RegisterEvent],
) -> QuerySet[RegisterEvent, RegisterEvent]:
    """Without those whose certificate a later event has replaced."""
    again = RegisterEvent.objects.filter(person=OuterRef("person"), kind=_Kind.REISSUE)
    named = again.annotate(replaces=KeyTextTransform("replaces", "details"))
    return events.filter(~Exists(named.filter(replaces=Cast(OuterRef("pk"), TextField()))))
