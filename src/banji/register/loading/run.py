"""Loading a folder, from the first look to the last index; run again after a kill, it goes on where it was."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import NamedTuple

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.foundation.models import LongJob
from banji.register.loading import checks, counts, first, given, later, reports, staging
from banji.register.loading.owner import as_owner
from banji.register.loading.plan import Plan
from banji.register.loading.rows import Stamp
from banji.register.loading.work import opened, remove, scratch, work_folder
from banji.register.models import Load, Person

type Progress = Callable[[str, int, int], None]
"""Called with a stage (read, check, prepare, copy, build, analyse, add), what is done of it, and the whole."""


@dataclass(frozen=True, slots=True)
class Report:
    """`load` as it ended; `reports` holds refused/*.csv, remarks.csv. `changed`: False for a folder loaded before."""

    load: Load
    reports: Path
    changed: bool


class _Checked(NamedTuple):
    """A folder whose rows have been judged as of `today`."""

    counts: checks.Counts
    work: Path
    today: str
    by: Actor

    @property
    def rows(self) -> int:
        found = self.counts
        return found.households + found.people + found.history + found.events + found.signs


def load(folder: Path | str, *, by: Actor, progress: Progress = lambda *_: None, label: str = "") -> Report:
    """Take over the register in `folder`. Into an empty city as the owner, refused as a whole or done as a whole; into
    another one as the site, adding who is not here yet. The same folder twice changes nothing.

    Raises `Refused`: files or columns missing, unreadable, already being loaded, or a constraint does not hold.
    """
    folder = Path(folder)
    files = given.files_of(folder)
    digest = given.digest_of(files)
    with work_folder(digest) as work:
        before = Load.objects.filter(digest=digest).first()
        if before and before.state == Load.State.DONE:
            # Killed after its last commit, it had not told the page that waits for it.
            return Report(_finished(before), work, changed=False)
        is_first = not Person.objects.exists()
        with as_owner() if is_first else nullcontext():
            run = _begin(digest, is_first=is_first, by=by, label=label or folder.name, work=work)
            tell = _Teller(run, progress)
            try:
                with scratch(work) as rows:
                    checked = _check(files, rows, run, by, tell)
                    _note(run, rejected=checked.counts.refused, warned=checked.counts.remarks)
                    write = _first_time if run.kind == Load.FIRST else _further
                    write(rows, run, checked, tell)
            except (Refused, DatabaseError) as error:
                give_up(run, _why(error), work)
                raise
            remove(work, "staged", "plan.json")
            return Report(_finished(run), work, changed=True)


def _check(files: dict[str, Path], rows: Path, run: Load, by: Actor, tell: _Teller) -> _Checked:
    """Read and judge the files, leave the accepted rows in the DuckDB file `rows`, the others in the reports."""
    work, today = rows.parent, run.recorded_from.astimezone(clock.CITY_TIME).date()
    with opened(rows) as db:
        tell("read", 0, len(files))
        given.read(db, files, work)
        tell("check", 0, len(files))
        received = counts.received(db)
        found = checks.check(db, today)
        _note(run, tables=counts.begun(run, received, counts.refused(db)))
        reports.write_refused(db, work / "refused")
        reports.write_remarks(db, work / "remarks.csv")
    return _Checked(found, work, today.isoformat(), by)


def _first_time(rows: Path, run: Load, checked: _Checked, tell: _Teller) -> None:
    """Stage what is missing, then write all of it in one transaction."""
    plan, staged, done = _plan(run, checked), checked.work / "staged", 0
    tell("prepare", done, checked.rows)
    for n in staging.stage(rows, plan, staged):
        done += n
        tell("prepare", done, checked.rows)
    _note(run, accepted=checked.counts.people, tables=counts.all_accepted(run))
    first.write_all(run, plan, staged, by=checked.by, tell=tell.progress)
    first.refresh_statistics(tell)


def _further(rows: Path, run: Load, checked: _Checked, tell: _Teller) -> None:
    """Add who is not here yet, chunk by chunk, each with his history."""
    done = 0
    total = checked.counts.households + checked.counts.people + checked.counts.signs
    with opened(rows) as db:
        for n in later.add_all(db, run, checked.counts, today=checked.today, by=checked.by):
            done += n
            tell("add", done, total)
    run.refresh_from_db(fields=["accepted"])
    known = checked.counts.people - run.accepted
    _note(run, known=known, state=Load.State.DONE, stage="", ended_at=clock.now())


def _plan(run: Load, checked: _Checked) -> Plan:
    path = checked.work / "plan.json"
    kept = Plan.read(path)
    if kept is not None and kept.stamp.load_id == run.pk and kept.counts == checked.counts:
        return kept
    remove(checked.work, "staged")
    at = run.recorded_from.astimezone(UTC).isoformat(timespec="microseconds")
    plan = Plan.make(Stamp(run.pk, at, run.pk.hex, checked.today, checked.by.name), checked.counts)
    plan.write(path)
    return plan


def _begin(digest: str, *, is_first: bool, by: Actor, label: str, work: Path) -> Load:
    """The row of this load: taken up again if it was killed, begun anew with a new stamp if it was refused."""
    kind = Load.FIRST if is_first else Load.LATER
    with transaction.atomic():
        run = Load.objects.filter(digest=digest).first()
        if run is not None and run.state == Load.State.RUNNING and run.kind == kind:
            return run
        stamp = clock.stamp()
        if run is None:
            return Load.objects.create(
                label=label[:120], digest=digest, kind=kind, recorded_from=stamp, started_at=stamp, by=by.name
            )
        remove(work, "plan.json", "staged")
        _note(run, kind=kind, state=Load.State.RUNNING, recorded_from=stamp, message="", ended_at=None)
        return run


def _note(run: Load, **changes: object) -> None:
    for name, value in changes.items():
        setattr(run, name, value)
    run.save(update_fields=list(changes))


def give_up(run: Load, message: str, work: Path) -> None:
    """Failed as a whole: nothing is there. A load into a living city keeps what was added, and may be run again."""
    remove(work, "staged", "plan.json")
    _note(run, state=Load.State.FAILED, message=message, ended_at=clock.now())
    _job(run).update(state=LongJob.FAILED, message=message, ended_at=run.ended_at)


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, Refused) else _("The load failed: {why}").format(why=error)


def _finished(run: Load) -> Load:
    run.refresh_from_db()
    _job(run).update(state=LongJob.DONE, stage="", ended_at=run.ended_at)
    return run


def _job(run: Load) -> QuerySet[LongJob]:
    return LongJob.objects.filter(kind="register.load", subject=str(run.pk))


class _Teller:
    """Tells the caller, and the page that waits for this load. Within the final transaction the page would see
    nothing, so only `progress` is told there."""

    def __init__(self, run: Load, progress: Progress) -> None:
        self.run, self.progress = run, progress
        started = {"state": LongJob.RUNNING, "started_by": run.by}
        LongJob.objects.get_or_create(kind="register.load", subject=str(run.pk), defaults=started)

    def __call__(self, stage: str, done: int, total: int) -> None:
        self.progress(stage, done, total)
        _job(self.run).update(state=LongJob.RUNNING, stage=stage, done=done, total=total)
