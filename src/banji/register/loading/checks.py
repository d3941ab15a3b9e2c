"""The set-based checks: what cannot stand is set aside with its reason, what is odd is remarked, the rest is numbered.

Leaves in DuckDB: `villages`, `households` and `people` (accepted, numbered from 0 by `n`), `registrations` and `events`
(the history, see `history`), `signs` (by the person's `n`), and `refused_<table>` and `remarks` for the reports.
"""

# ruff: noqa: S608  (names of our own tables and columns only; values are parameters)
from __future__ import annotations

from datetime import date
from typing import NamedTuple

import duckdb
import pyarrow as pa

from banji.addresses.models import Division
from banji.register.loading.columns import COLUMNS, HOUSEHOLDS, PEOPLE, REGISTRATIONS, SIGNS
from banji.register.loading.history import follow_the_people, judge_history, number_history
from banji.register.loading.judging import doubled, judge
from banji.register.loading.reasons import (
    BEGAN,
    CARD_END,
    HOUSEHOLD_REFUSALS,
    HOUSEHOLD_REMARKS,
    PEOPLE_REFUSALS,
    PEOPLE_REMARKS,
    SIGN_REFUSALS,
)
from banji.register.loading.reasons_of_history import DISAGREEMENTS, NO_HISTORY, REGISTRATION_REMARKS
from banji.register.models import Registration


class Counts(NamedTuple):
    """Rows accepted of each table, refused in all, remarked on, and how many rows each database table will get
    (`registrations`: of those without a history)."""

    households: int
    people: int
    signs: int
    refused: int
    remarks: int
    registrations: int
    cards: int
    numbers: int
    history: int = 0
    events: int = 0


def check(db: duckdb.DuckDBPyConnection, today: date) -> Counts:
    """Check the given tables as they would stand on `today`."""
    villages_of_today(db, today)
    judge(
        db,
        HOUSEHOLDS,
        _HOUSEHOLDS_SEEN,
        HOUSEHOLD_REFUSALS,
        today,
        keep="household_no, nth, village_id, village_ended",
    )
    db.execute(_PERSONS)
    judge_history(db, today)
    judge(
        db, PEOPLE, _PEOPLE_SEEN, (*PEOPLE_REFUSALS, *DISAGREEMENTS), today, keep="chain_began, chain_reason"
    )
    follow_the_people(db)
    db.execute(_HOMES)
    db.execute(_NUMBERED)
    db.execute(_PEOPLE, {"today": today.isoformat()})
    number_history(db)
    db.execute(_HOUSEHOLDS, {"today": today})
    judge(db, SIGNS, _SIGNS_SEEN, SIGN_REFUSALS, today, keep="person_n")
    db.execute(_SIGNS)
    _remark(db)
    for table in ("persons", "homes", "numbered"):
        db.execute(f"DROP TABLE {table}")
    for table in COLUMNS:
        db.execute(f"DROP TABLE judged_{table}")
        db.execute(f"DROP TABLE given_{table}")
    return _counts(db)


def villages_of_today(db: duckdb.DuckDBPyConnection, today: date) -> None:
    """A code means the village that carries it today, else the last one that did."""
    rows = Division.objects.filter(level=Division.Level.VILLAGE, valid_from__lte=today)
    columns = list(zip(*rows.values_list("code", "pk", "valid_from", "valid_to"), strict=True)) or [
        (),
        (),
        (),
        (),
    ]
    types = {"code": pa.string(), "id": pa.int64(), "since": pa.date32(), "until": pa.date32()}
    divisions = pa.table({
        name: pa.array(column, kind) for (name, kind), column in zip(types.items(), columns, strict=True)
    })  # fmt: skip
    db.register("divisions", divisions)
    db.execute(
        "CREATE TABLE villages AS SELECT code, last(id ORDER BY since) AS id,"
        " last(coalesce(until, DATE '9999-01-01') ORDER BY since) <= $today AS ended FROM divisions GROUP BY code",
        {"today": today},
    )
    db.unregister("divisions")


