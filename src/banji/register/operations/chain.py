"""The chain of a person's or household's rows: add a row like another, cut a chain at a day, order events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from banji.audit.acts import Act
from banji.audit.seals import SealedRow
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.register.locks import lock_with_households
from banji.register.models import HouseholdParticulars, IdCard, RegisterEvent, Registration, TwoAxes

_OF_THE_ROW = frozenset({"id", "recorded_from", "recorded_to", "recorded_in", "mac"})
_TICK = timedelta(microseconds=1)


def like[Row: SealedRow](row: Row, **changes: Any) -> Row:
    """A new, unsaved row that says the same as `row` but for `changes`."""
    fields = (field.attname for field in row._meta.concrete_fields)
    return type(row)(**{name: getattr(row, name) for name in fields if name not in _OF_THE_ROW} | changes)


def holding_on[Row: TwoAxes](rows: Iterable[Row], day: date) -> Row | None:
    """The row that holds at the end of `day`."""
    return next((r for r in rows if r.valid_from <= day and (r.valid_to is None or r.valid_to > day)), None)


def cut[Row: TwoAxes](this: Act, rows: Sequence[Row], day: date) -> list[Row]:
    """Close all of `rows` that hold on `day` or later; what they said of the time before is said again."""
    cut_rows = [row for row in rows if row.valid_to is None or row.valid_to > day]
    for row in cut_rows:
        this.close(row)
    this.add(*(like(row, valid_to=day) for row in cut_rows if row.valid_from < day))
    return cut_rows


def hold(this: Act, person_id: UUID) -> list[Registration]:
    """Lock a person with his households, take the act's time, and return his registrations, oldest first."""
    lock_with_households(person_id)
    this.about(person_id)
    rows = Registration.objects.filter(person_id=person_id)
    books = HouseholdParticulars.objects.filter(
        household__in=rows.exclude(household=None).values("household")
    )
    cards = IdCard.objects.filter(person_id=person_id)
    after(this, rows, books, cards)
    return list(rows.filter(recorded_to=None).order_by("valid_from"))


def after(this: Act, *rows: QuerySet[Any]) -> None:
    """See that the act is recorded later than the rows it builds on, even if the clock was set back meanwhile."""
    stamps = [table.aggregate(last=Max("recorded_from"))["last"] for table in rows]
    last = max((stamp for stamp in stamps if stamp), default=None)
    if last and last >= this.now:
        this.now = last + _TICK


def next_seq(person_id: UUID, day: date) -> int:
    """The place of a further event within its day. Lock the person before."""
    events = RegisterEvent.objects.filter(person_id=person_id, event_date=day)
    return int(events.aggregate(last=Max("seq"))["last"] or 0) + 1


def decides(by: Actor) -> None:
    """Law 3 of the house: a machine proposes, a named officer decides."""
    if not by.is_officer:
        raise Refused(
            _("Only an officer may decide this."),
            rule="design §1.3",
            remedy=_("Open a case: an officer of the station will look at it."),
            code="not_an_officer",
        )
