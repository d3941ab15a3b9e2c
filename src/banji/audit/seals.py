"""Rows of the register's history: two recorded-time columns, the act that wrote them, and a keyed digest.

A row's digest (without `recorded_to`) shows a changed or forged row; the act's entry counts and sums the digests of
the rows it added, which shows a removed one; closing a row is itself a line of the act's entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from banji.audit.canonical import canonical, keyed

_MODULUS = 1 << 256
_NAMED_AT_MOST = 200


class SealedRow(models.Model):
    """A row that is added once and closed once; nothing else ever happens to it."""

    append_only: ClassVar[tuple[str, ...]] = ("recorded_to",)

    recorded_from = models.DateTimeField()
    recorded_to = models.DateTimeField(null=True)
    # The audit entry of the act that wrote the row (no foreign key: see audit.models).
    recorded_in = models.UUIDField()
    mac = models.BinaryField(max_length=32)

    class Meta:
        abstract = True


def sealed_fields(model: type[SealedRow]) -> tuple[str, ...]:
    """Attribute names under the digest, in order: every column but `recorded_to` and `mac`."""
    names = [field.attname for field in model._meta.concrete_fields]
    return tuple(sorted(name for name in names if name not in {"recorded_to", "mac"}))


def row_mac(table: str, values: Iterable[Any]) -> bytes:
    """Digest of one row of `table`; `values` in the order of `sealed_fields`."""
    return keyed()(canonical([table, *values]))


def mac_of(row: SealedRow) -> bytes:
    model = type(row)
    return row_mac(model._meta.db_table, (getattr(row, name) for name in sealed_fields(model)))


@dataclass(frozen=True, slots=True)
class Added:
    """How many rows an act added to a table, the sum of their digests, and (if few) which."""

    count: int
    total: int
    ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, macs: Sequence[bytes], ids: Sequence[object]) -> Added:
        few = tuple(str(i) for i in ids) if len(ids) <= _NAMED_AT_MOST else (str(ids[0]), "…", str(ids[-1]))
        return cls(len(macs), sum(int.from_bytes(mac) for mac in macs) % _MODULUS, few)

    def and_(self, more: Added) -> Added:
        """Both of them, of one table."""
        return Added(self.count + more.count, (self.total + more.total) % _MODULUS, (*self.ids, *more.ids))

    def as_json(self) -> dict[str, Any]:
        return {"count": self.count, "sum": f"{self.total:064x}", "ids": list(self.ids)}


def closing(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
