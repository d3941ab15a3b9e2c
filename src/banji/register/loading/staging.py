"""Preparing chunks of a first load into files, several processes at once; what is there already is not done again."""

# ruff: noqa: S608  (names of our own tables and columns only; values are parameters)
from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path
from typing import Any

import duckdb
from django.db import models

from banji.register.loading.copying import blocks_of
from banji.register.loading.plan import CHUNK, Chunk, Plan
from banji.register.loading.rows import (
    GivenHousehold,
    GivenPerson,
    Prepared,
    household_rows,
    person_rows,
    sign_rows,
)
from banji.register.models import HouseholdParticulars, SignOfLife
from banji.register.workers import process_pool

_ALONE = 4 * CHUNK  # a second process takes longer to start than this takes to prepare
_SUMS = "sums.json"

_SELECT = {
    "households": f"SELECT {', '.join(GivenHousehold._fields)} FROM households WHERE n >= ? AND n < ? ORDER BY n",
    "people": (
        f"SELECT {', '.join(GivenPerson._fields)}, numbers_before, registrations_before, cards_before"
        " FROM people WHERE n >= ? AND n < ? ORDER BY n"
    ),
    "signs": "SELECT person_n, kind, happened_on, source FROM signs WHERE n >= ? AND n < ? ORDER BY n",
}

type Rows = list[tuple[Any, ...]]


def stage(db: duckdb.DuckDBPyConnection, plan: Plan, folder: Path) -> Iterator[int]:
    """Write every chunk that is not there yet into `folder`; yields the number of rows as they get done."""
    folder.mkdir(exist_ok=True, mode=0o700)
    missing = []
    for chunk in plan.chunks():
        if (folder / chunk.name / _SUMS).exists():
            yield chunk.last - chunk.first
        else:
            missing.append(chunk)
    if sum(chunk.last - chunk.first for chunk in missing) < _ALONE or (os.cpu_count() or 1) == 1:
        for chunk in missing:
            _stage(chunk, rows_of(db, chunk), plan, folder)
            yield chunk.last - chunk.first
    else:
        yield from _together(db, missing, plan, folder)


def rows_of(db: duckdb.DuckDBPyConnection, chunk: Chunk) -> Rows:
    return db.execute(_SELECT[chunk.kind], [chunk.first, chunk.last]).fetchall()


def _together(
    db: duckdb.DuckDBPyConnection, chunks: Iterable[Chunk], plan: Plan, folder: Path
) -> Iterator[int]:
    workers = min(os.cpu_count() or 1, 8)
    with process_pool(workers) as pool:
        running: dict[Future[None], Chunk] = {}
        for chunk in chunks:
            if len(running) > workers:  # the next one waits read, no further: memory stays flat
                yield from _done(running)
            running[pool.submit(_stage, chunk, rows_of(db, chunk), plan, folder)] = chunk
        while running:
            yield from _done(running)


def _done(running: dict[Future[None], Chunk]) -> Iterator[int]:
    finished, _rest = wait(running, return_when=FIRST_COMPLETED)
    for future in finished:
        chunk = running.pop(future)
        future.result()
        yield chunk.last - chunk.first


def _stage(chunk: Chunk, rows: Rows, plan: Plan, folder: Path) -> None:
    new, whole = folder / f"{chunk.name}.new", folder / chunk.name
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(whole, ignore_errors=True)
    new.mkdir(mode=0o700)
    sums = {}
    for model, lines in _prepared(chunk, rows, plan).items():
        table = model._meta.db_table
        sums[table] = [lines.count, f"{lines.total:x}"]
        with (new / table).open("w", encoding="utf-8", newline="") as file:
            file.writelines(blocks_of(lines))
    (new / _SUMS).write_text(json.dumps(sums))
    new.rename(whole)


def _prepared(chunk: Chunk, rows: Rows, plan: Plan) -> Prepared:
    stamp = plan.stamp
    if chunk.kind == "households":
        given = map(GivenHousehold._make, rows)
        return household_rows(given, stamp, plan.ids(HouseholdParticulars, chunk.first))
    if chunk.kind == "signs":
        signs = ((stamp.uuid("person", n), kind, day, source) for n, kind, day, source in rows)
        return sign_rows(signs, stamp, plan.ids(SignOfLife, chunk.first))
    numbers, registrations, cards = rows[0][-3:]
    return person_rows(
        (GivenPerson._make(row[:-3]) for row in rows),
        stamp,
        plan.person_ids(numbers, chunk.first, registrations, cards),
        lambda row: stamp.uuid("household", row.household_n),
    )


def staged_files(plan: Plan, folder: Path, model: type[models.Model]) -> Iterator[Path]:
    """The files of one table, in order."""
    paths = (folder / chunk.name / model._meta.db_table for chunk in plan.chunks())
    return (path for path in paths if path.exists())


def staged_sums(plan: Plan, folder: Path) -> dict[str, tuple[int, int]]:
    """By table: how many rows are staged, and the sum of their digests modulo 2^256."""
    sums: dict[str, tuple[int, int]] = {}
    for chunk in plan.chunks():
        for table, (count, total) in json.loads((folder / chunk.name / _SUMS).read_text()).items():
            n, so_far = sums.get(table, (0, 0))
            sums[table] = (n + count, (so_far + int(total, 16)) % (1 << 256))
    return sums
