"""Copies of the lanes' heads outside the database: what shows that somebody put an older state back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from banji.audit.models import AuditLane


def _file() -> Path:
    return Path(settings.BANJI_TRAIL_COPY) / "heads.jsonl"


def write() -> int:
    """Append the present heads to the copy; a job calls this regularly. Returns how many lanes were copied."""
    lanes = list(AuditLane.objects.order_by("lane"))
    line = {
        "at": datetime.now(UTC).isoformat(),
        "heads": {str(lane.lane): [lane.n, bytes(lane.mac).hex()] for lane in lanes if lane.n},
    }
    _file().parent.mkdir(parents=True, exist_ok=True)
    with _file().open("a") as file:
        file.write(json.dumps(line, separators=(",", ":")) + "\n")
    return len(lanes)


def missing(found: Mapping[tuple[int, int], bytes]) -> Iterator[tuple[str, str]]:
    """Places where a copied head is no longer in the chain. `found` maps (lane, n) to the digest that stands."""
    if not _file().exists():
        return
    for line in _file().read_text().splitlines():
        copy = json.loads(line)
        for lane, (n, mac) in copy["heads"].items():
            stands = found.get((int(lane), n))
            if stands is None or stands.hex() != mac:
                yield f"lane {lane}, entry {n}", f"does not agree with the copy taken at {copy['at']}"
