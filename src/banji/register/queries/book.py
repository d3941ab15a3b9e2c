"""What a household's book has seen: who left it, and who was its head before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from banji.foundation.gather import gathering
from banji.register.models import Particulars, Registration
from banji.register.queries.axes import as_of
from banji.register.queries.households import HEAD, named

# Of a big collective household: the rows that ended last.
_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody in a household, or its head, from a day up to, not including, another. `last` is the row that ended it,
    `onward` what holds of him since, if anything does."""

    since: date
    last: Registration
    particulars: Particulars | None
    onward: Registration | None

    @property
    def person_id(self) -> UUID:
        return self.last.person_id

    @property
    def until(self) -> date | None:
        return self.last.valid_to


@dataclass(frozen=True, slots=True)
class BookHistory:
    """Newest first; `heads` without the present one."""

    left: list[Stay]
    heads: list[Stay]

    @property
    def persons(self) -> set[UUID]:
        return {stay.person_id for stay in (*self.left, *self.heads)}


def book_history(household_id: UUID, on: date) -> BookHistory:
    """As it is known now, up to the end of a day. One statement."""
    rows, names = _read(household_id, on)
    who, chains = {row.person_id: row for row in names}, _chains(rows)
    left: list[Stay] = []
    heads: list[Stay] = []
    for chain in chains.values():
        name = who.get(chain[0].person_id)
        left += _stays(chain, household_id, name)
        heads += _stays(chain, household_id, name, relation=HEAD)
    return BookHistory(_newest_first(left, on), _newest_first(heads, on))


def _read(household_id: UUID, on: date) -> tuple[list[Registration], list[Particulars]]:
    ended = Registration.objects.filter(
        household=household_id, status=Registration.Status.ACTIVE, recorded_to=None, valid_to__lte=on
    ).order_by("-valid_to", "-pk")[:_AT_MOST]
    theirs = Q(person__in=ended.values("person"))
    with gathering() as gather:
        rows = gather(Registration.objects.filter(theirs, recorded_to=None).order_by("valid_from"))
        names = gather(as_of(named().filter(theirs), on))
    return rows, names


def _chains(rows: Sequence[Registration]) -> dict[UUID, list[Registration]]:
    found: dict[UUID, list[Registration]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def _stays(
    chain: Sequence[Registration], household_id: UUID, who: Particulars | None, *, relation: str = ""
) -> Iterator[Stay]:
    """The stretches of a chain in this household, in this relation where one is named, that have ended."""
    since: date | None = None
    for row, after in zip(chain, (*chain[1:], None), strict=True):
        if not _there(row, household_id, relation):
            since = None
            continue
        since = since or row.valid_from
        goes_on = after is not None and after.valid_from == row.valid_to
        if row.valid_to and not (after and goes_on and _there(after, household_id, relation)):
            yield Stay(since, row, who, after if goes_on else None)
            since = None


def _there(row: Registration, household_id: UUID, relation: str) -> bool:
    here = row.status == Registration.Status.ACTIVE and row.household_id == household_id
    return here and row.relation_to_head == (relation or row.relation_to_head)


def _newest_first(stays: Sequence[Stay], on: date) -> list[Stay]:
    over = [stay for stay in stays if stay.until and stay.until <= on]
    return sorted(over, key=lambda stay: (stay.until or date.max, stay.last.pk), reverse=True)
