"""What the jobs do: lay the files out, try them out, load them. Each can be killed and is taken up again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from banji.audit.acts import Act, act
from banji.exchange.feeds import UnreadableList
from banji.exchange.tables.reasons import REASONS
from banji.files.access import read_chunks
from banji.files.models import StoredFile
from banji.foundation import jobs
from banji.foundation.actors import Actor, ActorKind, system
from banji.foundation.errors import Refused
from banji.foundation.progress import Progress
from banji.register.importing import applying, dry_run, guessing, place
from banji.register.importing.laying_out import Found, lay_out
from banji.register.importing.models import Intake, Sheet
from banji.register.importing.operations import LOAD, LOOK, SHEETS, TRY, propose
from banji.register.importing.place import laid_out, part
from banji.register.loading import given, load
from banji.words import Words

_S = Intake.State


def look(intake_id: UUID | str) -> None:
    """Lay out every file, find its headings, and propose a table and a mapping for each sheet."""
    _take_up(intake_id, _S.RECEIVED, LOOK, _look, refused=("importing.unreadable", _S.UNREADABLE))


def try_out(intake_id: UUID | str) -> None:
    """Read, map, check and count everything; nothing is written to the register."""
    _take_up(intake_id, _S.TRYING, TRY, _try_out, refused=("importing.refuse", _S.MAPPING))


def take(intake_id: UUID | str) -> None:
    """Load the rows for the officer who has confirmed them."""
    _take_up(intake_id, _S.LOADING, LOAD, _take, refused=("importing.refuse", _S.TRIED))


class _Job(NamedTuple):
    intake: Intake
    by: Actor
    progress: Progress


def _take_up(
    intake_id: UUID | str, state: str, job: str, work: Callable[[_Job], None], *, refused: tuple[str, str]
) -> None:
    """Do the work alone, if the intake still waits for it. `refused`: the act and the state in which a refusal, said
    on its page, leaves it."""
    with jobs.alone(f"importing:{intake_id}"):
        intake = Intake.objects.get(pk=intake_id)
        if intake.state != state:
            return
        by = _officer(intake) if job == LOAD else system(job)
        progress = Progress.resume(job, str(intake.pk), by=by)
        with progress.working():
            try:
                work(_Job(intake, by, progress))
            except _Dropped:
                return
            except (UnreadableList, Refused) as error:
                name, then = refused
                _end(intake, name, by=by, state=then, message=_said(error))
                progress.fail(str(error))
                return
            progress.finish()


def _look(job: _Job) -> None:
    found = _lay_out(job.intake, job.by, job.progress)
    with _keeping(job, "importing.look") as this:
        _propose(job.intake, found)
        _set(job.intake, state=_S.MAPPING, message={})
        this.after = {"sheets": {str(seq): f.rows for seq, (_first, f) in found.items()}}


def _try_out(job: _Job) -> None:
    intake, progress = job.intake, job.progress
    _lay_out_again(intake, job.by, progress)
    progress.stage(_("Applying the mappings"), len(_STAGES))
    applied, result = dry_run.try_out(intake, tell=lambda stage: _step(progress, stage))
    with _keeping(job, "importing.tried") as this:
        beyond = {"aside": applied.aside, "added": applied.added}
        _set(intake, state=_S.TRIED, digest=applied.digest, beyond=beyond, result=result, tried_at=this.now)
        this.after = {"digest": applied.digest, "tables": result["tables"]}


def _take(job: _Job) -> None:
    intake, progress = job.intake, job.progress
    progress.stage(_("Loading"))
    folder = _same_folder(intake, progress)
    load(folder, by=job.by, label=intake.label, progress=lambda *said: _tell(progress, *said))
    _end(intake, "importing.loaded", by=job.by, state=_S.LOADED)
    place.forget_rows(intake)


class _Dropped(Exception):
    """Somebody has dropped the intake while the work went on."""


@contextmanager
def _keeping(job: _Job, name: str) -> Iterator[Act]:
    """Keep what was found, unless nobody wants it any more; then the act says so."""
    with act(name, by=job.by, object_=("intake", job.intake.pk)) as this:
        wanted = _still(job.intake, this)
        if wanted:
            yield this
    if not wanted:
        raise _Dropped


def _lay_out(intake: Intake, by: Actor, progress: Progress) -> dict[int, tuple[Sheet, Found]]:
    """By the sheet's place: the first row of its file, and what was found."""
    firsts = [
        sheet for sheet in intake.sheets.select_related("file").order_by("seq") if not sheet.seq % SHEETS
    ]
    progress.stage(_("Reading the files"), len(firsts))
    found = {}
    for first in firsts:
        path = _opened(first.file, part(intake, "files") / f"{first.seq}{Path(first.file_name).suffix}", by)
        for n, sheet in enumerate(lay_out(path, part(intake, "sheets"), f"new-{first.seq}")[:SHEETS]):
            sheet.path.chmod(0o600)
            sheet.path.replace(part(intake, "sheets") / f"{first.seq + n}.parquet")
            found[first.seq + n] = (first, sheet)
        path.unlink()
        progress.add(1)
    return found


