"""The weights of the table of levels beside what is counted on generated data."""

import math

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
from banji_demo.matching_bench import Bench


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


def chance_pairs(register: Prepared, rows: Prepared) -> pl.DataFrame:
    """Every row beside the same 500 people drawn from the register: which levels speak."""
    with connection() as db:
        db.register("register", register.table)
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
