"""Tables that contradict themselves are not started with; the shipped ones are complete."""

from __future__ import annotations

from dataclasses import replace

import pytest

from banji.accounts.roles import Role
from banji.cases.diagram import mermaid
from banji.cases.procedure import Clock, Procedure, problems
from banji.cases.registry import FaultyProcedure, procedures, register
from banji.matters.deaths.procedure import PROCEDURE, STATES, STEPS


def with_step(name: str, **changes: object) -> Procedure:
    steps = tuple(replace(s, **changes) if s.name == name else s for s in STEPS)  # type: ignore[arg-type]
    return replace(PROCEDURE, steps=steps)


def with_state(code: str, **changes: object) -> Procedure:
    states = tuple(replace(s, **changes) if s.code == code else s for s in STATES)  # type: ignore[arg-type]
    return replace(PROCEDURE, states=states)


@pytest.mark.parametrize(
    ("faulty", "said"),
    [
        (with_state("CONFIRMED_DEAD", owner=None), ["state CONFIRMED_DEAD has no owner"]),
        (with_state("DRAFTED", clock="sundial"), ["state DRAFTED names an unknown clock sundial"]),
        (with_step("verify", to="NOWHERE"), ["step verify names an unknown state NOWHERE"]),
        (with_step("verify", by=()), ["step verify may be taken by nobody"]),
        (with_step("verify", after="sundial"), ["step verify waits for an unknown clock sundial"]),
        (with_step("verify", not_by="nobody"), ["step verify excludes whoever took the unknown step nobody"]),
        (with_step("not_found", to=""), ["state UNKNOWN is never reached"]),
        (
            replace(PROCEDURE, steps=tuple(s for s in STEPS if "REVOKING" not in s.from_)),
            ["state REVOKING has no way out", "state REVOKED is never reached"],
        ),
    ],
)
def test_what_is_wrong_with_a_table(faulty: Procedure, said: list[str]) -> None:
    assert list(problems(faulty)) == said
    with pytest.raises(FaultyProcedure, match=said[0]):
        register(faulty)


@pytest.mark.parametrize("procedure", list(procedures()), ids=lambda p: p.kind)
def test_every_state_has_an_owner_and_a_way_out(procedure: Procedure) -> None:
    assert list(problems(procedure)) == []
    for state in procedure.states:
        assert state.final or state.owner in Role
        assert state.final or procedure.steps_from(state.code)
    clocks = {step.after for step in procedure.steps} - {""}
    assert clocks <= procedure.clocks.keys()
    assert all(isinstance(clock, Clock) for clock in procedure.clocks.values())


def test_the_diagram_names_every_state_and_step() -> None:
    drawn = mermaid(PROCEDURE)
    for state in STATES:
        assert f"    {state.code}: " in drawn
    for step in STEPS:
        assert all(f"{from_} --> {step.to}: " in drawn for from_ in step.from_ if step.to)
