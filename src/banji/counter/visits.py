"""Recording a visit: taken up, told what is missing, or refused. One record for each, in the transaction of what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.audit.acts import act
from banji.counter.models import VisitRecord
from banji.foundation import counters
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.law.papers import Demand
from banji.register.lawful import Brought

_Outcome = VisitRecord.Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who came for what. `item` and `title` say what in code and in words; `form_id` makes a form sent twice one visit;
    `step` is the closed list of papers, `register.divide.marriage`."""

    item: str
    title: str
    applicant: str
    person_id: UUID | None = None
    household_id: UUID | None = None
    papers: Sequence[Brought] = ()
    step: str = ""
    form_id: UUID | None = None


def accept(
    visit: Visit, *, by: Actor, promised_on: date | None, case_no: str = "", events: Sequence[UUID] = ()
) -> VisitRecord:
    """Taken up: done at once (`events`), or in a case with a promised day. Raises `Refused` for who is no officer."""
    row = _row(visit, _Outcome.ACCEPTED, by)
    row.promised_on, row.case_no, row.events = promised_on, case_no, [str(event) for event in events]
    return _record(row, by)


def tell_missing(
    visit: Visit, missing: Sequence[Sequence[Demand]], *, by: Actor, case_no: str = ""
) -> VisitRecord:
    """Not complete: everything that is missing is told at once and in writing (一次性告知), and nothing else later."""
    row = _row(visit, _Outcome.MISSING, by)
    row.missing = [[demand.paper.id for demand in group] for group in missing]
    row.case_no = case_no
    return _record(row, by)


def refuse(
    visit: Visit, *, ground: str, article: str, reason: str, remedy: str, by: Actor, case_no: str = ""
) -> VisitRecord:
    """Refused in writing, with the article and what the person can do instead. `article` is a citation of
    `law/sources.yaml`, such as `NORM_2021 14`. Raises `Refused` without one of them."""
    if not (article.strip() and reason.strip() and remedy.strip()):
        raise Refused(
            _("A refusal names its reason, its article and what the person can do instead."),
            remedy=_("Pick the article; without one, take the application up."),
            code="refusal_without_article",
        )
    row = _row(visit, _Outcome.REFUSED, by)
    row.ground, row.article, row.reason, row.remedy = ground, article, reason.strip(), remedy.strip()
    row.case_no = case_no
    return _record(row, by)


def _row(visit: Visit, outcome: str, by: Actor) -> VisitRecord:
    if not by.is_officer or by.organisation_id is None:
        raise Refused(_("Only an officer at work receives a visit."), code="no_officer")
    return VisitRecord(
        form_id=visit.form_id,
        station_id=by.organisation_id,
        item=visit.item,
        title=visit.title,
        person_id=visit.person_id,
        household_id=visit.household_id,
        applicant=visit.applicant.strip(),
        outcome=outcome,
        papers=[each.as_said() for each in visit.papers],
        step=visit.step,
        officer=by.name,
    )


def _record(row: VisitRecord, by: Actor) -> VisitRecord:
    if not row.applicant:
        raise Refused(_("Please state who came."), code="no_applicant")
    with act("counter.visit", by=by, object_=("visit", row.pk), case_no=row.case_no) as this:
        if row.person_id:
            this.about(row.person_id)
        row.at = this.now
        row.number = _number(Organisation.objects.get(pk=row.station_id), this.now.year)
        this.add(row)
    return row


def _number(station: Organisation, year: int) -> str:
    (serial,) = counters.take(f"VISIT-{station.pk}-{year}")
    return f"SL{station.pk:04d}-{year}-{serial:06d}"
