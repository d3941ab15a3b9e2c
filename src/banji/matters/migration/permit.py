"""The permit to move in (准迁证) on paper: drawn and issued once, under the number that the case has given it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from banji.cases.models import Case
from banji.cases.rows import CaseRows
from banji.cases.sheet import PURPOSE
from banji.cases.showing import Print
from banji.files.access import read
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound
from banji.identity import codes
from banji.matters.migration.kinds import GROUNDS
from banji.matters.migration.models import Move, MovePaper, Mover
from banji.matters.migration.newcomers import newcomer_of
from banji.matters.migration.procedure import APPROVED, CLOSED, MOVED_IN, MOVED_OUT
from banji.matters.migration.queries import move_of, movers_of, papers_of
from banji.matters.migration.showing import seat_of
from banji.printing.models import IssuedPaper
from banji.register.access.printing import whole_number
from banji.register.papers import permits
from banji.register.queries.people import particulars_of

_PERMIT = MovePaper.Kind.PERMIT
_ISSUED_BY = frozenset({"approve", "permit_again"})
_GOOD_IN = frozenset({APPROVED, MOVED_OUT, MOVED_IN, CLOSED})


def draw(case: Case, by: Actor) -> bytes:
    """The PDF of the permit that is good now; issued when it is first asked for."""
    paper, move = papers_of(case).get(_PERMIT), move_of(case)
    if paper is None or move is None:
        raise NotFound(_("No permit of this move is in force."))
    found = IssuedPaper.objects.filter(number=paper.number, recorded_to=None).select_related("file").first()
    issued = found or permits.permit(_facts(case, move, paper), by=by, purpose=PURPOSE)
    persons = [mover.person_id for mover in movers_of(case) if mover.newcomer is None]
    return read(issued.file, by=by, persons=persons, purpose=PURPOSE, case_no=case.number)


def _ready(rows: CaseRows) -> bool:
    """Where a step has issued it, and the move has not been taken back or the permit lapsed since."""
    issued = any(step.name in _ISSUED_BY for step in rows.steps)
    return issued and rows.steps[-1].to_state in _GOOD_IN


PRINT = Print("move_in_permit", _("Permit to move in"), draw, _ready)


def _facts(case: Case, move: Move, paper: MovePaper) -> permits.Permit:
    movers = [_line(mover) for mover in movers_of(case)]
    return permits.Permit(
        station=case.station,
        applicant=movers[0],
        applicant_address=move.place,
        movers=movers,
        from_address=move.place,
        from_office="",
        to_address=seat_of(move),
        ground=GROUNDS[move.ground].zh,
        case_no=case.number,
        number=paper.number,
        good_until=paper.valid_until,
        persons=tuple(mover.person_id for mover in movers_of(case) if mover.newcomer is None),
    )


def _line(mover: Mover) -> permits.Mover:
    """By his papers; of somebody who is in the register, as it has him."""
    relation = codes.table("relation").name(mover.relation) if mover.relation else ""
    if newcomer := newcomer_of(mover):
        return permits.Mover(mover.name, relation, newcomer.sex, newcomer.birth_date, newcomer.number)
    who = particulars_of(mover.person_id, clock.today())
    sex, number = (who.sex, whole_number(who.number)) if who else ("", "")
    return permits.Mover(mover.name, relation, sex, mover.birth_date, number)
