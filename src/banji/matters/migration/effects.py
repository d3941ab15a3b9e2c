"""What the steps do to the register and to the papers of the way, inside the step's own act."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from banji.cases.runner import Taking
from banji.counter import visits
from banji.foundation.errors import NotFound, Refused
from banji.law.refusals import refusal
from banji.matters.migration import papers, telling
from banji.matters.migration.entering import enter, enter_dead
from banji.matters.migration.models import Mover
from banji.matters.migration.movers import change
from banji.matters.migration.queries import moving, registrations
from banji.matters.migration.register_steps import (
    arrive,
    cancel_enlisted,
    certify_again,
    leave,
    register_again,
)
from banji.matters.migration.rules import seen
from banji.matters.migration.visiting import visit_of
from banji.register.models import RegisterEvent

_Fate = Mover.Fate


def accept(taking: Taking) -> None:
    """Taken up. Where it is done in the same visit, the step that does it leaves the record of the visit."""
    route = seen(taking.view).route
    if not route.at_once:
        due = taking.view.rules.deadline("migration.decision", taking.today).due_on
        visits.accept(visit_of(taking), by=taking.by, promised_on=due, case_no=taking.case.number)


def look_again(taking: Taking) -> None:
    """The officer has the present registrations before him now."""
    now = registrations((mover.person_id for mover in moving(taking.case)), taking.today)
    for mover in moving(taking.case):
        row = now.get(mover.person_id)
        change(mover, taking, registration_id=row.pk if row else None)


def sign(taking: Taking) -> None:
    change(_named(taking), taking, signed_by=str(taking.facts["signed_by"]))


def issue_permit(taking: Taking) -> None:
    papers.issue(taking, papers.PERMIT)


def issue_certificate(taking: Taking) -> None:
    """Again: the register says from now on which number is good."""
    certify_again(taking, papers.issue(taking, papers.CERTIFICATE))


def note_certificate(taking: Taking) -> None:
    papers.note_certificate(taking)


def move_in(taking: Taking) -> None:
    """In from outside, or from elsewhere in the city: everybody of this move."""
    left = {mover.person_id: mover.registration_id for mover in moving(taking.case)}
    events = enter(taking)
    telling.tell_moved_in(events, left, case_no=taking.case.number, by=taking.by, this=taking.act)
    _done(taking, _Fate.MOVED)
    _done_in_the_visit(taking, events)


def move_out(taking: Taking) -> None:
    events = leave(taking, papers.issue(taking, papers.CERTIFICATE))
    _done_in_the_visit(taking, events)


def enlist(taking: Taking) -> None:
    events = cancel_enlisted(taking)
    _done(taking, _Fate.MOVED)
    _done_in_the_visit(taking, events)


def _done_in_the_visit(taking: Taking, events: Iterable[RegisterEvent]) -> None:
    """Promised for today, and done."""
    done = [event.pk for event in events]
    visits.accept(
        visit_of(taking), by=taking.by, promised_on=taking.today, case_no=taking.case.number, events=done
    )


def note_death(taking: Taking) -> None:
    """The register has closed it already, on the death that was declared to us."""
    change(_named(taking), taking, fate=_Fate.DIED)


def confirm_arrival(taking: Taking) -> None:
    arrive(taking)
    _done(taking, _Fate.MOVED)


def restore(taking: Taking) -> None:
    register_again(taking)
    _done(taking, _Fate.RESTORED)


def register_death(taking: Taking) -> None:
    """公通字〔2021〕12号 Art 32: the new station registers the moving in, and the death."""
    who = _named(taking)
    enter_dead(taking, who)
    telling.tell_died(taking, who)
    change(who, taking, fate=_Fate.DIED)


def reject(taking: Taking) -> None:
    ground = refusal(str(taking.facts["ground"]))
    visits.refuse(
        visit_of(taking),
        ground=ground.code,
        article=ground.source.id,
        reason=taking.reason,
        remedy=ground.remedy.zh,
        by=taking.by,
        case_no=taking.case.number,
    )


def take_back(taking: Taking) -> None:
    papers.take_back_permit(taking)


def _done(taking: Taking, fate: str) -> None:
    for mover in moving(taking.case):
        change(mover, taking, fate=fate)


def _named(taking: Taking) -> Mover:
    """The mover the officer named; the only one, if one is left."""
    left, wanted = moving(taking.case), str(taking.facts.get("mover") or "")
    found = [mover for mover in left if str(mover.person_id) == wanted] if wanted else left
    if len(found) != 1:
        raise (
            NotFound(_("Say which of the movers it is."))
            if wanted or left
            else Refused(_("Nobody of this move is on the way any more."), code="nobody_left")
        )
    return found[0]
