"""Theirs: the files laid out in DuckDB, judged as a set, and written as comparable rows.

Leaves `refused` (subject, ref, code, value), `given` (subject, ref), and `theirs` (part, ref, said, number, phone):
`said` is the row as a JSON list in the order of `rows.FIELDS`, numbers as tokens.
"""

# ruff: noqa: S608  (names of our own tables and columns only; values are parameters)
from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
from django.utils.translation import gettext as _

from banji.departments.police.taking.columns import (
    CARDS,
    COLUMNS,
    CONFIRMATIONS,
    HOUSEHOLDS,
    NEEDED,
    OF_A_LOAD,
    PEOPLE,
    REGISTRATIONS,
)
from banji.departments.police.taking.manifest import Manifest
from banji.departments.police.taking.reasons import (
    CARD_REFUSALS,
    HOUSEHOLD_REFUSALS,
    PEOPLE_REFUSALS,
    REGISTRATION_REFUSALS,
)
from banji.departments.police.taking.rows import FIELDS
from banji.foundation.errors import Refused
from banji.foundation.secrets import tokeniser
from banji.identity.names import normalise_name
from banji.identity.numbers import normalise_number
from banji.register.loading import given
from banji.register.loading.checks import villages_of_today
from banji.register.loading.judging import judge

type Db = duckdb.DuckDBPyConnection

_KEYS = {
    HOUSEHOLDS: "household_no",
    PEOPLE: "external_ref",
    REGISTRATIONS: "external_ref",
    CARDS: "external_ref",
}


def load(db: Db, manifest: Manifest, work: Path) -> None:
    """Read all tables. Raises `Refused` when one has not the rows that the manifest counts."""
    given.read(db, manifest.files, work, columns=COLUMNS, needed=NEEDED)
    for table, wanted in manifest.rows.items():
        ((there,),) = db.execute(f"SELECT count(*) FROM given_{table}").fetchall()
        if there != wanted:
            raise Refused(
                _("{table} has {there} rows, the manifest counts {wanted}.").format(
                    table=table, there=there, wanted=wanted
                ),
                remedy=_("Fetch the whole folder from the register of record again."),
                code="truncated",
            )


def judge_all(db: Db, today: date) -> None:
    """Judge what was read; `our_households` is needed for it."""
    villages_of_today(db, today)
    judge(db, HOUSEHOLDS, _HOUSEHOLDS, HOUSEHOLD_REFUSALS, today, keep="household_no")
    judge(db, PEOPLE, _as_loaded(PEOPLE, name="g.name"), PEOPLE_REFUSALS, today, keep="external_ref")
    judge(db, REGISTRATIONS, _REGISTRATIONS, REGISTRATION_REFUSALS, today, keep="external_ref")
    judge(db, CARDS, _CARDS, CARD_REFUSALS, today, keep="external_ref")
    _collect(db)
    _tokens(db)
    _names(db)
    for part, select in _THEIRS.items():
        fields = ", ".join(FIELDS[part])
        secrets = "number_text, phone_text" if part == "particulars" else "'', ''"
        db.execute(
            f"INSERT INTO theirs SELECT '{part}', ref, to_json([{fields}])::VARCHAR, {secrets}, decided FROM ({select})"
        )


def _as_loaded(table: str, **instead: str) -> str:
    """Rows of a table with all the columns of a load's people, so that a load's checks can judge them."""
    own = set(COLUMNS[table])
    dummy = {"name": "'-'", "household_row": "0", "household_refused": "NULL"}
    extra = [f"'' AS {column}" for column in OF_A_LOAD if column not in own | instead.keys() | dummy.keys()]
    extra += [f"{value} AS {column}" for column, value in (dummy | instead).items()]
    kept = [
        f"g.{column}" for column in ("row", *COLUMNS[table]) if column not in dummy.keys() | instead.keys()
    ]
    key = _KEYS[table]
    return (
        f"SELECT {', '.join(kept + extra)}, row_number() OVER (PARTITION BY g.{key}, g.valid_from ORDER BY g.row) AS nth"
        f" FROM given_{table} g"
    )


_HOUSEHOLDS = """
SELECT g.*, v.id AS village_id,
       row_number() OVER (PARTITION BY g.household_no, g.valid_from ORDER BY g.row) AS nth
FROM given_households g LEFT JOIN villages v ON v.code = g.village_code
"""

_REGISTRATIONS = f"""
SELECT s.*, v.id AS village_id, r.status AS as_given, h.household_no IS NOT NULL OR ours.ref IS NOT NULL AS has_household
FROM ({
    _as_loaded(
        REGISTRATIONS,
        status="CASE g.status WHEN 'IN_TRANSIT' THEN 'ACTIVE' ELSE g.status END",
        valid_to="CASE g.status WHEN 'CANCELLED' THEN g.valid_from ELSE '' END",
    )
}) s JOIN given_registrations r USING (row) LEFT JOIN villages v ON v.code = s.village_code
LEFT JOIN (SELECT DISTINCT household_no FROM judged_households WHERE refused IS NULL) h ON h.household_no = s.household_no
LEFT JOIN our_households ours ON ours.ref = s.household_no
"""

_CARDS = """
SELECT row, external_ref, '-' AS name, generation AS id_card_generation, issued_on AS id_card_issued_on,
       valid_to AS id_card_valid_to, state AS card_state, '' AS valid_from, '' AS valid_to, '' AS birth_date,
       '' AS legacy_as_of, '' AS former_name, '' AS native_place, '' AS birth_place, '' AS relation_to_head,
       '' AS ethnicity, '' AS education, '' AS marital_status, '' AS cancel_reason, '' AS legacy_hukou_category,
       '' AS status, '' AS sex, '' AS household_no, 0 AS household_row, NULL AS household_refused, 1 AS nth
FROM given_id_cards
"""


