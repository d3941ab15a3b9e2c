"""Run the compiled program on DuckDB, in memory."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import pyarrow as pa

from banji.matching.blocks import BLOCKS, Block
from banji.matching.decisions import THRESHOLDS, Thresholds
from banji.matching.levels import LEVELS, Level
from banji.matching.prepare import Prepared, connection
from banji.matching.program import compile_steps

OUTCOMES = ("suggest", "review", "conflict", "none")


class Result(NamedTuple):
    """What became of each row.

    `outcomes`: one line a row, in the list's order: row, row_hash, outcome, why, person_id, status, weight, gap,
    runner_up, levels, reasons_zh, reasons_en. `why` is the code of what stood against a suggestion ('' for a suggestion).
    `candidates`: up to three people a row: row, rank, person_id, status, weight, gap, runner_up, reasons_zh,
    reasons_en, levels. `steps`: all steps of the program by name, kept when asked to explain.
    """

    outcomes: pa.Table
    candidates: pa.Table
    steps: dict[str, pa.Table]

    def counts(self) -> dict[str, int]:
        """Rows by outcome; they add up to the rows scored."""
        found = self.outcomes["outcome"].to_pylist()
        return {outcome: found.count(outcome) for outcome in OUTCOMES}


def match(
    register: Prepared,
    list_: Prepared,
    *,
    levels: Sequence[Level] = LEVELS,
    blocks: Sequence[Block] = BLOCKS,
    thresholds: Thresholds = THRESHOLDS,
    skip: Collection[str] = (),
    explain: bool = False,
) -> Result:
    """Whose record is each row? Both sides must be prepared under the same tokeniser.

    `skip`: hashes (`row_hash`) of rows decided before; they are neither scored nor in the result. The caller keeps their
    decisions, and whether two lists point to one person is for it to see (a case is opened once a person).
    """
    with connection() as db:
        db.register("register", register.table)
        db.register("people", register.table)
        db.register("given_rows", list_.table)
        db.register("skipped", pa.table({"row_hash": pa.array(sorted(skip), pa.string())}))
        db.execute("CREATE TEMP TABLE rows AS SELECT * FROM given_rows ANTI JOIN skipped USING (row_hash)")
        steps: dict[str, pa.Table] = {}
        for step in compile_steps(levels, blocks, thresholds, len(register.table)):
            db.execute(f"CREATE TEMP TABLE {step.name} AS {step.sql}")
            if explain:
                steps[step.name] = db.table(step.name).to_arrow_table()
        return Result(
            db.sql("FROM outcomes ORDER BY row").to_arrow_table(),
            db.sql("FROM candidates ORDER BY row, rank").to_arrow_table(),
            steps,
        )
