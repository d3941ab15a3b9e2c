"""Somebody says that his record is wrong, on his own page or at the counter: the case, his words and his scan."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from banji.addresses.scope import station_for
from banji.audit.acts import Act, act
from banji.cases.checks import say
from banji.cases.models import Case, Evidence
from banji.cases.runner import open_case
from banji.counter.models import VisitRecord
from banji.counter.visits import Visit, accept
from banji.files.models import StoredFile
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.matters.corrections.fields import Field, Unreadable, read, written
from banji.matters.corrections.models import CorrectionRequest
from banji.matters.corrections.queries import KIND, standing
from banji.register.access.reach import out_of_reach, reach_of
from banji.register.locks import lock_person

# What a scan that came with the request is put to the case as, until the officer has seen the original.
PROOF = "ERROR_PROOF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What a citizen says: this field is wrong, that is right, and why."""

    field: Field
    wanted: str
    why: str
    scan: StoredFile | None = None


def ask_correction(person_id: UUID, wrong: Wrong, *, by: Actor) -> Case:
    """The person himself asks, on his own page. Raises `Refused`: one is open already, or the register says it already."""
    with act("corrections.ask", by=by, object_=("person", person_id)) as this:
        if reach_of(by, clock.today()).own_person != person_id:
            raise out_of_reach()
        return _open(person_id, wrong, by, this)


def take_correction(
    person_id: UUID, wrong: Wrong, *, applicant: str, form_id: UUID, by: Actor
) -> tuple[Case, VisitRecord]:
    """The same at the counter: `applicant` says it, the clerk takes it up, with a receipt and a promised day.

    One case a form. Raises `Refused` as `ask_correction` does, and for a person of another area.
    """
    with act("corrections.take", by=by, object_=("person", person_id)) as this:
        today = clock.today()
        reach_of(by, today).check(person_id, standing(person_id, today).registration.village_id, case_no="")
        case = _open(person_id, wrong, by, this)
        came = Visit(
            item=KIND,
            title=str(_("Correction of a record")),
            applicant=applicant,
            person_id=person_id,
            form_id=form_id,
        )
        return case, accept(came, by=by, promised_on=case.due_on, case_no=case.number)


def _open(person_id: UUID, wrong: Wrong, by: Actor, this: Act) -> Case:
    """Open the case with the station where the person is registered."""
    lock_person(person_id)
    this.about(person_id)
    today = this.now.date()
    now = standing(person_id, today)
    row = _said(wrong, now.says(wrong.field))
    village = now.registration.village
    station = station_for(village.pk, today)
    if station is None:
        raise Refused(
            _("No police station answers for %(village)s.") % {"village": village},
            remedy=_("Go to any police station of the city."),
        )
    row.case = open_case(
        KIND, person_id=person_id, station=station, village=village, area_code=village.code[:6], by=by
    )
    this.case_no = row.case.number
    this.add(row)
    if wrong.scan:
        this.add(Evidence(case=row.case, paper=PROOF, file=wrong.scan, added_by=by.name))
    return row.case


def _said(wrong: Wrong, was: str) -> CorrectionRequest:
    """Raises `Refused` for what cannot be read, and for what the register says already."""
    try:
        wanted = written(wrong.field, read(wrong.field, wrong.wanted))
    except Unreadable as error:
        raise Refused(say(error.words), code="unreadable") from error
    if wanted == was:
        raise Refused(
            _("The register says this already."), remedy=_("Look at your record again."), code="same"
        )
    return CorrectionRequest(field=wrong.field.code, was=was, wanted=wanted, why=wrong.why)
