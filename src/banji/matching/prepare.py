"""Precomputed columns, so that matching itself is plain SQL: names folded, numbers as tokens, dates read."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import batched, repeat
from pathlib import Path
from typing import NamedTuple, Self

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from banji.matching.columns import LIST_SQL, READ
from banji.matching.names import name_columns
from banji.matching.numbers import ListNumber, list_number, person_tokens
from banji.matching.tokens import RunTokeniser, Tokeniser, shortened, token_column

REGISTER_COLUMNS = ("person_id", "name", "sex", "birth_date", "citizen_id_no", "village_code", "address")
REGISTER_MAY_HAVE = ("former_name", "status", "household")
LIST_COLUMNS = ("name", "sex", "birth_date", "citizen_id_no", "village_code", "address")
LIST_MAY_HAVE = ("former_name",)
TOKEN_COLUMNS = {"whole": "token", "fifteen": "token_15", "first15": "token_first_15"}
"""A snapshot from the platform has these (bytes, as in its secrets table) instead of `citizen_id_no`."""

PART = 200_000
"""Rows of a table worked on at a time, to spare memory."""

THREADS = 2


class MissingColumns(ValueError):
    """The table lacks a column that matching needs; the message names it."""


class Prepared(NamedTuple):
    """A register or a list with its comparing columns. Holds tokens and folded names, no citizen numbers."""

    table: pa.Table

    def write(self, path: str | Path) -> None:
        """Keep a prepared register as Parquet; readable by its owner only."""
        path = Path(path)
        path.touch(mode=0o600)
        pq.write_table(self.table, path, compression="zstd")

    @classmethod
    def read(cls, path: str | Path) -> Self:
        return cls(pq.read_table(path))


def prepare_register(source: pa.Table | Iterable[pa.Table], tokens: Tokeniser) -> Prepared:
    """One row for each person.

    `source`: one table or, to spare memory, its parts one after the other. REGISTER_COLUMNS as text (empty or null =
    unknown), the tokens of TOKEN_COLUMNS instead of `citizen_id_no` in a snapshot, and REGISTER_MAY_HAVE. Raises
    MissingColumns.
    """
    if isinstance(source, pa.Table):
        source = [source.slice(start, PART) for start in range(0, max(len(source), 1), PART)]
    parts: list[pa.Table] = []
    with connection() as db, ThreadPoolExecutor(THREADS) as pool:
        for some in batched(source, THREADS):
            parts += pool.map(_register_part, some, repeat(tokens), repeat(db))
    people = pa.concat_tables(parts)
    return Prepared(
        pa.table(_numbered("n", 0, len(people)) | dict(zip(people.column_names, people.columns, strict=True)))
    )


def _register_part(part: pa.Table, tokens: Tokeniser, db: duckdb.DuckDBPyConnection) -> pa.Table:
    """One part of the register with its columns."""
    _require_register(part)
    if set(TOKEN_COLUMNS.values()) <= set(part.column_names):
        if isinstance(tokens, RunTokeniser):
            raise ValueError(
                "A snapshot's tokens were made under a lasting key: give the tokeniser of that key."
            )
        forms = {ours: shortened(part[theirs].to_pylist()) for ours, theirs in TOKEN_COLUMNS.items()}
    else:
        forms = person_tokens(_text(part, "citizen_id_no"), tokens)
    who = {"person_id": _text(part, "person_id"), "status": _known(_text(part, "status"))}
    with db.cursor() as own:  # a connection is one thread's
        return pa.table(who | _name_columns(part) | _read_columns(own, part) | forms)


def prepare_list(table: pa.Table, tokens: Tokeniser) -> Prepared:
    """One row for each row of the list, `row` counted from 1.

    `table`: `name` and any of LIST_COLUMNS and LIST_MAY_HAVE as text. Raises MissingColumns.
    """
    _require(table, ["name"], "list")
    if not {"citizen_id_no", "birth_date"} & set(table.column_names):
        raise MissingColumns(
            "The list has neither citizen_id_no nor birth_date: a name alone identifies nobody."
        )
    given = pa.table({column: _text(table, column) for column in LIST_COLUMNS + LIST_MAY_HAVE})
    numbers = [list_number(raw) for raw in given["citizen_id_no"].to_pylist()]
    with connection() as db:
        columns = _name_columns(given) | _read_columns(db, given) | _list_tokens(numbers, tokens)
        hashes = {"row_hash": row_hashes(given, tokens)}
        return Prepared(_asked(db, LIST_SQL, _numbered("n", 1, len(table)) | columns | hashes))


def row_hashes(table: pa.Table, tokens: Tokeniser) -> pa.Array:
    """A keyed digest of each row's content (LIST_COLUMNS and LIST_MAY_HAVE): the same person written the same way
    again has the same hash, whatever the row's place in the file."""
    columns = [table[c].to_pylist() for c in LIST_COLUMNS + LIST_MAY_HAVE if c in table.column_names]
    rows: Iterable[tuple[str | None, ...]] = zip(*columns, strict=True)
    return pa.array([tokens("\x1f".join(cell or "" for cell in row)).hex() for row in rows], pa.string())


