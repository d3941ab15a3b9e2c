"""What corrections read: the request and the finding of a case, and what the register says now."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from banji.cases.models import Case, Step
from banji.cases.rules import View
from banji.foundation.errors import NotFound
from banji.foundation.once import once
from banji.matters.corrections.fields import ADDRESS, FIELDS, OTHER, RELATION, Field, written
from banji.matters.corrections.models import CorrectionFinding, CorrectionRequest
from banji.matters.corrections.rules import CorrectionView
from banji.register.models import Particulars, Registration
from banji.register.queries.axes import as_of

KIND = "correction"


@dataclass(frozen=True, slots=True)
class Standing:
    """The rows of the register that say who somebody is and how he is registered, today."""

    particulars: Particulars
    registration: Registration

    def says(self, field: Field) -> str:
        """What the register says of a field, as `fields.written`; empty for "something else"."""
        if field.code == RELATION:
            return self.registration.relation_to_head
        if field.code == ADDRESS:
            return self.registration.address_text
        return "" if field.code == OTHER else written(field, getattr(self.particulars, field.code))


def correction_view(case: Case, base: View) -> CorrectionView:
    known = {field.name: getattr(base, field.name) for field in fields(base)}
    return CorrectionView(**known, item=item_of(case))


def item_of(case: Case) -> str:
    """What is to be corrected: as the officer found, else as the citizen says. A case is opened before either."""
    if finding := finding_of(case):
        return finding.item
    asked = CorrectionRequest.objects.filter(case=case, recorded_to=None)
    return asked.values_list("field", flat=True).first() or OTHER


@once
def request_of(case: Case) -> CorrectionRequest:
    return CorrectionRequest.objects.get(case=case, recorded_to=None)


@once
def finding_of(case: Case) -> CorrectionFinding | None:
    return CorrectionFinding.objects.filter(case=case, recorded_to=None).first()


def standing(person_id: UUID, on: date) -> Standing:
    """Raises `NotFound` for somebody who is not registered on that day: there is nothing to correct."""
    particulars = as_of(Particulars.objects.filter(person=person_id), on).first()
    rows = Registration.objects.filter(person=person_id).exclude(status=Registration.Status.CANCELLED)
    registration = as_of(rows, on).select_related("village").first()
    if particulars is None or registration is None:
        raise NotFound(_("You are not registered in this city today."), remedy=_("Ask any police station."))
    return Standing(particulars, registration)


def open_case_of(person_id: UUID) -> Case | None:
    return Case.objects.filter(kind=KIND, person=person_id, is_open=True).first()


def own_case(case_id: UUID, person_id: UUID) -> Case:
    """A person's own request. Raises `NotFound`: absent and somebody else's look the same."""
    case = Case.objects.select_related("station").filter(pk=case_id, kind=KIND, person=person_id).first()
    if case is None:
        raise NotFound(_("You have no such request."))
    return case


def refusal_of(case: Case) -> Step | None:
    return Step.objects.filter(case=case, name="refuse", recorded_to=None).order_by("-seq").first()


def field_of(code: str) -> Field:
    """Raises `NotFound` for what is no field of a record."""
    if code not in FIELDS:
        raise NotFound(_("There is no such field in a record."))
    return FIELDS[code]
