"""The register against itself: a snapshot, the levels of matching, pairs that are probably one person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq

from banji.exchange.reading import work_folder
from banji.foundation.secrets import tokeniser
from banji.matching import prepare_register
from banji.matching.prepare import PART
from banji.matching.within import within
from banji.matters.duplicates.kinds import TWICE
from banji.matters.duplicates.searching.suspects import Suspect
from banji.register import snapshot


def registered_twice(repairs: Mapping[UUID, Sequence[int]]) -> tuple[datetime, list[Suspect]]:
    """The instant the register was read at, and the pairs, heaviest first. `repairs` as `within` takes them."""
    with work_folder() as folder:
        path = folder / "register.parquet"
        known_at = snapshot.write(path)
        people = prepare_register(_parts(path), tokeniser())
    found = within(people, repairs={str(person): tokens for person, tokens in repairs.items()})
    return known_at, list(_suspects(found.to_pylist()))


def _suspects(rows: Iterable[dict[str, object]]) -> Iterator[Suspect]:
    for row in rows:
        first, second = sorted((UUID(str(row["first"])), UUID(str(row["second"]))))
        levels = tuple(str(row["levels"]).split())
        yield Suspect(TWICE, first, second, why=levels, weight=int(str(row["weight"])))


def _parts(path: Path) -> Iterator[pa.Table]:
    with pq.ParquetFile(path) as file:
        for part in file.iter_batches(PART):
            yield pa.Table.from_batches([part])
        if not file.metadata.num_rows:
            yield file.read()
