"""Ours: the open rows of whoever the file names (or of everybody, for a full file), as the file would say them."""

# ruff: noqa: S608  (names of our own tables and columns only; values are parameters)
from __future__ import annotations

import adbc_driver_postgresql.dbapi as adbc
import duckdb

from banji.departments.police.taking.rows import FIELDS
from banji.register.snapshot import uri

type Db = duckdb.DuckDBPyConnection

_REFS = "SELECT id::text AS id, external_ref AS ref FROM {table} {where}"

# `$1`: the references asked for, where not everybody is.
ROWS = {
    "household": """
        SELECT w.external_ref AS ref, r.id, r.household_id::text AS owner, r.valid_from::text AS valid_from,
               CASE WHEN r.valid_from < max(r.valid_from) OVER (PARTITION BY r.household_id) THEN r.valid_to::text
               END AS valid_to, r.household_no, r.household_type, r.address_text, r.village_id::text AS village
        FROM register_householdparticulars r JOIN register_household w ON w.id = r.household_id""",
    "particulars": """
        SELECT w.external_ref AS ref, r.id, r.person_id::text AS owner, r.valid_from::text AS valid_from,
               r.valid_to::text AS valid_to, r.name, r.former_name, r.sex, r.birth_date::text AS birth_date, r.ethnicity,
               encode(n.token, 'hex') AS number, encode(p.token, 'hex') AS phone, r.native_place, r.birth_place,
               r.education, r.marital_status
        FROM register_particulars r JOIN register_person w ON w.id = r.person_id
        LEFT JOIN foundation_secret n ON n.id = r.number_id LEFT JOIN foundation_secret p ON p.id = r.phone_id""",
    "registration": """
        SELECT w.external_ref AS ref, r.id, r.person_id::text AS owner, r.valid_from::text AS valid_from,
               r.valid_to::text AS valid_to, h.external_ref AS household, r.status, r.cancel_reason, r.relation_to_head,
               r.address_text, r.village_id::text AS village, r.legacy_hukou_category,
               r.legacy_as_of::text AS legacy_as_of
        FROM register_registration r JOIN register_person w ON w.id = r.person_id
        LEFT JOIN register_household h ON h.id = r.household_id""",
    "card": """
        SELECT w.external_ref AS ref, r.id, r.person_id::text AS owner, r.generation::text AS generation,
               r.issued_on::text AS issued_on, r.valid_to::text AS valid_to, r.state
        FROM register_idcard r JOIN register_person w ON w.id = r.person_id""",
}


def read_owners(db: Db, *, everybody: bool) -> None:
    """`our_people` and `our_households`: ids and references; before the file is judged."""
    for name, table, refs in (
        ("our_people", "register_person", _NAMED_PEOPLE),
        ("our_households", "register_household", _NAMED_HOUSEHOLDS),
    ):
        where = "" if everybody else "WHERE external_ref = ANY($1)"
        _fetch(db, name, _REFS.format(table=table, where=where), None if everybody else _column(db, refs))


def read_rows(db: Db, *, everybody: bool) -> None:
    """`ours` (part, ref, owner, id, said): open rows of the people and households that have a reference."""
    db.execute(
        "CREATE OR REPLACE TABLE ours (part VARCHAR, ref VARCHAR, owner VARCHAR, id BIGINT, said VARCHAR)"
    )
    for part, select in ROWS.items():
        named = _NAMED_HOUSEHOLDS if part == "household" else _NAMED_PEOPLE
        who = "w.external_ref <> ''" if everybody else "w.external_ref = ANY($1)"
        query = f"{select} WHERE r.recorded_to IS NULL AND {who}"
        _fetch(db, "fetched", query, None if everybody else _column(db, named))
        fields = ", ".join(f"coalesce({field}, '')" for field in FIELDS[part])
        db.execute(
            f"INSERT INTO ours SELECT '{part}', ref, owner, id, to_json([{fields}])::VARCHAR FROM fetched"
        )
        db.execute("DROP TABLE fetched")


_NAMED_PEOPLE = """SELECT DISTINCT external_ref FROM (SELECT external_ref FROM given_people
    UNION ALL SELECT external_ref FROM given_registrations UNION ALL SELECT external_ref FROM given_id_cards)"""
_NAMED_HOUSEHOLDS = """SELECT DISTINCT household_no FROM (SELECT household_no FROM given_households
    UNION ALL SELECT household_no FROM given_registrations)"""


def _column(db: Db, query: str) -> list[str]:
    return [row[0] for row in db.execute(query).fetchall() if row[0]]


def _fetch(db: Db, name: str, query: str, refs: list[str] | None) -> None:
    with adbc.connect(uri()) as database, database.cursor() as cursor:
        cursor.execute(query, None if refs is None else (refs,))
        reader = cursor.fetch_record_batch()
        db.register("incoming", reader)
        db.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM incoming")
        db.unregister("incoming")
        database.rollback()
