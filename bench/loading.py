"""The first load of a city, against loading the same rows already prepared.

    python -m bench.loading --people 20000 200000
    python -m bench.loading --people 3500000 --years 10

In one run and one database for each size: the load, from the files to the last index; then its rows, dumped as COPY's
own text, once more into the emptied tables, with the same indexes and constraints built by the same statements in one
transaction. The ratio is what reading, checking, sealing and digesting cost. Processor time stands beside wall time,
because the machine may be busy with something else; memory is that of the load with its processes, not the database's.
With `--years` the people come with their registrations and events of so many years. The largest size needs 60 GB of disk.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.processes import Memory, watch

type Spans = dict[str, tuple[float, float, float]]


class Measured(NamedTuple):
    """By phase: seconds of wall time, of our processor time, of the database's. `rows`: written into all tables."""

    spans: Spans
    memory: Memory
    rows: int

    @property
    def wall(self) -> float:
        return sum(wall for wall, _ours, _its in self.spans.values())

    @property
    def processor(self) -> float:
        return sum(ours + its for _wall, ours, its in self.spans.values())


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, nargs="+", default=[20_000, 200_000])
    parser.add_argument("--years", type=int, default=0, help="with the history of so many years")
    parser.add_argument("--quick", action="store_true", help="2,000 and 20,000 people")
    parser.add_argument("--keep", type=Path, help="a folder in which each city stays, for `bench.counter`")
    options = parser.parse_args()
    for people in [2000, 20_000] if options.quick else options.people:
        with _folder(options.keep, people) as folder:
            _report(people, *_measure(folder, people, options.years))
    return 0


@contextmanager
def _folder(kept: Path | None, people: int) -> Iterator[Path]:
    if kept:
        (kept / str(people)).mkdir(parents=True)
        yield (kept / str(people)).absolute()
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)


def _measure(folder: Path, people: int, years: int) -> tuple[Measured, Measured]:
    os.environ |= {"BANJI_VAR": str(folder), "BANJI_INSTALLATION": "test"}
    from banji.site import postgres

    with postgres.running():
        subprocess.run([sys.executable, "-m", "banji.site.command", "migrate", "-v", "0"], check=True)
        city = folder / "city"
        _run("city", city, str(people), str(years))
        return _run("load", city), _run("again", city)


def _run(*words: object) -> Measured:
    command = [sys.executable, "-m", "bench.loading_steps", *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        memory = watch(process)
        said = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    found = json.loads(said or "{}")
    return Measured(found.get("spans", {}), memory, found.get("rows", 0))


def _report(people: int, loaded: Measured, again: Measured) -> None:
    print(f"\n{people:,} people                wall s   ours s   database s", flush=True)
    for name, measured in (("load", loaded), ("prepared rows", again)):
        for phase, (wall, ours, its) in measured.spans.items():
            print(f"  {name}: {phase:<{22 - len(name)}} {wall:6.1f}   {ours:6.1f}   {its:6.1f}")
    rows = again.rows
    print(f"  loaded in {loaded.wall:.1f} s, processor {loaded.processor:.1f} s")
    print(f"  {rows:,} rows of all tables, {rows / loaded.wall:,.0f} a second")
    print(f"  prepared rows in {again.wall:.1f} s, processor {again.processor:.1f} s")
    print(
        f"  ratio {loaded.wall / again.wall:.2f}, by processor time {loaded.processor / again.processor:.2f}"
    )
    alone, together = (size / (1 << 20) for size in loaded.memory)
    print(f"  peak memory {alone:.0f} MiB, with its processes {together:.0f} MiB", flush=True)


if __name__ == "__main__":
    sys.exit(main())