def _collect(db: Db) -> None:
    """Whoever has a row that cannot stand, or lacks one, is refused as a whole."""
    db.execute("""
        CREATE TABLE given AS
        SELECT DISTINCT 'HOUSEHOLD' AS subject, household_no AS ref FROM given_households
        UNION ALL SELECT 'PERSON', external_ref FROM (
            SELECT external_ref FROM given_people UNION SELECT external_ref FROM given_registrations
            UNION SELECT external_ref FROM given_id_cards)
    """)
    judged = " UNION ALL ".join(
        f"SELECT '{'HOUSEHOLD' if table == HOUSEHOLDS else 'PERSON'}' AS subject, {key} AS ref, refused AS code,"
        f" refused_value AS value, '{table}' AS source FROM judged_{table} WHERE refused IS NOT NULL"
        for table, key in _KEYS.items()
    )
    lacks = " UNION ALL ".join(
        f"SELECT subject, ref, 'no_{table}', '', '{table}' FROM given WHERE subject = 'PERSON'"
        f" AND ref NOT IN (SELECT external_ref FROM given_{table})"
        for table in (PEOPLE, REGISTRATIONS)
    )
    db.execute(
        "CREATE TABLE refused AS SELECT subject, ref, first(code) AS code, first(coalesce(value, '')) AS value,"
        f" first(source) AS source FROM ({judged} UNION ALL {lacks}) GROUP BY subject, ref"
    )
    db.execute(
        "CREATE TABLE theirs (part VARCHAR, ref VARCHAR, said VARCHAR, number VARCHAR, phone VARCHAR, decided VARCHAR)"
    )


def _tokens(db: Db) -> None:
    """Every number in the file with its token: numbers are compared by token, as the secrets table has them."""
    token = tokeniser()
    numbers = [
        row[0]
        for row in db.execute(
            "SELECT DISTINCT unnest([citizen_id_no, phone]) AS number FROM given_people"
        ).fetchall()
        if row[0]
    ]
    _map(db, "tokens", ((number, token(normalise_number(number)).hex()) for number in numbers))


def _names(db: Db) -> None:
    names = db.execute("SELECT DISTINCT unnest([name, former_name]) FROM given_people").fetchall()
    _map(db, "names", ((name, normalise_name(name)) for (name,) in names))


def _map(db: Db, table: str, pairs: Iterable[tuple[str, str]]) -> None:
    before, after = zip(*pairs, strict=True) if (pairs := list(pairs)) else ((), ())
    db.register(
        "pairs", pa.table({"given": pa.array(before, pa.string()), "said": pa.array(after, pa.string())})
    )
    db.execute(f"CREATE TABLE {table} AS SELECT * FROM pairs")
    db.unregister("pairs")


_NEXT = "coalesce(lead(g.valid_from) OVER (PARTITION BY g.{key} ORDER BY g.valid_from), '') AS valid_to"
_GOOD = "WHERE ({subject}, {key}) NOT IN (SELECT (subject, ref) FROM refused)"

_THEIRS = {
    "household": f"""
        SELECT g.household_no AS ref, g.household_no, g.valid_from, {_NEXT.format(key="household_no")},
               coalesce(nullif(g.household_type, ''), 'FAMILY') AS household_type, g.address_text,
               v.id::VARCHAR AS village, '' AS decided
        FROM given_households g JOIN villages v ON v.code = g.village_code
        {_GOOD.format(subject="'HOUSEHOLD'", key="g.household_no")}""",
    "particulars": f"""
        SELECT g.external_ref AS ref, g.valid_from, {_NEXT.format(key="external_ref")}, n.said AS name,
               f.said AS former_name, coalesce(nullif(g.sex, ''), '0') AS sex, g.birth_date, g.ethnicity,
               coalesce(t.said, '') AS number, coalesce(p.said, '') AS phone, g.native_place, g.birth_place,
               g.education, g.marital_status, g.citizen_id_no AS number_text, g.phone AS phone_text, '' AS decided
        FROM given_people g JOIN names n ON n.given = g.name JOIN names f ON f.given = g.former_name
        LEFT JOIN tokens t ON t.given = g.citizen_id_no LEFT JOIN tokens p ON p.given = g.phone
        {_GOOD.format(subject="'PERSON'", key="g.external_ref")}""",
    "registration": f"""
        SELECT g.external_ref AS ref, g.valid_from, {_NEXT.format(key="external_ref")}, g.household_no AS household,
               g.status, CASE WHEN g.status = 'CANCELLED' THEN coalesce(nullif(g.cancel_reason, ''), 'OTHER') ELSE '' END
               AS cancel_reason, g.relation_to_head, g.address_text, v.id::VARCHAR AS village,
               coalesce(nullif(g.legacy_hukou_category, ''), 'NONE') AS legacy_hukou_category, g.legacy_as_of,
               g.decided_by AS decided
        FROM given_registrations g JOIN villages v ON v.code = g.village_code
        {_GOOD.format(subject="'PERSON'", key="g.external_ref")}""",
    "card": f"""
        SELECT g.external_ref AS ref, g.generation, g.issued_on, replace(g.valid_to, '9999-12-31', '') AS valid_to,
               coalesce(nullif(g.state, ''), 'IN_USE') AS state, '' AS decided
        FROM given_id_cards g
        {_GOOD.format(subject="'PERSON'", key="g.external_ref")}""",
}


def confirmations(db: Db) -> list[tuple[str, str]]:
    """Our events that they have taken over, with their references."""
    return db.execute(f"SELECT event, external_ref FROM given_{CONFIRMATIONS} ORDER BY row").fetchall()
