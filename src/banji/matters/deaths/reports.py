"""A death told by a committee, an employer or an institution from its own account or system: it knows the person, and
sees nothing of him."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.addresses.scope import station_for, villages_of
from banji.audit.acts import Act, act
from banji.cases.alarms import raise_alarm
from banji.foundation import counters
from banji.foundation.actors import Actor
from banji.matters.deaths.operations import Signal, take_signal
from banji.matters.deaths.sources import ACCOUNT, weigh
from banji.register.access import identify

PURPOSE = "COUNTER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the organisation says of the deceased."""

    name: str
    number: str
    died_on: date
    address: str = ""
    place: str = ""


def take_report(told: Told, *, by: Actor, purpose: str = PURPOSE, case_no: str = "") -> str:
    """Take a report and give its number. Name and whole number that agree make a signal; anything else goes to the
    station, which looks for the person. The reporter is told the same either way, so that he learns nothing."""
    organisation = Organisation.objects.get(pk=by.organisation_id or 0)
    with act("deaths.take_report", by=by) as this:
        today = this.now.date()
        series = f"REPORT-{today.year}"
        (serial,) = counters.take(series)
        number = f"{series}-{serial:06d}"
        this.object_kind, this.object_id = "report", number
        person_id = identify(told.name, told.number, by=by, purpose=purpose, case_no=case_no)
        if person_id is None:
            _ask_the_station(told, number, organisation, by, this)
        else:
            reporter = "COMMITTEE" if organisation.kind == Organisation.Kind.COMMITTEE else "EMPLOYER"
            source, strength = weigh(reporter, channel=ACCOUNT)
            signal = Signal(
                person_id=person_id,
                source=source,
                strength=strength,
                received_on=today,
                died_on=told.died_on,
                organisation=organisation,
                said_by=by.name,
                place=told.place,
                document_no=number,
            )
            take_signal(signal, by=by)
    return number


def _ask_the_station(told: Told, number: str, organisation: Organisation, by: Actor, this: Act) -> None:
    villages = sorted(villages_of(by, this.now.date()))
    station = station_for(villages[0], this.now.date()) if villages else None
    said = _(
        "%(who)s reports the death of %(name)s on %(day)s (%(address)s). Find the person and enter the report."
    )
    text = said % {
        "who": organisation.name,
        "name": told.name,
        "day": date_format(told.died_on),
        "address": told.address or _("no address given"),
    }
    raise_alarm("REPORT_TO_IDENTIFY", subject=("report", number), text=text, station=station, this=this)
