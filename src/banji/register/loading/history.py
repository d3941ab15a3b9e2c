"""The history that an earlier register hands over: its events, and everybody's chain of registrations.

`judge_history` judges both before the people are, for whoever has a chain that cannot stand is refused with it;
`follow_the_people` sets aside what belongs to those who are refused; `number_history` leaves `events` and
`registrations` (accepted, numbered from 0 by `n`).

A step joins a wide table with one narrow one at most: several at once would not fit into the memory of a large city.
"""

# ruff: noqa: S608  (names of our own tables and columns only; values are parameters)
from __future__ import annotations

from datetime import date

import duckdb

from banji.register.loading.columns import EVENTS, REGISTRATIONS
from banji.register.loading.judging import doubled, judge, set_aside
from banji.register.loading.reasons import day, no_day
from banji.register.loading.reasons_of_history import EVENT_REFUSALS, REGISTRATION_REFUSALS
from banji.register.models import Registration


def judge_history(db: duckdb.DuckDBPyConnection, today: date) -> None:
    """Judge the rows of both tables; leaves `chains`, what each chain says in the end and where it fails, by the row of
    its person."""
    db.execute(_PLACED)
    judge(db, EVENTS, _EVENTS_SEEN, EVENT_REFUSALS, today, keep="event_ref, person_row, place")
    db.execute(_LINKS)
    kept = "person_row, is_last, before_since, began, village_id, household_row, event_row, other_village"
    judge(db, REGISTRATIONS, _REGISTRATIONS_SEEN, REGISTRATION_REFUSALS, today, keep=kept)
    db.execute(_FAULTS)
    db.execute(_CHAINS)


def follow_the_people(db: duckdb.DuckDBPyConnection) -> None:
    """A chain falls as a whole; of those who are refused nothing is taken over."""
    db.execute(_WHOLE_CHAINS)
    for table in (EVENTS, REGISTRATIONS):
        db.execute(_WITH_THEIR_PERSON.format(table=f"judged_{table}"))
        set_aside(db, table)


def number_history(db: duckdb.DuckDBPyConnection) -> None:
    """Make `events` and `registrations` of what is accepted."""
    db.execute(_EVENTS)
    db.execute(_NUMBERED)
    db.execute(_ROWS)
    db.execute(_SEATS)
    db.execute(_REGISTRATIONS)
    for table in ("placed", "links", "faults", "chains", "numbered_rows"):
        db.execute(f"DROP TABLE {table}")


# Windows hold whatever they are given in memory, so only what decides the order passes through them.
_PLACED = """
CREATE TABLE placed AS
SELECT g.row, p.person_row, event_date,
       coalesce(try_cast(nullif(seq, '') AS INTEGER),
                row_number() OVER (PARTITION BY person_row, event_date ORDER BY g.row)) AS place
FROM given_events g LEFT JOIN persons p USING (external_ref)
"""

_EVENTS_SEEN = f"""
SELECT g.*, s.person_row, s.place, p.birth_date AS birth, {doubled("g.row", "d")} AS nth, {doubled("g.row", "o")} AS in_place
FROM given_events g JOIN placed s USING (row) LEFT JOIN given_people p ON p.row = s.person_row
LEFT JOIN (SELECT event_ref, min(row) AS first_row FROM given_events GROUP BY ALL HAVING count(*) > 1) d
    ON d.event_ref = g.event_ref
LEFT JOIN (SELECT person_row, event_date, place, min(row) AS first_row FROM placed GROUP BY ALL HAVING count(*) > 1) o
    ON o.person_row = s.person_row AND o.event_date = s.event_date AND o.place = s.place
"""

# Of a chain in which a day cannot be read nothing is said about its order.
_LINKS = f"""
CREATE TABLE links AS
WITH narrow AS (
    SELECT g.row, p.person_row, {day("valid_from")} AS since, {day("valid_to")} AS until,
           valid_from = '' OR {no_day("valid_from")} OR {no_day("valid_to")} AS unreadable
    FROM given_registrations g LEFT JOIN persons p USING (external_ref)
)
SELECT * EXCLUDE (unreadable), lag(row) OVER ordered AS before_row, lag(until) OVER ordered AS before_until,
       lag(since) OVER ordered AS before_since, lead(row) OVER ordered IS NULL AS is_last,
       min(since) OVER whole AS began, NOT bool_or(unreadable) OVER whole AS in_order
FROM narrow WINDOW ordered AS (PARTITION BY person_row ORDER BY since, row), whole AS (PARTITION BY person_row)
"""

