"""The one small runner: opens cases, offers steps, takes them.

A step is checked twice by the same code: when it is offered on the page and when it is taken. Taking it is one
transaction: person locked, case locked, rules asked, effect carried out, step written, state and due date set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from banji.accounts.models import Organisation, Post
from banji.addresses.models import Division
from banji.audit.acts import Act, act
from banji.cases import scope
from banji.cases.checks import Lacking, check, cite, lacking
from banji.cases.lawbook import rules_on
from banji.cases.models import Case, Step
from banji.cases.procedure import FactKind, Procedure, State
from banji.cases.procedure import Step as Row
from banji.cases.registry import procedure_of
from banji.cases.rules import View
from banji.cases.steps import step_row
from banji.cases.views import view_of
from banji.files.models import StoredFile
from banji.foundation import clock, counters
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused
from banji.register.locks import lock_people, lock_person


@dataclass(slots=True)
class Taking:
    """What an effect works with: the step being taken, inside its act."""

    case: Case
    row: Row
    view: View
    by: Actor
    act: Act
    reason: str
    today: date

    @property
    def facts(self) -> Mapping[str, object]:
        return self.view.facts


@dataclass(frozen=True, slots=True)
class Offer:
    """A step as the page shows it: enabled, or disabled with its reasons."""

    row: Row
    lacking: tuple[Lacking, ...]

    @property
    def enabled(self) -> bool:
        return not self.lacking


def open_case(
    kind: str,
    *,
    person_id: UUID | None,
    station: Organisation,
    village: Division | None,
    area_code: str,
    by: Actor,
    reason: str = "",
    post: Post | None = None,
) -> Case:
    """Open a case in its first state, under today's rules. Raises `Refused` if this person has an open one."""
    procedure = procedure_of(kind)
    with act(f"{kind}.open", by=by, object_=("case", "")) as this:
        if person_id is not None:
            lock_person(person_id)
            this.about(person_id)
        today = this.now.date()
        first = procedure.states[0]
        case = Case(
            number=_number(procedure, area_code, today),
            kind=kind,
            state=first.code,
            person_id=person_id,
            station=station,
            village=village,
            post=post,
            profile=rules_on(today).profile,
            rules_on=today,
            opened_at=this.now,
            opened_by=by.name,
        )
        case.due_on, case.due_provisional = _due(procedure, case, first, entered=today, today=today)
        case.save(force_insert=True)
        this.object_id, this.case_no = str(case.id), case.number
        this.add(step_row(case, this, by, name="open", from_state="", reason=reason))
    return case


def take(
    case_id: UUID,
    name: str,
    *,
    by: Actor,
    seen_version: int | None = None,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
) -> Case:
    """Take one step. `seen_version` is the version of the case the officer looked at.

    A citizen takes those that are his own. Raises `NotFound` outside the officer's area, `Refused` with reason and article for everything not allowed now.
    """
    known = Case.objects.filter(pk=case_id).first()
    persons = procedure_of(known.kind).concerns(known) if known else ()
    with act("", by=by, object_=("case", case_id)) as this:
        if persons:
            lock_people(persons)
            this.about(*persons)
        case = _locked(case_id, by, seen_version)
        procedure = procedure_of(case.kind)
        row = procedure.step(name)
        today = this.now.date()
        view = view_of(case, procedure, today=today, facts=facts)
        check(procedure, row, case, view, by=by)
        if row.reasoned and not reason.strip():
            raise Refused(_("Say why."), rule=cite(row.source), remedy=_("The reason is kept with the step."))
        this.name, this.case_no = f"{case.kind}.{name}", case.number
        _carry_out(Taking(case, row, view, by, this, reason, today), procedure)
    return case


def _carry_out(taking: Taking, procedure: Procedure) -> None:
    case, row, this = taking.case, taking.row, taking.act
    before = case.state
    if row.effect:
        row.effect(taking)
    if row.to:
        _enter(case, procedure.state(row.to), this)
    entered = taking.today if row.to else _entered_on(case, taking.today)
    case.due_on, case.due_provisional = _due(
        procedure, case, procedure.state(case.state), entered=entered, today=taking.today
    )
    if row.despite_hold:
        case.hold_until = None
    case.version += 1
    case.save()
    this.before, this.after = {"state": before}, {"state": case.state, "due_on": str(case.due_on or "")}
    step = step_row(case, this, taking.by, name=row.name, from_state=before, reason=taking.reason)
    secret = {ask.name for ask in row.asks if ask.kind is FactKind.NUMBER}
    stated = {key: value for key, value in taking.facts.items() if key not in secret}
    step.details = {key: _as_text(value) for key, value in stated.items() if value not in {None, ""}}
    step.evidence_ids = [paper.id for paper in taking.view.papers]
    this.add(step)


def _as_text(value: object) -> str:
    """A stated fact as the step keeps it; a file by its id."""
    return str(value.pk) if isinstance(value, StoredFile) else str(value)


def offers(case: Case, *, by: Actor, view: View | None = None) -> list[Offer]:
    """What may be done now, main steps first; what cannot is there too, with its reasons. `view` if it is built
    already."""
    procedure = procedure_of(case.kind)
    view = view or view_of(case, procedure, today=clock.today())
    mine = [row for row in procedure.steps_from(case.state) if by.role in row.by]
    found = [Offer(row, lacking(procedure, row, case, view, by=by)) for row in mine]
    return sorted(found, key=lambda offer: not offer.row.main)


def _locked(case_id: UUID, by: Actor, seen_version: int | None) -> Case:
    case = Case.objects.select_for_update(no_key=True, of=("self",)).filter(pk=case_id).first()
    if case is None or not (scope.may_see(case, by) or scope.is_own(case, by)):
        raise NotFound(_("There is no such case in your area."))
    if seen_version is not None and case.version != seen_version:
        raise Refused(
            _("This case has moved on since you opened it."),
            remedy=_("Open it again and look at the new state."),
            code="stale",
        )
    return case


def _enter(case: Case, state: State, this: Act) -> None:
    case.state = state.code
    case.is_open = not state.final
    case.closed_at = this.now if state.final else None


def _due(
    procedure: Procedure, case: Case, state: State, *, entered: date, today: date
) -> tuple[date | None, bool]:
    """The day the present state is due, and whether it is provisional; nothing when no clock runs."""
    rule, start = state.due, entered
    view = view_of(case, procedure, today=today)
    if state.clock:
        running = procedure.clocks[state.clock]
        begun = running.starts(view)
        if begun is not None:
            rule, start = running.rule, begun
    if not rule:
        return None, False
    found = view.rules.deadline(rule, start)
    return found.due_on, found.provisional


def _entered_on(case: Case, today: date) -> date:
    last = Step.objects.filter(case=case, recorded_to=None, to_state=case.state).exclude(
        from_state=case.state
    )
    at = last.order_by("-seq").values_list("at", flat=True).first()
    return at.astimezone(clock.CITY_TIME).date() if at else today


def _number(procedure: Procedure, area_code: str, today: date) -> str:
    series = f"{procedure.prefix}-{area_code}-{today.year}"
    (serial,) = counters.take(series)
    return f"{series}-{serial:06d}"
