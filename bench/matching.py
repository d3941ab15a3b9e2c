"""Precision, recall, time and memory of `banji match` on generated data with known truth, and of its peers.

    python -m bench.matching --register 1000000 --list 20000 --seed 2          the command, measured from outside
    python -m bench.matching --hard …                                          most numbers and a third of the villages missing
    python -m bench.matching --peers …                                         Splink 5 and a ladder of rules beside it
    python -m bench.matching --estimate --seed 1 …                             counted log2 weights beside the table's

What the figures mean stands in `bench/scoring.py`, what the peers do in `bench/peers/`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from banji_demo.matching_bench import Bench, generate
from bench import peers, scoring
from bench.weights import estimate


def main(argv: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(argv)
    size = (50_000, 1_000) if options.quick else (options.register, options.list)
    bench = generate(*size, options.seed, hard=options.hard)
    print(f"seed {options.seed}{', hard' if options.hard else ''}: {len(bench.register):,} people x {len(bench.rows):,} rows; "
          f"{shared_names(bench):.0%} of the people share their full name")  # fmt: skip
    if options.estimate:
        estimate(bench)
        return 0
    scripts = peers.PEERS if options.peers and peers.ready() else {}
    with tempfile.TemporaryDirectory() as folder:
        measure(bench, Path(folder), scripts, options.show)
    return 1 if options.peers and not scripts else 0


def measure(bench: Bench, folder: Path, scripts: dict[str, Path], show: int) -> None:
    register, rows = folder / "R.parquet", folder / "L.csv"
    bench.register.write_parquet(register)
    bench.rows.write_csv(rows)
    ours = run("banji match", _our_command(register, rows, folder), folder)
    others = {
        name: run(name, [str(peers.PYTHON), str(script), str(register), str(rows)], folder)
        for name, script in scripts.items()
    }
    found = {"banji match": scoring.judged(bench, ours.folder)}
    found |= {name: scoring.judged(bench, run.folder) for name, run in others.items()}
    report(found, {"banji match": ours} | others)
    for name in others:
        print("", *scoring.disagreements(bench, found["banji match"], found[name], name, show), sep="\n")
    if not others:
        _show(found["banji match"], bench, show)


def shared_names(bench: Bench) -> float:
    return int(bench.register["name"].is_duplicated().sum()) / len(bench.register)


class Run(NamedTuple):
    """What one way to match cost, and where it wrote."""

    folder: Path
    wall: float
    processor: float
    memory: float
    phases: dict[str, dict[str, float]]


# A process of a few megabytes starts the command: a child's peak counts from what its parent held when it was forked.
_MEASURED = """
import json, resource, subprocess, sys
code = subprocess.call(sys.argv[2:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as file:
    json.dump({"memory": used.ru_maxrss / 1024, "processor": used.ru_utime + used.ru_stime}, file)
raise SystemExit(code)
"""


def run(name: str, command: list[str], folder: Path) -> Run:
    """A command in a process of its own, which writes outcomes.csv and candidates.csv into the folder given last."""
    mine = folder / name.replace(" ", "_")
    mine.mkdir()
    used = mine / "used.json"
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", _MEASURED, str(used), *command, str(mine)], check=True)
    wall = time.perf_counter() - start
    phases = mine / "phases.json"
    return Run(
        mine,
        wall,
        **json.loads(used.read_text()),
        phases=json.loads(phases.read_text()) if phases.exists() else {},
    )


# The command with the folder in place of its two files.
_OURS = """
import sys
from banji.matching.command import main
*options, folder = sys.argv[1:]
raise SystemExit(main([*options, "--out", f"{folder}/outcomes.csv", "--candidates", f"{folder}/candidates.csv"]))
"""


def _our_command(register: Path, rows: Path, folder: Path) -> list[str]:
    options = ["--register", str(register), "--list", str(rows), "--language", "en"]
    return [sys.executable, "-c", _OURS, *options]


def report(found: dict[str, pl.DataFrame], runs: dict[str, Run]) -> None:
    ours = runs["banji match"]
    print(
        "\n| way | precision (wrong) | recall | truth among the three shown: all rows, clerks' rows | borrowed numbers suggested as their owner | wall s | processor s | peak MiB |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name, rows in found.items():
        says, used = scoring.summary(rows), runs[name]
        print(f"| {name} | {says['precision']:.5f} ({says['wrong']} of {says['suggested']:,}) | {says['recall']:.4f} |"
              f" {says['shown']:.4f}, {says['shown in review']:.4f} of {says['review']} | {says['borrowed']} |"
              f" {used.wall:.1f} | {used.processor:.1f} | {used.memory:.0f} |")  # fmt: skip
    for name, used in runs.items():
        if name == "banji match":
            continue
        print(
            f"\n{name}: {used.processor / ours.processor:.1f} x the processor time and {used.wall / ours.wall:.1f} x the wall time of banji match"
        )
        for phase, cost in used.phases.items():
            print(
                f"  {phase}: wall {cost['wall']:.1f} s, processor {cost['processor']:.1f} s ({cost['processor'] / ours.processor:.1f} x)"
            )
        if "weight" in found[name].columns:
            recall, weight = scoring.best_recall(found[name], 0.9995)
            print(
                f"  at the threshold that gives it a precision of .9995 (weight {weight}): recall {recall:.4f}"
            )
    for column in ("kind", "age", "sex", "county"):
        for name, rows in found.items():
            _print(name, scoring.by(rows, column))


def _print(name: str, table: pl.DataFrame) -> None:
    print(f"\n{name}")
    with pl.Config(
        tbl_rows=40,
        tbl_hide_dataframe_shape=True,
        tbl_hide_column_data_types=True,
        tbl_cols=12,
        tbl_width_chars=160,
    ):
        print(table)


def _show(rows: pl.DataFrame, bench: Bench, most: int) -> None:
    """Wrong and missed rows, in full."""
    rows = pl.concat([rows, bench.rows.select(pl.all().name.prefix("listed_"))], how="horizontal")
    wrong = rows.filter(pl.col("suggested") & ~pl.col("right")).head(most)
    missed = rows.filter(pl.col("present") & ~pl.col("suggested")).head(most)
    for row in [*wrong.to_dicts(), *missed.to_dicts()]:
        print({key: value for key, value in row.items() if value not in ("", False, None)})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.matching",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--register", type=int, default=1_000_000)
    parser.add_argument("--list", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="50,000 people x 1,000 rows")
    parser.add_argument("--hard", action="store_true")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--estimate", action="store_true")
    parser.add_argument("--show", type=int, default=0, help="print so many wrong, missed or disputed rows")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
