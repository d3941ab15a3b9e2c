"""Was a row of a list told in time? Where the catalogue sets a term (`within`), each row has a day on which it happened
and one by which it had to be here; what is late is counted from the rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, Max, Q
from django.db.models.functions import TruncDate

from banji.exchange import catalogue
from banji.exchange.feeds import ReadRow
from banji.exchange.models import InboundRow
from banji.foundation import clock
from banji.foundation.clock import CITY_TIME
from banji.law.profiles import Rules, load_rules


def rules_on(day: date) -> Rules:
    return load_rules(settings.BANJI_PROFILE, overrides=settings.BANJI_LAW, on=day)


class Term:
    """The term for the rows of one list; without one every answer is None."""

    def __init__(self, key: str, field: str, rules: Rules) -> None:
        self.key, self.field = key, field
        self._deadline = lru_cache(maxsize=None)(lambda day: rules.deadline(key, day).due_on)

    @classmethod
    def of(cls, feed: str) -> Term:
        entry = catalogue.feed(feed)
        return cls(entry.within, entry.since, rules_on(clock.today()))

    def happened_on(self, row: ReadRow) -> date | None:
        """The day of a row that can be used; one that was set aside has none."""
        said = "" if row.problem or not self.field else row.clean.get(self.field, "")
        return date.fromisoformat(said) if said else None

    def due_on(self, happened: date | None) -> date | None:
        return self._deadline(happened) if happened else None


@dataclass(frozen=True, slots=True)
class Timeliness:
    """Of `dated` rows with a term, `late` came after it; `worst` is the longest time from the day to us, in days."""

    dated: int = 0
    late: int = 0
    worst: int = 0

    @property
    def percent_late(self) -> float:
        return 100 * self.late / self.dated if self.dated else 0.0

    def __add__(self, other: Timeliness) -> Timeliness:
        return Timeliness(self.dated + other.dated, self.late + other.late, max(self.worst, other.worst))


_RECEIVED = TruncDate("batch__received_at", tzinfo=CITY_TIME)


def timeliness_of(batch_ids: Iterable[UUID]) -> dict[UUID, Timeliness]:
    """By batch, in one query; a list whose rows have no term has zeros."""
    wanted = list(batch_ids)
    rows = InboundRow.objects.filter(batch__in=wanted, due_on__isnull=False).annotate(received=_RECEIVED)
    counted = rows.values("batch_id").annotate(
        dated=Count("pk"),
        late=Count("pk", filter=Q(due_on__lt=F("received"))),
        worst=Max(F("received") - F("happened_on")),
    )
    found = {
        row["batch_id"]: Timeliness(row["dated"], row["late"], max(row["worst"].days, 0)) for row in counted
    }
    return {pk: found.get(pk, Timeliness()) for pk in wanted}


def late_rows(batch_id: UUID) -> Q:
    """The rows behind the number."""
    return Q(batch=batch_id, due_on__lt=TruncDate("batch__received_at", tzinfo=CITY_TIME))
