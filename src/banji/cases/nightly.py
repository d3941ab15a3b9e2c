"""The nightly clock. It marks and reminds; it decides nothing (law 3 of the house)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from banji.audit.acts import act
from banji.cases.alarms import HEAD_NEEDED, ask_for_head, raise_alarm, settle_past
from banji.cases.models import Case
from banji.cases.procedure import Procedure
from banji.cases.registry import procedures
from banji.cases.runner import take
from banji.foundation import clock
from banji.foundation.actors import Actor, system
from banji.foundation.errors import Refused
from banji.register.models import HeadTask

CLOCK = system("nightly")
_each_night: list[Callable[[], object]] = []


def each_night(function: Callable[[], object]) -> None:
    """Register what a matter does every night once its cases are marked: it reminds, and decides nothing."""
    if function not in _each_night:
        _each_night.append(function)


def tick() -> int:
    """Mark what has become ripe, remind of what is overdue or on hold too long. Returns the cases marked."""
    marked = sum(_mark(procedure) for procedure in procedures())
    _remind()
    _ask_for_heads()
    for function in _each_night:
        function()
    return marked


def _mark(procedure: Procedure) -> int:
    marked = 0
    for row in (row for row in procedure.steps if row.system and row.after):
        ripe = Case.objects.filter(
            kind=procedure.kind, is_open=True, state__in=row.from_, hold_until=None, due_on__lt=clock.today()
        )
        for case_id in ripe.values_list("pk", flat=True):
            try:
                take(case_id, row.name, by=CLOCK)
                marked += 1
            except Refused:
                # The day may be provisional, or an officer was faster: it stays on the desk as overdue.
                continue
    return marked


def _remind() -> None:
    today = clock.today()
    overdue = Case.objects.filter(is_open=True, hold_until=None, due_on__lt=today).select_related("station")
    resting = Case.objects.filter(is_open=True, hold_until__lte=today).select_related("station")
    with act("cases.remind", by=CLOCK) as this:
        for kind, cases in (("CASE_OVERDUE", overdue), ("HOLD_TO_REVIEW", resting)):
            settle_past(kind, "case", still=cases.values("pk"), this=this)
            for case in cases.iterator(2000):
                raise_alarm(
                    kind, subject=("case", case.pk), text=case.number, station=case.station, this=this
                )


def _ask_for_heads() -> None:
    """Families that wait for a head: an alarm at their station, over as soon as one is chosen."""
    tasks = HeadTask.objects.filter(recorded_to=None)
    with act("cases.ask_for_heads", by=CLOCK) as this:
        settle_past(HEAD_NEEDED, "head_task", still=tasks.values("pk"), this=this)
        for task in tasks.iterator(2000):
            ask_for_head(task, this=this)


def move_clock(to: datetime, *, by: Actor) -> int:
    """Move the clock of a demo or test city, and do what its nights would have done. Returns the cases marked."""
    with act("demo.move_clock", by=by) as this:
        this.after = {"to": to.isoformat()}
        clock.move_to(to, by=by)
    return tick()
