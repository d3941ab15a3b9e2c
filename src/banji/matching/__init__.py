"""Whose record is this? A list's rows against a register, on columnar tables, without Django.

    tokens = run_tokeniser()
    result = match(prepare_register(people, tokens), prepare_list(rows, tokens))

What may be tuned are three tables one can read: `levels.LEVELS`, `blocks.BLOCKS`, `decisions.THRESHOLDS`.
The guide is docs/guides/matching.md.
"""

from banji.matching.blocks import BLOCKS, Block
from banji.matching.decisions import THRESHOLDS, WHY, Thresholds
from banji.matching.engine import OUTCOMES, Result, match
from banji.matching.levels import LEVELS, Level
from banji.matching.prepare import MissingColumns, Prepared, prepare_list, prepare_register, row_hashes
from banji.matching.tokens import Tokeniser, run_tokeniser

__all__ = [
    "BLOCKS",
    "LEVELS",
    "OUTCOMES",
    "THRESHOLDS",
    "WHY",
    "Block",
    "Level",
    "MissingColumns",
    "Prepared",
    "Result",
    "Thresholds",
    "Tokeniser",
    "match",
    "prepare_list",
    "prepare_register",
    "row_hashes",
    "run_tokeniser",
]
