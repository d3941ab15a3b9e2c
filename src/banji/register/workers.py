"""Where chunks are prepared: here, or in further processes, which have the keys but neither Django nor the database
and so start in a fraction of the time. What is prepared becomes files."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from banji.crypto import Keyring, provider
from banji.register.chunks import Preparer, Recipe

SUMS = "sums.json"
_MEMORY = "160MB"


class Place(NamedTuple):
    """The checked rows (a DuckDB file nobody writes to now), and the keys."""

    rows: Path
    keyring: Path
    crypto: str


class Job(NamedTuple):
    """Prepare rows `first` to `last - 1` into the new folder `to`: `select` makes the table `chunk` of them."""

    to: Path
    select: str
    first: int
    last: int
    recipe: Recipe


def stage_here(place: Place, jobs: Iterable[Job]) -> Iterator[int]:
    """Do the jobs one by one; yields the number of rows of each as it is done."""
    with _reading(place.rows) as db:
        for job in jobs:
            yield _stage(db, place, job)


def stage_together(place: Place, jobs: Iterable[Job]) -> Iterator[int]:
    """Do the jobs in several processes; yields the number of rows of each as it is done."""
    workers = min(os.cpu_count() or 1, 8)
    # Started afresh, not forked: a copy of a process with threads (DuckDB's) may hang.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        running: set[Future[int]] = set()
        for job in jobs:
            if len(running) > workers:
                finished, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in finished)
            running.add(pool.submit(_stage_in_worker, place, job))
        yield from (each.result() for each in running)


def _stage_in_worker(place: Place, job: Job) -> int:
    return _stage(_of_this_worker(place.rows), place, job)


@cache
def _of_this_worker(rows: Path) -> duckdb.DuckDBPyConnection:
    """One connection for the worker's life: opening one costs as much as a tenth of a job."""
    return _reading(rows)


def _stage(db: duckdb.DuckDBPyConnection, place: Place, job: Job) -> int:
    new = job.to.with_name(f"{job.to.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(job.to, ignore_errors=True)
    new.mkdir(mode=0o700)
    sums = {}
    db.execute(f"CREATE OR REPLACE TEMP TABLE chunk AS {job.select}", [job.first, job.last])
    for table, rows in _preparer(place.keyring, place.crypto).prepare(db, job.recipe).items():
        sums[table] = [rows.size, f"{rows.total:x}"]
        (new / table).write_text(rows.text, encoding="utf-8", newline="")
    (new / SUMS).write_text(json.dumps(sums))
    new.rename(job.to)
    return job.last - job.first


def _reading(rows: Path) -> duckdb.DuckDBPyConnection:
    config: dict[str, Any] = {"memory_limit": _MEMORY, "threads": 1, "temp_directory": f"{rows}.spill"}
    return duckdb.connect(str(rows), read_only=True, config=config)


@cache
def _preparer(keyring: Path, crypto: str) -> Preparer:
    return Preparer(provider(crypto), Keyring.load(keyring))
