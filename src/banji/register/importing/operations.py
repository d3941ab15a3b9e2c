"""What a person does with files to be taken over: hand in, say what is what, try out, confirm, drop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from banji.audit.acts import Act, act
from banji.files.kinds import CSV, PARQUET, XLS, XLSX
from banji.files.operations import store
from banji.foundation import jobs
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.foundation.models import LongJob
from banji.register.importing import coding, guessing, mapping, place, rights
from banji.register.importing.mapping import LEFT_OUT, SheetMapping
from banji.register.importing.models import Intake, SavedMapping, Sheet
from banji.register.models import Load

KINDS = frozenset({XLSX, XLS, CSV, PARQUET})
LOOK, TRY, LOAD = "importing.look", "importing.try_out", "importing.load"
_S = Intake.State
_OPEN = (_S.MAPPING, _S.TRIED)
DROPPABLE = (*_OPEN, _S.RECEIVED, _S.TRYING, _S.UNREADABLE)
JOBS = {_S.RECEIVED: LOOK, _S.TRYING: TRY, _S.LOADING: LOAD}
# The places of a file's sheets: a workbook with more is no register.
SHEETS = 100


def receive(
    files: Iterable[tuple[str, BinaryIO]], *, label: str, by: Actor, corrects: Load | None = None
) -> Intake:
    """Keep the files (name, open file) and have them read. Raises `Refused`: too large, of a kind nobody reads."""
    rights.check(by)
    stored = [
        store(file, name=name, by=by, accept=KINDS, limit=settings.BANJI_IMPORT_LIMIT) for name, file in files
    ]
    if not stored:
        raise Refused(_("Choose at least one file."))
    with act("importing.receive", by=by) as this:
        intake = Intake.objects.create(
            label=(label.strip() or stored[0].name)[:120],
            corrects=corrects,
            received_at=this.now,
            received_by=by.name,
            organisation_id=by.organisation_id,
        )
        Sheet.objects.bulk_create(
            [
                Sheet(intake=intake, seq=n * SHEETS, file=file, file_name=file.name)
                for n, file in enumerate(stored)
            ]
        )
        this.object_kind, this.object_id = "intake", str(intake.pk)
        this.after = {
            "files": [str(file.pk) for file in stored],
            "corrects": str(corrects.pk) if corrects else "",
        }
        _enqueue(intake, LOOK)
    return intake  # fmt: skip


def assign(sheet: Sheet, table: str, *, by: Actor) -> Sheet:
    """Say which table a sheet is, or that it is none; columns are proposed anew."""
    with _changing(sheet.intake_id, "importing.assign", by=by) as (_intake, this):
        sheet.table = table
        proposed = propose(sheet) if table != LEFT_OUT else SheetMapping()
        sheet.mapping, sheet.mapped_by = proposed.as_json(), ""
        sheet.save(update_fields=["table", "mapping", "mapped_by"])
        this.after = {"sheet": sheet.seq, "table": table}
    return sheet


def propose(sheet: Sheet) -> SheetMapping:
    """The newest mapping saved for these very headings, else a guess; with the codes of the words that are known."""
    same = next((saved for saved in saved_for(sheet) if saved.headings == sheet.headings), None)
    said = SheetMapping.of(same.mapping) if same else guessing.guess_columns(sheet.table, sheet.headings)
    said = said.only(sheet.table, sheet.headings)
    return coding.with_codes(sheet, said, coding.words_of(sheet, said))


def saved_for(sheet: Sheet) -> list[SavedMapping]:
    """Saved mappings that fit the sheet, those for the very same headings first; of each name the newest."""
    newest: dict[str, SavedMapping] = {}
    for saved in SavedMapping.objects.filter(table=sheet.table).order_by("made_at", "pk"):
        newest[saved.name] = saved
    fitting = [saved for saved in newest.values() if saved.fits(sheet.headings)]
    return sorted(fitting, key=lambda saved: (saved.headings == sheet.headings, saved.made_at), reverse=True)


def map_columns(sheet: Sheet, said: SheetMapping, *, by: Actor, save_as: str = "") -> Sheet:
    """Say which heading is which column, and which word which code. `save_as` keeps it for the next file.

    Raises `Refused` where something needed is missing.
    """
    mapping.check(sheet.table, said, sheet.headings)
    with _changing(sheet.intake_id, "importing.map", by=by) as (_intake, this):
        sheet.mapping, sheet.mapped_by = said.as_json(), by.name
        sheet.save(update_fields=["mapping", "mapped_by"])
        this.after = {"sheet": sheet.seq, "columns": dict(said.columns), "saved_as": save_as.strip()}
        if save_as.strip():
            SavedMapping.objects.create(
                name=save_as.strip()[:60],
                table=sheet.table,
                headings=sheet.headings,
                mapping=sheet.mapping,
                made_at=this.now,
                made_by=by.name,
            )
    return sheet


def try_out(intake_id: UUID, *, by: Actor) -> Intake:
    """Have everything read and counted. Raises `Refused` while a sheet is without a table or a needed column."""
    with _changing(intake_id, "importing.try_out", by=by) as (intake, _this):
        sheets = list(intake.sheets.order_by("seq"))
        _must_be_mapped(sheets)
        _set(intake, state=_S.TRYING, message={})
        _enqueue(intake, TRY)
    return intake


def _must_be_mapped(sheets: Sequence[Sheet]) -> None:
    if untold := [sheet for sheet in sheets if not sheet.table]:
        raise Refused(
            _("Nobody has said yet what “{sheet}” is.").format(sheet=untold[0]),
            remedy=_("Choose its table, or leave it out."),
        )
    used = [sheet for sheet in sheets if sheet.table != LEFT_OUT]
    if not used:
        raise Refused(_("Every sheet was left out: there is nothing to take over."))
    for sheet in used:
        mapping.check(sheet.table, SheetMapping.of(sheet.mapping), sheet.headings)


def confirm(intake_id: UUID, *, seen: str, by: Actor) -> Intake:
    """The officer who has the counts before him (`seen`: the digest they stand for) lets the rows in.

    Raises `Refused`: other counts meanwhile, households outside his area, an empty city whose owner is unknown here.
    """
    intake = rights.intake_for(intake_id, by=by)
    with act("importing.confirm", by=by, object_=("intake", intake.pk)) as this:
        intake = Intake.objects.select_for_update().get(pk=intake.pk)
        if intake.state != _S.TRIED or seen != intake.digest:
            raise _moved_on()
        if count := rights.outside({int(v): n for v, n in intake.result["villages"].items()}, by=by):
            raise Refused(
                _("{count} households lie outside your area.").format(count=count),
                rule="domain 7.2",
                remedy=_(
                    "An officer who answers for the whole of them confirms it, or they are left out of the file."
                ),
                code="outside",
            )
        must_know_the_owner(intake)
        _set(
            intake,
            state=_S.LOADING,
            message={},
            confirmed_at=this.now,
            confirmed_by={**asdict(by), "kind": str(by.kind)},
        )
        this.after = {"digest": intake.digest, "tables": intake.result["tables"]}
        _enqueue(intake, LOAD)
    return intake  # fmt: skip


def must_know_the_owner(intake: Intake) -> None:
    """A first load is made by the owner of the tables. Raises `Refused` where this site does not know him."""
    if intake.result.get("first") and not settings.DATABASE_OWNER:
        raise Refused(
            _(
                "The city is empty: only the owner of the tables can make the first load, and this site does not know him."
            ),
            remedy=_("On the server, with DATABASE_OWNER_URL set: banji load {folder}").format(
                folder=place.part(intake, "register")
            ),
            code="no_owner",
        )


def drop(intake_id: UUID, *, by: Actor) -> Intake:
    """Nothing comes of it: the rows are removed here. Not while a load is under way."""
    with _changing(intake_id, "importing.drop", by=by, from_=DROPPABLE) as (intake, this):
        _set(intake, state=_S.DROPPED, ended_at=this.now)
        place.forget(intake)
    return intake


def read_again(intake_id: UUID, *, by: Actor) -> Intake:
    """The laid-out rows were swept: lay the files out anew. What was said about the sheets stays."""
    with _changing(intake_id, "importing.read_again", by=by) as (intake, _this):
        _set(intake, state=_S.RECEIVED)
        _enqueue(intake, LOOK)
    return intake


def stop(intake_id: UUID, *, by: Actor) -> None:
    """End the reading or the dry run after its present part."""
    intake = rights.intake_for(intake_id, by=by)
    with act("importing.stop", by=by, object_=("intake", intake.pk)):
        work = LongJob.objects.filter(kind__in=(LOOK, TRY), subject=str(intake.pk))
        work.filter(state__in=(LongJob.QUEUED, LongJob.RUNNING)).update(cancel_asked=True)


def go_on(intake_id: UUID, *, by: Actor) -> Intake:
    """Take up again work that was stopped or has failed."""
    with _changing(intake_id, "importing.go_on", by=by, from_=tuple(JOBS)) as (intake, _this):
        _enqueue(intake, JOBS[_S(intake.state)])
    return intake


@contextmanager
def _changing(
    intake_id: UUID, name: str, *, by: Actor, from_: Sequence[str] = _OPEN
) -> Iterator[tuple[Intake, Act]]:
    """An act on an intake that is locked and in one of these states; a change after the dry run undoes its counts."""
    rights.intake_for(intake_id, by=by)
    with act(name, by=by, object_=("intake", intake_id)) as this:
        intake = Intake.objects.select_for_update().get(pk=intake_id)
        if intake.state not in from_:
            raise _moved_on()
        if intake.state == _S.TRIED:
            _set(intake, state=_S.MAPPING)
        yield intake, this


def _moved_on() -> Refused:
    return Refused(
        _("These files have moved on since you opened them."),
        remedy=_("Open them again and look at the new state."),
        code="stale",
    )


def _set(intake: Intake, **changes: object) -> None:
    for name, value in changes.items():
        setattr(intake, name, value)
    intake.save(update_fields=list(changes))


def _enqueue(intake: Intake, job: str) -> None:
    jobs.enqueue_named(job, one_at_a_time=f"intake:{intake.pk}", intake_id=str(intake.pk))
