"""What became of the rows of each table: received = accepted + known + refused. Kept on the load, shown for ever."""

# ruff: noqa: S608  (names of our own tables only)
from __future__ import annotations

from typing import NamedTuple

import duckdb

from banji.register.loading.columns import COLUMNS, SIGNS
from banji.register.models import Load

type Sizes = dict[str, int]
# What the loader calls a table while it adds.
_TABLES = {"signs": SIGNS}


class TableCount(NamedTuple):
    """One table of one load. `known`: here already, and left as it is."""

    table: str
    received: int
    accepted: int
    refused: int

    @property
    def known(self) -> int:
        return self.received - self.accepted - self.refused

    @property
    def balanced(self) -> bool:
        """Who is known is counted by what is left; it cannot be fewer than nobody."""
        return self.known >= 0


def of(load: Load) -> list[TableCount]:
    """The counts of a load's tables, in the order of the format; [] for one of before they were kept."""
    return [TableCount(t, **load.tables[t]) for t in COLUMNS if load.tables.get(t, {}).get("received")]


def received(db: duckdb.DuckDBPyConnection) -> Sizes:
    """Rows given of each table; ask before they are judged."""
    return {table: _size(db, f"given_{table}") for table in COLUMNS}


def refused(db: duckdb.DuckDBPyConnection) -> Sizes:
    return {table: _size(db, f"refused_{table}") for table in COLUMNS}


def begun(load: Load, received: Sizes, refused: Sizes) -> dict[str, dict[str, int]]:
    """For `Load.tables`. A load taken up again keeps what it has accepted so far."""
    so_far = {table: counts["accepted"] for table, counts in load.tables.items()}
    return {
        table: {"received": received[table], "accepted": so_far.get(table, 0), "refused": refused[table]}
        for table in COLUMNS
    }


def all_accepted(load: Load) -> dict[str, dict[str, int]]:
    """For a first load: nobody is here already."""
    return {t: c | {"accepted": c["received"] - c["refused"]} for t, c in load.tables.items()}


def accept(load: Load, kind: str, added: int) -> None:
    """So many more of a table are in; within the transaction that adds them."""
    load.refresh_from_db(fields=["tables"])
    load.tables[_TABLES.get(kind, kind)]["accepted"] += added
    load.save(update_fields=["tables"])


def _size(db: duckdb.DuckDBPyConnection, table: str) -> int:
    ((size,),) = db.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(size)
