"""One clock gives every "now", recorded time included.

The instant is the database's `clock_timestamp()`, never `now()`: that is the start of the transaction, and
under a lock it can lie before the row one has just waited for. A database created as demo or test may shift it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import gettext as _

from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.foundation.models import Installation

CITY_TIME = ZoneInfo("Asia/Shanghai")

_NOW = "SELECT clock_timestamp() + coalesce((SELECT clock_shift FROM foundation_installation), interval '0')"


def now() -> datetime:
    """The instant this is asked, in city time."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        (instant,) = cursor.fetchone()
    return instant.astimezone(CITY_TIME)  # type: ignore[no-any-return]


def today() -> date:
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
