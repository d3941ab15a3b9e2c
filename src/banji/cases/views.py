"""From a case's rows to the plain view its rules look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from banji.cases.lawbook import lists, rules_of
from banji.cases.models import Case
from banji.cases.procedure import Procedure
from banji.cases.rows import CaseRows, rows_of
from banji.cases.rules import NoticeOnFile, PaperOnFile, View

# To whom a notice has to be served; a certificate is handed to the family without a clock.
SERVED = ("DECLARANT", "COMMITTEE")


def view_of(
    case: Case,
    procedure: Procedure,
    *,
    today: date,
    facts: Mapping[str, object] | None = None,
    rows: CaseRows | None = None,
) -> View:
    """What the rules of `procedure` may look at; `rows` if they have been read already."""
    rows = rows or rows_of(case)
    base = View(
        today=today,
        rules=rules_of(case),
        lists=lists(),
        state=case.state,
        papers=tuple(
            PaperOnFile(row.pk, row.paper, row.document_no, row.issued_on, row.facts)
            for row in rows.evidence_now
        ),
        notices=_notices(rows),
        taken={step.name: step.actor_id for step in rows.steps},
        facts=dict(facts or {}),
    )
    return procedure.view(case, base)


def _notices(rows: CaseRows) -> tuple[NoticeOnFile, ...]:
    served = {notice: service.clock_from for notice, service in rows.service_of.items()}
    return tuple(
        NoticeOnFile(row.pk, row.addressee_kind, row.dated, served.get(row.pk))
        for row in rows.notices_now
        if row.addressee_kind in SERVED
    )
