"""Invented people for the register's tests: a household of any size in a village."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from banji.addresses.models import Division
from banji.audit.acts import act
from banji.foundation.actors import system
from banji.foundation.models import Secret
from banji.foundation.secrets import sealed
from banji.register.models import (
    Household,
    HouseholdParticulars,
    IdCard,
    Particulars,
    Person,
    Registration,
)
from banji.register.names import name_columns
from banji.register.search_rows import refresh

SINCE = date(2005, 6, 1)


@dataclass(frozen=True, slots=True)
class Resident:
    """A registered person, and the household he was registered in."""

    person_id: UUID
    household_id: UUID

    @property
    def registration(self) -> Registration:
        """The row of the chain that has no end."""
        return Registration.objects.get(person_id=self.person_id, recorded_to=None, valid_to=None)


def make_household(
    village: Division, *, kind: str = "FAMILY", since: date = SINCE, number: str = "5190000001"
) -> UUID:
    household = Household.objects.create(external_ref=number)
    with act("tests.make_household", by=system("tests")) as this:
        this.add(
            HouseholdParticulars(
                household=household,
                household_no=number,
                household_type=kind,
                address_text=f"{village.name}3组12号",
                village=village,
                valid_from=since,
            )
        )
    return household.pk


def make_person(
    household_id: UUID,
    village: Division,
    *,
    name: str = "李大山",
    former_name: str = "",
    born: date = date(1950, 1, 1),
    number: str = "",
    phone: str = "",
    relation: str = "02",
    since: date = SINCE,
    card: bool = True,
) -> Resident:
    person = Person.objects.create()
    secrets = [
        sealed(kind, text) if text else None
        for kind, text in ((Secret.CITIZEN_ID, number), (Secret.PHONE, phone))
    ]
    for secret in filter(None, secrets):
        secret.save(force_insert=True)
    columns = name_columns(name, former_name)._asdict()
    with act("tests.make_person", by=system("tests")) as this:
        this.add(
            Particulars(
                person=person,
                name=name,
                former_name=former_name,
                sex="1",
                birth_date=born,
                number=secrets[0],
                phone=secrets[1],
                valid_from=born,
                **columns,
            ),
            Registration(
                person=person,
                household_id=household_id,
                status=Registration.Status.ACTIVE,
                relation_to_head=relation,
                address_text=f"{village.name}3组12号",
                village=village,
                valid_from=since,
            ),
        )
        refresh([person.pk])
        if card:
            this.add(IdCard(person=person, generation=2, issued_on=date(2010, 1, 1)))
    return Resident(person.pk, household_id)
