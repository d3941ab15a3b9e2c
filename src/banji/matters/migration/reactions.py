"""What follows from a move within the house: the station that was left is informed, and the case closes. And what follows
for a move: somebody on the way has died, and his death was registered here."""

from __future__ import annotations

from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banji.addresses.models import Division
from banji.addresses.scope import station_for
from banji.audit.acts import act
from banji.cases.alarms import raise_alarm
from banji.cases.models import Case
from banji.cases.runner import take
from banji.exchange.reactions import Inside, react_to
from banji.foundation.actors import system
from banji.matters.migration.models import Mover
from banji.matters.migration.procedure import IN_TRANSIT, MOVED_IN, POCKET
from banji.matters.migration.queries import KIND, movers_of, moving
from banji.register.models import RegisterEvent

BY = system("migration.reactions")


def on_moved_in(message: Inside) -> None:
    case = Case.objects.filter(number=message.case_no, kind=KIND).first()
    if case is None:
        return
    if code := str(message.payload.get("village_left") or ""):
        _tell_old_station(case, code, UUID(str(message.payload["event"])))
    if case.state == MOVED_IN:
        take(case.pk, "close", by=BY)


def on_cancelled(message: Inside) -> None:
    """Nobody waits for the dead to arrive, and nobody registers them again."""
    person_id = UUID(message.subject_ref.removeprefix("person:"))
    waiting = Case.objects.filter(kind=KIND, is_open=True, state__in=(IN_TRANSIT, POCKET))
    mine = Mover.objects.filter(person_id=person_id, recorded_to=None, fate=Mover.Fate.MOVING)
    for case in waiting.filter(pk__in=mine.values("case")):
        step = "death_heard" if len(moving(case)) > 1 else "last_death_heard"
        take(case.pk, step, by=BY, facts={"mover": str(person_id)})


def _tell_old_station(case: Case, code: str, event_id: UUID) -> None:
    """An alarm on its desk, one for the whole family; nothing where both stations are one."""
    event = RegisterEvent.objects.get(pk=event_id)
    # As the village stood just before: it may have been merged since.
    village = Division.objects.filter(code=code, valid_from__lte=event.event_date).latest("valid_from")
    old = station_for(village.pk, event.event_date)
    if old is None or old.pk == case.station_id:
        return
    with act("migration.tell_old_station", by=BY, object_=("case", case.pk), case_no=case.number) as this:
        this.about(event.person_id)
        raise_alarm(
            "MOVED_AWAY",
            subject=("move", f"{case.number}:{old.pk}"),
            text=_moved(case, event),
            station=old,
            this=this,
        )


def _moved(case: Case, event: RegisterEvent) -> str:
    return _("{names} moved on {day} to the area of {station} (case {number}). Collect the old book.").format(
        names="、".join(mover.name for mover in movers_of(case)),
        day=date_format(event.event_date),
        station=case.station.name,
        number=case.number,
    )


def register() -> None:
    react_to("HUKOU_MOVED_IN", name="migration", function=on_moved_in)
    react_to("HUKOU_CANCELLED", name="migration", function=on_cancelled)
