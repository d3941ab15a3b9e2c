"""Precision, recall, time and memory of `banji match` on generated data with known truth.

    python -m bench.matching --register 1000000 --list 20000 --seed 2          the command, measured from outside
    python -m bench.matching --hard …                                          most numbers and a third of the villages missing
    python -m bench.matching --estimate --seed 1 …                             counted log2 weights beside the table's

Precision: right suggestions among all suggestions. Recall: of the *persons* on the list who are in the register, whatever
was done to their rows (borrowed numbers included), those suggested by one of their rows. A person the list names twice
counts once, because a person is never suggested twice. Top three: rows whose person is in the register and among the
(up to) three best candidates kept for review.
"""

import argparse
import csv
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from banji.matching import (
    BLOCKS,
    LEVELS,
    THRESHOLDS,
    Prepared,
    match,
    prepare_list,
    prepare_register,
    run_tokeniser,
)
from banji.matching.prepare import connection
from banji.matching.program import compile_steps
from banji_demo.matching_bench import Bench, generate


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--register", type=int, default=1_000_000)
    parser.add_argument("--list", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--hard", action="store_true")
    parser.add_argument("--estimate", action="store_true")
    parser.add_argument("--show", type=int, default=0, help="print so many wrong and missed rows")
    options = parser.parse_args(argv)
    bench = generate(options.register, options.list, options.seed, hard=options.hard)
    print(f"seed {options.seed}{', hard' if options.hard else ''}: {len(bench.register):,} people x {len(bench.rows):,} rows; "
          f"{shared_names(bench):.0%} of the people share their full name")  # fmt: skip
    if options.estimate:
        estimate(bench)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        out = run_command(bench, Path(folder))
    report(bench, out, options.show)
    return 0


def shared_names(bench: Bench) -> float:
    return int(bench.register["name"].is_duplicated().sum()) / len(bench.register)


# A process of a few megabytes starts the command: a child's peak counts from what its parent held when it was forked.
_MEASURED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"peak memory {used.ru_maxrss / 1024:.0f} MiB, processor {used.ru_utime + used.ru_stime:.1f} s")
raise SystemExit(code)
"""


def run_command(bench: Bench, folder: Path) -> pl.DataFrame:
    """The command in a process of its own; its outcomes. Prints wall time and peak memory of that process."""
    register, rows, out = folder / "R.parquet", folder / "L.csv", folder / "OUT.csv"
    bench.register.write_parquet(register)
    bench.rows.write_csv(rows)
    start = time.perf_counter()
    options = ["--register", str(register), "--list", str(rows), "--out", str(out), "--language", "en"]
    command = [sys.executable, "-c", _MEASURED, sys.executable, "-m", "banji.matching.command", *options]
    subprocess.run(command, check=True)
    print(f"wall {time.perf_counter() - start:.1f} s")
    with out.open(encoding="utf-8-sig", newline="") as file:
        return pl.DataFrame(list(csv.DictReader(file)))


def report(bench: Bench, out: pl.DataFrame, show: int) -> None:
    rows = pl.concat(
        [bench.truth, out.rename({"person_id": "found"}), bench.rows], how="horizontal"
    ).with_columns(
        suggested=pl.col("outcome") == "suggest",
        present=pl.col("person_id") != "",
        right=(pl.col("outcome") == "suggest") & (pl.col("found") == pl.col("person_id")),
    )
    persons = rows.filter("present").group_by("person_id").agg(pl.col("right").any(), pl.col("kind").first())
    suggested = rows.filter("suggested")
    lent = rows.filter(
        pl.col("suggested") & (pl.col("borrowed_from") != "") & (pl.col("found") == pl.col("borrowed_from"))
    ).height
    right, found = int(suggested["right"].sum()), int(persons["right"].sum())
    print(f"P {right / suggested.height:.5f} ({suggested.height - right} wrong of {suggested.height})")
    print(
        f"R {found / persons.height:.4f} of {persons.height} persons; borrowed numbers suggested as their owner: {lent}"
    )
    by_kind = (
        rows.group_by("kind")
        .agg(
            pl.len().alias("rows"), pl.col("present").sum(), pl.col("suggested").sum(),
            wrong=(pl.col("suggested") & ~pl.col("right")).sum(), right=pl.col("right").sum(),
            conflict=(pl.col("outcome") == "conflict").sum(), review=(pl.col("outcome") == "review").sum(),
        )
        .with_columns(recall=(pl.col("right") / pl.col("present")).round(4))
        .sort("rows", descending=True)
    )  # fmt: skip
    with pl.Config(
        tbl_rows=40,
        tbl_hide_dataframe_shape=True,
        tbl_hide_column_data_types=True,
        tbl_cols=12,
        tbl_width_chars=160,
    ):
        print(by_kind)
    wrong = rows.filter(pl.col("suggested") & ~pl.col("right")).head(show)
    missed = rows.filter(pl.col("present") & ~pl.col("suggested")).head(show)
    for row in [*wrong.to_dicts(), *missed.to_dicts()]:
        print({key: value for key, value in row.items() if value not in ("", False)})


def estimate(bench: Bench) -> None:
    """log2(m / u) of each level: m among the true pairs; u among ten million pairs of a row and anybody, or, for what is
    too rare to be met there, among the strangers that blocking brings."""
    tokens = run_tokeniser()
    register, rows = (
        prepare_register(bench.register.to_arrow(), tokens),
        prepare_list(bench.rows.to_arrow(), tokens),
    )
    result = match(register, rows, explain=True)
    truth = bench.truth.with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int32))
    compared = pl.DataFrame(result.steps["compared"]).join(truth, on="row", suffix="_true")
    same = compared.filter(pl.col("person_id") == pl.col("person_id_true"))
    blocked = compared.filter(pl.col("person_id") != pl.col("person_id_true"))
    chance = chance_pairs(register, rows).join(truth, on=["row", "person_id"], how="anti")
    print(
        "level, weight in the table, log2(m/u) counted, true pairs, chance pairs, strangers met by blocking"
    )
    for place, level in enumerate(LEVELS, 1):
        column = f"{level.field}_level"
        true, random, met = (int((table[column] == place).sum()) for table in (same, chance, blocked))
        u = max(random / len(chance), met / (len(bench.rows) * len(bench.register)))
        bits = f"{math.log2(true / len(same) / u):+7.1f}" if true and u else "      -"
        print(f"{level.field:7} {level.code:22} {level.weight:+4d} {bits} {true:8d} {random:8d} {met:8d}")
    kept = pl.DataFrame(result.candidates).join(truth, on="row", suffix="_true")
    hits = kept.filter(pl.col("person_id") == pl.col("person_id_true"))["row"].n_unique()
    met = same["row"].n_unique()
    present = bench.truth.filter(pl.col("person_id") != "").height
    print(f"truth met by blocking {met / present:.4f}, among the top three {hits / present:.4f}")


def chance_pairs(register: Prepared, rows: Prepared) -> pl.DataFrame:
    """Every row beside the same 500 people drawn from the register: which levels speak."""
    with connection() as db:
        db.register("people", register.table)
        db.register("rows", rows.table)
        for step in compile_steps(LEVELS, BLOCKS, THRESHOLDS, len(register.table)):
            drawn = "SELECT row, n FROM rows CROSS JOIN (FROM people USING SAMPLE 500 ROWS)"
            db.execute(f"CREATE TEMP TABLE {step.name} AS {drawn if step.name == 'pairs' else step.sql}")
            if step.name == "compared":
                break
        return pl.DataFrame(
            db.sql("SELECT row, person_id, COLUMNS('_level$') FROM compared").to_arrow_table()
        )


if __name__ == "__main__":
    raise SystemExit(main())
