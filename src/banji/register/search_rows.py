"""Writing what the search box looks through (`SearchRow`), from the rows of the register themselves.

Whoever writes particulars or registrations ends with `refresh`, in the same transaction and behind the same locks; a
first load fills the table at once. Only finding and its order rest on these rows: who is shown, and how much of him,
is read from the register.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection

from banji.identity.names import folding

# The latest of what stands; of names, also whatever was written before. `{only}` narrows the people.
_DERIVED = """
SELECT p.person_id, r.village_id, r.status IS DISTINCT FROM 'ACTIVE' AS absent, p.name_folded, p.name_initials,
       p.name_key, coalesce(f.formerly, '') AS formerly, extract(year FROM p.birth_date)::smallint AS birth_year,
       CASE WHEN f.grams IS NULL THEN p.name_grams ELSE
         ARRAY(SELECT DISTINCT unnest(p.name_grams || f.grams) ORDER BY 1) END AS grams
FROM (SELECT DISTINCT ON (person_id) * FROM register_particulars WHERE recorded_to IS NULL {only}
      ORDER BY person_id, valid_from DESC) p
LEFT JOIN (SELECT DISTINCT ON (person_id) person_id, village_id, status FROM register_registration
           WHERE recorded_to IS NULL {only} ORDER BY person_id, valid_from DESC) r USING (person_id)
LEFT JOIN (SELECT person_id, left(string_agg(DISTINCT name, ' '), 200) AS formerly,
                  string_to_array(string_agg(grams, ' '), ' ') AS grams
           FROM (SELECT person_id, lower(translate(former_name, %(from)s, %(to)s)) AS name, '' AS grams
                 FROM register_particulars WHERE former_name <> '' {only}
                 UNION ALL
                 SELECT person_id, name_folded, array_to_string(name_grams, ' ') FROM register_particulars
                 WHERE (recorded_to IS NOT NULL OR valid_to IS NOT NULL) {only}) written
           GROUP BY person_id) f USING (person_id)
"""
_COLUMNS = "person_id, village_id, absent, name_folded, name_initials, name_key, formerly, birth_year, grams"
_FILL = f"INSERT INTO register_searchrow ({_COLUMNS}) {_DERIVED}"
_ANEW = ", ".join(f"{name} = EXCLUDED.{name}" for name in _COLUMNS.split(", ")[1:])
# Of whom nothing stands any more (his only event was revoked) nothing is looked through.
_REFRESH = f"""
WITH gone AS (DELETE FROM register_searchrow gone WHERE person_id = ANY(%(persons)s) AND NOT EXISTS (
    SELECT FROM register_particulars p WHERE p.person_id = gone.person_id AND p.recorded_to IS NULL))
{_FILL} ON CONFLICT (person_id) DO UPDATE SET {_ANEW}
"""  # noqa: S608 - our own names only
_DIFFERENT = f"""
SELECT person_id FROM (({_DERIVED} EXCEPT SELECT {_COLUMNS} FROM register_searchrow)
             UNION ALL (SELECT {_COLUMNS} FROM register_searchrow EXCEPT {_DERIVED})) other
"""  # noqa: S608


def refresh(persons: Collection[UUID]) -> None:
    """Write the rows of these people anew: after their particulars and registrations."""
    if persons:
        _execute(_REFRESH, "AND person_id = ANY(%(persons)s)", persons)


def fill() -> None:
    """Write everybody's row, into the empty table."""
    _execute(_FILL, "")


def different() -> set[UUID]:
    """The people whose row does not say what the register says; nobody, if all is well."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENT.format(only=""), _values(()))
        return {person for (person,) in cursor.fetchall()}


def _execute(statement: str, only: str, persons: Collection[UUID] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(only=only), _values(persons))


def _values(persons: Collection[UUID]) -> dict[str, Any]:
    characters, standard = folding()
    return {"from": characters, "to": standard, "persons": list(persons)}
