"""Preparing chunks of a first load into files, several processes at once; what is there already is not done again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import models

from banji.foundation.keys import keyring
from banji.register.loading.plan import CHUNK, Plan
from banji.register.loading.rows import event_rows, household_rows, person_rows, registration_rows, sign_rows
from banji.register.workers import SUMS, Job, Place, stage_here, stage_together

_ALONE = 2 * CHUNK  # a second process takes longer to start than this takes to prepare


def stage(rows: Path, plan: Plan, folder: Path) -> Iterator[int]:
    """Write every chunk of the checked `rows` that is not there yet into `folder`; yields the number of rows as they
    get done."""
    folder.mkdir(exist_ok=True, mode=0o700)
    recipes = {
        "households": household_rows,
        "people": person_rows,
        "registrations": registration_rows,
        "events": event_rows,
        "signs": sign_rows,
    }
    jobs = []
    for chunk in plan.chunks():
        to = folder / chunk.name
        if (to / SUMS).exists():
            yield chunk.last - chunk.first
        else:
            jobs.append(
                Job(to, plan.select(chunk.kind), chunk.first, chunk.last, recipes[chunk.kind](plan.stamp))
            )
    place = Place(rows, keyring().path, settings.BANJI_CRYPTO)
    few = sum(job.last - job.first for job in jobs) < _ALONE or os.cpu_count() == 1
    yield from (stage_here if few else stage_together)(place, jobs)


def staged_files(plan: Plan, folder: Path, model: type[models.Model]) -> Iterator[Path]:
    """The files of one table, in order."""
    paths = (folder / chunk.name / model._meta.db_table for chunk in plan.chunks())
    return (path for path in paths if path.exists())


def staged_sums(plan: Plan, folder: Path) -> dict[str, tuple[int, int]]:
    """By table: how many rows are staged, and the sum of their digests modulo 2^256."""
    sums: dict[str, tuple[int, int]] = {}
    for chunk in plan.chunks():
        for table, (count, total) in json.loads((folder / chunk.name / SUMS).read_text()).items():
            n, so_far = sums.get(table, (0, 0))
            sums[table] = (n + count, (so_far + int(total, 16)) % (1 << 256))
    return sums
