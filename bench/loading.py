"""The first load of a city, against the physical limit: a bare COPY of as many rows of the same columns.

    python -m bench.loading --people 200000

The load reads, checks, seals and digests; the bare COPY writes the same rows, already prepared, into tables of the same
columns without indexes and constraints. The ratio is what all that costs. Both run in an empty database of their own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TABLES = (
    "register_person",
    "register_household",
    "register_particulars",
    "register_householdparticulars",
    "register_registration",
    "register_registerevent",
    "register_signoflife",
    "register_idcard",
    "foundation_secret",
)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=200_000)
    people = parser.parse_args().people
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"BANJI_VAR": folder, "BANJI_INSTALLATION": "test"}
        from banji.site import management, postgres

        with postgres.running():
            subprocess.run([sys.executable, "-m", "banji.site.command", "migrate", "-v", "0"], check=True)
            management.django()
            seconds = _load(Path(folder), people)
            bare, rows = _bare_copy(Path(folder))
    print(f"{people:,} people: loaded in {seconds:.1f} s ({people / seconds:,.0f} people/s)")
    print(f"bare COPY of the same {rows:,} rows: {bare:.1f} s; ratio {seconds / bare:.1f}")
    return 0


def _load(folder: Path, people: int) -> float:
    from banji.foundation.actors import system
    from banji.register.loading import load
    from banji_demo.city import generate
    from banji_ziyang.city import load_divisions

    by = system("bench")
    load_divisions(by)
    generate(people, 7).write(folder / "city")
    began = time.perf_counter()
    load(folder / "city", by=by)
    return time.perf_counter() - began


def _bare_copy(folder: Path) -> tuple[float, int]:
    """Write the rows that the load has made into bare tables of the same columns."""
    from django.conf import settings
    from django.db import connection

    from banji.register.loading.owner import as_owner

    seconds, rows = 0.0, 0
    assert settings.DATABASE_OWNER
    with as_owner(), connection.cursor() as cursor:
        for table in TABLES:
            path = folder / f"{table}.copy"
            with path.open("wb") as file, cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as out:
                for chunk in out:
                    file.write(chunk)
            cursor.execute(f'CREATE TABLE "bare_{table}" AS TABLE "{table}" WITH NO DATA')
            began = time.perf_counter()
            with (
                path.open("rb") as file,
                cursor.copy(f'COPY "bare_{table}" FROM STDIN (FORMAT binary)') as into,
            ):
                while data := file.read(1 << 20):
                    into.write(data)
            seconds += time.perf_counter() - began
            cursor.execute(f'SELECT count(*) FROM "bare_{table}"')
            rows += cursor.fetchone()[0]
            path.unlink()
    return seconds, rows


if __name__ == "__main__":
    sys.exit(main())
