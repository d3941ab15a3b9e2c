"""The demo's clock: a day is reached through its night, with what the site does by itself then."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from banji.cases import nightly
from banji.exchange.not_found import report_not_found
from banji.foundation.actors import system
from banji.foundation.clock import CITY_TIME
from banji.matters.payments import finding
from banji.reconciliation import living

SHIFT = system("demo.clock")


def wake_on(day: date) -> None:
    """It is nine in the morning of a day."""
    nightly.move_clock(datetime.combine(day, time(9), CITY_TIME) + timedelta(seconds=1), by=SHIFT)
    finding.remind(by=SHIFT)
    living.tell_the_dead(by=SHIFT)
    report_not_found(day, by=SHIFT)
