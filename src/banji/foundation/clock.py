"""One clock gives every "now", recorded time included.

The instant is the database's `clock_timestamp()`, never `now()`: that is the start of the transaction, and
under a lock it can lie before the row one has just waited for. A database created as demo or test may shift it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import DateField, Func
from django.utils.translation import gettext as _

from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.foundation.models import Installation
from banji.foundation.once import forget, once

CITY_TIME = ZoneInfo("Asia/Shanghai")

INSTANT = "clock_timestamp() + coalesce((SELECT clock_shift FROM foundation_installation), interval '0')"
_NOW = f"SELECT {INSTANT}"


class Day(Func):
    """`today()` inside another statement."""

    template = f"(({INSTANT}) AT TIME ZONE '{CITY_TIME.key}')::date"
    output_field = DateField()


# A stamp is earlier than its commit. So until its transaction ends it holds a shared advisory lock, that hinders
# nobody, whose key is its second: `settled` reads from the locks, visible to every role, what is still on its way.
_STAMPS = 0xBA4100
STAMP = f"""
SELECT pg_advisory_xact_lock_shared({_STAMPS}::bigint << 32 | floor(extract(epoch FROM {INSTANT}))::bigint) AS locked, {INSTANT} AS at
"""  # noqa: S608
_OLDEST_STAMP = """
SELECT min(objid::bigint) FROM pg_locks
WHERE locktype = 'advisory' AND objsubid = 1 AND classid = %s AND pid <> pg_backend_pid()
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def now() -> datetime:
    """The instant this is asked, in city time."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        (instant,) = cursor.fetchone()
    return instant.astimezone(CITY_TIME)  # type: ignore[no-any-return]


def stamp() -> datetime:
    """Now, as the recorded time of what this transaction writes. Take it after locking."""
    with connection.cursor() as cursor:
        cursor.execute(STAMP)
        _, instant = cursor.fetchone()
    return instant.astimezone(CITY_TIME)  # type: ignore[no-any-return]


def settled() -> datetime:
    """The latest instant below every stamp of another transaction still open: nothing recorded up to it can appear
    any more. Ask before taking the snapshot (a statement, or a REPEATABLE READ transaction) that reads."""
    asked = now()
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST_STAMP, [_STAMPS])
        (second,) = cursor.fetchone()
    if second is None:
        return asked
    return min(asked, datetime.fromtimestamp(second, CITY_TIME) - timedelta(microseconds=1))


@once
def today() -> date:
    """The day in the city; the same for all of a request."""
    return now().date()


def shifted() -> timedelta:
    """How far this installation's clock is ahead of (or behind) the real one; zero on a live one."""
    installation = Installation.objects.first()
    return installation.clock_shift if installation else timedelta()


def move_to(instant: datetime, *, by: Actor) -> None:
    """Move the clock of a demo or test city to `instant` (aware). A live city's clock cannot be moved."""
    installation = Installation.objects.select_for_update().first()
    if installation is None or installation.kind == Installation.LIVE:
        raise Refused(_("The clock of a live city cannot be moved."), rule="design §5 One clock")
    installation.clock_shift += instant - now()
    installation.clock_moved_by = f"{by.kind}:{by.name}"
    installation.save(update_fields=["clock_shift", "clock_moved_by"])
    forget()
