"""One number with two holders, in its 18-digit or its 15-digit form: in one statement over the register."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import connection

from banji.matters.duplicates.kinds import SHARED
from banji.matters.duplicates.searching.suspects import Suspect

_SHARED = """
WITH held AS MATERIALIZED (
    SELECT p.person_id, p.number_id, s.token, s.token_15
    FROM register_particulars p
    JOIN register_registration r ON r.person_id = p.person_id AND r.status = 'ACTIVE' AND r.recorded_to IS NULL
        AND r.valid_from <= %(on)s AND (r.valid_to IS NULL OR r.valid_to > %(on)s)
    JOIN foundation_secret s ON s.id = p.number_id
    WHERE p.recorded_to IS NULL AND p.valid_from <= %(on)s AND (p.valid_to IS NULL OR p.valid_to > %(on)s)
)
SELECT a.person_id, b.person_id, a.number_id, 'whole' FROM held a JOIN held b
    ON b.token = a.token AND b.person_id > a.person_id
UNION ALL
SELECT a.person_id, b.person_id, a.number_id, 'fifteen' FROM held a JOIN held b
    ON b.token_15 = a.token_15 AND b.token <> a.token AND b.person_id > a.person_id
"""


def shared_numbers(on: date) -> list[Suspect]:
    """Pairs of registered people who hold one number today."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, {"on": on})
        rows: list[tuple[UUID, UUID, int, str]] = cursor.fetchall()
    return [
        Suspect(SHARED, first, second, number_id=number, why=(f"number:{form}",))
        for first, second, number, form in sorted(rows)
    ]
