"""The file drop: signed JSON lines for a department in its folder, and the receipts it puts back.

drop/<id>-<department>/out/000000000042.jsonl        written whole or not at all, named by its first delivery
drop/<id>-<department>/receipts/*.jsonl              {"message_id": …, "state": "ACCEPTED", "result": "", "signature": …}
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from banji.accounts.models import Organisation
from banji.audit.acts import act
from banji.exchange.channels import Parcel, signature
from banji.exchange.models import Delivery, Endpoint
from banji.foundation.actors import system

BY = system("exchange.receipts")
_TAKEN = {
    Delivery.State.DELIVERED: "delivered_at",
    Delivery.State.ACCEPTED: "accepted_at",
    Delivery.State.PROCESSED: "processed_at",
    Delivery.State.REJECTED: "accepted_at",
}


def folder_of(organisation: Organisation) -> Path:
    name = "".join(c for c in organisation.department or organisation.kind if c.isalnum() or c == "_")
    return Path(settings.BANJI_DROP) / f"{organisation.pk}-{name}"


def drop_file(organisation: Organisation, parcels: Sequence[Parcel]) -> str:
    """Write one file, durable before it takes its name; the same deliveries again take the place of the file."""
    folder = folder_of(organisation) / "out"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{parcels[0].delivery_id:012}.jsonl"
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        for parcel in parcels:
            file.write(json.dumps(parcel.envelope, ensure_ascii=False, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    return Delivery.State.SENT


def collect_receipts() -> int:
    """Take in the receipts of every department that works by file. Returns how many were good; a file with a line
    that is not signed by its department is put aside as `.refused`."""
    endpoints = Endpoint.objects.filter(channel=Endpoint.Channel.FILE).select_related("organisation")
    return sum(
        _collect(endpoint.organisation, path)
        for endpoint in endpoints
        for path in sorted((folder_of(endpoint.organisation) / "receipts").glob("*.jsonl"))
    )


def _collect(organisation: Organisation, path: Path) -> int:
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        good = all(_is_signed(organisation, line) for line in lines)
    except (ValueError, AttributeError):
        good, lines = False, []
    if not good:
        path.replace(path.with_suffix(".refused"))
        return 0
    with act("exchange.take_receipts", by=BY, object_=("organisation", organisation.pk)) as this:
        taken = sum(_take(organisation, line, this.now) for line in lines)
        this.after = {"file": path.name, "receipts": taken}
    path.replace(path.with_suffix(".taken"))
    return taken


def _is_signed(organisation: Organisation, line: dict[str, Any]) -> bool:
    said = {key: value for key, value in line.items() if key != "signature"}
    return said.get("state") in _TAKEN and line.get("signature") == signature(organisation, said)


def _take(organisation: Organisation, line: dict[str, Any], now: object) -> int:
    deliveries = Delivery.objects.filter(message=line["message_id"], organisation=organisation)
    state = line["state"]
    return deliveries.exclude(state__in=("PROCESSED", "CONFIRMED")).update(
        **{"state": state, _TAKEN[state]: now, "result": str(line.get("result", ""))[:2000]}
    )
