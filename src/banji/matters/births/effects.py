"""What the steps do: register the child, and leave the record of the visit, inside the step's own act."""

from __future__ import annotations

from banji.cases.runner import Taking
from banji.counter import visits
from banji.counter.models import VisitRecord
from banji.foundation.errors import Refused
from banji.law.refusals import refusal
from banji.matters.births.models import BirthDeclaration
from banji.matters.births.queries import KIND, declaration_of
from banji.register import operations
from banji.register.models import RegisterEvent
from banji.register.operations import Brought, DiedBefore, Newcomer

# All that may be odd about a birth; who ticks the box on the case has looked at each.
_ODD = ("young_parent", "number_sex", "number_birth", "number_taken", "relation_sex", "relation_age")


def register(taking: Taking) -> None:
    """The child enters the register (and leaves it, if it died before): the case is about it from now on."""
    declared = _declared(taking)
    event = _registered(declared, taking)
    taking.case.person_id = declared.child_id
    taking.act.about(declared.child_id)
    visits.accept(
        visit_of(declared, taking), by=taking.by, promised_on=taking.today, case_no=taking.case.number,
        events=[event.pk],
    )  # fmt: skip


def refuse(taking: Taking) -> None:
    """Refused in writing: the visit has the article and what the family can do."""
    ground = refusal(str(taking.facts["ground"]))
    visits.refuse(
        visit_of(_declared(taking), taking),
        ground=ground.code,
        article=ground.source.id,
        reason=taking.reason,
        remedy=ground.remedy.zh,
        by=taking.by,
        case_no=taking.case.number,
    )


def visit_of(declared: BirthDeclaration, taking: Taking) -> visits.Visit:
    """The visit in which the form was sent; a later one, with the papers that were missing, is another."""
    first = not VisitRecord.objects.filter(form_id=declared.child_id).exists()
    return visits.Visit(
        item=KIND,
        title="出生登记",
        applicant=declared.applicant,
        person_id=taking.case.person_id or declared.follows_id,
        papers=_brought(taking),
        step=f"register.birth.{declared.ground}",
        form_id=declared.child_id if first else None,
    )


def _registered(declared: BirthDeclaration, taking: Taking) -> RegisterEvent:
    return operations.register_birth(
        person_id=declared.child_id,
        child=_child(declared, str(taking.facts.get("number") or "")),
        follows=declared.follows_id,
        other_parent=declared.other_parent_id,
        ground=declared.ground,
        relation_to_head=declared.relation_to_head,
        papers=_brought(taking),
        died=DiedBefore(declared.died_on) if declared.died_on else None,
        confirmed=_confirmed(taking),
        by=taking.by,
        case_no=taking.case.number,
    )


def _child(declared: BirthDeclaration, number: str) -> Newcomer:
    return Newcomer(
        name=declared.name,
        sex=declared.sex,
        birth_date=declared.birth_date,
        ethnicity=declared.ethnicity,
        birth_place=declared.birth_place,
        native_place=declared.native_place,
        number=number,
    )


def _confirmed(taking: Taking) -> tuple[str, ...]:
    """The doubts the officer has looked at: by their codes where a page listed them, all where he ticked the box."""
    if taking.facts.get("sure"):
        return _ODD
    return tuple(str(taking.facts.get("confirmed") or "").split())


def _brought(taking: Taking) -> list[Brought]:
    return [Brought(paper.paper, paper.document_no) for paper in taking.view.papers]


def _declared(taking: Taking) -> BirthDeclaration:
    found = declaration_of(taking.case)
    if found is None:
        raise Refused("Nothing has been declared in this case yet.")
    return found