_REGISTRATIONS_SEEN = """
SELECT g.*, l.* EXCLUDE (row), p.birth_date AS birth, h.row AS household_row, h.refused AS household_refused,
       v.id AS village_id, e.row AS event_row,
       g.valid_to = '' AND g.status = 'ACTIVE' AND h.village_id <> v.id AS other_village
FROM given_registrations g JOIN links l USING (row)
LEFT JOIN given_people p ON p.row = l.person_row
LEFT JOIN judged_households h ON h.household_no = g.household_no AND h.nth = 1
LEFT JOIN villages v ON v.code = g.village_code
LEFT JOIN judged_events e ON e.event_ref = g.event_ref AND e.person_row = l.person_row AND e.refused IS NULL
"""

_FAULTS = """
CREATE TABLE faults AS SELECT person_row, min(row) AS row FROM judged_registrations
WHERE refused IS NOT NULL AND person_row IS NOT NULL GROUP BY person_row
"""

_CHAINS = f"""
CREATE TABLE chains AS
SELECT j.person_row, j.began::VARCHAR AS chain_began, household_no AS chain_household,
       relation_to_head AS chain_relation, status AS chain_status, cancel_reason AS chain_reason,
       valid_from AS chain_from, f.row AS chain_fault,
       CASE WHEN status = '{Registration.Status.CANCELLED}' THEN coalesce(before_since::VARCHAR, valid_from)
            ELSE valid_from END AS chain_registered
FROM judged_registrations j JOIN given_registrations g USING (row) LEFT JOIN faults f USING (person_row)
WHERE j.is_last AND j.person_row IS NOT NULL
"""

_WHOLE_CHAINS = """
UPDATE judged_registrations j SET refused = 'chain', refused_value = f.row::VARCHAR
FROM faults f WHERE f.person_row = j.person_row AND j.refused IS NULL
"""

_WITH_THEIR_PERSON = """
UPDATE {table} j SET refused = 'person_refused', refused_value = p.external_ref
FROM (SELECT row, external_ref FROM judged_people JOIN given_people USING (row) WHERE refused IS NOT NULL) p
WHERE p.row = j.person_row AND j.refused IS NULL
"""

_EVENTS = """
CREATE TABLE events AS
WITH numbered AS (
    SELECT j.row, j.place, p.n AS person_n, row_number() OVER (ORDER BY j.row) - 1 AS n
    FROM judged_events j JOIN people p ON p.row = j.person_row WHERE j.refused IS NULL
)
SELECT numbered.*, event_ref, kind, event_date, reason, case_no, decided_by
FROM given_events JOIN numbered USING (row)
"""

_NUMBERED = """
CREATE TABLE numbered_rows AS
SELECT j.row, j.village_id, j.other_village, p.n AS person_n, h.n AS household_n, e.n AS event_n, e.event_date,
       row_number() OVER (ORDER BY j.row) - 1 AS n
FROM judged_registrations j JOIN people p ON p.row = j.person_row
LEFT JOIN homes h ON h.row = j.household_row LEFT JOIN events e ON e.row = j.event_row
WHERE j.refused IS NULL
"""

_ROWS = """
CREATE TABLE chain_rows AS
SELECT r.*, external_ref, household_no, relation_to_head, status, cancel_reason, village_code, address_text, valid_from,
       valid_to
FROM given_registrations JOIN numbered_rows r USING (row)
"""

# Where a row has no address of its own, its household's is taken, if that lies in the same village.
_SEATS = """
CREATE TABLE seats AS
SELECT r.n, h.address_text AS seat FROM chain_rows r JOIN homes h ON h.n = r.household_n
WHERE r.address_text = '' AND r.village_code = h.village_code
"""

_REGISTRATIONS = """
CREATE VIEW registrations AS
SELECT r.* REPLACE (coalesce(s.seat, r.address_text) AS address_text), p.legacy_hukou_category, p.legacy_as_of
FROM chain_rows r JOIN people p ON p.n = r.person_n LEFT JOIN seats s ON s.n = r.n
"""
