"""Writing a small list and reading it back."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from banji.accounts.models import Organisation
from banji.exchange import inbox, reading
from banji.exchange.feeds import Feed, Reading, ReadRow
from banji.exchange.models import Batch
from banji.files.operations import store
from banji.foundation.actors import system

TODAY = date(2017, 3, 1)
BY = system("tests.departments")


def csv_of(*rows: Mapping[str, str], encoding: str = "utf-8") -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode(encoding)


def read(feed: Feed, folder: Path, content: bytes, *, today: date = TODAY) -> tuple[Reading, list[ReadRow]]:
    path = folder / "list"
    path.write_bytes(content)
    found = feed.read(path, today)
    return found, list(found.rows)


def hand_in(feed: Feed, sender: Organisation, content: bytes, *, name: str = "list.csv") -> Batch:
    """As a liaison does, read to the end."""
    stored = store(content, name=name, by=BY, accept=feed.accept)
    batch = inbox.receive(feed=feed.code, sender=sender, file=stored, by=BY)
    return reading.read_batch(batch.pk, by=BY)