def _opened(stored: StoredFile, to: Path, by: Actor) -> Path:
    to.touch(mode=0o600)
    with to.open("wb") as plain:
        for chunk in read_chunks(stored, by=by, purpose="导入登记簿"):
            plain.write(chunk)
    return to


def _propose(intake: Intake, found: dict[int, tuple[Sheet, Found]]) -> None:
    for seq, (first, sheet) in found.items():
        row, _new = Sheet.objects.get_or_create(
            intake=intake, seq=seq, defaults={"file": first.file, "file_name": first.file_name}
        )
        if row.table:  # laid out again: what somebody said stays
            continue
        row.name, row.headings = sheet.name, sheet.headings
        row.header_row, row.rows = sheet.header_row, sheet.rows
        row.table = guessing.guess_table(sheet.headings, sheet.name, first.file_name)
        if row.table:
            row.mapping = propose(row).as_json()
        row.save(update_fields=["name", "headings", "header_row", "rows", "table", "mapping"])


_STAGES = ("map", "read", "check", "compare")


def _step(progress: Progress, stage: str) -> None:
    progress.add(1)
    progress.job.stage = stage_words(stage)
    progress.job.save(update_fields=["stage"])


def stage_words(stage: str) -> str:
    return {
        "map": _("Applying the mappings"),
        "read": _("Reading the rows"),
        "check": _("Checking the rows"),
        "compare": _("Comparing with the register"),
    }.get(stage, stage)


def _same_folder(intake: Intake, progress: Progress) -> Path:
    """The folder whose counts were confirmed; made anew only if it is not there any more. After a load that was cut
    off the register would add other rows to it."""
    folder = part(intake, "register")
    if _digest(folder) != intake.digest:
        _lay_out_again(intake, system(LOAD), progress)
        applied = applying.apply(intake)
        _set(intake, digest=applied.digest, beyond={"aside": applied.aside, "added": applied.added})
    return folder


def _digest(folder: Path) -> str:
    try:
        return given.digest_of(given.files_of(folder))
    except Refused:
        return ""


def _lay_out_again(intake: Intake, by: Actor, progress: Progress) -> None:
    """The files are kept; what was laid out of them may have been swept."""
    if not all(laid_out(sheet).exists() for sheet in intake.sheets.all()):
        _lay_out(intake, by, progress)


def _tell(progress: Progress, stage: str, done: int, total: int) -> None:
    if connection.in_atomic_block:  # nobody would see it, and nothing here may end the load
        return
    progress.job.stage, progress.job.done, progress.job.total = stage, done, total
    progress.job.save(update_fields=["stage", "done", "total"])


def _officer(intake: Intake) -> Actor:
    said = dict(intake.confirmed_by)
    return Actor(**{**said, "kind": ActorKind(said["kind"])})


def _end(intake: Intake, name: str, *, by: Actor, state: str, message: dict[str, str] | None = None) -> None:
    with act(name, by=by, object_=("intake", intake.pk)) as this:
        if not _still(intake, this):
            return
        ended = this.now if state in (_S.LOADED, _S.UNREADABLE) else None
        _set(intake, state=state, message=message or {}, ended_at=ended)
        if message:
            this.result = "refused"


def _said(error: Exception) -> dict[str, str]:
    if isinstance(error, UnreadableList):
        words = REASONS.get(error.code, Words(error.code, error.code))
        return {"zh": words.zh.format(**error.given), "en": words.en.format(**error.given)}
    text = " ".join(str(part) for part in (error, getattr(error, "remedy", "")) if str(part))
    return {"zh": text, "en": text}


def _still(intake: Intake, this: Act) -> bool:
    """Lock it; False if somebody has dropped it while the work went on: then what was laid out goes too."""
    if Intake.objects.select_for_update().get(pk=intake.pk).state == intake.state:
        return True
    this.result = "dropped"
    place.forget(intake)
    return False


def _set(intake: Intake, **changes: object) -> None:
    for name, value in changes.items():
        setattr(intake, name, value)
    intake.save(update_fields=list(changes))
