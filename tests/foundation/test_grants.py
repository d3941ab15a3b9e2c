"""What the catalogue grants the site's role is what the models say, for every table."""

import pytest
from django.conf import settings
from django.db import connection

from banji.foundation import grants

pytestmark = pytest.mark.django_db

_RIGHTS = """
SELECT c.relname,
       has_table_privilege(%(role)s, c.oid, 'SELECT'), has_table_privilege(%(role)s, c.oid, 'INSERT'),
       has_table_privilege(%(role)s, c.oid, 'UPDATE'), has_table_privilege(%(role)s, c.oid, 'DELETE'),
       has_table_privilege(%(role)s, c.oid, 'TRUNCATE'),
       (SELECT coalesce(array_agg(a.attname::text ORDER BY a.attname), '{}') FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          AND has_column_privilege(%(role)s, c.oid, a.attnum, 'UPDATE')
          AND NOT has_table_privilege(%(role)s, c.oid, 'UPDATE'))
FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
"""


def catalogue() -> dict[str, grants.Rights]:
    with connection.cursor() as cursor:
        cursor.execute(_RIGHTS, {"role": settings.DATABASE_APP})
        rows = cursor.fetchall()
    assert all(select and not truncate for _, select, _, _, _, truncate, _ in rows)
    return {
        name: grants.Rights(insert=insert, delete=delete, update=update, update_columns=tuple(columns))
        for name, _, insert, update, delete, _, columns in rows
    }


def test_every_table_is_granted_what_its_model_says() -> None:
    found = catalogue()
    wanted = grants.expected()
    assert wanted.keys() <= found.keys()
    assert found == {table: wanted.get(table, grants.READ_ONLY) for table in found}


def test_third_party_tables_are_among_them() -> None:
    assert "procrastinate_jobs" in catalogue()
    assert catalogue()["django_migrations"] == grants.READ_ONLY


def test_no_cascade_in_the_database_reaches_an_append_only_table() -> None:
    # A cascade runs as the owner and would delete what the site itself may not.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confdeltype <> 'a'"
        )
        cascading = {row[0] for row in cursor.fetchall()}
    append_only = {table for table, rights in grants.expected().items() if not rights.delete}
    assert not cascading & append_only
