"""Who came for a move: the visit in which the form was sent, and later ones about the same case."""

from __future__ import annotations

from banji.cases.models import Case
from banji.cases.runner import Taking
from banji.counter.models import VisitRecord
from banji.counter.visits import Visit
from banji.foundation.errors import Refused
from banji.matters.migration.kinds import CONSCRIPT_OUT, IN, KINDS, OUT, WITHIN
from banji.matters.migration.models import Move
from banji.matters.migration.queries import move_of, movers_of
from banji.matters.migration.rules import seen
from banji.register.models import Person
from banji.register.operations import Brought

# The form of the counter whose title the visit bears.
_ITEMS = {WITHIN: "move_within", IN: "move_in", OUT: "move_out"}


def visit_of(taking: Taking) -> Visit:
    brought = [Brought(paper.paper, paper.document_no) for paper in taking.view.papers]
    return visit(taking.case, brought, f"register.{seen(taking.view).route.accepting}")


def visit(case: Case, brought: list[Brought], step: str) -> Visit:
    move = the_move(case)
    first = not VisitRecord.objects.filter(form_id=move.form_id).exists()
    known = Person.objects.filter(pk=movers_of(case)[0].person_id).first()
    return Visit(
        item=_ITEMS[move.way] if move.kind != CONSCRIPT_OUT else "enlist",
        title=KINDS[move.kind].zh,
        applicant=move.applicant,
        person_id=known.pk if known else None,
        papers=brought,
        step=step,
        form_id=move.form_id if first else None,
    )


def the_move(case: Case) -> Move:
    found = move_of(case)
    if found is None:
        raise Refused("Nothing has been applied for in this case yet.")
    return found
