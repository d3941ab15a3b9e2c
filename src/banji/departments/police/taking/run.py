"""From the folder to the counts; run again after a kill, it goes on where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from banji.audit.acts import act
from banji.departments.police import rules
from banji.departments.police.models import Intake, Mirrored, Seen, Subject
from banji.departments.police.taking import compare, holding, joining, ours, reading
from banji.departments.police.taking.building import changes, what_happened
from banji.departments.police.taking.compare import Pair
from banji.departments.police.taking.facts import here, others_numbers, standing
from banji.departments.police.taking.holding import Held
from banji.departments.police.taking.manifest import Manifest, check_order, read_manifest
from banji.departments.police.taking.telling import tell_departments
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.foundation.progress import Progress
from banji.register.loading.work import opened, scratch, work_folder
from banji.register.operations import mirror

CHUNK = 1_000
ROUNDS = 3
JOB = "police.take"

type Tell = Callable[[str, int, int], None]
"""Called with a stage (read, compare, mirror), what is done of it, and the whole."""


def take(folder: Path | str, *, by: Actor, tell: Tell = lambda *_: None) -> tuple[Intake, bool]:
    """Take in the file of the register of record in `folder`. Returns the intake, and whether it was new.

    The same file again changes nothing. A run that was killed is taken up again. Raises `Refused` for a file that is
    not signed, cut off or changed, or comes out of order, and while another one is unfinished.
    """
    manifest = read_manifest(Path(folder))
    done = Intake.objects.filter(digest=manifest.digest, state=Intake.State.DONE).first()
    if done is not None:
        return done, False
    with work_folder(manifest.digest) as work:
        intake = _begin(manifest, by)
        job = Progress.resume(JOB, str(intake.pk), by=by)
        with job.working(), scratch(work) as path, opened(path) as db:
            try:
                tell("read", 0, sum(manifest.rows.values()))
                _read(db, manifest, intake, work, by)
            except Refused as refusal:
                _refuse(intake, refusal)
                raise
            for one, total in _rounds(db, intake, by):
                job.stage("mirror", total)
                job.add(one)
                tell("mirror", one, total)
            _finish(db, intake, by)
            job.finish()
    return intake, True


def _begin(manifest: Manifest, by: Actor) -> Intake:
    """The row of this file: the one that was begun, or a new one. Raises `Refused` out of order."""
    running = Intake.objects.filter(state=Intake.State.RUNNING).first()
    if running is not None and running.digest == manifest.digest:
        return running
    intake = Intake(
        kind=manifest.kind,
        sequence=manifest.sequence,
        as_of=manifest.as_of,
        digest=manifest.digest,
        rows=manifest.rows,
        started_at=clock.now(),
        by=by.name,
    )
    try:
        if running is not None:
            raise Refused(
                _("File {n} was begun and is not finished.").format(n=running.sequence),
                remedy=_("Take that folder in again first: it goes on where it was."),
                code="unfinished",
            )
        check_order(manifest, Intake.objects.filter(state=Intake.State.DONE).order_by("-sequence").first())
    except Refused as refusal:
        _refuse(intake, refusal)
        raise
    with act("police.take", by=by, object_=("intake", intake.pk)) as this:
        this.after = {"sequence": manifest.sequence, "kind": manifest.kind, "digest": manifest.digest}
        intake.save(force_insert=True)
    return intake


def _refuse(intake: Intake, refusal: Refused) -> None:
    """What was refused stands on the page too, with its sentence."""
    intake.state, intake.message, intake.ended_at = Intake.State.REFUSED, str(refusal), clock.now()
    intake.save(force_insert=intake._state.adding, update_fields=None if intake._state.adding else _ENDED)


_ENDED = ["state", "message", "ended_at"]


def _read(db: duckdb.DuckDBPyConnection, manifest: Manifest, intake: Intake, work: Path, by: Actor) -> None:
    """Both sides in DuckDB, ready to be compared."""
    everybody = manifest.kind == Intake.Kind.FULL
    reading.load(db, manifest, work)
    ours.read_owners(db, everybody=everybody)
    reading.judge_all(db, clock.today())
    intake.confirmed, intake.unknown = joining.confirm(db, intake, by=by)
    joining.link(db, intake, by=by)


def _rounds(db: duckdb.DuckDBPyConnection, intake: Intake, by: Actor) -> Iterator[tuple[int, int]]:
    """Compare and mirror until nobody was changed by somebody else meanwhile; yields what is done of how much."""
    everybody = intake.kind == Intake.Kind.FULL
    for _round in range(ROUNDS):
        ours.read_rows(db, everybody=everybody)
        compare.compare(db)
        ((total,),) = db.execute("SELECT count(*) FROM changed").fetchall()
        done, stale = 0, 0
        for subject in (Subject.HOUSEHOLD, Subject.PERSON):
            for chunk in compare.changed(db, subject.value, CHUNK):
                stale += _settle(chunk, intake, by)
                done += len(chunk)
                yield done, total
            ours.read_owners(db, everybody=everybody)  # those that have been made
        if not stale:
            return
    raise Refused(
        _("Somebody is working on these people at this moment."),
        remedy=_("Take the folder in again: it goes on where it was."),
        code="busy",
    )


def _settle(pairs: Sequence[Pair], intake: Intake, by: Actor) -> int:
    """Mirror a chunk, or hold what may not be, in one transaction. Returns how many were changed meanwhile.

    Whom a constraint of the register refuses is found by halving, and put to an officer.
    """
    try:
        return _mirror(pairs, intake, by)
    except Refused as refusal:
        if len(pairs) > 1:
            half = len(pairs) // 2
            return _settle(pairs[:half], intake, by) + _settle(pairs[half:], intake, by)
        (pair,) = pairs
        held = Held(
            rules.REFUSED, pair.subject, pair.ref, pair.owner, pair.theirs, f"register||{refusal.message}"
        )
        with act("police.hold", by=by, object_=("intake", intake.pk)) as this:
            holding.note(intake, [held], this)
        return 0


def _mirror(pairs: Sequence[Pair], intake: Intake, by: Actor) -> int:
    today = clock.today()
    with act("police.take_chunk", by=by, object_=("intake", intake.pk)) as this:
        held = _held(pairs)
        refs = {one.ref for one in held}
        free = [pair for pair in pairs if pair.ref not in refs]
        made = changes(free, file=_file(intake, today), decided_by=_source(intake))
        owners = [change.owner.pk for change in made]
        stale = mirror(made, by=by, object_=("intake", intake.pk))
        good = [(pair, owner) for pair, owner in zip(free, owners, strict=True) if owner not in stale]
        holding.note(intake, held, this)
        Mirrored.objects.bulk_create([
            Mirrored(
                intake=intake, subject=pair.subject, subject_id=owner, what=what_happened(pair),
                fields=pair.differing, village_id=_village(pair),
            )
            for pair, owner in good
        ], ignore_conflicts=True)  # fmt: skip
        tell_departments([pair for pair, _owner in good], today=today, by=by, this=this)
        this.after = {"mirrored": len(good), "held": len(held), "changed_meanwhile": len(stale)}
    return len(stale)


def _held(pairs: Sequence[Pair]) -> list[Held]:
    people = [pair for pair in pairs if pair.subject == Subject.PERSON]
    facts, others = here(people), {pair.ref: holder for pair, holder in others_numbers(people)}
    found = []
    for pair in people:
        theirs = standing(pair, theirs=True)
        if theirs and (kind := rules.why_held(theirs, standing(pair, theirs=False), facts[pair.ref])):
            found.append(
                Held(kind, pair.subject, pair.ref, pair.owner, pair.theirs, other=others.get(pair.ref))
            )
    return found


def _file(intake: Intake, today: date) -> dict[str, Any]:
    as_of = min(intake.as_of.astimezone(clock.CITY_TIME).date(), today)
    return {"intake": str(intake.pk), "sequence": intake.sequence, "as_of": as_of.isoformat()}


def _source(intake: Intake) -> str:
    return _("register of record, file {n}").format(n=intake.sequence)


def _village(pair: Pair) -> int | None:
    part = "registration" if pair.subject == Subject.PERSON else "household"
    row = pair.their_last(part)
    return int(row.fields["village"]) if row else None


def _finish(db: duckdb.DuckDBPyConnection, intake: Intake, by: Actor) -> None:
    """Whom they lack or could not say properly is put to an officer; then the counts, from the rows."""
    refused = [
        Held(rules.REFUSED, subject, ref, pair.owner, (), f"{source}|{code}|{value}")
        for subject, ref, code, value, source in db.execute("SELECT * FROM refused ORDER BY 1, 2").fetchall()
        for pair in compare.pairs(db, subject, [ref])
    ]
    lacking = compare.missing(db) if intake.kind == Intake.Kind.FULL else []
    missing = [Held(rules.MISSING, subject, ref, owner) for subject, ref, owner in lacking]
    with transaction.atomic(), act("police.finish", by=by, object_=("intake", intake.pk)) as this:
        holding.note(intake, refused, this)
        holding.note(intake, missing, this)
        holding.settle(holding.gone(db, intake), this.now)
        kinds = dict(
            Seen.objects.filter(intake=intake).values_list("difference__kind").annotate(n=Count("pk"))
        )
        intake.refused, intake.missing = kinds.pop(rules.REFUSED, 0), kinds.pop(rules.MISSING, 0)
        intake.held = sum(kinds.values())
        intake.mirrored = Mirrored.objects.filter(Q(intake=intake)).count()
        ((intake.given,),) = db.execute("SELECT count(*) FROM given").fetchall()
        intake.same = intake.given - intake.mirrored - intake.held - intake.refused
        intake.state, intake.ended_at = Intake.State.DONE, this.now
        counts = ("given", "same", "mirrored", "held", "refused", "missing", "confirmed", "unknown")
        this.after = {name: getattr(intake, name) for name in counts}
        intake.save(update_fields=[*counts, "state", "ended_at"])
