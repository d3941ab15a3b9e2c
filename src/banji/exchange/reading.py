"""Reading a received list: decrypt it into a private folder, let the department's reader read it, keep the rows."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import batched
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from banji.audit.acts import act
from banji.exchange import feeds, inbox
from banji.exchange.feeds import Reading, UnreadableList
from banji.exchange.models import Batch
from banji.files.access import read_chunks
from banji.files.models import StoredFile
from banji.foundation import clock, jobs
from banji.foundation.actors import Actor
from banji.foundation.progress import Progress

CHUNK = 2000
JOB = "exchange.read"


def read_batch(batch_id: UUID | str, *, by: Actor) -> Batch:
    """Read a batch to the end; what was kept before a crash is not kept twice. Then what the feed says follows.

    A file that cannot be read is refused with a reason, and nothing of it is kept.
    """
    with jobs.alone(f"exchange.read:{batch_id}"):
        batch = inbox.batch(batch_id)
        if batch.state in (Batch.State.RECEIVED, Batch.State.READING):
            _read(batch, by)
    return batch


def _read(batch: Batch, by: Actor) -> None:
    progress = Progress.resume(JOB, str(batch.pk), by=by)
    _mark(batch, Batch.State.READING)
    with progress.working():
        try:
            reading = _kept(batch, progress, by)
        except UnreadableList as error:
            _refuse(batch, error, by)
            progress.fail(error.code)
            return
        _finish(batch, reading, by)
        progress.finish()


def _kept(batch: Batch, progress: Progress, by: Actor) -> Reading:
    feed = feeds.get(batch.feed)
    progress.stage(_("Reading the file"))
    with opened_file(batch.file, by=by, purpose=feed.title.zh) as path:
        reading = feed.read(path, clock.today())
        progress.stage(_("Keeping the rows"), reading.count)
        for rows in batched(reading.rows, CHUNK):
            inbox.keep_rows(batch, rows, by=by)
            progress.add(len(rows))
    return reading


def _mark(batch: Batch, state: Batch.State) -> None:
    batch.state = state
    Batch.objects.filter(pk=batch.pk).update(state=state)


def _refuse(batch: Batch, error: UnreadableList, by: Actor) -> None:
    with act("exchange.refuse_batch", by=by, object_=("batch", batch.pk)) as this:
        batch.state, batch.message_code, batch.message = Batch.State.REFUSED, error.code, error.given
        batch.read_at = this.now
        batch.save(update_fields=["state", "message_code", "message", "read_at"])
        this.result, this.after = "refused", {"reason": error.code}


def _finish(batch: Batch, reading: Reading, by: Actor) -> None:
    with act("exchange.read_batch", by=by, object_=("batch", batch.pk)) as this:
        batch.state, batch.read_at = Batch.State.READ, this.now
        batch.reading = {
            "rows": reading.count,
            "sheet": reading.sheet,
            "header_row": reading.header_row,
            "headings": reading.headings,
            "lines": reading.lines,
            "notes": reading.notes,
        }
        batch.save(update_fields=["state", "reading", "read_at"])
        this.after = {"rows": reading.count, "lines": reading.lines}
        feed = feeds.get(batch.feed)
        if feed.on_read is not None:
            feed.on_read(batch, by=by, this=this)
        feed.after_read(batch.pk)


@contextmanager
def opened_file(stored: StoredFile, *, by: Actor, purpose: str) -> Iterator[Path]:
    """The file in plain, for this process only (mode 0600 in a folder 0700), removed at the end."""
    with work_folder() as folder:
        path = folder / f"list{Path(stored.name).suffix}"
        path.touch(mode=0o600)
        with path.open("wb") as plain:
            for chunk in read_chunks(stored, by=by, purpose=purpose):
                plain.write(chunk)
        yield path


@contextmanager
def work_folder() -> Iterator[Path]:
    """A private folder that is gone afterwards; `sweep_work` removes what a killed process left."""
    _work().mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(dir=_work()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_work(older_than_hours: float = 24) -> int:
    """Remove private folders that nobody can still be using. Returns how many."""
    limit = time.time() - older_than_hours * 3600
    old = [folder for folder in _work().glob("*") if folder.stat().st_mtime < limit]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)


def _work() -> Path:
    return Path(settings.BANJI_FILES).parent / "work"
