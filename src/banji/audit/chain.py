"""The chain: 32 lanes, and a writer takes any free one, so that nobody waits for a slow neighbour."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from banji.audit.canonical import canonical, keyed
from banji.audit.models import AuditEntry, AuditLane, AuditSubject

LANES = 32

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


def append(entry: AuditEntry, subjects: Iterable[UUID]) -> None:
    """Link `entry` into a free lane and write it with its subjects, inside the caller's transaction."""
    subjects = set(subjects)
    lane = _take_lane()
    entry.lane, entry.n = lane.lane, lane.n + 1
    entry.mac = entry_mac(bytes(lane.mac), entry, subjects)
    entry.save(force_insert=True)
    AuditSubject.objects.bulk_create(AuditSubject(entry_id=entry.id, person_id=person) for person in subjects)
    AuditLane.objects.filter(lane=lane.lane).update(
        n=entry.n, mac=entry.mac, head_mac=head_mac(lane.lane, entry.n, entry.mac)
    )


def _take_lane() -> AuditLane:
    locked = AuditLane.objects.select_for_update(no_key=True, skip_locked=True)
    lane = locked.order_by("lane").first()
    if lane is not None:
        return lane
    if AuditLane.objects.count() < LANES:
        _lay_lanes()
        return locked.order_by("lane").first() or _wait_for_lane()
    return _wait_for_lane()


def _wait_for_lane() -> AuditLane:
    return AuditLane.objects.select_for_update(no_key=True).get(lane=time.monotonic_ns() % LANES)


def _lay_lanes() -> None:
    # On demand, not in a migration: a test's flush empties every table.
    rows = [(lane, 0, b"", head_mac(lane, 0, b"")) for lane in range(LANES)]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO audit_auditlane (lane, n, mac, head_mac) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            rows,
        )
