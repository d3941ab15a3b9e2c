"""What became of every row that was handed in: received = accepted + known + set aside, by table, for ever."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from banji.register.importing.models import Intake
from banji.register.loading import counts
from banji.register.models import Load


class Row(NamedTuple):
    """One table of one load, as the files had it."""

    table: str
    received: int
    accepted: int
    known: int
    aside: int

    @property
    def balanced(self) -> bool:
        parts = (self.accepted, self.known, self.aside)
        return self.received == sum(parts) and min(parts) >= 0


def tried(intake: Intake) -> list[Row]:
    """What the dry run said."""
    return [Row(**row) for row in intake.result.get("tables", ())]


def of_load(load: Load, intake: Intake | None = None) -> list[Row]:
    """What the load did. Rows that the mapping had set aside count, those that the register had added do not."""
    aside, added = (intake.beyond.get(name, {}) if intake else {} for name in ("aside", "added"))
    by_table = {count.table: count for count in counts.of(load)}
    rows = []
    for table in dict.fromkeys([*by_table, *aside]):
        count = by_table.get(table, counts.TableCount(table, 0, 0, 0))
        before, ours = aside.get(table, 0), added.get(table, 0)
        received = count.received - ours + before
        if received:
            rows.append(Row(table, received, count.accepted, count.known - ours, count.refused + before))
    return rows


def intakes_of(loads: Iterable[Load]) -> dict[str, Intake]:
    """The intake of each load that came through the page, by its digest."""
    digests = [load.digest for load in loads]
    return {
        intake.digest: intake for intake in Intake.objects.filter(digest__in=digests).order_by("received_at")
    }
