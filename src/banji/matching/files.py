"""Reading registers and lists as text, whatever they look like, and writing cells that stay dead."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from banji.identity.names import decode_text
from banji.matching.columns import READ
from banji.matching.prepare import LIST_COLUMNS, LIST_MAY_HAVE, REGISTER_COLUMNS, REGISTER_MAY_HAVE

_PARQUET = b"PAR1"


class UnreadableTable(ValueError):
    """The file is no table; the message says what is wrong with it."""


def read_register(path: Path) -> Iterator[pa.Table]:
    """The columns matching knows, of a Parquet file (row group by row group) or a CSV file. What many people share is
    read as a dictionary, as it stands in the file."""
    if not _is_parquet(path):
        yield _read_csv(path, REGISTER_COLUMNS + REGISTER_MAY_HAVE)
        return
    schema = pq.read_schema(path)
    wanted = [name for name in schema.names if name in REGISTER_COLUMNS + REGISTER_MAY_HAVE]
    shared = [name for name in wanted if name in READ]
    with pq.ParquetFile(path, read_dictionary=shared) as file:
        if not file.num_row_groups:
            yield file.read(wanted)
        for group in range(file.num_row_groups):
            yield file.read_row_group(group, wanted)


def read_list(path: Path) -> pa.Table:
    """The columns matching knows, of a CSV file in UTF-8 (with or without BOM) or GB18030, or of a Parquet file."""
    if _is_parquet(path):
        return pq.read_table(path)
    return _read_csv(path, LIST_COLUMNS + LIST_MAY_HAVE)


def safe_cells(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers."""
    if not pa.types.is_string(column.type):
        return column
    dangerous = pc.match_substring_regex(column, "^[ \u3000]*[=+\\-@\t\r\n＝＋－＠]")
    return pc.if_else(dangerous, pc.binary_join_element_wise("'", column, ""), column)


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_PARQUET)) == _PARQUET


def _read_csv(path: Path, wanted: tuple[str, ...]) -> pa.Table:
    """Wholly empty lines are no rows; a row shorter than the header is filled up, a longer one refused."""
    text, _ = decode_text(path.read_bytes())
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [name.strip() for name in next(reader, [])]
        places = {name: header.index(name) for name in wanted if name in header}
        columns: dict[str, list[str]] = {name: [] for name in places}
        for line in reader:
            if len(line) > len(header):
                raise UnreadableTable(
                    f"{path}, line {reader.line_num}: {len(line)} cells under {len(header)} headings. Put cells that contain a comma in quotes."
                )
            if any(cell.strip() for cell in line):
                for name, place in places.items():
                    columns[name].append(line[place] if place < len(line) else "")
    except csv.Error as e:
        raise UnreadableTable(f"{path}, line {reader.line_num}: {e}.") from e
    if not places:
        raise UnreadableTable(f"{path} has none of the columns {', '.join(wanted)} in its first line.")
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})
