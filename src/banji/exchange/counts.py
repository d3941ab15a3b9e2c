"""received = matched + to be reviewed + not found + set aside: always counted from the rows, never kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from uuid import UUID

from django.db.models import Count, Q

from banji.exchange.models import Batch, InboundRow

O = InboundRow.Outcome  # noqa: E741 - the four outcomes, read in a table of them


@dataclass(frozen=True, slots=True)
class Counts:
    """The four counts of one batch; `waiting` rows have not been matched yet."""

    received: int = 0
    matched: int = 0
    review: int = 0
    not_found: int = 0
    set_aside: int = 0
    waiting: int = 0

    @property
    def settled(self) -> int:
        return self.matched + self.review + self.not_found + self.set_aside

    @property
    def balanced(self) -> bool:
        return self.received == self.settled

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.received + other.received,
            self.matched + other.matched,
            self.review + other.review,
            self.not_found + other.not_found,
            self.set_aside + other.set_aside,
            self.waiting + other.waiting,
        )


_COUNTED = tuple(field.name for field in fields(Counts))


def counts_of(batch_ids: Iterable[UUID]) -> dict[UUID, Counts]:
    """Counts by batch, in one query; a batch without rows has zeros."""
    wanted = list(batch_ids)
    rows = (
        InboundRow.objects.filter(batch__in=wanted)
        .values("batch_id")
        .annotate(
            received=Count("pk"),
            matched=Count("pk", filter=Q(outcome=O.MATCHED)),
            review=Count("pk", filter=Q(outcome=O.REVIEW)),
            not_found=Count("pk", filter=Q(outcome=O.NOT_FOUND)),
            set_aside=Count("pk", filter=Q(outcome=O.SET_ASIDE)),
            waiting=Count("pk", filter=Q(outcome=None)),
        )
    )
    found = {row["batch_id"]: Counts(**{name: row[name] for name in _COUNTED}) for row in rows}  # type: ignore[literal-required]
    return {pk: found.get(pk, Counts()) for pk in wanted}


def unbalanced() -> dict[Batch, Counts]:
    """Batches that lost or gained a row: read to the end, nothing waiting, and not as many rows as the file had or
    not as many outcomes as rows. There must be none."""
    read = list(Batch.objects.filter(state=Batch.State.READ))
    counts = counts_of(batch.pk for batch in read)
    return {
        batch: counts[batch.pk]
        for batch in read
        if counts[batch.pk].received != batch.reading.get("rows")
        or (not counts[batch.pk].waiting and not counts[batch.pk].balanced)
    }
