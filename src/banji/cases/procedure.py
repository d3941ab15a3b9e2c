"""A procedure is one readable table. Permission, evidence, clock, notice, audit, buttons, API and diagram hang on it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import Promise

from banji.accounts.roles import Role
from banji.cases.rules import NOTHING, Need, Reason, View
from banji.law.sources import Citation

if TYPE_CHECKING:
    from banji.cases.models import Case
    from banji.cases.runner import Taking

type Text = str | Promise


class Mood(StrEnum):
    """What a state feels like to the one who waits: the only thing colour may mean."""

    WAITING = "waiting"
    WORKING = "working"
    STOPPED = "stopped"
    DONE = "done"


class FactKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    NOTICE = "notice"
    FILE = "file"
    # One of the case's own rows, which the matter lists (`showing.Showing.choices`).
    ROW = "row"
    # A citizen number: for the effect alone. It goes into the secrets table, never into the step.
    NUMBER = "number"
    # Filled by the page, not by the officer: the registration he had before him.
    REGISTRATION = "registration"


@dataclass(frozen=True, slots=True)
class Ask:
    """A fact the officer states when he takes the step: the form on the page and the API are made from it."""

    name: str
    kind: FactKind
    title: Text
    required: bool = True
    choices: tuple[tuple[str, Text], ...] = ()
    help: Text = ""


@dataclass(frozen=True, slots=True)
class State:
    """Where a case can stand. `due` is a rule key counted from the day it is entered; `clock` a named clock."""

    code: str
    title: Text
    owner: Role | None
    mood: Mood
    final: bool = False
    due: str = ""
    clock: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """A period that runs from a day the case's own rows give; None while it has not begun."""

    rule: str
    starts: Callable[[View], date | None]
    not_begun: Callable[[View], tuple[Reason, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table. `to=""` stays in the state; `system` steps are taken by the nightly clock alone."""

    name: str
    title: Text
    from_: tuple[str, ...]
    to: str
    by: tuple[Role, ...]
    source: Citation
    needs: Need = NOTHING
    # What must hold of the facts stated with the step; asked only when it is taken.
    given: Need = NOTHING
    asks: tuple[Ask, ...] = ()
    not_by: str = ""
    after: str = ""
    # The officer says why; without a reason it is not taken.
    reasoned: bool = False
    # May be taken while the case is on hold, and ends the hold: the family may come at any moment.
    despite_hold: bool = False
    effect: Callable[[Taking], None] | None = None
    system: bool = False
    main: bool = False
    # Taken by the person himself, on his own page.
    own: bool = False


def _its_person(case: Case) -> Collection[UUID]:
    return {case.person_id} if case.person_id else set()


@dataclass(frozen=True, slots=True)
class Procedure:
    """All of one kind of case. `view` builds what its rules look at; `states[0]` is where a case begins."""

    kind: str
    prefix: str
    title: Text
    source: Citation
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    view: Callable[[Case, View], View]
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    # Where a closed case goes on when a supervisor opens it again.
    reopens_to: str = ""
    # Everybody a case is about: locked together before a step is taken, so that two cases about the same two never wait
    # for each other.
    concerns: Callable[[Case], Collection[UUID]] = _its_person

    def state(self, code: str) -> State:
        return next(state for state in self.states if state.code == code)

    def step(self, name: str) -> Step:
        """Raises `KeyError` for a step the table does not have."""
        found = next((step for step in self.steps if step.name == name), None)
        if found is None:
            raise KeyError(f"{self.kind} has no step {name!r}")
        return found

    def steps_from(self, state: str) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if state in step.from_)

    def open_states(self) -> tuple[str, ...]:
        return tuple(state.code for state in self.states if not state.final)


def problems(procedure: Procedure) -> Iterator[str]:
    """What is wrong with a table: a state without owner or way out, a step into nowhere, a clock nobody knows."""
    codes = {state.code for state in procedure.states}
    for state in procedure.states:
        if (
            not state.final
            and state.owner is None
            and not any(s.system for s in procedure.steps_from(state.code))
        ):
            yield f"state {state.code} has no owner"
        if not state.final and not any(step.to for step in procedure.steps_from(state.code)):
            yield f"state {state.code} has no way out"
        if state.clock and state.clock not in procedure.clocks:
            yield f"state {state.code} names an unknown clock {state.clock}"
    for step in procedure.steps:
        yield from (
            f"step {step.name} names an unknown state {s}" for s in {*step.from_, step.to} - codes - {""}
        )
        if step.after and step.after not in procedure.clocks:
            yield f"step {step.name} waits for an unknown clock {step.after}"
        if step.not_by and step.not_by not in {other.name for other in procedure.steps}:
            yield f"step {step.name} excludes whoever took the unknown step {step.not_by}"
        if not (step.by or step.system or step.own):
            yield f"step {step.name} may be taken by nobody"
    reachable = {procedure.states[0].code} | {step.to for step in procedure.steps}
    yield from (f"state {code} is never reached" for code in sorted(codes - reachable))
