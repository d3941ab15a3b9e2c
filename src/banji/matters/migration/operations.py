"""A move is applied for: the case, what was said, who moves, the papers, and what can be done at once, in one act."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.addresses.models import Address, Division
from banji.audit.acts import act
from banji.cases.evidence import add_evidence
from banji.cases.models import Case
from banji.cases.registry import procedure_of
from banji.cases.rules import View
from banji.cases.runner import open_case, take
from banji.cases.views import view_of
from banji.counter import visits
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.law.papers import Demand
from banji.law.sources import source
from banji.matters.migration import rules
from banji.matters.migration.kinds import OUT, Route
from banji.matters.migration.models import Move, Mover
from banji.matters.migration.newcomers import keep
from banji.matters.migration.queries import KIND, open_moves_of, registrations
from banji.matters.migration.visiting import visit
from banji.register.access.reach import out_of_reach, reach_of
from banji.register.locks import lock_people
from banji.register.models import HouseholdParticulars, Person, Registration
from banji.register.operations import Brought, Newcomer


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """One mover. `newcomer` of somebody who is not in the register; then the page has made `person_id`."""

    person_id: UUID
    name: str
    birth_date: date | None
    relation: str = ""
    signed_by: str = ""
    newcomer: Newcomer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The certificate of the place left, where somebody has brought one."""

    number: str
    issued_on: date
    issued_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What is applied for. `kind`, `ground`, `group`: codes of `kinds`; `household_id`, or `address` or `village` for a
    new household; `place` in words, of who leaves. `form_id` is made by the page."""

    form_id: UUID
    kind: str
    way: str
    ground: str
    who: Sequence[Who]
    applicant: str
    household_id: UUID | None = None
    address: Address | None = None
    village: Division | None = None
    place: str = ""
    group: str = ""
    in_town_since: date | None = None
    on: date | None = None
    certificate: Certificate | None = None


def apply(
    application: Application,
    papers: Sequence[Brought],
    *,
    by: Actor,
    confirmed: Collection[str] = (),
) -> Case:
    """Take a move up, and do what needs nobody else's leave: a move within the city, the going away, moving in on
    papers of one's own. Where papers are missing all of them are told, and the case waits.

    A form sent twice answers with the case it made. Raises `Refused`, and `Asked` for what is odd; then nothing is kept.
    """
    persons = [who.person_id for who in application.who]
    with act("migration.apply", by=by, object_=("move", application.form_id)) as this:
        lock_people(persons)
        if done := Move.objects.filter(form_id=application.form_id, recorded_to=None).first():
            return done.case
        today = this.now.date()
        now = registrations(persons, today)
        _not_moving_already(persons)
        village = _in_his_area(application, now, by, today)
        case = open_case(
            KIND,
            person_id=persons[0] if Person.objects.filter(pk=persons[0]).exists() else None,
            station=_station(by),
            village=village,
            area_code=village.code[:6],
            by=by,
        )
        this.case_no = case.number
        this.about(*now)
        this.add(_said(application, case), *_movers(application, case, now))
        for paper in papers:
            add_evidence(case.pk, paper.paper, document_no=paper.document_no, by=by)
        return _go_on(case, application, papers, confirmed, by=by)


def _go_on(
    case: Case, application: Application, papers: Sequence[Brought], confirmed: Collection[str], *, by: Actor
) -> Case:
    """As far as it goes today."""
    view = view_of(case, procedure_of(KIND), today=case.rules_on)
    route = rules.seen(view).route
    if missing := _missing(route, view):
        visits.tell_missing(
            visit(case, list(papers), f"register.{route.accepting}"), missing, by=by, case_no=case.number
        )
        return case
    case = take(case.pk, "accept", by=by)
    if not route.at_once:
        return case
    if application.certificate:
        brought = application.certificate
        facts = {
            "certificate_no": brought.number,
            "issued_on": brought.issued_on,
            "issued_by": brought.issued_by,
        }
        case = take(case.pk, "note_certificate", by=by, facts=facts)
    if route.way == OUT:
        return take(case.pk, "move_out" if route.certificate else "enlist", by=by)
    facts = {"arrived_on": application.on or case.rules_on, "confirmed": " ".join(sorted(confirmed))}
    return take(case.pk, "move_in", by=by, facts=facts)


def _missing(route: Route, view: View) -> list[tuple[Demand, ...]]:
    """Groups of papers, of each of which one is enough."""
    asked = rules.ACCEPTING.asked(view)
    return [group for group in asked if not any(view.has(demand.paper.id) for demand in group)]


def _said(application: Application, case: Case) -> Move:
    return Move(
        case=case,
        form_id=application.form_id,
        kind=application.kind,
        way=application.way,
        ground=application.ground,
        group=application.group,
        in_town_since=application.in_town_since,
        household_id=application.household_id,
        address=application.address,
        village=application.village,
        place=application.place,
        applicant=application.applicant,
    )


def _movers(application: Application, case: Case, now: dict[UUID, Registration]) -> list[Mover]:
    return [_mover(case, place, who, now.get(who.person_id)) for place, who in enumerate(application.who)]


def _mover(case: Case, place: int, who: Who, registration: Registration | None) -> Mover:
    hidden = keep(who.newcomer, who.person_id) if who.newcomer else {}
    return Mover(
        case=case,
        place=place,
        person_id=who.person_id,
        registration_id=registration.pk if registration else None,
        relation=who.relation,
        left_household=registration.household_id if registration else None,
        left_relation=registration.relation_to_head if registration else "",
        name=who.name,
        birth_date=who.birth_date,
        signed_by=who.signed_by,
        **hidden,
    )


def _not_moving_already(persons: Sequence[UUID]) -> None:
    """Two clerks may have the same family before them: the persons are locked, and the second one sees the first."""
    if moving := open_moves_of(persons):
        raise Refused(
            _("{name} is moving already, in case {number}.").format(
                name=moving[0].name, number=moving[0].case.number
            ),
            rule=source("HUKOU_1958", "6").cite(),
            remedy=_("Go on with that case, or take it back first."),
            code="moving_already",
        )


def _in_his_area(application: Application, now: dict[UUID, Registration], by: Actor, today: date) -> Division:
    """The village the case belongs to: of the new place, or of who leaves. Raises `NotFound` for another's."""
    villages = reach_of(by, today).villages
    if application.way == OUT:
        homes = [now.get(who.person_id) for who in application.who]
        if any(home is None or home.village_id not in villages for home in homes) or homes[0] is None:
            raise out_of_reach()
        return homes[0].village
    village = _village_of(application)
    if village.pk not in villages:
        raise out_of_reach()
    return village


def _village_of(application: Application) -> Division:
    if application.household_id:
        rows = HouseholdParticulars.objects.filter(household=application.household_id, recorded_to=None)
        return rows.select_related("village").latest("valid_from").village
    if application.address is not None:
        return application.address.village
    if application.village is None:
        raise Refused(_("Say where they move to."), code="no_place")
    return application.village


def _station(by: Actor) -> Organisation:
    if by.organisation_id is None:
        raise Refused(_("A move is applied for at a counter."), code="no_officer")
    return Organisation.objects.get(pk=by.organisation_id)
