"""How far a reader's sight goes: an officer's villages, a citizen's own record, nothing for anybody else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from banji.accounts.models import Account
from banji.accounts.roles import POLICE, Role
from banji.addresses import scope
from banji.foundation import clock
from banji.foundation.actors import Actor, ActorKind
from banji.foundation.errors import NotFound, Refused
from banji.register.models import Registration
from banji.register.queries.axes import as_of

# Who works with persons of the register. A liaison sees the rows of his own lists only, an administrator nobody.
READERS = POLICE | {Role.GRID_WORKER, Role.SUPERVISOR}
# Who may open somebody outside his area for a case: a grid worker never leaves his grid.
ANYWHERE_FOR_A_CASE = POLICE | {Role.SUPERVISOR}


@dataclass(frozen=True, slots=True)
class Reach:
    """What `by` may see on a day."""

    by: Actor
    villages: frozenset[int]
    own_person: UUID | None

    def includes(self, person_id: UUID, village_id: int | None) -> bool:
        """Is this person the reader himself, or registered in the reader's area?"""
        return person_id == self.own_person or village_id in self.villages

    def check(self, person_id: UUID, village_id: int | None, *, case_no: str) -> bool:
        """Is the person in reach? Outside, an officer needs a case. Raises `NotFound`: absent and forbidden look
        the same."""
        if self.includes(person_id, village_id):
            return True
        if self.by.is_officer and self.by.role in ANYWHERE_FOR_A_CASE and case_no.strip():
            return False
        raise out_of_reach()


def out_of_reach() -> NotFound:
    """For whoever is absent, and for whoever is somewhere else: nobody learns which."""
    return NotFound(
        _("There is no such person in your area."),
        rule="domain 7.4",
        remedy=_("Outside your area a person is opened with a purpose and the number of a case."),
    )


def reach_of(by: Actor, on: date) -> Reach:
    """The reach of an actor; empty for jobs, and for officers without a post that works with persons.

    A client has the area of its organisation; which fields of whom it may see there says its entry of the catalogue,
    which the API asks first.
    """
    if by.kind is ActorKind.CITIZEN:
        own = Account.objects.filter(pk=by.id, kind=Account.CITIZEN, is_active=True).values_list(
            "person_id", flat=True
        )
        return Reach(by, frozenset(), own.first())
    reads = by.kind is ActorKind.CLIENT or (by.is_officer and by.role in READERS)
    return Reach(by, frozenset(scope.villages_of(by, on)) if reads else frozenset(), None)


def must_be_in_area(persons: Collection[UUID], *, by: Actor) -> None:
    """Raises `NotFound` unless each of them is (or was last) registered in the actor's own area, whatever his case: one
    may look further for a case, and write nowhere else."""
    today = clock.today()
    rows = as_of(Registration.objects.filter(person__in=persons), today)
    villages = dict(rows.values_list("person_id", "village_id"))
    reach = reach_of(by, today)
    if not all(reach.includes(person, villages.get(person)) for person in persons):
        raise out_of_reach()


def need_purpose(purpose: str) -> str:
    """Every reading says what for. Raises `Refused`."""
    if not purpose.strip():
        raise Refused(
            _("Say what you need this for."),
            rule=_("Personal Information Protection Law, Art 6: a clear and reasonable purpose"),
            remedy=_("The purpose is recorded, and the person can see it."),
            code="no_purpose",
        )
    return purpose.strip()
