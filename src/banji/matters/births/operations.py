"""A birth is declared: the case, what was said, the papers, and with all of them there the registration, in one act."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.audit.acts import act
from banji.cases.evidence import add_evidence
from banji.cases.models import Case
from banji.cases.runner import open_case, take
from banji.counter import visits
from banji.counter.closed_lists import closed_list
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.matters.births.models import BirthDeclaration
from banji.matters.births.queries import KIND
from banji.register import queries
from banji.register.access.reach import out_of_reach, reach_of
from banji.register.locks import lock_people_there
from banji.register.models import Registration
from banji.register.operations import Brought


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """What the family declares. `child_id` is that of the form, made by the page; `follows` is the parent (adopter,
    grandparent) in whose household the child is registered."""

    child_id: UUID
    follows: UUID
    other_parent: UUID | None
    ground: str
    relation_to_head: str
    name: str
    sex: str
    birth_date: date
    birth_time: time | None = None
    ethnicity: str = ""
    birth_place: str = ""
    native_place: str = ""
    died_on: date | None = None
    applicant: str


def declare_birth(
    birth: Birth,
    papers: Sequence[Brought],
    *,
    by: Actor,
    number: str = "",
    confirmed: Collection[str] = (),
) -> Case:
    """Register the child at once where nothing is missing; else everything that is missing is told, and the case waits.

    A form sent twice answers with the case it made. Raises `Refused`, and `Asked` for what is odd; then nothing is kept.
    """
    kin = [each for each in (birth.follows, birth.other_parent) if each]
    with act("births.declare", by=by, object_=("person", birth.child_id)) as this:
        lock_people_there(kin)
        if done := BirthDeclaration.objects.filter(child_id=birth.child_id, recorded_to=None).first():
            return done.case
        today = this.now.date()
        home = _home(birth.follows, by, today)
        case = open_case(
            KIND,
            person_id=None,
            station=_station(by),
            village=home.village,
            area_code=home.village.code[:6],
            by=by,
        )
        this.case_no = case.number
        this.about(*kin)
        said = {name: getattr(birth, name) for name in Birth.__slots__}
        declared = BirthDeclaration(
            case=case, follows_id=said.pop("follows"), other_parent_id=said.pop("other_parent"), **said
        )
        this.add(declared)
        for paper in papers:
            add_evidence(case.pk, paper.paper, document_no=paper.document_no, by=by)
        if missing := closed_list(f"birth.{birth.ground}", today).missing(papers):
            visits.tell_missing(_first_visit(declared, papers), missing, by=by, case_no=case.number)
            return case
        facts = {"number": number, "confirmed": " ".join(sorted(confirmed))}
        return take(case.pk, "register", by=by, facts=facts)


def _first_visit(declared: BirthDeclaration, papers: Sequence[Brought]) -> visits.Visit:
    return visits.Visit(
        item=KIND,
        title="出生登记",
        applicant=declared.applicant,
        person_id=declared.follows_id,
        papers=papers,
        step=f"register.birth.{declared.ground}",
        form_id=declared.child_id,
    )


def _home(follows: UUID, by: Actor, today: date) -> Registration:
    """Where the followed parent is registered. Raises `NotFound` outside the officer's area, `Refused` if nowhere."""
    home = queries.person_on(follows, today).registration
    if home is None or not reach_of(by, today).includes(follows, home.village_id):
        raise out_of_reach()
    if home.status != Registration.Status.ACTIVE:
        raise Refused(
            _("Who is followed is not registered here at the moment."),
            remedy=_("Register the child with the other parent."),
            code="not_registered",
        )
    return home


def _station(by: Actor) -> Organisation:
    if by.organisation_id is None:
        raise Refused(_("A birth is declared at a counter."), code="no_officer")
    return Organisation.objects.get(pk=by.organisation_id)
