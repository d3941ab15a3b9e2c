"""Precomputed columns, so that matching itself is plain SQL: names folded, numbers as tokens, dates read, counts taken."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Self

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from banji.matching.names import name_table
from banji.matching.tokens import (
    ListNumber,
    Tokeniser,
    list_number,
    person_tokens,
    shortened,
    token,
    token_column,
)

REGISTER_COLUMNS = ("person_id", "name", "sex", "birth_date", "citizen_id_no", "village_code", "address")
REGISTER_MAY_HAVE = ("former_name", "status")
LIST_COLUMNS = ("name", "sex", "birth_date", "citizen_id_no", "village_code", "address")
LIST_MAY_HAVE = ("former_name",)
TOKEN_COLUMNS = {"whole": "token", "fifteen": "token_15", "first15": "token_first_15"}
"""A snapshot from the platform has these (bytes, as in its secrets table) instead of `citizen_id_no`."""

PART = 100_000
"""Rows read at a time: a million Python strings at once would cost more than the result."""


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
    with connection() as db:
        for part in source:
            _require_register(part)
            parts.append(_register_part(db, part, sum(map(len, parts)), tokens))
        db.execute("DROP TABLE names")
        people = pa.concat_tables(parts)
        db.register("people", people)
        counts = db.sql(_COUNTS_SQL).to_arrow_table()
    for column in ("name_ppm", "pinyin_ppm"):
        people = people.append_column(column, counts[column])
    return Prepared(people)


def _register_part(db: duckdb.DuckDBPyConnection, part: pa.Table, first: int, tokens: Tokeniser) -> pa.Table:
    """One part of the register with its columns, its people numbered from `first`."""
    if set(TOKEN_COLUMNS.values()) <= set(part.column_names):
        forms = {ours: shortened(part[theirs]) for ours, theirs in TOKEN_COLUMNS.items()}
    else:
        forms = person_tokens(part["citizen_id_no"], tokens)
    n = pa.array(range(first, first + len(part)), pa.int32())
    plain = _text_columns(part, REGISTER_COLUMNS + REGISTER_MAY_HAVE, leave="citizen_id_no")
    db.register("given", plain.append_column("n", n))
    db.register("numbers", pa.table(forms | {"n": n}))
    _make_name_forms(db)
    return db.sql(_PEOPLE_SQL).to_arrow_table()


def prepare_list(table: pa.Table, tokens: Tokeniser) -> Prepared:
    """One row for each row of the list, `row` counted from 1.

    `table`: `name` and any of LIST_COLUMNS and LIST_MAY_HAVE as text. Raises MissingColumns.
    """
    _require(table, ["name"], "list")
    if not {"citizen_id_no", "birth_date"} & set(table.column_names):
        raise MissingColumns("The list has neither citizen_id_no nor birth_date: a name alone identifies nobody.")
    plain = _text_columns(table, LIST_COLUMNS + LIST_MAY_HAVE)
    numbers = [list_number(raw) for raw in plain["citizen_id_no"].to_pylist()]
    rows = pa.array(range(1, len(table) + 1), pa.int32())
    with connection() as db:
        db.register("given", plain.append_column("n", rows))
        db.register("numbers", _list_tokens(numbers, tokens).append_column("n", rows))
        db.register("hashes", pa.table({"n": rows, "row_hash": row_hashes(plain, tokens)}))
        _make_name_forms(db)
        return Prepared(db.sql(_LIST_SQL).to_arrow_table())


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


def _text_columns(table: pa.Table, columns: Iterable[str], *, leave: str = "") -> pa.Table:
    """The columns as text, in full: one the table lacks is unknown throughout."""
    nothing = pa.nulls(len(table), pa.string())
    return pa.table(
        {
            column: table[column].cast(pa.string()) if column in table.column_names else nothing
            for column in columns
            if column != leave
        }
    )


def _list_tokens(numbers: list[ListNumber], tokens: Tokeniser) -> pa.Table:
    return pa.table(
        {
            "number_kind": pa.array([n.kind for n in numbers], pa.string()),
            "whole": token_column(tokens, (n.whole for n in numbers)),
            "fifteen": token_column(tokens, (n.fifteen for n in numbers)),
            "first15": token_column(tokens, (n.first15 for n in numbers)),
            "repairs": pa.array([[token(tokens, r) for r in n.repairs] for n in numbers], pa.list_(pa.int64())),
            "number_born": pa.array([n.birth_date for n in numbers], pa.date32()),
            "number_sex": pa.array([n.sex for n in numbers], pa.string()),
        }
    )


def connection() -> duckdb.DuckDBPyConnection:
    """An engine in memory that prints nothing."""
    db = duckdb.connect(":memory:", config={"threads": 2})
    db.execute("SET enable_progress_bar = false")
    return db


def _make_name_forms(db: duckdb.DuckDBPyConnection) -> None:
    """Add the forms of names not met before to the engine's table `names`: most names are shared."""
    db.register("no_names", name_table([]))
    db.execute("CREATE TABLE IF NOT EXISTS names AS FROM no_names")
    new = db.sql(
        "SELECT name AS raw FROM given WHERE name <> '' UNION SELECT former_name FROM given WHERE former_name <> ''"
        " EXCEPT SELECT raw FROM names"
    ).to_arrow_table()
    db.register("new_names", name_table(new["raw"].to_pylist()))
    db.execute("INSERT INTO names FROM new_names")


