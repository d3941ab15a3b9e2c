"""`manifest.json`: which file this is, what it follows, what stands in it. Signed with the key both sides share.

{"kind": "DELTA", "sequence": 12, "follows": 11, "as_of": "2017-05-31T20:00:00+08:00",
 "tables": {"people": {"file": "people.csv", "rows": 83, "sha256": "…"}, …}, "signature": "…"}
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.accounts.queries import valid_on
from banji.departments.police.models import Intake
from banji.departments.police.taking.columns import COLUMNS, CONFIRMATIONS
from banji.exchange.channels.signing import Shared
from banji.foundation import clock
from banji.foundation.errors import Refused

DEPARTMENT = "REGISTER_OF_RECORD"
NAME = "manifest.json"
_ENDINGS = (".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder says it is. `digest` is of the manifest, which holds the digests of the tables."""

    kind: str
    sequence: int
    follows: int
    as_of: datetime
    files: dict[str, Path]
    rows: dict[str, int]
    digest: str


def register_of_record() -> Organisation:
    """The organisation that keeps the register of record. Raises `Refused` in a city that has none."""
    found = Organisation.objects.filter(valid_on(clock.today()), department=DEPARTMENT).first()
    if not settings.BANJI_REGISTER_OF_RECORD or found is None:
        raise Refused(
            _("This city has no register of record beside its own."),
            rule="BANJI_REGISTER_OF_RECORD",
            remedy=_(
                "Set BANJI_REGISTER_OF_RECORD=1 and create the organisation with the code {code}."
            ).format(code=DEPARTMENT),
            code="no_register_of_record",
        )
    return found


def read_manifest(folder: Path) -> Manifest:
    """Read and prove the manifest and the files it names. Raises `Refused`: unreadable, not signed, truncated."""
    path = folder / NAME
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        manifest = _parsed(said, folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(
            _("The manifest of {folder} cannot be read.").format(folder=folder.name),
            remedy=_("Fetch the whole folder from the register of record again."),
            code="manifest",
        ) from error
    if not Shared.with_(register_of_record()).has_signed(said):
        raise Refused(
            _("The manifest is not signed by the register of record, or was changed on its way."),
            remedy=_("Fetch the whole folder from the register of record again."),
            code="signature",
        )
    for table, file in manifest.files.items():
        _prove(table, file, said["tables"][table]["sha256"])
    return manifest


def _parsed(said: dict[str, Any], folder: Path) -> Manifest:
    tables = said["tables"]
    names = {table: str(tables[table]["file"]) for table in tables}
    as_of = datetime.fromisoformat(said["as_of"])
    whole = set(tables) | {CONFIRMATIONS} == set(COLUMNS)
    named = all(name == Path(name).name and name.endswith(_ENDINGS) for name in names.values())
    if not (whole and named and said["kind"] in Intake.Kind.values and as_of.tzinfo):
        raise ValueError("tables, kind or time")
    return Manifest(
        kind=said["kind"],
        sequence=int(said["sequence"]),
        follows=int(said["follows"]),
        as_of=as_of,
        files={table: folder / name for table, name in names.items()},
        rows={table: int(tables[table]["rows"]) for table in tables},
        digest=hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest(),
    )


def _prove(table: str, path: Path, digest: str) -> None:
    try:
        with path.open("rb") as file:
            whole = hashlib.file_digest(file, "sha256").hexdigest() == digest
    except OSError:
        whole = False
    if not whole:
        raise Refused(
            _(
                "The file of {table} is not the one that the manifest names: it is missing, cut off or changed."
            ).format(table=table),
            remedy=_("Fetch the whole folder from the register of record again."),
            code="digest",
        )


def check_order(manifest: Manifest, last: Intake | None) -> None:
    """May this file come after the last one that was taken in? Raises `Refused` for a gap and for what came too late.

    A delta may overlap what is known (it follows an earlier file); before a full file any may be missing.
    """
    if last is None:
        if manifest.kind == Intake.Kind.DELTA:
            raise Refused(
                _("The first file must be a full one: nothing has been taken in that changes could follow."),
                remedy=_("Ask the register of record for a full file."),
                code="gap",
            )
    elif manifest.sequence <= last.sequence or manifest.as_of < last.as_of:
        raise Refused(
            _("This is file {this}, of an earlier time than file {last}, which has been taken in.").format(
                this=manifest.sequence, last=last.sequence
            ),
            remedy=_("Nothing is missing: leave it out."),
            code="out_of_order",
        )
    elif manifest.kind == Intake.Kind.DELTA and manifest.follows > last.sequence:
        raise Refused(
            _(
                "File {this} follows file {follows}, but the last one taken in is {last}: a file is missing."
            ).format(this=manifest.sequence, follows=manifest.follows, last=last.sequence),
            remedy=_("Take in the missing files first, or ask the register of record for a full file."),
            code="gap",
        )
