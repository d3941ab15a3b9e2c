"""Written notices and their service: numbered, dated, each with its proof and the day its clock starts."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from banji.audit.acts import Act
from banji.cases.lawbook import rules_of
from banji.cases.models import Case, Notice, Service
from banji.files.models import StoredFile
from banji.foundation import counters
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused
from banji.law.sources import Citation


@dataclass(frozen=True, slots=True)
class Served:
    """How a notice was served, as the officer states it. Dates are whole days in city time."""

    method: str
    served_on: date
    receiver: str = ""
    refused: bool = False
    witnesses: tuple[str, ...] = ()
    tracking_no: str = ""
    proof: StoredFile | None = None


def issue(
    case: Case,
    *,
    kind: str,
    addressees: Sequence[tuple[str, str]],
    source: Citation,
    data: Mapping[str, object],
    this: Act,
) -> list[Notice]:
    """Write one notice per (addressee kind, name) inside the step's act. Earlier ones of the kind are withdrawn."""
    today = this.now.date()
    for earlier in Notice.objects.filter(case=case, kind=kind, recorded_to=None):
        this.close(earlier)
    rows = [
        Notice(
            case=case,
            number=_number(case, today),
            kind=kind,
            addressee_kind=addressee_kind,
            addressee=name,
            dated=today,
            legal_basis=source.id,
            verify_code=secrets.token_hex(16),
            data=dict(data),
        )
        for addressee_kind, name in addressees
    ]
    this.add(*rows)
    return rows


def record_service(case: Case, notice_id: int, served: Served, *, by: Actor, this: Act) -> Service:
    """Write how one notice of the case was served; a wrong record is closed by a new one."""
    notice = Notice.objects.filter(pk=notice_id, case=case, recorded_to=None).first()
    if notice is None:
        raise NotFound(_("There is no such notice on this case."))
    _must_be_plausible(notice, served, this.now.date())
    for earlier in Service.objects.filter(notice=notice, recorded_to=None):
        this.close(earlier)
    row = Service(
        notice=notice,
        method=served.method,
        served_on=served.served_on,
        clock_from=_clock_from(case, served),
        receiver=served.receiver,
        refused=served.refused,
        witnesses=list(served.witnesses),
        tracking_no=served.tracking_no,
        proof=served.proof,
        served_by=by.name,
    )
    this.add(row)
    return row


def _must_be_plausible(notice: Notice, served: Served, today: date) -> None:
    if served.served_on > today:
        raise Refused(
            _("The day of service lies in the future."), remedy=_("Enter the day it was really served.")
        )
    if served.served_on < notice.dated:
        raise Refused(
            _("The notice was served before it was written."), remedy=_("Check the day of service.")
        )
    if served.method == Service.Method.IN_PERSON and not served.receiver:
        raise Refused(
            _("Who signed for the notice?"), remedy=_("Enter the receiver's name as on the receipt.")
        )
    wanted = rules_of(notice.case).value("service.left_witnesses").n
    if served.method == Service.Method.LEFT and len(set(served.witnesses)) < wanted:
        raise Refused(
            _("A notice that is left needs %(n)s witnesses.") % {"n": wanted},
            remedy=_("Enter the witnesses' names as on the record."),
        )
    if served.method == Service.Method.POST and not served.tracking_no:
        raise Refused(_("Service by post needs the number of the registered letter."))


def _clock_from(case: Case, served: Served) -> date:
    """Public notice takes effect when its period has run out; every other way on the day itself."""
    if served.method != Service.Method.PUBLIC:
        return served.served_on
    period = rules_of(case).deadline("service.public_notice_period", served.served_on)
    if period.provisional:
        raise Refused(
            _("The holidays of that year are not loaded yet: the day %(day)s is provisional.")
            % {"day": period.due_on},
            remedy=_("Ask the administrator to load the holidays."),
        )
    return period.due_on


def _number(case: Case, today: date) -> str:
    """告知书 numbers: the station's series of the year."""
    series = f"NOTICE-{case.station_id}-{today.year}"
    (serial,) = counters.take(series)
    return f"{case.station_id:04d}-{today.year}-{serial:05d}"