# Dates as lists write them: 1950-01-02, 1950.1.2, 1950/1/2, 1950年1月2日, 19500102; a lone year is kept as one.
_DIGITS = r"trim(regexp_replace(coalesce(birth_date, ''), '[^0-9]+', '-', 'g'), '-')"
_BORN = f"coalesce(try_strptime({_DIGITS}, '%Y-%m-%d'), try_strptime({_DIGITS}, '%Y%m%d'))::DATE"
_YEAR = f"coalesce(year({_BORN}), try_cast(nullif(regexp_extract({_DIGITS}, '^((18|19|20)[0-9]{{2}})(-|$)', 1), '') AS INTEGER))"
_SEX = (
    "CASE WHEN trim(sex) IN ('1', '男', '男性', 'M', 'm') THEN '1'"
    " WHEN trim(sex) IN ('2', '女', '女性', 'F', 'f') THEN '2' END"
)
_VILLAGE = r"nullif(regexp_extract(trim(village_code), '^[0-9]{12}$'), '')"
_ADDRESS = r"regexp_replace(nfc_normalize(coalesce(address, '')), '\s', '', 'g')"
_TOWN_NAME = rf"nullif(regexp_extract({_ADDRESS}, '(?:[市县区]|^)([^市县区镇乡]{{1,8}}?(?:镇|乡|街道))', 1), '')"
_COMMITTEE = "(?:村民委员会|社区居民委员会|社区居委会|居民委员会|居委会|村委会|社区|村)"
_VILLAGE_NAME = (
    rf"nullif(regexp_extract({_ADDRESS}, '(?:镇|乡|街道(?:办事处)?|^)([^市县区镇乡道]{{1,10}}?){_COMMITTEE}', 1), '')"
)
_DOOR = rf"nullif(regexp_extract({_ADDRESS}, '{_COMMITTEE}(.+)$', 1), '')"
_PLACE = f"{_VILLAGE} AS village, {_TOWN_NAME} AS town_name, {_VILLAGE_NAME} AS village_name, {_DOOR} AS door"

_PEOPLE_SQL = f"""
SELECT n, person_id, nullif(status, '') AS status, names.fold, names.pinyin, names.sound, names.look, names.surname,
       former.fold AS former, {_SEX} AS sex, {_BORN} AS born, {_YEAR}::SMALLINT AS birth_year,
       strftime({_BORN}, '%m%d') AS birth_day, {_PLACE}, numbers.whole, numbers.fifteen, numbers.first15
FROM given JOIN numbers USING (n)
LEFT JOIN names ON names.raw = given.name LEFT JOIN names AS former ON former.raw = given.former_name
ORDER BY n
"""

# How many of a million bear the name, and how many a name of that sound.
_COUNTS_SQL = """
WITH name_counts AS (SELECT fold, count(*) AS bearers FROM people WHERE fold IS NOT NULL GROUP BY fold),
sound_counts AS (SELECT pinyin, count(*) AS bearers FROM people WHERE pinyin IS NOT NULL GROUP BY pinyin),
everybody AS (SELECT count(*) / 1e6 AS millions FROM people)
SELECT ceil(name_counts.bearers / millions)::INTEGER AS name_ppm,
       ceil(sound_counts.bearers / millions)::INTEGER AS pinyin_ppm
FROM people CROSS JOIN everybody LEFT JOIN name_counts USING (fold) LEFT JOIN sound_counts USING (pinyin)
ORDER BY n
"""

_LIST_SQL = f"""
WITH rows AS (
    SELECT n AS row, names.fold, names.pinyin, names.sound, names.look, names.surname, former.fold AS former,
           coalesce({_SEX}, number_sex) AS sex, {_BORN} AS stated, {_YEAR} AS stated_year, {_PLACE},
           number_kind, whole, fifteen, first15, repairs, number_born, row_hash
    FROM given JOIN numbers USING (n) JOIN hashes USING (n)
    LEFT JOIN names ON names.raw = given.name LEFT JOIN names AS former ON former.raw = given.former_name
)
SELECT * EXCLUDE (stated, stated_year, number_born), coalesce(stated, number_born) AS born, stated IS NOT NULL AS born_stated,
       coalesce(stated_year, year(number_born))::SMALLINT AS birth_year,
       strftime(coalesce(stated, number_born), '%m%d') AS birth_day
FROM rows ORDER BY row
"""
