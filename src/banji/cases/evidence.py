"""Papers put to a case, and taken back: only such as the closed lists of the matter name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from banji.audit.acts import Act, act
from banji.cases import scope
from banji.cases.checks import say
from banji.cases.models import Case, Evidence
from banji.cases.registry import procedure_of
from banji.cases.rules import View
from banji.cases.views import view_of
from banji.files.models import StoredFile
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import IllegalDemand, NotFound, Refused
from banji.law.papers import Demand, IllegalPrecondition, forbidden_as


def add_evidence(
    case_id: UUID,
    paper: str,
    *,
    by: Actor,
    file: StoredFile | None = None,
    document_no: str = "",
    scheme: str = "",
    issuer: str = "",
    issued_on: date | None = None,
    facts: Mapping[str, object] | None = None,
) -> Evidence:
    """Put a paper to an open case. Raises `Refused` for a paper no list names: it could not be asked for either."""
    with act("case.add_evidence", by=by, object_=("case", case_id)) as this:
        case = open_case_of(case_id, by)
        if refusal := _not_listed(case, paper):
            raise refusal
        _noted(this, case)
        if issued_on is not None and issued_on > this.now.date():
            raise Refused(_("The paper is dated in the future."), remedy=_("Check the date of issue."))
        row = Evidence(
            case=case,
            paper=paper,
            file=file,
            document_no=document_no,
            scheme=scheme,
            issuer=issuer,
            issued_on=issued_on,
            facts=dict(facts or {}),
            added_by=by.name,
        )
        this.add(row)
    return row


def withdraw_evidence(evidence_id: int, *, by: Actor, reason: str) -> None:
    """Take a paper back. It stays in the file as withdrawn, with the reason in the trail."""
    if not reason.strip():
        raise Refused(_("A paper is taken back with a reason."))
    with act("case.withdraw_evidence", by=by, object_=("evidence", evidence_id)) as this:
        row = Evidence.objects.filter(pk=evidence_id, recorded_to=None).first()
        if row is None:
            raise NotFound(_("There is no such paper on the case."))
        case = open_case_of(row.case_id, by)
        _noted(this, case)
        this.after = {"reason": reason}
        this.close(row)


def open_case_of(case_id: UUID, by: Actor) -> Case:
    """The case, locked, if it is open and in the officer's area."""
    case = Case.objects.select_for_update(no_key=True, of=("self",)).filter(pk=case_id).first()
    if case is None or not scope.may_see(case, by):
        raise NotFound(_("There is no such case in your area."))
    if not case.is_open:
        raise Refused(_("The case is closed."), remedy=_("A supervisor can open it again."))
    return case


def papers_for(case: Case, view: View | None = None) -> dict[str, Demand]:
    """Every paper that some step of the case may ask for under its rules: what may be put to it at all."""
    procedure = procedure_of(case.kind)
    view = view or view_of(case, procedure, today=clock.today())
    return {d.paper.id: d for step in procedure.steps for group in step.needs.asked(view) for d in group}


def _not_listed(case: Case, paper: str) -> Refused | None:
    if paper in papers_for(case):
        return None
    refusal = IllegalPrecondition("cases", paper, forbidden=forbidden_as(paper))
    return IllegalDemand(say(refusal.sentence))


def _noted(this: Act, case: Case) -> None:
    this.case_no = case.number
    if case.person_id:
        this.about(case.person_id)
