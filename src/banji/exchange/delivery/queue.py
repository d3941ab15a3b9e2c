"""What is due. A message waits while an earlier one about the same subject waits for the same receiver."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection

from banji.exchange import catalogue
from banji.foundation import clock

# A worker that took deliveries and was killed: after this time somebody else may send them again.
IN_FLIGHT = timedelta(minutes=10)

_DUE = """
SELECT d.id FROM exchange_delivery AS d JOIN exchange_message AS m ON m.id = d.message_id
LEFT JOIN exchange_endpoint AS p ON p.organisation_id = d.organisation_id
WHERE d.state = 'WAITING' AND d.not_before <= %(now)s
  AND (d.in_flight_since IS NULL OR d.in_flight_since < %(stale)s)
  AND NOT EXISTS (
    SELECT 1 FROM exchange_message AS earlier JOIN exchange_delivery AS e ON e.message_id = earlier.id
    WHERE earlier.order_key = m.order_key AND earlier.seq < m.seq AND e.receiver = d.receiver
      AND e.state = ANY({holding}))
"""
_INSIDE = _DUE.format(holding="ARRAY['WAITING', 'ASIDE']") + " AND d.organisation_id IS NULL"
_OUTSIDE = _DUE.format(holding="ARRAY['WAITING']")
_IN_TURN = " ORDER BY d.not_before, d.id LIMIT %(limit)s"
_TAKEN = " FOR UPDATE OF d SKIP LOCKED"

LOOK_INSIDE = _INSIDE + _IN_TURN
TAKE_INSIDE = _INSIDE + " AND d.id = ANY(%(ids)s) ORDER BY d.not_before, d.id" + _TAKEN
TAKE_FOR_PAGES = (
    _OUTSIDE
    + " AND d.organisation_id IS NOT NULL AND (p.channel IS NULL OR p.channel = 'PAGE')"
    + _IN_TURN
    + _TAKEN
)
TAKE_FOR_ENDPOINT = _OUTSIDE + " AND d.organisation_id = %(organisation)s" + _IN_TURN + _TAKEN

# Held back until a later message had made it void: it has nothing left to say to this receiver.
_VOID = """
UPDATE exchange_delivery AS d SET state = 'OVERTAKEN', in_flight_since = NULL
FROM exchange_message AS m
WHERE m.id = d.message_id AND d.state = 'WAITING' AND d.organisation_id IS NOT NULL
  AND m.type = ANY(%(undone)s) AND EXISTS (
    SELECT 1 FROM exchange_message AS later JOIN exchange_delivery AS l ON l.message_id = later.id
    WHERE later.order_key = m.order_key AND later.seq > m.seq AND l.receiver = d.receiver
      AND m.type || '>' || later.type = ANY(%(pairs)s)
      AND l.state NOT IN ('WAITING', 'ASIDE', 'OVERTAKEN'))
"""


def due(query: str, **values: Any) -> list[int]:
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(query, {"now": now, "stale": now - IN_FLIGHT, **values})
        return [row[0] for row in cursor.fetchall()]


def void_overtaken() -> None:
    pairs = catalogue.undoing()
    with connection.cursor() as cursor:
        cursor.execute(
            _VOID,
            {
                "undone": [undone for undone, _later in pairs],
                "pairs": [f"{undone}>{later}" for undone, later in pairs],
            },
        )
