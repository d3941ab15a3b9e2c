"""How often something may be tried in vain: secrets that are wrong, codes that nobody was given. The count is a row, so all
processes of the site share it.

    wait = count(TYPED_CODE, address)        # before it is looked at: many at once are no more than many in a row
    if wait: …                               # refused; to be told when to come again, the first time to be noted
    good(TYPED_CODE, address)                # it was right: taken off again

After `free` in vain each further one waits, twice as long every time, up to a quarter of an hour. What is refused
meanwhile lengthens nothing, and an hour without an attempt in vain forgets them all: nobody is locked out for good.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest

from banji.foundation import clock
from banji.foundation.models import Attempts

LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=1)
# So long an asker stays known who was right once.
KNOWN = timedelta(days=30)

_COUNT = f"""
INSERT INTO foundation_attempts AS a (what, who, count, last_at, until)
SELECT %(what)s, %(who)s, 1, at, at FROM (SELECT {clock.INSTANT} AS at) AS now
ON CONFLICT (what, who) DO UPDATE SET
  count = CASE WHEN a.last_at < excluded.last_at - %(forgotten)s THEN 1 ELSE a.count + 1 END,
  last_at = excluded.last_at,
  until = excluded.last_at + CASE
    WHEN a.last_at < excluded.last_at - %(forgotten)s OR a.count < %(free)s THEN interval '0'
    ELSE least(%(longest)s, interval '1 second' * power(2, least(a.count - %(free)s, 30))) END,
  noted = false
WHERE a.until <= excluded.last_at
RETURNING id
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Limit:
    """What is tried, and how many attempts in vain cost nothing."""

    name: str
    free: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now. `first`: nobody has been told of this waiting yet."""

    seconds: int
    first: bool


def count(limit: Limit, who: str) -> Wait | None:
    """Count an attempt before it is made; or say how long to wait, which counts nothing."""
    given: dict[str, Any] = {"what": limit.name, "who": _digest(who), "free": limit.free}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, given | {"longest": LONGEST, "forgotten": FORGOTTEN})
        if cursor.fetchone():
            return None
    return _waiting(_row(limit, who))


def good(limit: Limit, who: str) -> None:
    """It went well: whatever was in vain before is forgotten, and who it was is known from now on."""
    now = clock.now()
    _row(limit, who).update(count=0, until=now, good_at=now)


def take_off(limit: Limit, who: str) -> None:
    """Let one counted attempt be none: it neither excuses the others nor makes anybody wait."""
    _row(limit, who).update(count=Greatest(F("count") - 1, 0), until=F("last_at"))


def is_known(limit: Limit, who: str) -> bool:
    """Has it gone well lately?"""
    return _row(limit, who).filter(good_at__gt=clock.now() - KNOWN).exists()


def place_of(address: str) -> str:
    """Whose attempts are counted together: an address, of IPv6 the network that one connection is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if parsed.version == 4 else str(ipaddress.ip_network(f"{address}/64", strict=False))


def forget() -> None:
    """Remove the counts that hold for nobody any more."""
    Attempts.objects.filter(last_at__lt=clock.now() - KNOWN).delete()
    Attempts.objects.filter(last_at__lt=clock.now() - FORGOTTEN, good_at=None).delete()


def _waiting(row: QuerySet[Attempts]) -> Wait:
    until: datetime = row.values_list("until", flat=True).first() or clock.now()
    seconds = max(1, -int((clock.now() - until).total_seconds() // 1))
    return Wait(seconds, first=bool(row.filter(noted=False).update(noted=True)))


def _row(limit: Limit, who: str) -> QuerySet[Attempts]:
    return Attempts.objects.filter(what=limit.name, who=_digest(who))


def _digest(who: str) -> bytes:
    return sha256(who.encode()).digest()
