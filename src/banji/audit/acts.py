"""An act: one transaction, one entry in the trail. The only way rows of the register's history come to be.

with act("register.cancel_death", by=by, object_=("person", person.id), case_no=case.number) as this:
    person = lock(…)          # lock first …
    this.close(old)           # … `this.now` is taken once, after the lock
    this.add(Registration(…))
    this.about(person.id)

Who only reads writes a `note`: the same entry in the same chain, without a transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from banji.audit.chain import Head, append, read_head, take_lane
from banji.audit.models import AuditEntry
from banji.audit.seals import Added, SealedRow, closing, mac_of
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import IllegalDemand, Refused, explained
from banji.foundation.ids import uuid7
from banji.foundation.once import forget

# What stands in the trail of an attempt to ask for a paper that no list names; its purpose says which.
ILLEGAL_DEMAND = "law.illegal_demand"

# Lanes that a note tries before it queues for one like any other act.
_ATTEMPTS = 4


class Act:
    """What one act does; written to the trail when its block ends."""

    def __init__(
        self, name: str, *, by: Actor, object_: tuple[str, object], purpose: str, case_no: str
    ) -> None:
        self.id = uuid7()
        self.name = name
        self.by = by
        self.object_kind, self.object_id = object_[0], str(object_[1])
        self.purpose = purpose
        self.case_no = case_no
        self.result = "ok"
        self.before: Any = None
        self.after: Any = None
        self._subjects: set[UUID] = set()
        self._macs: dict[str, list[bytes]] = defaultdict(list)
        self._ids: dict[str, list[object]] = defaultdict(list)
        self._bulk: dict[str, Added] = {}
        self._closed: dict[str, dict[str, str]] = defaultdict(dict)

    @cached_property
    def now(self) -> datetime:
        """The act's time stamp, taken when first asked for: ask after the person is locked."""
        return clock.stamp()

    def about(self, *persons: UUID) -> None:
        self._subjects.update(persons)

    def add(self, *rows: SealedRow) -> None:
        """Seal and insert rows of history, in the given order of their tables."""
        by_model: dict[type[SealedRow], list[SealedRow]] = defaultdict(list)
        for row in rows:
            by_model[type(row)].append(row)
        for model, group in by_model.items():
            _number(model, group)
            for row in group:
                row.recorded_from, row.recorded_in = self.now, self.id
                row.mac = mac_of(row)
            model._default_manager.bulk_create(group)
            table = model._meta.db_table
            self._macs[table] += [bytes(row.mac) for row in group]
            self._ids[table] += [row.pk for row in group]
        forget()

    def added_in_bulk(self, table: str, added: Added) -> None:
        """Account for rows that a bulk load has sealed and copied in under this act's id."""
        before = self._bulk.get(table)
        self._bulk[table] = before.and_(added) if before else added

    def close(self, row: SealedRow) -> None:
        """End the row's recorded time now. Refused if somebody closed it since it was read."""
        self.close_all([row])

    def close_all(self, rows: Sequence[SealedRow]) -> None:
        """End the recorded time of many rows of one table in one statement. Refused if any was closed since it was
        read; then nothing is written."""
        if not rows:
            return
        model = type(rows[0])
        still_open = model._default_manager.filter(pk__in=[row.pk for row in rows], recorded_to=None)
        if still_open.update(recorded_to=self.now) != len(rows):
            raise _stale()
        forget()
        closed = self._closed[model._meta.db_table]
        for row in rows:
            row.recorded_to = self.now
            closed[str(row.pk)] = closing(self.now.astimezone(UTC))

    def _entry(self) -> AuditEntry:
        by = self.by
        added = {table: Added.of(macs, self._ids[table]) for table, macs in self._macs.items()} | self._bulk
        changes = {"added": {t: a.as_json() for t, a in added.items()}, "closed": dict(self._closed)}
        return AuditEntry(
            id=self.id,
            at=self.now,
            actor_kind=by.kind,
            actor_id=by.id,
            actor_name=by.name,
            role=by.role,
            post_id=by.post_id,
            organisation_id=by.organisation_id,
            address=by.address,
            act=self.name,
            object_kind=self.object_kind,
            object_id=self.object_id,
            purpose=self.purpose,
            case_no=self.case_no,
            result=self.result,
            before=self.before,
            after=self.after,
            changes=changes if added or self._closed else None,
        )

    def finish(self) -> None:
        # Who has not asked for the time gets it with his place in the chain.
        entry = self._linked(take_lane(vars(self).get("now")))
        if entry is None:
            raise RuntimeError("A lane that this transaction holds has gone on.")
        if entry.changes or entry.before is not None or entry.after is not None:
            forget()

    def noted(self, attempt: int) -> bool:
        """Write the entry alone, behind a lane nobody holds for us; False if somebody else was faster there."""
        return self._linked(read_head(attempt)) is not None

    def _linked(self, head: Head) -> AuditEntry | None:
        self.now = head.at
        entry = self._entry()
        return entry if append(entry, self._subjects, head) else None


@contextmanager
def act(
    name: str, *, by: Actor, object_: tuple[str, object] = ("", ""), purpose: str = "", case_no: str = ""
) -> Iterator[Act]:
    """Run one act in one transaction (a savepoint inside another) and write its entry at the end.

    Raises `Refused` for what the rules or the database's constraints do not allow; then nothing is written, but that
    somebody tried to demand what the law does not name (`domain.md` 2.10).
    """
    try:
        with explained(), transaction.atomic():
            this = Act(name, by=by, object_=object_, purpose=purpose, case_no=case_no)
            yield this
            this.finish()
    except IllegalDemand as demand:
        if not connection.in_atomic_block:
            note(ILLEGAL_DEMAND, by=by, persons=(), object_=object_, purpose=str(demand), case_no=case_no)
        raise


def note(
    name: str,
    *,
    by: Actor,
    persons: Iterable[UUID],
    object_: tuple[str, object] = ("", ""),
    purpose: str = "",
    case_no: str = "",
) -> None:
    """Write the entry of an act that changes nothing: two statements, no transaction of its own, no waiting."""
    given: dict[str, Any] = {"by": by, "object_": object_, "purpose": purpose, "case_no": case_no}
    subjects = frozenset(persons)
    with explained():
        for attempt in range(_ATTEMPTS):
            this = Act(name, **given)
            this.about(*subjects)
            if this.noted(attempt):
                return
    with act(name, **given) as this:
        this.about(*subjects)


def _stale() -> Refused:
    return Refused(
        _("This record has been changed since you opened it."),
        remedy=_("Open it again and look at the new state."),
        code="stale",
    )


def _number(model: type[SealedRow], rows: Sequence[SealedRow]) -> None:
    """Give 64-bit ids before the insert: the id stands under the digest."""
    if not isinstance(model._meta.pk, models.BigAutoField):
        return
    unnumbered = [row for row in rows if row.pk is None]
    for row, pk in zip(unnumbered, take_ids(model, len(unnumbered)), strict=True):
        row.pk = pk


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """Take `count` fresh ids of a table with a 64-bit key."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [f'"{table}"', column, count],
        )
        return [row[0] for row in cursor.fetchall()]