def _require_register(part: pa.Table) -> None:
    numbered = set(TOKEN_COLUMNS.values()) <= set(part.column_names)
    _require(part, [c for c in REGISTER_COLUMNS if not (numbered and c == "citizen_id_no")], "register")


def _require(table: pa.Table, columns: Iterable[str], what: str) -> None:
    missing = [column for column in columns if column not in table.column_names]
    if missing:
        raise MissingColumns(
            f"The {what} has no column {', '.join(missing)}. It has: {', '.join(table.column_names) or 'none'}."
        )


def _text(table: pa.Table, column: str) -> pa.Array:
    """The column as text; one the table lacks is unknown throughout."""
    if column not in table.column_names:
        return pa.nulls(len(table), pa.string())
    return _whole(table[column].cast(pa.string()))


def _distinct(table: pa.Table, column: str) -> pa.DictionaryArray:
    """The column as text, each distinct one once. A Parquet file is read that way already."""
    if column in table.column_names and pa.types.is_dictionary(table[column].type):
        return _whole(table[column].cast(pa.dictionary(pa.int32(), pa.string())).unify_dictionaries())
    return _text(table, column).dictionary_encode()


def _whole(column: pa.ChunkedArray) -> pa.Array:
    chunks = column.combine_chunks()
    return chunks.combine_chunks() if isinstance(chunks, pa.ChunkedArray) else chunks


def _numbered(column: str, first: int, count: int) -> dict[str, pa.Array]:
    return {column: pa.array(np.arange(first, first + count, dtype=np.int32))}


def _name_columns(table: pa.Table) -> dict[str, pa.Array]:
    """The forms of the name, and the former name folded: few have one, so only those are read."""
    former = _known(_text(table, "former_name"))
    folds = name_columns(former.drop_null())["fold"]
    return name_columns(_text(table, "name")) | {
        "former": pc.replace_with_mask(former, pc.is_valid(former), folds)
    }


def _known(texts: pa.Array) -> pa.Array:
    """Null for the empty text."""
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _read_columns(db: duckdb.DuckDBPyConnection, table: pa.Table) -> dict[str, pa.Array]:
    """What the columns of READ say, each distinct text read once."""
    columns: dict[str, pa.Array] = {}
    for column, sql in READ.items():
        texts = _distinct(table, column)
        read = _asked(db, sql, _numbered("n", 0, len(texts.dictionary)) | {"text": texts.dictionary})
        columns |= {name: _whole(read[name]).take(texts.indices) for name in read.column_names}
    return columns


def _asked(db: duckdb.DuckDBPyConnection, sql: str, given: dict[str, pa.Array]) -> pa.Table:
    db.register("given", pa.table(given))
    return db.sql(sql).to_arrow_table()


def _list_tokens(numbers: list[ListNumber], tokens: Tokeniser) -> dict[str, pa.Array]:
    forms = {
        form: token_column(tokens, pa.array([getattr(number, form) for number in numbers], pa.string()))
        for form in ("whole", "fifteen", "first15")
    }
    repairs = pa.array([number.repairs for number in numbers], pa.list_(pa.string()))
    return forms | {
        "repairs": pa.ListArray.from_arrays(repairs.offsets, token_column(tokens, repairs.values)),
        "number_kind": pa.array([number.kind for number in numbers], pa.string()),
        "number_born": pa.array([number.birth_date for number in numbers], pa.date32()),
        "number_sex": pa.array([number.sex for number in numbers], pa.string()),
    }


def connection() -> duckdb.DuckDBPyConnection:
    """An engine in memory that prints nothing."""
    db = duckdb.connect(":memory:", config={"threads": THREADS})
    db.execute("SET enable_progress_bar = false")
    return db
