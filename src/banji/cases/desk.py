"""The work of a desk by clock: what is overdue, what is due, and what comes later or waits for others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case as Choice
from django.db.models import Count, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from banji.cases.models import Case
from banji.cases.procedure import Procedure, Step
from banji.cases.registry import procedure_of, procedures
from banji.cases.scope import cases_of
from banji.foundation.actors import Actor

SOON = timedelta(days=7)
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the desk: the case, and the step that moves it on (None: somebody else's)."""

    case: Case
    step: Step | None


@dataclass(frozen=True, slots=True)
class Desk:
    """Three columns and the numbers above them; each number is the length of a list one can open."""

    overdue: list[Task]
    due: list[Task]
    waiting: list[Task]
    counts: dict[str, int]


def desk_of(by: Actor, today: date) -> Desk:
    """The desk of a post, in one statement: the first lines of each column, and how many stand in it."""
    columns = columns_of(by.role, today)
    tasks: dict[str, list[Task]] = {name: [] for name in columns}
    counts = dict.fromkeys(columns, 0)
    for case in _first_of_each(cases_of(by).filter(is_open=True), columns):
        name: str = case.column  # type: ignore[attr-defined]  # annotated, as its length is
        tasks[name].append(Task(case, main_step(procedure_of(case.kind), case, by.role)))
        counts[name] = case.all_in_column  # type: ignore[attr-defined]
    return Desk(**tasks, counts=counts | {"open": sum(counts.values())})


def columns_of(role: str, today: date) -> dict[str, Q]:
    """How the open cases fall into the three columns for a role. What has no day of its own is due at once."""
    to_do = _own(role) & Q(hold_until=None)
    late = Q(due_on__isnull=False, due_on__lt=today)
    soon = ~late & (Q(due_on__isnull=True) | Q(due_on__lte=today + SOON))
    return {"overdue": to_do & late, "due": to_do & soon, "waiting": ~(to_do & (late | soon))}


def main_step(procedure: Procedure, case: Case, role: str) -> Step | None:
    """The main step a role may take from here. Where the night still waits for a clock it is not the one behind it."""
    rows = [row for row in procedure.steps_from(case.state) if row.main and role in row.by]
    waits = any(row.system and row.after for row in procedure.steps_from(case.state))
    return next((row for row in rows if bool(row.after) is not waits), rows[0] if rows else None)


def _own(role: str) -> Q:
    """Cases in states from which this role has a main step."""
    found = Q(pk__in=[])
    for procedure in procedures():
        steps = (row for row in procedure.steps if row.main and role in row.by)
        states = {state for row in steps for state in row.from_}
        found |= Q(kind=procedure.kind, state__in=states) if states else Q(pk__in=[])
    return found


def _first_of_each(cases: QuerySet[Case], columns: Mapping[str, Q]) -> QuerySet[Case]:
    """The first `SHOWN` cases of each column by their day, with the length of the column; each case is in one."""
    column = Choice(*(When(where, then=Value(name)) for name, where in columns.items()))
    first = (F("due_on").asc(nulls_last=True), F("opened_at").asc())
    placed = cases.annotate(column=column).annotate(
        place=Window(RowNumber(), partition_by="column", order_by=first),
        all_in_column=Window(Count("pk"), partition_by="column"),
    )
    return placed.filter(place__lte=SHOWN).select_related("village").order_by("place")