_HOUSEHOLDS_SEEN = f"""
SELECT g.*, v.id AS village_id, v.ended AS village_ended, {doubled("g.row", "d")} AS nth
FROM given_households g LEFT JOIN villages v ON v.code = g.village_code
LEFT JOIN (SELECT household_no, min(row) AS first_row FROM given_households GROUP BY ALL HAVING count(*) > 1) d
    ON d.household_no = g.household_no
"""

_PERSONS = """
CREATE TABLE persons AS SELECT external_ref, min(row) AS person_row FROM given_people WHERE external_ref <> '' GROUP BY ALL
"""

_PEOPLE_SEEN = f"""
SELECT g.*, h.row AS household_row, h.refused AS household_refused, c.* EXCLUDE (person_row),
       {doubled("g.row", "d")} AS nth
FROM given_people g LEFT JOIN judged_households h ON h.household_no = g.household_no AND h.nth = 1
LEFT JOIN (SELECT external_ref, person_row AS first_row FROM persons) d ON d.external_ref = g.external_ref
LEFT JOIN chains c ON c.person_row = g.row
"""

_SIGNS_SEEN = """
SELECT g.*, p.n AS person_n FROM given_signs_of_life g LEFT JOIN people p ON p.external_ref = g.external_ref
"""

_HOMES = """
CREATE TABLE homes AS
SELECT g.*, j.village_id, j.village_ended, row_number() OVER (ORDER BY row) - 1 AS n
FROM given_households g JOIN judged_households j USING (row) WHERE j.refused IS NULL
"""

# Without a history a cancelled person has two rows in the register: registered up to the day, cancelled from it; unless
# both fall on one day. The running totals number the rows of every database table before any is written. Only the columns that
# decide it pass through the windows, which hold whatever they are given in memory.
_NUMBERED = f"""
CREATE TABLE numbered AS
WITH counted AS (
    SELECT row, nullif(citizen_id_no, '') AS number,
           CASE WHEN chain_began IS NOT NULL THEN 0
                WHEN status = 'CANCELLED' AND valid_to > {BEGAN} THEN 2 ELSE 1 END AS registrations, chain_began, chain_reason,
           (id_card_generation <> '')::INTEGER AS cards,
           (citizen_id_no <> '')::INTEGER + (phone <> '')::INTEGER AS numbers
    FROM given_people JOIN judged_people USING (row) WHERE refused IS NULL
)
SELECT * EXCLUDE (number), row_number() OVER w - 1 AS n, count(*) OVER (PARTITION BY number) AS sharers,
       coalesce(sum(registrations) OVER before, 0)::BIGINT AS registrations_before,
       coalesce(sum(cards) OVER before, 0)::BIGINT AS cards_before,
       coalesce(sum(numbers) OVER before, 0)::BIGINT AS numbers_before
FROM counted WINDOW w AS (ORDER BY row),
     before AS (ORDER BY row ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
"""

# Being loaded is the last event of the day.
_PEOPLE = f"""
CREATE TABLE people AS
WITH of_today AS (
    SELECT j.person_row, max(j.place) AS last FROM judged_events j JOIN placed s USING (row)
    WHERE event_date = $today AND refused IS NULL GROUP BY ALL
)
SELECT g.* EXCLUDE (valid_from, id_card_valid_to)
           REPLACE (coalesce(nullif(cancel_reason, ''), chain_reason, '') AS cancel_reason), coalesce(chain_began, {BEGAN}) AS began,
       valid_from = '' AND chain_began IS NULL AS no_start, coalesce({CARD_END}, '') AS card_until, h.n AS household_n,
       h.village_id, h.address_text, coalesce(of_today.last, 0) + 1 AS loaded_seq, registrations = 0 AS has_history,
       registrations > 0 AND (SELECT count(*) > 0 FROM given_registrations) AS misses_history,
       numbered.* EXCLUDE (row, chain_began, chain_reason)
FROM given_people g JOIN numbered USING (row) JOIN homes h USING (household_no)
LEFT JOIN of_today ON of_today.person_row = g.row
"""

