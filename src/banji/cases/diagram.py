"""A procedure as a Mermaid state diagram, for docs/reference: generated, never drawn by hand."""

from __future__ import annotations

from banji.cases.procedure import Procedure


def mermaid(procedure: Procedure) -> str:
    """The states and steps of the table, in its order."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {state.code}: {state.title} ({state.code})" for state in procedure.states]
    lines.append(f"    [*] --> {procedure.states[0].code}")
    for step in procedure.steps:
        for from_ in step.from_ if step.to else ():
            lines.append(f"    {from_} --> {step.to}: {step.title}")
    lines += [f"    {state.code} --> [*]" for state in procedure.states if state.final]
    return "\n".join(lines) + "\n"
