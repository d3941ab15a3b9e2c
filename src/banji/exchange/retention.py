"""Retention: after the term of the catalogue the payload goes; hash, outcome and counts stay.

The site's role cannot change a payload. A function of the owner does it, and refuses anything younger than 30 days.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from banji.audit.acts import act
from banji.exchange import catalogue
from banji.foundation.actors import Actor


def purge(*, by: Actor) -> dict[str, int]:
    """Purge what has outlived its term. Returns how many payloads went, by feed or message type."""
    purged: dict[str, int] = {}
    with act("exchange.purge_payloads", by=by) as this:
        for what, name, days in _terms():
            purged[name] = _purge(what, name, this.now - timedelta(days=days))
        this.after = purged
    return purged


def _terms() -> list[tuple[str, str, int]]:
    """A message that goes several ways is kept as long as the longest of its entries says."""
    feeds = {entry.feed: entry.keep_days for entry in catalogue.entries() if entry.feed}
    types: dict[str, int] = {}
    for entry in catalogue.entries():
        if entry.direction != catalogue.IN:
            types[entry.type] = max(types.get(entry.type, 0), entry.keep_days)
    return [("rows", *term) for term in feeds.items()] + [("messages", *term) for term in types.items()]


def _purge(what: str, name: str, before: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT exchange_purge(%s, %s, %s)", [what, name, before])
        (count,) = cursor.fetchone()
    return int(count)
