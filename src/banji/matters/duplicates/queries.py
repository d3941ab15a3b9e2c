"""What this matter reads: the pair of a case, what was found, and what the register says of both today."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banji.cases.models import Case
from banji.cases.rules import View
from banji.cases.scope import cases_of
from banji.foundation.actors import Actor
from banji.foundation.clock import CITY_TIME
from banji.foundation.errors import Refused
from banji.foundation.once import once
from banji.foundation.secrets import opened
from banji.identity.numbers import BadCitizenId, read_citizen_id
from banji.matters.duplicates.models import Finding, Suspicion
from banji.matters.duplicates.rules import PairView
from banji.register.models import IdCard, Particulars, RegisterEvent, Registration
from banji.register.queries import URBAN, urban_rural_class
from banji.register.queries.axes import as_of
from banji.register.queries.cards import card_in_force

_Kind = RegisterEvent.Kind
SECOND_GENERATION = 2
_ONE_TOO_MANY = (Registration.CancelReason.DUPLICATE, Registration.CancelReason.FALSE)


@once
def suspicion_of(case: Case) -> Suspicion | None:
    """None only while the case is being opened."""
    return Suspicion.objects.filter(case=case, recorded_to=None).select_related("number").first()


def people_of(case: Case) -> Collection[UUID]:
    """Everybody a case is about, its own person first."""
    suspicion = suspicion_of(case)
    both = {suspicion.first_id, suspicion.second_id} if suspicion else set()
    others = both - {case.person_id, None}
    return [person for person in (case.person_id, *others) if person is not None]


def other_than(case: Case, person_id: UUID) -> UUID:
    """Raises `Refused` for somebody the case is not about."""
    people = people_of(case)
    other = next((one for one in people if one != person_id), None)
    if person_id not in people or other is None:
        raise Refused(_("This case is about other people."), code="not_of_the_pair")
    return other


@once
def finding_of(case: Case, stage: str) -> Finding | None:
    return Finding.objects.filter(case=case, stage=stage, recorded_to=None).first()


def must_find(case: Case, stage: str) -> Finding:
    found = finding_of(case, stage)
    if found is None:
        raise Refused(_("Nothing has been found yet."), remedy=_("Check the case first."))
    return found


def pair_view(case: Case, base: View) -> PairView:
    known = {field.name: getattr(base, field.name) for field in fields(base)}
    people, checked = people_of(case), finding_of(case, "check")
    heard, decided = finding_of(case, "no_agreement"), finding_of(case, "decide")
    said = checked.ground if checked else ""
    return PairView(
        **known,
        people=tuple(map(str, people)),
        with_card=frozenset(map(str, _with_card(people, base.today))),
        in_town=frozenset(map(str, _in_town(people, base.today))),
        compared=said,
        found=said,
        false=finding_of(case, "suspect_fraud") is not None,
        shared=share_a_number(people, base.today),
        fits=frozenset(map(str, _fitting(people, base.today))) if heard else frozenset(),
        first=str(heard.person_id) if heard and heard.person_id else "",
        decided_on=decided.recorded_from.astimezone(CITY_TIME).date() if decided else None,
    )


def registrations(people: Iterable[UUID], on: date) -> dict[UUID, Registration]:
    """Of each who is registered on that day."""
    rows = Registration.objects.filter(person__in=list(people)).exclude(status=Registration.Status.CANCELLED)
    return {row.person_id: row for row in as_of(rows, on).select_related("village")}


def particulars(people: Iterable[UUID], on: date) -> dict[UUID, Particulars]:
    rows = as_of(Particulars.objects.filter(person__in=list(people)), on).select_related("number")
    return {row.person_id: row for row in rows}


def _with_card(people: Collection[UUID], on: date) -> set[UUID]:
    cards = list(IdCard.objects.filter(person__in=people, recorded_to=None, generation=SECOND_GENERATION))
    return {person for person in people if card_in_force([c for c in cards if c.person_id == person], on)}


def _in_town(people: Collection[UUID], on: date) -> set[UUID]:
    found = registrations(people, on)
    return {person for person, row in found.items() if urban_rural_class(row, on) == URBAN}


def _fitting(people: Collection[UUID], on: date) -> set[UUID]:
    """Whose sex and birth date are those of the number he has."""
    return {person for person, row in particulars(people, on).items() if _fits(row, on)}


def _fits(row: Particulars, on: date) -> bool:
    try:
        said = read_citizen_id(opened(row.number) if row.number else "", today=on)
    except BadCitizenId:
        return False
    return (said.sex, said.birth_date) == (row.sex, row.birth_date)


def set_aside(people: Iterable[UUID], on: date) -> set[UUID]:
    """Whose registration was cancelled as a second or a false one."""
    rows = Registration.objects.filter(person__in=list(people), cancel_reason__in=_ONE_TOO_MANY)
    return set(as_of(rows, on).values_list("person_id", flat=True))


def share_a_number(people: Collection[UUID], on: date) -> bool:
    """In its 18-digit or its 15-digit form. Whoever was merged into somebody holds none beside him."""
    holders = set(people) - set_aside(people, on)
    numbers = [row.number for row in particulars(holders, on).values() if row.number]
    whole = {bytes(number.token) for number in numbers}
    fifteen = {bytes(number.token_15) for number in numbers if number.token_15}
    return len(numbers) > 1 and (len(whole) == 1 or (len(fifteen) == 1 and all(n.token_15 for n in numbers)))


def standing_event(case: Case, kind: str) -> RegisterEvent | None:
    """What this case has done to the register and nobody has revoked yet."""
    events = RegisterEvent.objects.filter(
        case_no=case.number, kind=kind, person__in=people_of(case), revoked_by=None
    )
    return events.order_by("-recorded_from").first()


def suspicions_of(by: Actor) -> QuerySet[Suspicion]:
    """Those whose case this actor may see."""
    return Suspicion.objects.filter(recorded_to=None, case__in=cases_of(by))
