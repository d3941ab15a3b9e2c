"""What moves read: what was applied for, who moves, the papers of the way, and where somebody stands in the register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from uuid import UUID

from banji.cases.models import Case
from banji.cases.rules import View
from banji.foundation.once import once
from banji.matters.migration.kinds import DWELLING, INTRA_CITY, WITHIN, route
from banji.matters.migration.models import Move, MovePaper, Mover
from banji.matters.migration.rules import MoveView
from banji.register.models import Registration
from banji.register.queries.axes import as_of

KIND = "migration"
_Fate, _Kind = Mover.Fate, MovePaper.Kind


@once
def move_of(case: Case) -> Move | None:
    """None only in the moment in which the case is opened."""
    return Move.objects.filter(case=case, recorded_to=None).first()


@once
def movers_of(case: Case) -> tuple[Mover, ...]:
    return tuple(Mover.objects.filter(case=case, recorded_to=None).order_by("place"))


def moving(case: Case) -> list[Mover]:
    """Those whose move has not ended yet."""
    return [mover for mover in movers_of(case) if mover.fate == _Fate.MOVING]


@once
def papers_of(case: Case) -> dict[str, MovePaper]:
    """Permit and certificate that are good now, by kind."""
    return {paper.kind: paper for paper in MovePaper.objects.filter(case=case, recorded_to=None)}


def move_view(case: Case, base: View) -> MoveView:
    known = {field.name: getattr(base, field.name) for field in fields(base)}
    move, papers = move_of(case), papers_of(case)
    if move is None:
        return MoveView(**known, route=route(INTRA_CITY, WITHIN, DWELLING, base.rules))
    left = moving(case)
    return MoveView(
        **known,
        route=route(move.kind, move.way, move.ground, base.rules),
        group=move.group,
        in_town_since=move.in_town_since,
        left=len(left),
        unsigned=tuple(mover.name for mover in left if not mover.signed_by),
        permit_on=_issued(papers, _Kind.PERMIT),
        certificate_on=_issued(papers, _Kind.CERTIFICATE),
    )


def open_moves_of(persons: Iterable[UUID]) -> list[Mover]:
    """Rows of people who are already moving in an open case."""
    rows = Mover.objects.filter(person_id__in=list(persons), recorded_to=None, fate=_Fate.MOVING)
    return list(rows.filter(case__is_open=True).select_related("case"))


def registrations(persons: Iterable[UUID], on: date) -> dict[UUID, Registration]:
    """Where they stand in the register at the end of that day."""
    rows = as_of(Registration.objects.filter(person__in=list(persons)), on)
    return {row.person_id: row for row in rows.select_related("village")}


def _issued(papers: dict[str, MovePaper], kind: str) -> date | None:
    return papers[kind].issued_on if kind in papers else None
