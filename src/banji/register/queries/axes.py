"""The two questions: "as it was on that day" (material) and "as we knew it at that instant" (formal)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Model, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banji.audit.seals import SealedRow
from banji.foundation import clock
from banji.foundation.errors import Refused
from banji.register.models import Load, TwoAxes


class Moment(NamedTuple):
    """The end of a day, as known at an instant (None: as it is known now)."""

    valid_on: date
    known_at: datetime | None = None


def as_of[Row: Model](rows: QuerySet[Row], valid_on: date, known_at: datetime | None = None) -> QuerySet[Row]:
    """The rows that hold at the end of `valid_on`, as known at `known_at`; see `known`."""
    return known(rows, known_at).filter(Q(valid_to=None) | Q(valid_to__gt=valid_on), valid_from__lte=valid_on)


def holds(row: TwoAxes, valid_on: date, known_at: datetime | None = None) -> bool:
    """`as_of` for a row that has been read already; the watermark is the caller's affair."""
    return (
        is_known(row, known_at)
        and row.valid_from <= valid_on
        and (row.valid_to is None or row.valid_to > valid_on)
    )


def is_known(row: SealedRow, known_at: datetime | None) -> bool:
    """Does the row stand (None), or did it at `known_at`?"""
    if known_at is None:
        return row.recorded_to is None
    return row.recorded_from <= known_at and (row.recorded_to is None or row.recorded_to > known_at)


def known[Row: Model](rows: QuerySet[Row], known_at: datetime | None) -> QuerySet[Row]:
    """The rows as they stand (None), or as known at `known_at`. Raises `Refused` for an instant past the
    watermark: that answer could still change."""
    if known_at is None:
        return rows.filter(recorded_to=None)
    must_be_certain(known_at)
    return rows.filter(Q(recorded_to=None) | Q(recorded_to__gt=known_at), recorded_from__lte=known_at)


def known_sql(row: str, known_at: datetime | None) -> str:
    """`known` for a statement of one's own: a condition on the row `row`; its parameter is `known_at`. The watermark
    is the caller's affair."""
    if known_at is None:
        return f"{row}.recorded_to IS NULL"
    return f"{row}.recorded_from <= %(known_at)s AND ({row}.recorded_to IS NULL OR {row}.recorded_to > %(known_at)s)"


def holds_sql(row: str, day: str) -> str:
    """`holds` for a statement of one's own, as far as the law's time goes: `day` is an expression for the day."""
    return f"{row}.valid_from <= {day} AND ({row}.valid_to IS NULL OR {row}.valid_to > {day})"


def must_be_certain(known_at: datetime) -> None:
    """Raises `Refused` for an instant past the watermark. Ask before reading."""
    if known_at > (limit := watermark()):
        raise Refused(
            _("What was known is certain only up to {limit}: somebody is writing at this moment.").format(
                limit=date_format(limit.astimezone(clock.CITY_TIME), "Y-m-d H:i:s")
            ),
            remedy=_("Ask for an earlier time, or again in a moment."),
            code="past_the_watermark",
        )


def watermark() -> datetime:
    """The latest instant for which "as known at" is certain for ever: below every act under way and every first
    load that is not done. Ask before taking the snapshot that reads."""
    settled = clock.settled()
    # After `settled`: a load's stamp is locked until its row can be seen.
    loads = Load.objects.filter(kind=Load.FIRST, state=Load.State.RUNNING).order_by("recorded_from")
    unfinished = loads.values_list("recorded_from", flat=True).first()
    return min(settled, unfinished - timedelta(microseconds=1)) if unfinished else settled
