"""Append-only by GRANT: what the site's role may do to each table, derived from the models.

A model that says `append_only = ("recorded_to",)` may be read and added to, and only the named columns updated; a
model that says nothing may be changed and deleted from. Tables without a model (migrations) may only be read.
Grants are written in one transaction after each migration and compared with the catalogue by a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, models, transaction
from django.db.backends.utils import CursorWrapper

from banji.foundation import installation
from banji.foundation.errors import TryAgain, explained

# The server's own vacuum of a large table that was just filled may meet the grants in a deadlock.
_TRIES = 3

REFUSE_REOPENING = """
CREATE OR REPLACE FUNCTION banji_refuse_reopening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.recorded_to IS NOT NULL THEN
    RAISE EXCEPTION 'a closed row of history is never changed (%, id %)', TG_TABLE_NAME, OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'history_is_closed';
  END IF;
  RETURN NEW;
END $$
"""

# ANALYZE needs the owner; this lets the site refresh the planner's statistics after bulk work.
ANALYZE = """
CREATE OR REPLACE FUNCTION banji_analyze(target regclass) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN EXECUTE format('ANALYZE %s', target); END $$
"""


@dataclass(frozen=True, slots=True)
class Rights:
    """What the site's role may do to one table; SELECT is always among it."""

    insert: bool
    delete: bool
    update: bool
    update_columns: tuple[str, ...] = ()


READ_ONLY = Rights(insert=False, delete=False, update=False)
FREE = Rights(insert=True, delete=True, update=True)


def rights_of(model: type[models.Model]) -> Rights:
    columns: tuple[str, ...] | None = getattr(model, "append_only", None)
    if columns is None:
        return FREE
    return Rights(
        insert=True,
        delete=False,
        update=False,
        update_columns=tuple(sorted(_column(model, name) for name in columns)),
    )


def _column(model: type[models.Model], name: str) -> str:
    return {field.name: str(field.column) for field in model._meta.concrete_fields}[name]


def expected() -> dict[str, Rights]:
    """Rights by table name, for every table that has a model."""
    return {model._meta.db_table: rights_of(model) for model in apps.get_models(include_auto_created=True)}


def after_migrate(*, using: str, **_: Any) -> None:
    connection = connections[using]
    if connection.vendor != "postgresql" or connection.settings_dict["USER"] != settings.DATABASE_OWNER:
        return
    for further in range(_TRIES, -1, -1):
        try:
            with explained(), transaction.atomic(using=using), connection.cursor() as cursor:
                write(cursor, app_role=settings.DATABASE_APP)
                installation.found(cursor)
            return
        except TryAgain:
            if not further:
                raise


def write(cursor: CursorWrapper, *, app_role: str) -> None:
    """Write every grant and every guard, as the owner, inside the caller's transaction."""
    role = f'"{app_role}"'
    cursor.execute(REFUSE_REOPENING)
    cursor.execute(ANALYZE)
    cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO {role}")
    cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {role}")
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
    cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")
    wanted = expected()
    for table in _tables(cursor):
        _grant(cursor, table, wanted.get(table, READ_ONLY), role)
    for model in apps.get_models():
        if "recorded_to" in getattr(model, "append_only", ()):
            _guard_history(cursor, model._meta.db_table)


def _tables(cursor: CursorWrapper) -> list[str]:
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        " AND pg_get_userbyid(relowner) = current_user ORDER BY relname"
    )
    return [row[0] for row in cursor.fetchall()]


def _grant(cursor: CursorWrapper, table: str, rights: Rights, role: str) -> None:
    # Revoking at table level also drops column grants, so this starts from nothing.
    cursor.execute(f'REVOKE ALL ON "{table}" FROM {role}')
    verbs = ["SELECT"]
    verbs += ["INSERT"] if rights.insert else []
    verbs += ["UPDATE"] if rights.update else []
    verbs += ["DELETE"] if rights.delete else []
    cursor.execute(f'GRANT {", ".join(verbs)} ON "{table}" TO {role}')
    if rights.update_columns:
        columns = ", ".join(f'"{column}"' for column in rights.update_columns)
        cursor.execute(f'GRANT UPDATE ({columns}) ON "{table}" TO {role}')


def _guard_history(cursor: CursorWrapper, table: str) -> None:
    cursor.execute(
        f'CREATE OR REPLACE TRIGGER history_is_closed BEFORE UPDATE ON "{table}"'
        " FOR EACH ROW EXECUTE FUNCTION banji_refuse_reopening()"
    )
