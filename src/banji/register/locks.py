"""One lock per person and per household: every write takes it first, and its time stamp afterwards.

A row can be locked because the site may update one of its columns (`external_ref`); nothing is updated here.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from banji.foundation.errors import NotFound
from banji.register.models import Household, Person


def lock_person(person_id: UUID) -> Person:
    """Lock one person until the transaction ends. Raises `NotFound`."""
    person = Person.objects.select_for_update(no_key=True).filter(pk=person_id).first()
    if person is None:
        raise NotFound(_("There is no such person in the register."))
    return person


def lock_persons(person_ids: Iterable[UUID]) -> list[Person]:
    """Lock several, always in the same order, so that two writers never wait for each other."""
    return list(Person.objects.select_for_update(no_key=True).filter(pk__in=set(person_ids)).order_by("pk"))


def lock_household(household_id: UUID) -> Household:
    """Lock a household until the transaction ends; always after its persons. Two clerks who cancel the last two
    members in the same second would otherwise each see the other one still registered."""
    return Household.objects.select_for_update(no_key=True).get(pk=household_id)
