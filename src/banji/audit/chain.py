"""The chain: 32 lanes, and a writer takes any free one, so that nobody waits for a slow neighbour."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from banji.audit.canonical import canonical, keyed
from banji.audit.models import AuditEntry, AuditLane
from banji.foundation import clock

LANES = 32

_FREE = "SELECT lane, n, mac FROM audit_auditlane ORDER BY lane LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED"
_FREE_NOW = f"WITH free AS ({_FREE}) SELECT free.*, stamp.* FROM free, ({clock.STAMP}) stamp"  # noqa: S608
# Every connection begins with a lane of its own, so that two seldom meet.
_OWN = f"SELECT lane, n, mac, {clock.INSTANT} FROM audit_auditlane WHERE lane = (pg_backend_pid() + %s) %% {LANES}"  # noqa: S608
# Nothing happens where the lane has gone on since its head was read, or where somebody else holds it.
_APPEND = """
WITH head AS (SELECT lane FROM audit_auditlane WHERE lane = %s AND n = %s FOR NO KEY UPDATE SKIP LOCKED),
     entry AS (INSERT INTO audit_auditentry ({columns}) SELECT {values} FROM head),
     about AS (INSERT INTO audit_auditsubject (entry_id, person_id) SELECT %s, unnest(%s::uuid[]) FROM head)
UPDATE audit_auditlane SET n = %s, mac = %s, head_mac = %s FROM head WHERE audit_auditlane.lane = head.lane
"""

CHAINED = (
    *("lane", "n", "id", "at", "actor_kind", "actor_id", "actor_name", "role", "post_id", "organisation_id"),
    *(
        "address",
        "act",
        "object_kind",
        "object_id",
        "purpose",
        "case_no",
        "result",
        "before",
        "after",
        "changes",
    ),
)


def entry_mac(previous: bytes, entry: AuditEntry, subjects: Iterable[UUID]) -> bytes:
    """Digest of `entry` (all fields but its own mac, and its subjects) behind its predecessor's digest."""
    values: list[Any] = [getattr(entry, name) for name in CHAINED]
    values.append(sorted(subject.hex for subject in subjects))
    return keyed()(previous + canonical(values))


def head_mac(lane: int, n: int, mac: bytes) -> bytes:
    return keyed()(b"head" + canonical([lane, n, mac]))


class Head(NamedTuple):
    """The end of a lane, behind which an entry is written; `at` is the time of its act."""

    lane: int
    n: int
    mac: bytes
    at: datetime


def take_lane(at: datetime | None = None) -> Head:
    """Take any free lane, ours until the transaction ends, and the time (unless it was taken already)."""
    with connection.cursor() as cursor:
        cursor.execute(_FREE if at else _FREE_NOW)
        free = cursor.fetchone()
    if free is not None:
        return Head(free[0], free[1], bytes(free[2]), at or free[-1].astimezone(clock.CITY_TIME))
    if AuditLane.objects.count() < LANES:
        _lay_lanes()
        return take_lane(at)
    busy = AuditLane.objects.select_for_update(no_key=True).get(lane=time.monotonic_ns() % LANES)
    return Head(busy.lane, busy.n, bytes(busy.mac), at or clock.stamp())


def read_head(attempt: int = 0) -> Head:
    """The head of one lane as it stands now, and the time. It is not held: `append` says whether it still stood."""
    with connection.cursor() as cursor:
        cursor.execute(_OWN, [attempt])
        found = cursor.fetchone()
    if found is None:
        _lay_lanes()
        return read_head(attempt)
    lane, n, mac, at = found
    return Head(lane, n, bytes(mac), at.astimezone(clock.CITY_TIME))


def append(entry: AuditEntry, subjects: Iterable[UUID], head: Head) -> bool:
    """Link `entry` behind `head` and write it with its subjects, in one statement that waits for nobody.

    False, and nothing is written, where the lane has gone on or is another's; never behind a lane that was taken.
    """
    subjects = set(subjects)
    entry.lane, entry.n = head.lane, head.n + 1
    entry.mac = entry_mac(head.mac, entry, subjects)
    fields = AuditEntry._meta.concrete_fields
    values = [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in fields]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    new_head = [entry.n, entry.mac, head_mac(entry.lane, entry.n, entry.mac)]
    with connection.cursor() as cursor:
        statement = _APPEND.format(columns=columns, values=", ".join(["%s"] * len(values)))
        cursor.execute(statement, [head.lane, head.n, *values, entry.id, list(subjects), *new_head])
        return bool(cursor.rowcount)


def _lay_lanes() -> None:
    # On demand, not in a migration: a test's flush empties every table.
    rows = [(lane, 0, b"", head_mac(lane, 0, b"")) for lane in range(LANES)]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO audit_auditlane (lane, n, mac, head_mac) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            rows,
        )
