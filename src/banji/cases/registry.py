"""The procedures of the house by kind. A matter registers its own when the site starts."""

from __future__ import annotations

from collections.abc import Iterator

from banji.cases.procedure import Procedure, problems

_PROCEDURES: dict[str, Procedure] = {}


class FaultyProcedure(ValueError):
    """The table contradicts itself; the site does not start with it."""


def register(procedure: Procedure) -> None:
    found = list(problems(procedure))
    if found:
        raise FaultyProcedure(f"{procedure.kind}: " + "; ".join(found))
    _PROCEDURES[procedure.kind] = procedure


def procedure_of(kind: str) -> Procedure:
    """Raises `KeyError` for a kind no matter has registered."""
    return _PROCEDURES[kind]


def procedures() -> Iterator[Procedure]:
    yield from _PROCEDURES.values()
