"""`banji audit verify`: is the trail whole, and does the register's history agree with it, row by row?

Names the place of any one row that was changed, removed or inserted behind the application's back.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.apps import apps

from banji.audit import checkpoints
from banji.audit.chain import LANES, entry_mac, head_mac
from banji.audit.models import AuditEntry, AuditLane, AuditSubject
from banji.audit.seals import SealedRow, closing, row_mac, sealed_fields

_CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not agree, and where."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass(slots=True)
class Ledger:
    """What the trail says was written: per entry and table the count and digest sum, and every closing."""

    added: dict[tuple[UUID, str], tuple[int, int, tuple[str, ...]]]
    closed: dict[tuple[str, str], str]


def verify() -> Iterator[Finding]:
    """Check every lane, every checkpoint and every sealed table. Yields nothing when all is well."""
    ledger = Ledger({}, {})
    yield from _lanes(ledger)
    for model in sealed_models():
        yield from _table(model, ledger)
    yield from _unmet(ledger)


def sealed_models() -> list[type[SealedRow]]:
    return [model for model in apps.get_models() if issubclass(model, SealedRow)]


def _lanes(ledger: Ledger) -> Iterator[Finding]:
    heads = {lane.lane: lane for lane in AuditLane.objects.all()}
    if not heads and not AuditEntry.objects.exists():
        yield from (Finding(*place) for place in checkpoints.missing({}))
        return
    found: dict[tuple[int, int], bytes] = {}
    for number in range(LANES):
        head = heads.get(number)
        if head is None:
            yield Finding(f"lane {number}", "the lane itself is missing")
        yield from _lane(number, head, ledger, found)
    yield from (Finding(place, what) for place, what in checkpoints.missing(found))


def _lane(
    number: int, head: AuditLane | None, ledger: Ledger, found: dict[tuple[int, int], bytes]
) -> Iterator[Finding]:
    previous, n = b"", 0
    entries = AuditEntry.objects.filter(lane=number).order_by("n")
    for entry, subjects in _with_subjects(entries.iterator(_CHUNK)):
        place = f"lane {number}, entry {entry.n} ({entry.id}, {entry.act}, {entry.at.isoformat()})"
        if entry.n != n + 1:
            yield Finding(f"lane {number}, entry {n + 1}", "is missing")
        elif entry_mac(previous, entry, subjects) != bytes(entry.mac):
            yield Finding(place, "was changed, inserted, or one of its subjects was")
        previous, n = bytes(entry.mac), entry.n
        found[number, n] = previous
        _note(entry, ledger)
    if head is not None:
        if head_mac(number, head.n, bytes(head.mac)) != bytes(head.head_mac):
            yield Finding(f"lane {number}", "the head was changed")
        if (head.n, bytes(head.mac)) != (n, previous):
            yield Finding(
                f"lane {number}, entry {max(head.n, n)}", "the last entries do not agree with the head"
            )


def _with_subjects(entries: Iterable[AuditEntry]) -> Iterator[tuple[AuditEntry, list[UUID]]]:
    chunk: list[AuditEntry] = []
    for entry in entries:
        chunk.append(entry)
        if len(chunk) == _CHUNK:
            yield from _paired(chunk)
            chunk = []
    yield from _paired(chunk)


def _paired(chunk: list[AuditEntry]) -> Iterator[tuple[AuditEntry, list[UUID]]]:
    subjects: dict[UUID, list[UUID]] = defaultdict(list)
    rows = AuditSubject.objects.filter(entry_id__in=[entry.id for entry in chunk])
    for entry_id, person_id in rows.values_list("entry_id", "person_id"):
        subjects[entry_id].append(person_id)
    for entry in chunk:
        yield entry, subjects[entry.id]


def _note(entry: AuditEntry, ledger: Ledger) -> None:
    changes = entry.changes or {}
    for table, added in changes.get("added", {}).items():
        ledger.added[entry.id, table] = (added["count"], int(added["sum"], 16), tuple(added["ids"]))
    for table, closings in changes.get("closed", {}).items():
        for row_id, at in closings.items():
            ledger.closed[table, row_id] = at


def _table(model: type[SealedRow], ledger: Ledger) -> Iterator[Finding]:
    table, fields = model._meta.db_table, sealed_fields(model)
    written = {entry_id for entry_id, name in ledger.added if name == table}
    seen: dict[UUID, tuple[int, int]] = defaultdict(lambda: (0, 0))
    ids: dict[UUID, set[object]] = defaultdict(set)
    rows = model._default_manager.order_by("pk").values_list(*_OF_EACH, *fields)
    for pk, recorded_in, recorded_to, stands, *values in rows.iterator(_CHUNK):
        mac = row_mac(table, values)
        if mac != bytes(stands):
            yield Finding(f"{table}, row {pk}", "was changed or forged")
        if recorded_in not in written:
            yield Finding(f"{table}, row {pk}", "was inserted: no act in the trail wrote it")
        if recorded_to or ledger.closed:
            yield from _closing(table, str(pk), recorded_to, ledger)
        count, total = seen[recorded_in]
        seen[recorded_in] = (count + 1, (total + int.from_bytes(mac)) % (1 << 256))
        ids[recorded_in].add(pk)
    for entry_id in written:
        count, total, named = ledger.added.pop((entry_id, table))
        if seen.get(entry_id, (0, 0)) != (count, total):
            yield _disagreement(table, entry_id, count, named, {str(pk) for pk in ids[entry_id]})


_OF_EACH = ("pk", "recorded_in", "recorded_to", "mac")


def _disagreement(table: str, entry_id: UUID, count: int, named: tuple[str, ...], ids: set[str]) -> Finding:
    missing = _missing(named, ids)
    rows = f", row {', '.join(missing)}" if missing else ""
    return Finding(
        f"{table}{rows} (act {entry_id})",
        f"the act wrote {count} rows, {len(ids)} are there"
        + (": removed" if missing else ", or one was changed"),
    )


def _missing(named: tuple[str, ...], ids: set[str]) -> list[str]:
    if len(named) == 3 and named[1] == "…" and named[0].isdigit():
        expected: Iterable[str] = map(str, range(int(named[0]), int(named[2]) + 1))
    else:
        expected = named
    return [row_id for row_id in expected if row_id != "…" and row_id not in ids][:20]


def _closing(table: str, pk: str, recorded_to: datetime | None, ledger: Ledger) -> Iterator[Finding]:
    place = f"{table}, row {pk}"
    said = ledger.closed.pop((table, pk), None)
    stands = closing(recorded_to.astimezone(UTC)) if recorded_to else None
    if stands and not said:
        yield Finding(place, "was closed, and no act in the trail closed it")
    elif said and not stands:
        yield Finding(place, "was opened again: the trail says it was closed")
    elif said != stands:
        yield Finding(place, f"was closed at {said} by the trail, the row says {stands}")


def _unmet(ledger: Ledger) -> Iterator[Finding]:
    for table, row_id in ledger.closed:
        yield Finding(f"{table}, row {row_id}", "was closed by an act and is no longer there")
    for entry_id, table in ledger.added:
        yield Finding(
            f"{table} (act {entry_id})", "the act wrote rows into a table that is not checked any more"
        )


def main(argv: list[str]) -> int:
    """`banji audit verify`: 0 when everything agrees, 1 with one line per place otherwise."""
    findings = list(verify())
    for finding in findings:
        print(finding, file=sys.stderr)
    if findings:
        print(f"{len(findings)} places do not agree with the trail.", file=sys.stderr)
        return 1
    entries = AuditEntry.objects.count()
    rows = sum(model._default_manager.count() for model in sealed_models())
    print(f"The trail is whole: {entries} entries in {LANES} lanes, {rows} rows of history agree with it.")
    return 0
