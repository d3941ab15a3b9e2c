"""Everything the case page shows, put together in a couple of dozen lines of plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from banji.accounts.roles import Role
from banji.audit.readings import Reading, readings_of
from banji.cases.checks import cite, say
from banji.cases.evidence import papers_for
from banji.cases.lifecycle import MAY_HOLD
from banji.cases.models import Case, Evidence
from banji.cases.procedure import Procedure, State
from banji.cases.registry import procedure_of
from banji.cases.rows import CaseRows, rows_of
from banji.cases.rules import View
from banji.cases.runner import Offer, offers
from banji.cases.showing import Beside, Print, Related, Said, showing_of
from banji.cases.story import TONES, Event, story_of
from banji.cases.views import view_of
from banji.foundation.actors import Actor
from banji.law.papers import Demand
from banji.register.access import Glance, glance_at

PURPOSE = "CASE"
FEW = 3
WITH_PAPERS = frozenset({Role.CLERK, Role.OFFICER, Role.STATION_CHIEF})


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """The case as one page: what may be done, papers, people, story, picture."""

    case: Case
    procedure: Procedure
    state: State
    tone: str
    person: Glance | None
    actions: list[dict[str, Any]]
    papers: list[dict[str, Any]]
    said: list[Said]
    prints: list[Print]
    story: list[Event]
    readings: list[Reading]
    beside: Beside | None = None
    related: list[Related] = field(default_factory=list)
    picture: dict[str, Any] = field(default_factory=dict)
    # Which of the acts open to every kind of case this reader may do.
    may_hold: bool = False
    may_add: bool = False
    may_reopen: bool = False


def sheet_of(case: Case, *, by: Actor, today: date) -> CaseSheet:
    """The sheet of a case the reader may see; opening it is a recorded reading of the person."""
    procedure = procedure_of(case.kind)
    state, showing = procedure.state(case.state), showing_of(case.kind)
    people = glance_at(
        [case.person_id], by=by, purpose=PURPOSE, case_no=case.number, object_=("case", case.pk)
    )
    person = people.get(case.person_id) if case.person_id else None
    rows = rows_of(case)
    view = view_of(case, procedure, today=today, rows=rows)
    return CaseSheet(
        case=case,
        procedure=procedure,
        state=state,
        tone=TONES[state.mood],
        person=person,
        actions=[_action(case, offer, by) for offer in offers(case, by=by, view=view)],
        papers=list(_papers(case, procedure, rows, view, by)),
        said=list(showing.said(case)),
        prints=[paper for paper in showing.prints if paper.ready(rows)],
        story=story_of(case, procedure, rows),
        beside=showing.beside(case, by),
        related=list(showing.related(case, by)),
        readings=readings_of(case.person_id, case_no=case.number) if case.person_id else [],
        picture=_picture(procedure, rows, case.state),
        may_hold=case.is_open and by.role in MAY_HOLD,
        may_add=case.is_open and by.role in WITH_PAPERS,
        may_reopen=_may_reopen(case, procedure, by),
    )


def _may_reopen(case: Case, procedure: Procedure, by: Actor) -> bool:
    ended = not case.is_open and not procedure.steps_from(case.state)
    return ended and bool(procedure.reopens_to) and by.role == Role.SUPERVISOR


def _action(case: Case, offer: Offer, by: Actor) -> dict[str, Any]:
    """A step as `{% actions %}` shows it."""
    row = offer.row
    return {
        "name": row.title,
        "url": reverse("cases:step", args=[case.pk, row.name]),
        "allowed": offer.enabled,
        "main": row.main,
        "who": _(", ").join(str(Role(role).label) for role in row.by),
        "article": cite(row.source),
        "reason": " ".join(f"{lack.text} {lack.remedy}".strip() for lack in offer.lacking),
    }


def _papers(
    case: Case, procedure: Procedure, rows: CaseRows, view: View, by: Actor
) -> Iterator[dict[str, Any]]:
    """What is on the case, and what the steps from here still need; of a choice of papers one line."""
    demands, may = papers_for(case, view), case.is_open and by.role in WITH_PAPERS
    for row in rows.evidence_now:
        yield _have(case, demands[row.paper], row, may=may)
    named = {row.paper for row in rows.evidence_now}
    groups = {
        tuple(demand.paper.id for demand in group): group
        for step in procedure.steps_from(case.state)
        for group in step.needs.asked(view)
    }
    for ids, group in groups.items():
        if not named & set(ids):
            yield _missing(case, group, may=may)


def _have(case: Case, demand: Demand, row: Evidence, *, may: bool) -> dict[str, Any]:
    lost = _("stated to be lost") if row.facts.get("lost") else ""
    return {
        "name": say(demand.paper.name),
        "have": True,
        "source": row.issuer or say(demand.paper.issuer),
        "note": " · ".join(part for part in (row.document_no, lost, row.added_by) if part),
        "url": reverse("cases:evidence_file", args=[case.pk, row.pk]) if row.file else "",
        "remove": reverse("cases:withdraw_paper", args=[case.pk, row.pk]) if may else "",
    }


def _missing(case: Case, group: tuple[Demand, ...], *, may: bool) -> dict[str, Any]:
    first, choice = group[0], len(group) > 1
    add = reverse("cases:add_paper", args=[case.pk])
    return {
        "name": _(", ").join(say(demand.paper.name) for demand in group),
        "have": False,
        "source": "" if choice else say(first.paper.issuer),
        "article": cite(first.source),
        "note": _("any one of these") if choice else "",
        "action": f"{add}?paper={first.paper.id}" if may else "",
    }


def _picture(procedure: Procedure, rows: CaseRows, here: str) -> dict[str, Any]:
    """States, arrows, and the states the case has been through.

    A step that may be taken from almost anywhere is drawn from where the case began, stands or took it: else its
    arrows would hide all others.
    """
    passed = {(step.from_state, step.to_state) for step in rows.steps}
    shown = {procedure.states[0].code, here}
    edges = {
        (f, step.to): step.title
        for step in reversed(procedure.steps)
        for f in (step.from_ if step.to else ())
        if len(step.from_) <= FEW or f in shown or (f, step.to) in passed
    }
    return {
        "states": [{"code": s.code, "name": s.title} for s in procedure.states],
        "edges": [{"from": f, "to": to, "name": title} for (f, to), title in edges.items()],
        "passed": {f for f, _to in passed if f},
    }
