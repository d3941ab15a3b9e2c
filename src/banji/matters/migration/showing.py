"""What the pages of cases show of a move: what was applied for, who moves, and until when the papers are good."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banji.cases.checks import say
from banji.cases.models import Case
from banji.cases.showing import Said
from banji.foundation import clock
from banji.foundation.clock import CITY_TIME
from banji.foundation.code_names import code_choices, code_name
from banji.matters.migration.kinds import GROUNDS, GROUPS, KINDS, OUT
from banji.matters.migration.models import Move, MovePaper, Mover
from banji.matters.migration.queries import move_of, movers_of, moving, papers_of
from banji.register.models import HouseholdParticulars

RELATIONS = "relation"


def said(case: Case) -> Iterator[Said]:
    move = move_of(case)
    if move is None:
        return
    day = move.recorded_from.astimezone(CITY_TIME).date()
    facts = [say(KINDS[move.kind]), say(GROUNDS[move.ground]), _where(move)]
    if move.group:
        facts.insert(1, say(GROUPS[move.group]))
    yield Said(title=_("Applied for"), who=move.applicant, on=day, text=" · ".join(filter(None, facts)))
    for mover in movers_of(case):
        yield Said(
            title=_("Who moves"), who=mover.name, on=day, mark=mover.get_fate_display(), text=_about(mover)
        )
    for paper in papers_of(case).values():
        yield _paper(paper)


def _about(mover: Mover) -> str:
    relation = code_name("relation", mover.relation)
    signed = (
        _("signed by {name}").format(name=mover.signed_by) if mover.signed_by else _("has not signed yet")
    )
    return " · ".join(part for part in (relation, signed) if part)


def _where(move: Move) -> str:
    if move.way == OUT:
        return _("to {place}").format(place=move.place) if move.place else ""
    from_ = _("from {place}").format(place=move.place) if move.place else ""
    return " ".join(part for part in (from_, _("to {place}").format(place=seat_of(move))) if part)


def seat_of(move: Move) -> str:
    """Where to, as written."""
    if move.household_id:
        rows = HouseholdParticulars.objects.filter(household=move.household_id, recorded_to=None)
        home = rows.order_by("-valid_from").first()
        return f"{home.address_text} ({home.household_no})" if home else ""
    if move.address is not None:
        return move.address.rendered
    return move.village.name if move.village else ""


def _paper(paper: MovePaper) -> Said:
    until = _("good until {day}").format(day=date_format(paper.valid_until))
    left = (paper.valid_until - clock.today()).days
    return Said(
        title=paper.get_kind_display(),
        who=paper.issued_by,
        on=paper.issued_on,
        mark=paper.number,
        text=until if left >= 0 else _("lapsed on {day}").format(day=date_format(paper.valid_until)),
    )


def choices(case: Case, ask: str) -> list[tuple[str, str]]:
    """The movers still on the way; the relations of the standard."""
    if ask == RELATIONS:
        return code_choices("relation", on=clock.today())
    return [(str(mover.person_id), mover.name) for mover in moving(case)]
