"""What must be looked at and has no ticket yet."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.accounts.roles import Role
from banji.addresses.scope import station_for
from banji.audit.acts import Act, act
from banji.cases import scope
from banji.cases.models import Alarm
from banji.exchange import trouble
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused
from banji.register.models import HeadTask, HouseholdParticulars

HEAD_NEEDED = "HEAD_CHANGE_NEEDED"
# A system has asked about more persons than its entry of the catalogue allows.
TOO_MANY_PERSONS = "API_VOLUME"
OVERSEERS = frozenset({Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.SUPERVISOR})

_RAISE = """
INSERT INTO cases_alarm (kind, subject_kind, subject_id, station_id, raised_at, text, settled_by)
VALUES (%s, %s, %s, %s, %s, %s, '') ON CONFLICT DO NOTHING
"""


def raise_alarm(
    kind: str, *, subject: tuple[str, object], text: str, station: Organisation | None, this: Act
) -> None:
    """Raise an alarm inside an act; one that is open already for this subject is not raised twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            _RAISE, [kind, subject[0], str(subject[1]), station.pk if station else None, this.now, text]
        )


def ask_for_head(task: HeadTask, *, this: Act) -> None:
    """A family household is without a head: its station has it chosen."""
    homes = HouseholdParticulars.objects.filter(household=task.household_id, recorded_to=None)
    home = homes.order_by("-valid_from").first()
    raise_alarm(
        HEAD_NEEDED,
        subject=("head_task", task.pk),
        text=_("Household {number}: the members wait for a head.").format(
            number=home.household_no if home else ""
        ),
        station=station_for(home.village_id, clock.today()) if home else None,
        this=this,
    )


def settle_of(kind: str, *, subject: tuple[str, object], this: Act) -> int:
    """Settle the alarm of one subject: what it was raised for is over."""
    open_ = Alarm.objects.filter(
        kind=kind, subject_kind=subject[0], subject_id=str(subject[1]), settled_at=None
    )
    return open_.update(settled_at=this.now, settled_by=this.by.name)


def settle_past(kind: str, subject_kind: str, *, still: QuerySet[Any], this: Act) -> int:
    """Settle the alarms of a kind whose subject no longer stands in `still`: the matter has settled itself."""
    current = still.annotate(as_text=Cast("pk", TextField())).values("as_text")
    past = Alarm.objects.filter(kind=kind, subject_kind=subject_kind, settled_at=None)
    return past.exclude(subject_id__in=current).update(settled_at=this.now, settled_by=this.by.name)


def alarms_of(by: Actor) -> QuerySet[Alarm]:
    """The alarms still open that this actor may see: those of his station, or of his cases. Administrators see what names
    no person: the system's what is wrong with the exchange, the audit's which system asked too much."""
    waiting = Alarm.objects.filter(settled_at=None).select_related("station")
    if by.role in scope.STATION_WIDE:
        return waiting.filter(station=by.organisation_id)
    if by.role in OVERSEERS:
        mine = scope.cases_of(by).annotate(as_text=Cast("pk", TextField())).values("as_text")
        own = Q(subject_kind="case", subject_id__in=mine) | Q(station=None)
        return waiting.filter(own).exclude(kind=TOO_MANY_PERSONS)
    if by.role == Role.SYS_ADMIN:
        return waiting.filter(kind__in=trouble.KINDS)
    if by.role == Role.AUDIT_ADMIN:
        return waiting.filter(kind=TOO_MANY_PERSONS)
    return waiting.none()


def settle_alarm(alarm_id: int, *, by: Actor, reason: str) -> None:
    """Say that an alarm was looked at, and with what result. If it was of the exchange, its trouble counts as over:
    the next fault raises a new alarm."""
    if not reason.strip():
        raise Refused(_("Say what was found."))
    with act("alarm.settle", by=by, object_=("alarm", alarm_id)) as this:
        this.after = {"reason": reason}
        alarm = Alarm.objects.filter(pk__in=alarms_of(by).filter(pk=alarm_id).values("pk"))
        found = alarm.select_for_update().first()
        if found is None:
            raise NotFound(_("There is no such alarm waiting in your area."))
        found.settled_at, found.settled_by = this.now, by.name
        found.save(update_fields=["settled_at", "settled_by"])
        if found.kind in trouble.KINDS:
            trouble.end(found.kind, subject=(found.subject_kind, found.subject_id), this=this)
