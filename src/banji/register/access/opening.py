"""Opening a person, a household, a number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.addresses import scope
from banji.audit.readings import OPENED, REVEALED, record_reading
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound
from banji.foundation.models import Secret
from banji.foundation.secrets import masked, opened
from banji.register.access.reach import need_purpose, out_of_reach, reach_of
from banji.register.queries.axes import Moment
from banji.register.queries.book import BookHistory, book_history
from banji.register.queries.history import History, history, history_with_members
from banji.register.queries.households import HouseholdSheet, Member, household_on
from banji.register.queries.people import PersonSheet, person_on, sheet_of


@dataclass(frozen=True, slots=True)
class PersonView:
    """What the reader sees of one person: today's sheet and the history, numbers masked."""

    sheet: PersonSheet
    history: History
    number: str
    phone: str
    in_area: bool
    station: Organisation | None
    # The others of the household, for an officer: they stand on the same page and are recorded with it.
    members: list[Member]

    @property
    def person_id(self) -> UUID:
        return self.sheet.person_id

    @property
    def name(self) -> str:
        return self.sheet.particulars.name if self.sheet.particulars else ""


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """What the reader sees of one household; `then`: at another moment, if it was there and was asked for; `past`: who
    was in it before, if that was."""

    sheet: HouseholdSheet
    in_area: bool
    then: HouseholdSheet | None = None
    past: BookHistory | None = None


def open_person(person_id: UUID, *, by: Actor, purpose: str, case_no: str = "") -> PersonView:
    """Open a person; recorded with the purpose, and the person can see it.

    A citizen opens only himself. Outside his area an officer needs a case. Raises `Refused` (no purpose) and
    `NotFound` (absent or out of reach).
    """
    purpose = need_purpose(purpose)
    today = clock.today()
    with _absent_as_out_of_reach():
        # A citizen's page has no household on it: what is not shown is not read.
        if by.is_officer:
            everything, members = history_with_members(person_id, today)
        else:
            everything, members = history(person_id), []
    sheet = sheet_of(everything, today)
    in_area = _check(sheet, by=by, case_no=case_no)
    who, registration = sheet.particulars, sheet.registration
    record_reading(
        OPENED,
        by=by,
        persons={person_id, *(member.person_id for member in members)},
        purpose=purpose,
        case_no=case_no,
        object_=("person", person_id),
    )
    return PersonView(
        sheet=sheet,
        history=everything,
        number=masked(who.number) if who else "",
        phone=masked(who.phone) if who else "",
        in_area=in_area,
        station=scope.station_for(registration.village_id, sheet.valid_on) if registration else None,
        members=members,
    )


def open_household(
    household_id: UUID,
    *,
    by: Actor,
    purpose: str,
    case_no: str = "",
    then: Moment | None = None,
    past: bool = False,
) -> HouseholdView:
    """Open a household with its members, of today, of another moment and (`past`) of before: one reading, of all of them.
    Whoever may open one member of today may open it. Raises as `open_person` does, and `Refused` past the watermark."""
    purpose = need_purpose(purpose)
    with _absent_as_out_of_reach():
        sheet = household_on(household_id, clock.today())
    reach, village = reach_of(by, clock.today()), sheet.particulars.village_id
    persons = {member.person_id for member in sheet.members}
    is_member = reach.own_person in persons
    in_area = is_member or reach.check(household_id, village, case_no=case_no)
    earlier = _household_then(household_id, then) if then else None
    persons |= {member.person_id for member in earlier.members} if earlier else set()
    before = book_history(household_id, clock.today()) if past else None
    persons |= before.persons if before else set()
    record_reading(
        OPENED, by=by, persons=persons, purpose=purpose, case_no=case_no, object_=("household", household_id)
    )
    return HouseholdView(sheet, in_area, earlier, before)


def _household_then(household_id: UUID, moment: Moment) -> HouseholdSheet | None:
    try:
        return household_on(household_id, *moment)
    except NotFound:
        return None


def reveal_number(
    person_id: UUID, *, by: Actor, purpose: str, case_no: str = "", kind: str = Secret.CITIZEN_ID
) -> str:
    """The whole citizen number (or `Secret.PHONE`); a reading of its own kind. Raises as `open_person` does."""
    purpose = need_purpose(purpose)
    with _absent_as_out_of_reach():
        sheet = person_on(person_id, clock.today())
    _check(sheet, by=by, case_no=case_no)
    who = sheet.particulars
    secret = (who.phone if kind == Secret.PHONE else who.number) if who else None
    if secret is None:
        raise NotFound(_("No such number is registered of this person."))
    record_reading(
        REVEALED, by=by, persons=[person_id], purpose=purpose, case_no=case_no, object_=("person", person_id)
    )
    return opened(secret)


def _check(sheet: PersonSheet, *, by: Actor, case_no: str) -> bool:
    """Is this person in the reader's area? Raises `NotFound` for who is out of reach."""
    village_id = sheet.registration.village_id if sheet.registration else None
    return reach_of(by, sheet.valid_on).check(sheet.person_id, village_id, case_no=case_no)


@contextmanager
def _absent_as_out_of_reach() -> Iterator[None]:
    try:
        yield
    except NotFound as absent:
        raise out_of_reach() from absent