# A family's book ends with its last member (register.operations.books), whether he died or moved on, and it lasted a
# day at least. Who is on the way belongs to no household.
_HOUSEHOLDS = f"""
CREATE TABLE households AS
WITH stays AS (
    SELECT household_n, status <> 'CANCELLED' AS is_member, relation_to_head, NOT has_history AS stays,
           CASE WHEN NOT has_history THEN began END AS since, CASE WHEN NOT has_history THEN nullif(valid_to, '') END AS until
    FROM people
    UNION ALL SELECT household_n, false, '', status = '{Registration.Status.ACTIVE}', valid_from, nullif(valid_to, '')
    FROM chain_rows WHERE household_n IS NOT NULL
), belonging AS (
    SELECT household_n AS n, count(*) AS people, count(*) FILTER (is_member) AS members,
           count(*) FILTER (is_member AND relation_to_head = '02') AS heads, min(since) AS began,
           count(*) FILTER (stays AND until IS NULL) AS staying, max(until) FILTER (stays) AS last_end
    FROM stays GROUP BY household_n
)
SELECT row, household_no, coalesce(nullif(household_type, ''), 'FAMILY') AS household_type, village_id, village_code,
       village_ended, address_text, coalesce(people, 0) AS people, coalesce(members, 0) AS members,
       coalesce(heads, 0) AS heads, coalesce(began, $today::DATE::VARCHAR) AS began,
       CASE WHEN people > 0 AND staying = 0 AND coalesce(nullif(household_type, ''), 'FAMILY') = 'FAMILY'
            THEN greatest(last_end, (began::DATE + 1)::VARCHAR) END AS ended, n
FROM homes LEFT JOIN belonging USING (n) ORDER BY n
"""

_SIGNS = """
CREATE TABLE signs AS SELECT row, external_ref, kind, happened_on, source, person_n, row_number() OVER w - 1 AS n
FROM given_signs_of_life JOIN judged_signs_of_life USING (row) WHERE refused IS NULL WINDOW w AS (ORDER BY person_n, row) ORDER BY n
"""


def _remark(db: duckdb.DuckDBPyConnection) -> None:
    db.execute("CREATE TABLE remarks (file VARCHAR, row BIGINT, key VARCHAR, code VARCHAR, value VARCHAR)")
    for table, key, reasons in (
        (HOUSEHOLDS, "household_no", HOUSEHOLD_REMARKS),
        (PEOPLE, "external_ref", (*PEOPLE_REMARKS, NO_HISTORY)),
        (REGISTRATIONS, "external_ref", REGISTRATION_REMARKS),
    ):
        for reason in reasons:
            db.execute(
                f"INSERT INTO remarks SELECT '{table}', row, {key}, '{reason.code}', {reason.shows}"
                f" FROM {table} WHERE {reason.when} ORDER BY row"
            )


def _counts(db: duckdb.DuckDBPyConnection) -> Counts:
    def one(query: str) -> int:
        row = db.execute(query).fetchone()
        return int(row[0]) if row and row[0] is not None else 0

    return Counts(
        households=one("SELECT count(*) FROM households"),
        people=one("SELECT count(*) FROM people"),
        signs=one("SELECT count(*) FROM signs"),
        refused=sum(one(f"SELECT count(*) FROM refused_{table}") for table in COLUMNS),
        remarks=one("SELECT count(*) FROM remarks"),
        registrations=one("SELECT sum(registrations) FROM people"),
        cards=one("SELECT sum(cards) FROM people"),
        numbers=one("SELECT sum(numbers) FROM people"),
        history=one("SELECT count(*) FROM chain_rows"),
        events=one("SELECT count(*) FROM events"),
    )
