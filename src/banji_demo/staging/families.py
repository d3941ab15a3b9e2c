"""Families of the invented city to whom something happens: picked by chance, and nobody twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from random import Random
from typing import NamedTuple
from uuid import UUID

from banji.addresses.scope import villages_of
from banji.cases.models import Case
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.law.deadlines import age_on
from banji.register.models import HouseholdParticulars, Particulars, Person, Registration
from banji.register.operations import Seat
from banji.register.queries.axes import as_of
from banji.register.queries.households import HEAD

SPOUSES = ("11", "12")


class NobodyFits(LookupError):
    """A small city has no family to whom this could happen."""


class Somebody(NamedTuple):
    """A member as an officer has him before him: `seen` is the registration, `particulars` who he is."""

    person: UUID
    seen: int
    since: date
    relation: str
    particulars: Particulars

    @property
    def age(self) -> int:
        return age_on(self.particulars.birth_date or clock.today(), clock.today())


class Family(NamedTuple):
    household: UUID
    seat: Seat
    members: tuple[Somebody, ...]

    def the(self, relation: str) -> Somebody:
        return self.of(relation)[0]

    def of(self, *relations: str) -> list[Somebody]:
        return [one for one in self.members if one.relation in relations]

    def children(self, youngest: int, oldest: int) -> list[Somebody]:
        """Sons and daughters of the head, not those married in, from one age to another."""
        kin = (one for one in self.members if one.relation[0] in "23" and one.relation[1] != "8")
        return [one for one in kin if youngest <= one.age <= oldest]

    @property
    def seen(self) -> dict[UUID, int]:
        return {one.person: one.seen for one in self.members}


class Families:
    """The families of an officer's area whose members are all alive, in no case, and not of the cast."""

    def __init__(self, by: Actor, dead: Mapping[str, date | None], seed: int) -> None:
        self._dead = dead
        self._left = sorted(self._found(by), key=lambda family: str(family.household))
        Random(seed).shuffle(self._left)

    def take(self, fits: Callable[[Family], object]) -> Family:
        """The next one of which this is true; it is not given again. Raises `NobodyFits`."""
        for n, family in enumerate(self._left):
            if fits(family):
                return self._left.pop(n)
        raise NobodyFits

    def _found(self, by: Actor) -> Iterator[Family]:
        today = clock.today()
        villages = villages_of(by, today)
        rows = as_of(Registration.objects.filter(village__in=villages, status="ACTIVE"), today)
        who = {
            p.person_id: p for p in as_of(Particulars.objects.filter(person__in=rows.values("person")), today)
        }
        homes: dict[UUID, list[Registration]] = defaultdict(list)
        for row in rows.order_by("household", "pk"):
            if row.household_id:
                homes[row.household_id].append(row)
        kinds = as_of(
            HouseholdParticulars.objects.filter(household__in=homes, household_type="FAMILY"), today
        )
        busy = self._busy()
        for home in kinds.order_by("household_no"):
            members = homes[home.household_id]
            if not busy & {row.person_id for row in members}:
                seat = Seat(home.village_id, home.address_text, home.address_id)
                yield Family(
                    home.household_id, seat, tuple(_somebody(row, who[row.person_id]) for row in members)
                )

    def _busy(self) -> frozenset[UUID]:
        dead = {ref for ref, died_on in self._dead.items() if died_on}
        refs = Person.objects.values_list("external_ref", "pk")
        gone = {pk for ref, pk in refs if ref in dead or ref.startswith("C")}
        return frozenset(gone | set(Case.objects.exclude(person=None).values_list("person_id", flat=True)))


def whole(family: Family) -> bool:
    """A couple, and whoever is with them stands in a relation to the head that holds for his spouse too."""
    own = all(one.relation[0] in "234" or one.relation in (HEAD, *SPOUSES) for one in family.members)
    return own and len(family.of(HEAD)) == len(family.of(*SPOUSES)) == 1


def another_door(seat: Seat, number: int) -> Seat:
    """A house or flat in the same street or group."""
    return Seat(seat.village_id, re.sub(r"\d+号$", f"{number}号", seat.address_text))


def _somebody(row: Registration, who: Particulars) -> Somebody:
    return Somebody(row.person_id, row.pk, row.valid_from, row.relation_to_head, who)
