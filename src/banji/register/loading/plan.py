"""What a first load has fixed before its first row: its stamp and which ids belong to which rows. Kept in the work
folder, so that a load taken up again writes exactly the same rows."""

# ruff: noqa: S608  (names of our own tables and columns only; values are parameters)
from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple, Self
from uuid import UUID

from django.db import connection, models, transaction

from banji.foundation.models import Secret
from banji.register.loading.checks import Counts
from banji.register.loading.rows import Stamp, of_history
from banji.register.loading.work import write_whole
from banji.register.models import HouseholdParticulars, IdCard, Particulars, Registration, SignOfLife

CHUNK = 10_000


class Chunk(NamedTuple):
    """Rows `first` to `last - 1` of one kind: households, people, registrations (of a history), events or signs."""

    kind: str
    first: int
    last: int

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.first:09d}"


class Plan(NamedTuple):
    """`bases`: the first id of each table's block."""

    stamp: Stamp
    counts: Counts
    bases: dict[str, int]

    @classmethod
    def make(cls, stamp: Stamp, counts: Counts) -> Self:
        wanted: dict[type[models.Model], int] = {
            Secret: counts.numbers,
            HouseholdParticulars: counts.households,
            Particulars: counts.people,
            Registration: counts.registrations + counts.history,
            IdCard: counts.cards,
            SignOfLife: counts.signs,
        }
        return cls(stamp, counts, {m._meta.db_table: _block(m, n) for m, n in wanted.items()})

    @classmethod
    def read(cls, path: Path) -> Self | None:
        if not path.exists():
            return None
        kept = json.loads(path.read_text())
        stamp = Stamp(UUID(kept["stamp"].pop("load_id")), **kept["stamp"])
        return cls(stamp, Counts(**kept["counts"]), kept["bases"])

    def write(self, path: Path) -> None:
        stamp = self.stamp
        said = {
            "load_id": stamp.load_id.hex,
            "recorded_from": stamp.recorded_from,
            "recorded_in": stamp.recorded_in,
        }
        said |= {"today": stamp.today, "by": stamp.by}
        write_whole(path, {"stamp": said, "counts": self.counts._asdict(), "bases": self.bases})

    def chunks(self) -> list[Chunk]:
        sizes = {
            "households": self.counts.households,
            "people": self.counts.people,
            "registrations": self.counts.history,
            "events": self.counts.events,
            "signs": self.counts.signs,
        }
        return [
            Chunk(kind, first, min(first + CHUNK, size))
            for kind, size in sizes.items()
            for first in range(0, size, CHUNK)
        ]

    def select(self, kind: str) -> str:
        """The query for a chunk of one kind, with its ids; its parameters are `first` and `last`."""
        uuid = self.stamp.uuid
        ids = {
            "households": {"household_id": uuid("household", "n"), "id": self._id(HouseholdParticulars, "n")},
            "registrations": {
                **of_history(self.stamp),
                "household_id": f"CASE WHEN household_n IS NOT NULL THEN {uuid('household', 'household_n')} END",
                "id": self._id(Registration, f"{self.counts.registrations} + n"),
            },
            "events": {"person_id": uuid("person", "person_n"), "event_id": uuid("past", "n")},
            "signs": {"person_id": uuid("person", "person_n"), "id": self._id(SignOfLife, "n")},
            "people": {
                "person_id": uuid("person", "n"),
                "event_id": uuid("event", "n"),
                "household_id": uuid("household", "household_n"),
                "number_id": self._id(Secret, "numbers_before", "citizen_id_no"),
                "phone_id": self._id(Secret, "numbers_before + (citizen_id_no <> '')::INTEGER", "phone"),
                "particulars_id": self._id(Particulars, "n"),
                "registration_id": self._id(Registration, "registrations_before"),
                "cancelled_id": self._id(Registration, "registrations_before + registrations - 1"),
                "card_id": self._id(IdCard, "cards_before"),
            },
        }[kind]
        columns = ", ".join(f"{sql} AS {name}" for name, sql in ids.items())
        return f"SELECT *, {columns} FROM {kind} WHERE n >= ? AND n < ?"

    def _id(self, model: type[models.Model], before: str, only_with: str = "") -> str:
        """SQL for the id of a table's row after so many of them, NULL where the column `only_with` is empty."""
        sql = f"{self.bases[model._meta.db_table]} + {before}"
        return f"CASE WHEN {only_with} <> '' THEN {sql} END" if only_with else sql


def _block(model: type[models.Model], size: int) -> int:
    """The first of `size` ids in one piece. Changing a sequence, as its owner, holds it until the transaction ends."""
    if not size:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        table, column = model._meta.db_table, model._meta.pk.column
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
        ((sequence,),) = cursor.fetchall()
        cursor.execute(f"ALTER SEQUENCE {sequence} INCREMENT BY 1")
        cursor.execute("SELECT setval(%s, nextval(%s) + %s)", [sequence, sequence, size - 1])
        ((last,),) = cursor.fetchall()
    return int(last) - size + 1
