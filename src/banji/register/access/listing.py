"""Who was registered at an address or in a village, and whom a line of the population's balance counts: a page at a
time, one reading of everybody on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from banji.addresses.models import Address
from banji.addresses.placing import Tree
from banji.audit.readings import SEARCHED, record_reading
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound
from banji.foundation.secrets import masked
from banji.identity.masking import mask_name
from banji.identity.names import fold_name
from banji.register.access.reach import need_purpose, reach_of
from banji.register.models import HouseholdParticulars, Particulars, Registration
from banji.register.queries.axes import Moment, as_of
from banji.register.queries.changes import Line, Moved, people_of
from banji.register.queries.households import HEAD, Member, named

PAGE = 50


@dataclass(frozen=True, slots=True)
class Residents:
    """One page: members in the order of their households, the number of each one's household, and how many there are
    on all pages."""

    members: list[Member]
    household_no: dict[UUID | None, str]
    people: int


class Reading(NamedTuple):
    """Who reads, and what for."""

    by: Actor
    purpose: str
    case_no: str = ""

    def record(self, persons: Iterable[UUID], object_: tuple[str, object]) -> None:
        record_reading(
            SEARCHED, by=self.by, persons=persons, purpose=self.purpose, case_no=self.case_no, object_=object_
        )


class Page(NamedTuple):
    """Which page of a list, and of it only whose name has these words."""

    number: int = 1
    words: str = ""

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE


def residents_at(address_code: str, moment: Moment, reading: Reading, page: Page) -> Residents:
    """Everybody registered at a standard address, in any of its versions. Raises `NotFound` outside the reader's
    area, `Refused` past the watermark and without a purpose."""
    address = Address.objects.filter(code=address_code).order_by("valid_from", "recorded_from").last()
    _check(address.village_id if address else None, reading)
    rows = Registration.objects.filter(address__code=address_code)
    return _residents(rows, moment, reading, page, ("address", address_code))


def residents_in(village_id: int, moment: Moment, reading: Reading, page: Page) -> Residents:
    """Everybody who is counted in a village on a day; in one that has ended, whoever is still registered under its
    name. Raises as `residents_at` does."""
    own = _check(village_id, reading)
    placed = Tree().placed(moment.valid_on)
    villages = {one for one, place in placed.items() if place == village_id and one in own} or {village_id}
    rows = Registration.objects.filter(village__in=villages)
    return _residents(rows, moment, reading, page, ("village", village_id))


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody whom a line of the balance counts: what happened on `day` happened in the village. Outside the reader's
    area the name is masked and nothing else is said."""

    person_id: UUID
    day: date
    village_id: int
    in_area: bool
    name: str
    sex: str = ""
    birth_date: date | None = None
    number: str = ""


def people_changed(
    line: Line, reading: Reading, page: Page, object_: tuple[str, object]
) -> tuple[list[Changed], int]:
    """One page of whom a line of the balance of an area counts, and how many there are in all. The caller has asked
    whether the reader may see the area; `object_` names the list. Raises `Refused` as `residents_at` does."""
    need_purpose(reading.purpose)
    moved, people = people_of(line, limit=PAGE, skip=page.first)
    own = reach_of(reading.by, clock.today()).villages
    who = _names([one.person_id for one in moved], Moment(line.period.last, line.period.known_at))
    reading.record((one.person_id for one in moved), object_)
    return [_changed(one, who.get(one.person_id), one.village_id in own) for one in moved], people


def _changed(one: Moved, who: Particulars | None, in_area: bool) -> Changed:
    name = who.name if who else ""
    if who is None or not in_area:
        return Changed(*one, in_area, name if in_area else mask_name(name))
    return Changed(*one, in_area, name, who.sex, who.birth_date, masked(who.number))


def _check(village_id: int | None, reading: Reading) -> frozenset[int]:
    """The reader's villages. Lists of people are of one's own area only: no case opens another's."""
    need_purpose(reading.purpose)
    own = reach_of(reading.by, clock.today()).villages
    if village_id not in own:
        raise NotFound(_("There is no such place in your area."), rule="domain 7.4")
    return own


def _residents(
    rows: QuerySet[Registration], moment: Moment, reading: Reading, page: Page, object_: tuple[str, object]
) -> Residents:
    rows = as_of(rows.filter(status=Registration.Status.ACTIVE), *moment)
    if page.words.strip():
        called = as_of(Particulars.objects.filter(_called(page.words)), *moment)
        rows = rows.filter(person__in=called.values("person"))
    head_first = Case(When(relation_to_head=HEAD, then=Value(0)), default=Value(1))
    ordered = rows.select_related("village").order_by("household_id", head_first, "pk")
    shown = list(ordered[page.first : page.first + PAGE])
    who = _names([row.person_id for row in shown], moment)
    reading.record((row.person_id for row in shown), object_)
    homes = as_of(HouseholdParticulars.objects.filter(household__in=[r.household_id for r in shown]), *moment)
    return Residents(
        [Member(row, who.get(row.person_id)) for row in shown],
        dict(homes.values_list("household_id", "household_no")),
        rows.count(),
    )


def _called(words: str) -> Q:
    folded = fold_name(words)
    return Q(name_folded__contains=folded) | Q(name_initials__startswith=words.strip().lower())


def _names(persons: Sequence[UUID], moment: Moment) -> dict[UUID, Particulars]:
    rows = as_of(named().filter(person__in=persons), *moment)
    return {row.person_id: row for row in rows}
