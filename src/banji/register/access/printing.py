"""Reading people for a paper: with the whole numbers that stand on it, and only where they are registered."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from banji.accounts.roles import POLICE
from banji.audit.readings import PRINTED, record_reading
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound
from banji.foundation.models import Secret
from banji.foundation.secrets import opened
from banji.register.access.reach import need_purpose, reach_of
from banji.register.models import HouseholdParticulars
from banji.register.queries.records import Record, records_of

# Who prints what the register says. Whoever only looks at it prints nothing.
PRINTERS = POLICE


def read_for_paper(
    persons: Collection[UUID], *, by: Actor, purpose: str, paper: str, case_no: str = ""
) -> dict[UUID, Record]:
    """These people as they stand today, with numbers that `whole_number` may open; one recorded reading of all.

    Raises `NotFound` unless each of them is, or was last, registered in the area of an officer who prints: no case
    opens another's. Raises `Refused` without a purpose.
    """
    purpose = need_purpose(purpose)
    today = clock.today()
    records = records_of(persons, today)
    if any(person not in records or not may_print_there(by, _village(records[person])) for person in persons):
        raise not_from_here()
    record_reading(
        PRINTED, by=by, persons=persons, purpose=purpose, case_no=case_no, object_=("paper", paper)
    )
    return records


def may_print_there(by: Actor, village_id: int | None) -> bool:
    """Does the actor print papers of whoever is registered in this village?"""
    return by.role in PRINTERS and village_id in reach_of(by, clock.today()).villages


def check_household(household: HouseholdParticulars, by: Actor) -> None:
    """Raises `NotFound` unless `by` prints the papers of this household."""
    if not may_print_there(by, household.village_id):
        raise not_from_here()


def check_person(person_id: UUID, by: Actor) -> None:
    """Raises `NotFound` unless `by` prints the papers of this person."""
    record = records_of([person_id], clock.today()).get(person_id)
    if record is None or not may_print_there(by, _village(record)):
        raise not_from_here()


def whole_number(secret: Secret | None) -> str:
    """The whole number of somebody read by `read_for_paper`."""
    return opened(secret) if secret else ""


def not_from_here() -> NotFound:
    return NotFound(
        _("Papers are printed by the police of the area in which the person is registered."),
        rule="domain 7.4",
        remedy=_("Send the person, or the enquiry, to the station that answers for the address."),
        code="not_from_here",
    )


def _village(record: Record) -> int | None:
    registration = record.now or record.home
    return registration.village_id if registration else None
