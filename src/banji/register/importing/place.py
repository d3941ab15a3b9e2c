"""The folder of an intake: what its files say in plain, private to the site, and gone when the work is done."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import UUID

from django.conf import settings

from banji.register.importing.models import Intake, Sheet

# What is only needed until the rows are in; what was set aside stays until somebody has corrected it.
_UNTIL_LOADED = ("sheets", "register", "files", "trial.duckdb")


def folder_of(intake_id: UUID | str) -> Path:
    return Path(settings.VAR) / "imports" / str(intake_id)


def part(intake: Intake, name: str) -> Path:
    """A folder within the intake's own, made if need be."""
    path = folder_of(intake.pk) / name
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder_of(intake.pk).chmod(0o700)
    return path


def laid_out(sheet: Sheet) -> Path:
    """Where a sheet lies as parquet of text."""
    return folder_of(sheet.intake_id) / "sheets" / f"{sheet.seq}.parquet"


def forget_rows(intake: Intake) -> None:
    """Remove what is not needed once the rows are in the register."""
    for name in _UNTIL_LOADED:
        path = folder_of(intake.pk) / name
        shutil.rmtree(path, ignore_errors=True)
        if path.is_file():
            path.unlink()


def forget(intake: Intake) -> None:
    shutil.rmtree(folder_of(intake.pk), ignore_errors=True)
