"""The two questions: "as it was on that day" (material) and "as we knew it at that instant" (formal)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Model, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banji.foundation import clock
from banji.foundation.errors import Refused
from banji.register.models import Load


def as_of[Row: Model](rows: QuerySet[Row], valid_on: date, known_at: datetime | None = None) -> QuerySet[Row]:
    """The rows that hold at the end of `valid_on`, as known at `known_at`; see `known`."""
    return known(rows, known_at).filter(Q(valid_to=None) | Q(valid_to__gt=valid_on), valid_from__lte=valid_on)


def known[Row: Model](rows: QuerySet[Row], known_at: datetime | None) -> QuerySet[Row]:
    """The rows as they stand (None), or as known at `known_at`. Raises `Refused` for an instant past the
    watermark: that answer could still change."""
    if known_at is None:
        return rows.filter(recorded_to=None)
    if known_at > (limit := watermark()):
        raise Refused(
            _("What was known is certain only up to {limit}: somebody is writing at this moment.").format(
                limit=date_format(limit.astimezone(clock.CITY_TIME), "Y-m-d H:i:s")
            ),
            remedy=_("Ask for an earlier time, or again in a moment."),
            code="past_the_watermark",
        )
    return rows.filter(Q(recorded_to=None) | Q(recorded_to__gt=known_at), recorded_from__lte=known_at)


def watermark() -> datetime:
    """The latest instant for which "as known at" is certain for ever: below every act under way and every first
    load that is not done. Ask before taking the snapshot that reads."""
    settled = clock.settled()
    # After `settled`: a load's stamp is locked until its row can be seen.
    loads = Load.objects.filter(kind=Load.FIRST, state=Load.State.RUNNING).order_by("recorded_from")
    unfinished = loads.values_list("recorded_from", flat=True).first()
    return min(settled, unfinished - timedelta(microseconds=1)) if unfinished else settled
