"""From a case's rows to the plain view its rules look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from banji.cases.lawbook import lists, rules_of
from banji.cases.models import Case, Evidence, Notice, Service, Step
from banji.cases.procedure import Procedure
from banji.cases.rules import NoticeOnFile, PaperOnFile, View


def view_of(
    case: Case, procedure: Procedure, *, today: date, facts: Mapping[str, object] | None = None
) -> View:
    """What the rules of `procedure` may look at, read in a handful of statements."""
    base = View(
        today=today,
        rules=rules_of(case),
        lists=lists(),
        state=case.state,
        papers=_papers(case),
        notices=_notices(case),
        taken=_taken(case),
        facts=dict(facts or {}),
    )
    return procedure.view(case, base)


def _papers(case: Case) -> tuple[PaperOnFile, ...]:
    rows = Evidence.objects.filter(case=case, recorded_to=None).order_by("id")
    return tuple(PaperOnFile(row.pk, row.paper, row.document_no, row.issued_on, row.facts) for row in rows)


def _notices(case: Case) -> tuple[NoticeOnFile, ...]:
    """The notices in force: a later one to the same addressee stands in for the earlier."""
    served = dict(
        Service.objects.filter(notice__case=case, recorded_to=None).values_list("notice_id", "clock_from")
    )
    rows = Notice.objects.filter(case=case, recorded_to=None).order_by("id")
    return tuple(NoticeOnFile(row.pk, row.addressee_kind, row.dated, served.get(row.pk)) for row in rows)


def _taken(case: Case) -> dict[str, str]:
    return dict(
        Step.objects.filter(case=case, recorded_to=None).order_by("seq").values_list("name", "actor_id")
    )
