"""`banji match --register R.parquet --list L.csv --out OUT.csv`: matching without a database or a running site."""

import argparse
import csv
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa

from banji.identity.errors import Unacceptable
from banji.matching.engine import OUTCOMES, Result, match
from banji.matching.files import UnreadableTable, read_list, read_register, safe_cells
from banji.matching.prepare import LIST_COLUMNS, MissingColumns, prepare_list, prepare_register
from banji.matching.tokens import run_tokeniser

OUT_COLUMNS = ("row", "person_id", "outcome", "weight", "gap", "runner_up", "reasons")
CANDIDATE_COLUMNS = ("row", "rank", "person_id", "weight", "reasons")

SAYS = {
    "zh": {
        "counts": "名单 {rows} 行 = 建议 {suggest} + 待核 {review} + 冲突 {conflict} + 无 {none}",
        "register": "登记簿 {people} 人，结果写入 {out}",
        "missing": "名单没有 {columns} 列：按不详处理。",
    },
    "en": {
        "counts": "{rows} rows = {suggest} suggested + {review} to review + {conflict} in conflict + {none} not found",
        "register": "Register of {people} people; written to {out}",
        "missing": "The list has no column {columns}: taken as unknown.",
    },
}


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0 when every row has its outcome, 2 when a file cannot be read or written, or lacks a column."""
    options = _parser().parse_args(argv)
    pa.set_memory_pool(pa.system_memory_pool())  # keeps what one part frees for the next
    says = SAYS[options.language]
    try:
        people, result, missing = _matched(options.register, options.list)
        write_table(result.outcomes, OUT_COLUMNS, options.out, options.language)
        if options.candidates:
            write_table(result.candidates, CANDIDATE_COLUMNS, options.candidates, options.language)
    except (MissingColumns, UnreadableTable, Unacceptable, pa.ArrowInvalid, OSError) as e:
        reason = e.reason.in_language(options.language) if isinstance(e, Unacceptable) else str(e)
        print(f"banji match: {reason}", file=sys.stderr)
        return 2
    if missing:
        print(says["missing"].format(columns=", ".join(missing)), file=sys.stderr)
    print(says["register"].format(people=people, out=options.out))
    print(says["counts"].format(rows=len(result.outcomes), **result.counts()))
    return 0


def write_table(table: pa.Table, wanted: tuple[str, ...], path: Path, language: str) -> None:
    """The wanted columns, a line for each row, in the table's order. UTF-8 with a byte order mark, which spreadsheets
    need."""
    columns = [table[f"reasons_{language}" if column == "reasons" else column] for column in wanted]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(wanted)
        writer.writerows(zip(*(safe_cells(column).to_pylist() for column in columns), strict=True))


def _matched(register: Path, list_: Path) -> tuple[int, Result, list[str]]:
    """Size of the register, what became of the rows, and which columns the list lacks. The list is read first: it is
    small, and most mistakes are in it. It is prepared while the register is."""
    tokens = run_tokeniser()
    rows = read_list(list_)
    missing = [column for column in LIST_COLUMNS if column not in rows.column_names]
    with ThreadPoolExecutor(1) as beside:
        prepared = beside.submit(prepare_register, read_register(register), tokens)
        prepared_rows = prepare_list(rows, tokens)
        people = prepared.result()
    return len(people.table), match(people, prepared_rows), missing


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="banji match", description=f"Whose record is each row of a list? {' | '.join(OUTCOMES)}"
    )
    parser.add_argument(
        "--register", type=Path, required=True, metavar="R.parquet", help="the register, Parquet or CSV"
    )
    parser.add_argument(
        "--list", type=Path, required=True, metavar="L.csv", help="the list, CSV in UTF-8 or GB18030"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="OUT.csv", help="where to write, one line a row"
    )
    parser.add_argument(
        "--candidates", type=Path, metavar="C.csv", help="also write up to three people a row, best first"
    )
    parser.add_argument("--language", choices=tuple(SAYS), default="zh", help="of the reasons and the counts")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
