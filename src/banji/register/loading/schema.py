"""Constraints and indexes of the loaded tables: taken down before the copy, built again at its end (design §5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection, models

# Foreign keys and exclusions, unique constraints; then indexes of their own. Primary keys and checks stay: they cost
# little, and foreign keys of other rooms rest on them.
_CONSTRAINTS = """
SELECT conrelid::regclass::text, quote_ident(conname), contype::text, pg_get_constraintdef(oid)
FROM pg_constraint WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'x', 'u') ORDER BY contype <> 'f', conname
"""
_INDEXES = """
SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
FROM pg_index i WHERE i.indrelid = ANY(%s::regclass[])
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'x', 'u'))
ORDER BY 2
"""


class Step(NamedTuple):
    """One statement that builds something, and the table it belongs to."""

    table: str
    statement: str


class TakenDown(NamedTuple):
    """What builds up again what was dropped: indexes first, then constraints, foreign keys at the end."""

    steps: list[Step]


def take_down(tables: Iterable[type[models.Model]]) -> TakenDown:
    """Drop them, as the owner, in the present transaction."""
    names = [f'"{model._meta.db_table}"' for model in tables]
    with connection.cursor() as cursor:
        cursor.execute(_CONSTRAINTS, [names])
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, [names])
        indexes = cursor.fetchall()
        for table, name, _kind, _definition in constraints:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for _table, name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    steps = [Step(table, definition) for table, _name, definition in indexes]
    for foreign in (False, True):
        steps += [
            Step(table, f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
            for table, name, kind, definition in constraints
            if (kind == "f") is foreign
        ]
    return TakenDown(steps)


def prepare_building() -> None:
    """Give the builds memory, for this transaction only."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")


def build(step: Step) -> None:
    with connection.cursor() as cursor:
        cursor.execute(step.statement)
