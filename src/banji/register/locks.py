"""One lock per person and per household: every write takes it first, and its time stamp afterwards.

A row can be locked because the site may update one of its columns (`external_ref`); nothing is updated here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
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


def lock_people(persons: Iterable[UUID]) -> None:
    """Lock many people, always in the same order. Those who are not there are passed over."""
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=persons).order_by("pk"))


def lock_people_there(persons: Collection[UUID]) -> None:
    """Lock many people, always in the same order. Raises `NotFound` if one of them is not there."""
    found = list(Person.objects.select_for_update(no_key=True).filter(pk__in=persons).order_by("pk"))
    if len(found) < len(set(persons)):
        raise NotFound(_("There is no such person in the register."))


def lock_households(households: Iterable[UUID]) -> None:
    """Lock households, after their persons and always in the same order.

    Two clerks who cancel the last two members in the same second would otherwise each see the other one still
    registered.
    """
    list(Household.objects.select_for_update(no_key=True).filter(pk__in=households).order_by("pk"))
