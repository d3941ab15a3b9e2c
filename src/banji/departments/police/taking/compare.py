"""Theirs against ours, as sets: who is the same, who differs, who is missing; and one pair of records at a time."""

# ruff: noqa: S608  (names of our own tables and columns only; values are parameters)
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

import duckdb

from banji.departments.police.models import Subject
from banji.departments.police.taking.rows import FIELDS, Said, parsed

type Db = duckdb.DuckDBPyConnection

PERSON_PARTS = ("particulars", "registration", "card")


class Theirs(NamedTuple):
    """A row of the file; whole numbers stand beside their tokens."""

    part: str
    said: str
    number: str
    phone: str
    decided_by: str

    @property
    def fields(self) -> Said:
        return parsed(self.part, self.said)


class Ours(NamedTuple):
    """An open row of ours."""

    part: str
    said: str
    id: int

    @property
    def fields(self) -> Said:
        return parsed(self.part, self.said)


@dataclass
class Pair:
    """One person or household in both registers; `owner` is None when we do not have it."""

    subject: str
    ref: str
    owner: UUID | None = None
    theirs: list[Theirs] = field(default_factory=list)
    ours: list[Ours] = field(default_factory=list)

    @cached_property
    def added(self) -> list[Theirs]:
        """Rows of theirs that we do not have."""
        have = Counter((row.part, row.said) for row in self.ours)
        return [row for row in self.theirs if _spend(have, (row.part, row.said))]

    @cached_property
    def gone(self) -> list[Ours]:
        """Open rows of ours that they do not have."""
        have = Counter((row.part, row.said) for row in self.theirs)
        return [row for row in self.ours if _spend(have, (row.part, row.said))]

    def their_last(self, part: str) -> Theirs | None:
        """Their latest row of a part."""
        return max(_of(self.theirs, part), key=_start, default=None)

    def our_last(self, part: str) -> Ours | None:
        """Our latest row of a part."""
        return max(_of(self.ours, part), key=_start, default=None)

    @cached_property
    def differing(self) -> list[str]:
        """Which fields of the latest rows differ, as part.field; a part alone where only its history does."""
        found: list[str] = []
        for part in {row.part for row in self.added} | {row.part for row in self.gone}:
            theirs, ours = self.their_last(part), self.our_last(part)
            names = FIELDS[part] if theirs and ours and part != "card" else ()
            fields = [
                f"{part}.{name}"
                for name in names
                if theirs and ours and theirs.fields[name] != ours.fields[name]
            ]
            found += fields or [part]
        return sorted(found)


def _of[Row: (Theirs, Ours)](rows: Sequence[Row], part: str) -> list[Row]:
    return [row for row in rows if row.part == part]


def _start(row: Theirs | Ours) -> str:
    return row.fields.get("valid_from", row.said)


def _spend(have: Counter[tuple[str, str]], key: tuple[str, str]) -> bool:
    """Is there no row left that says this?"""
    have[key] -= 1
    return have[key] < 0


def compare(db: Db) -> None:
    """Make `changed` (subject, ref): whoever the file names, is not refused, and is not the same with us."""
    db.execute("""
        CREATE OR REPLACE TABLE changed AS
        WITH t AS (SELECT part, ref, said, row_number() OVER (PARTITION BY part, ref, said) AS nth FROM theirs),
             o AS (SELECT part, ref, said, row_number() OVER (PARTITION BY part, ref, said) AS nth FROM ours),
             unlike AS (
                 SELECT DISTINCT if(part = 'household', 'HOUSEHOLD', 'PERSON') AS subject, ref
                 FROM t FULL JOIN o USING (part, ref, said, nth) WHERE t.part IS NULL OR o.part IS NULL)
        SELECT subject, ref FROM unlike SEMI JOIN given USING (subject, ref) ANTI JOIN refused USING (subject, ref)
        ORDER BY subject, ref
    """)


def missing(db: Db) -> list[tuple[str, str, UUID]]:
    """Whom a full file lacks: subject, reference (may be empty), our id."""
    return [
        (subject, ref, UUID(owner))
        for subject, ref, owner in db.execute("""
            SELECT 'PERSON', ref, id FROM our_people WHERE ref NOT IN (SELECT ref FROM given WHERE subject = 'PERSON')
            UNION ALL
            SELECT 'HOUSEHOLD', ref, id FROM our_households
            WHERE ref NOT IN (SELECT ref FROM given WHERE subject = 'HOUSEHOLD')
            ORDER BY 1, 2, 3
        """).fetchall()
    ]


def changed(db: Db, subject: str, size: int) -> Iterator[list[Pair]]:
    """The pairs that differ, in chunks."""
    refs = [row[0] for row in db.execute("SELECT ref FROM changed WHERE subject = ?", [subject]).fetchall()]
    for first in range(0, len(refs), size):
        yield pairs(db, subject, refs[first : first + size])


def pairs(db: Db, subject: str, refs: list[str]) -> list[Pair]:
    """Both records of each reference."""
    parts = list(PERSON_PARTS) if subject == Subject.PERSON else ["household"]
    owners = "our_people" if subject == Subject.PERSON else "our_households"
    known = {
        ref: UUID(owner)
        for ref, owner in db.execute(
            f"SELECT ref, id FROM {owners} WHERE ref IN (SELECT unnest(?))", [refs]
        ).fetchall()
    }
    found = {ref: Pair(subject, ref, known.get(ref)) for ref in refs}
    asked = [refs, parts]
    wanted = "WHERE ref IN (SELECT unnest(?)) AND part IN (SELECT unnest(?))"
    for ref, *row in db.execute(
        f"SELECT ref, part, said, number, phone, decided FROM theirs {wanted} ORDER BY part, said",
        asked,
    ).fetchall():
        found[ref].theirs.append(Theirs(*row))
    for ref, *row in db.execute(
        f"SELECT ref, part, said, id FROM ours {wanted} ORDER BY id", asked
    ).fetchall():
        found[ref].ours.append(Ours(*row))
    return list(found.values())
