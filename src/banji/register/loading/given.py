"""The folder as it came: found, digested, and laid out in DuckDB with a row number."""

# ruff: noqa: S608  (names of our own tables and columns only; values are parameters)
from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb
from django.utils.translation import gettext as _

from banji.foundation.errors import Refused
from banji.identity.names import decode_gb18030
from banji.register.loading.columns import COLUMNS, NEEDED, OPTIONAL

_BLOCK = 1 << 22


def files_of(folder: Path) -> dict[str, Path]:
    """The file of each table. History and signs of life may be absent. Raises `Refused`."""
    found = {table: _one(folder, table) for table in COLUMNS}
    missing = [table for table, path in found.items() if path is None and table not in OPTIONAL]
    if missing:
        raise Refused(
            _("The folder {folder} has no {names} (.parquet or .csv).").format(
                folder=folder, names=", ".join(missing)
            ),
            remedy=_("Put households, people and signs_of_life into one folder."),
        )
    return {table: path for table, path in found.items() if path is not None}


def _one(folder: Path, table: str) -> Path | None:
    paths = (folder / f"{table}.{ending}" for ending in ("parquet", "csv"))
    return next((path for path in paths if path.is_file()), None)


def digest_of(files: dict[str, Path]) -> str:
    """SHA-256 over the tables' names and bytes: the same folder twice has the same digest."""
    digest = hashlib.sha256()
    for table, path in sorted(files.items()):
        with path.open("rb") as file:
            digest.update(f"{table}:{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return digest.hexdigest()


def read(
    db: duckdb.DuckDBPyConnection,
    files: Mapping[str, Path],
    work: Path,
    *,
    columns: Mapping[str, Sequence[str]] = COLUMNS,
    needed: Mapping[str, Sequence[str]] = NEEDED,
) -> None:
    """Make the tables given_households, given_people and so on, one for each of `columns`: `row` counted from 1, then
    every column of the format as trimmed text, '' where unknown. Raises `Refused` for a missing column or an
    unreadable file."""
    for table, names in columns.items():
        path = files.get(table)
        if path is None:
            empty = ", ".join(f"'' AS {column}" for column in names)
            db.execute(f"CREATE TABLE given_{table} AS SELECT 0::BIGINT AS row, {empty} WHERE false")
            continue
        source = _relation(path, work)
        try:
            there = {row[0] for row in db.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
            _require(path, needed[table], there)
            found = ", ".join(
                f"{_clean(column)} AS {column}" if column in there else f"'' AS {column}" for column in names
            )
            db.execute(
                f"CREATE TABLE given_{table} AS"
                f" SELECT row_number() OVER ()::BIGINT AS row, {found} FROM {source}"
            )
        except duckdb.Error as error:
            raise Refused(
                _("The file {name} cannot be read: {why}").format(
                    name=path.name, why=str(error).splitlines()[0]
                ),
                remedy=_("Export it again, as parquet or as csv with a header line and commas."),
            ) from error


def _clean(column: str) -> str:
    text = f"coalesce({column}::VARCHAR, '')"
    # An apostrophe before a formula sign is ours: rejected rows come back corrected.
    cleaned = f"regexp_replace(trim(regexp_replace({text}, '[\\x00-\\x1f\\x7f]', ' ', 'g')), '^''([=+@\\-])', '\\1')"
    # Nearly all cells hold nothing of the kind, and one look is cheaper than two replacements.
    return f"CASE WHEN regexp_matches({text}, '[\\x00-\\x20\\x7f\\pZ]|^''') THEN {cleaned} ELSE {text} END"


def _require(path: Path, needed: Sequence[str], there: set[str]) -> None:
    missing = [column for column in needed if column not in there]
    if missing:
        raise Refused(
            _("{name} has no column {columns}.").format(name=path.name, columns=", ".join(missing)),
            remedy=_("It needs {needed}.").format(needed=", ".join(needed)),
        )


def _relation(path: Path, work: Path) -> str:
    if path.suffix == ".parquet":
        return f"read_parquet('{_quoted(path)}')"
    readable = utf8(path, work / f"{path.stem}.utf8.csv")
    return f"read_csv('{_quoted(readable)}', header = true, all_varchar = true, delim = ',', quote = '\"')"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def utf8(path: Path, to: Path) -> Path:
    """The file itself if it is UTF-8, else `to`, into which its GB18030 was rewritten. Raises `Refused` for neither."""
    return path if _is_utf8(path) else _transcoded(path, to)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in _blocks(path):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _transcoded(path: Path, to: Path) -> Path:
    """A GB18030 file as UTF-8. A line end is never part of a character there, so blocks of lines stand alone."""
    try:
        with to.open("w", encoding="utf-8", newline="") as file:
            rest = b""
            for block in _blocks(path):
                lines, newline, rest = (rest + block).rpartition(b"\n")
                file.write(decode_gb18030(lines + newline))
            file.write(decode_gb18030(rest))
    except UnicodeDecodeError as error:
        raise Refused(
            _("The file {name} is neither UTF-8 nor GB18030.").format(name=path.name),
            remedy=_("Export it again in UTF-8."),
        ) from error
    return to


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
