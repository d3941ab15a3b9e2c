"""The book of a household: void when nobody is left in it (公通字〔2021〕12号 Art 34)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q

from banji.audit.acts import Act
from banji.register.models import HouseholdParticulars, Registration
from banji.register.operations.writing import like


def keep_books(this: Act, households: Collection[UUID]) -> frozenset[UUID]:
    """Let families' books end with their last members, or go on if somebody is registered in them. Which are void now?

    Call it with the households locked. What the members' rows say decides, not the order of the acts: so a
    cancellation inside can be revoked at any time. A collective household stays without members.
    """
    states = HouseholdParticulars.objects.filter(household__in=households, recorded_to=None)
    last = states.order_by("household", "-valid_from").distinct("household")
    members = _members(households)
    ends = {
        book: _end(book, *members.get(book.household_id, (0, None)))
        for book in last
        if book.household_type == HouseholdParticulars.Kind.FAMILY
    }
    changed = [book for book, ends_on in ends.items() if book.valid_to != ends_on]
    this.close_all(changed)
    this.add(*(like(book, valid_to=ends[book]) for book in changed))
    return frozenset(book.household_id for book, ends_on in ends.items() if ends_on)


def _members(households: Collection[UUID]) -> dict[UUID, tuple[int, date | None]]:
    """By household: how many are registered without an end, and the last day on which anybody's registration ends.

    Who is in transit is nobody's member, even where a row that was taken over still names his old household.
    """
    rows = Registration.objects.filter(household__in=households, recorded_to=None)
    members = rows.filter(status=Registration.Status.ACTIVE).values_list("household")
    counted = members.annotate(staying=Count("pk", filter=Q(valid_to=None)), last=Max("valid_to"))
    return {household: (staying, last) for household, staying, last in counted}


def _end(book: HouseholdParticulars, staying: int, last: date | None) -> date | None:
    if staying:
        return None
    # A book that was opened has lasted a day, even if its only member died on that day or before.
    return max(last or book.valid_from, book.valid_from + timedelta(days=1))
