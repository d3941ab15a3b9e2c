"""The file drop: signed JSON lines for a department in its folder, and the receipts it puts back.

drop/<id>-<department>/out/000000000042.jsonl   written whole or not at all, named by its first delivery
drop/<id>-<department>/receipts/*.jsonl         receipts and answers, one to a line; written as *.new, then renamed

A file of theirs that was read becomes `.taken`. One that cannot be read, or was not signed by this department, becomes
`.refused`, stays where it is, and an alarm is raised; it ends with the next good file once no refused one lies there.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from banji.accounts.models import Organisation
from banji.audit.acts import act
from banji.exchange import trouble
from banji.exchange.answers import signed
from banji.exchange.channels import EndpointDown, Handed, Parcel
from banji.exchange.channels.signing import Shared
from banji.exchange.models import Delivery, Endpoint
from banji.foundation.actors import system

log = logging.getLogger(__name__)
BY = system("exchange.receipts")
LARGEST = 20 << 20
REFUSED = "RECEIPTS_REFUSED"


def folder_of(organisation: Organisation) -> Path:
    name = "".join(c for c in organisation.department or organisation.kind if c.isalnum() or c == "_")
    return Path(settings.BANJI_DROP) / f"{organisation.pk}-{name}"


def drop_file(endpoint: Endpoint, _shared: Shared, parcels: Sequence[Parcel]) -> Iterator[list[Handed]]:
    """Write one file. A full disk or a folder that is gone is no fault of any message."""
    try:
        _write(folder_of(endpoint.organisation) / "out", parcels)
    except OSError as error:
        raise EndpointDown(f"the folder cannot be written: {error.strerror or error}") from error
    yield [Handed(parcel.delivery_id, Delivery.State.SENT) for parcel in parcels]


def _write(folder: Path, parcels: Sequence[Parcel]) -> None:
    """Durable before it takes its name; the same deliveries again take the place of the file."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{parcels[0].delivery_id:012}.jsonl"
    temporary = path.with_suffix(".new")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            for parcel in parcels:
                file.write(json.dumps(parcel.envelope, ensure_ascii=False, sort_keys=True) + "\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def collect_receipts() -> int:
    """Take in what the departments that work by file have put back. Returns how many lines changed something.

    What cannot be read in one department's folder does not keep the others from being read.
    """
    endpoints = Endpoint.objects.filter(channel=Endpoint.Channel.FILE).select_related("organisation")
    taken = 0
    for endpoint in endpoints:
        try:
            files = sorted((folder_of(endpoint.organisation) / "receipts").glob("*.jsonl"))
            taken += sum(_collect(endpoint.organisation, path) for path in files)
        except OSError:
            log.warning("the receipts of %s cannot be read", endpoint.organisation, exc_info=True)
    return taken


def _collect(organisation: Organisation, path: Path) -> int:
    lines = _lines(path)
    shared = Shared.with_(organisation)
    if lines is None or not all(shared.has_signed(line) for line in lines):
        _put_aside(organisation, path, "unreadable" if lines is None else "not signed by this department")
        return 0
    outcome = signed.take_in(lines, sender=organisation, by=BY, where=path.name)
    if outcome.unknown:
        _put_aside(organisation, path, "names messages or states we do not know")
    else:
        path.replace(path.with_suffix(".taken"))
        _all_well(organisation, path.parent)
    return outcome.taken


def _all_well(organisation: Organisation, folder: Path) -> None:
    """A good file came, and whoever cared for the refused ones has taken them away."""
    subject = ("organisation", organisation.pk)
    if trouble.lasts(REFUSED, subject=subject) and not any(folder.glob("*.refused")):
        with act("exchange.receipts_well", by=BY, object_=subject) as this:
            trouble.end(REFUSED, subject=subject, this=this)


def _lines(path: Path) -> list[dict[str, Any]] | None:
    """The lines of a file; None when one of them is no JSON object, or it is too large to be receipts."""
    if path.stat().st_size > LARGEST:
        return None
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except ValueError:
        return None
    return lines if all(isinstance(line, dict) for line in lines) else None


def _put_aside(organisation: Organisation, path: Path, why: str) -> None:
    with act("exchange.refuse_receipts", by=BY, object_=("organisation", organisation.pk)) as this:
        this.after = {"file": path.name, "why": why}
        subject = ("organisation", organisation.pk)
        trouble.begin(REFUSED, subject=subject, receiver=organisation.name, this=this)
    path.replace(path.with_suffix(".refused"))
