"""The steps of `bench.loading`, each a process of its own; a measured one prints what it took as JSON.

python -m bench.loading_steps city FOLDER PEOPLE YEARS   divisions into the database, an invented city into the folder
python -m bench.loading_steps load FOLDER            the load
python -m bench.loading_steps again FOLDER           the same rows once more, as they then stand in the tables
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from banji.site import management
from bench.processes import processor

_BLOCK = 1 << 20


class Phases:
    """Wall time and processor time, ours and the database's, by phase; a phase ends where another begins."""

    def __init__(self) -> None:
        from banji.site.postgres.cluster import postmaster

        self.server = postmaster()
        self.marks: list[tuple[str, list[float]]] = []

    def __call__(self, phase: str, *_: object) -> None:
        if not self.marks or self.marks[-1][0] != phase:
            self.marks.append((phase, self._now()))

    def report(self, rows: int = 0) -> str:
        ended = time.perf_counter()
        time.sleep(1)  # the database counts a session that has just ended neither as living nor as ended
        self.marks.append(("end", [ended, *self._now()[1:]]))
        spans: dict[str, list[float]] = {}
        for (phase, began), (_, ended) in zip(self.marks, self.marks[1:], strict=False):
            spent = [end - begin for begin, end in zip(began, ended, strict=True)]
            spans[phase] = [a + b for a, b in zip(spans.get(phase, [0.0] * 3), spent, strict=True)]
        return json.dumps({"spans": spans, "rows": rows})

    def _now(self) -> list[float]:
        return [time.perf_counter(), processor(os.getpid()), processor(self.server) if self.server else 0.0]


def city(folder: Path, people: str, years: str) -> None:
    from banji.foundation.actors import system
    from banji_demo.city import generate
    from banji_ziyang.city import load_divisions

    load_divisions(system("bench"))
    generate(int(people), 7, int(years)).write(folder)


def load(folder: Path) -> None:
    from banji.foundation.actors import system
    from banji.register.loading import load as load_folder

    phases = Phases()
    phases("begin")
    load_folder(folder, by=system("bench"), progress=phases)
    print(phases.report())


def again(folder: Path) -> None:
    """Empty the tables and fill them with the rows they held, as prepared as rows can be: COPY's own text, in the
    tables' order; indexes and constraints built by the same statements, in one transaction too."""
    from django.db import transaction

    from banji.register.loading import schema
    from banji.register.loading.owner import as_owner
    from banji.register.loading.rows import WRITTEN

    tables = [model._meta.db_table for model in WRITTEN]
    with as_owner():
        for table in tables:
            _copy_out(table, folder / f"{table}.copy")
        _execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        phases = Phases()
        phases("copy")
        with transaction.atomic():
            down = schema.take_down(WRITTEN)
            rows = sum(_copy_in(table, folder / f"{table}.copy") for table in tables)
            phases("build")
            schema.prepare_building()
            for step in down.steps:
                schema.build(step)
    print(phases.report(rows))


def _execute(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


def _copy_out(table: str, path: Path) -> None:
    from django.db import connection

    with (
        path.open("wb") as file,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} TO STDOUT") as out,
    ):
        for block in out:
            file.write(block)


def _copy_in(table: str, path: Path) -> int:
    """Returns the number of rows."""
    from django.db import connection

    with path.open("rb") as file, connection.cursor() as cursor:
        with cursor.copy(f"COPY {table} FROM STDIN") as into:
            while block := file.read(_BLOCK):
                into.write(block)
        rows = int(cursor.rowcount)
    path.unlink()
    return rows


STEPS: dict[str, Callable[..., None]] = {"city": city, "load": load, "again": again}

if __name__ == "__main__":
    management.django()
    STEPS[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
