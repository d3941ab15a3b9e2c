"""Numbers for cases, notices and receipts: one row per series, gaps allowed, repeats never."""

from __future__ import annotations

from django.db import connection

_NEXT = """
INSERT INTO foundation_counter AS c (series, last) VALUES (%s, %s)
ON CONFLICT (series) DO UPDATE SET last = c.last + excluded.last RETURNING last
"""


def take(series: str, count: int = 1) -> range:
    """Take the next `count` numbers of `series` (starting at 1) inside the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series, count])
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)
