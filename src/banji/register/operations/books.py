"""The book of a household: void when nobody is left in it (公通字〔2021〕12号 Art 34)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max

from banji.audit.acts import Act
from banji.register.models import HouseholdParticulars, Registration
from banji.register.operations.chain import like


def keep_book(this: Act, household_id: UUID) -> bool:
    """Let a family's book end with its last member, or go on if somebody is registered in it. Is it void now?

    Call it under `locks.lock_with_households`. What the members' rows say decides, not the order of the acts: so a cancellation inside can be revoked at any
    time. A collective household stays without members.
    """
    states = HouseholdParticulars.objects.filter(household_id=household_id, recorded_to=None)
    last = states.order_by("-valid_from").first()
    if last is None or last.household_type != HouseholdParticulars.Kind.FAMILY:
        return False
    ends_on = _end(household_id, last.valid_from)
    if ends_on != last.valid_to:
        this.close(last)
        this.add(like(last, valid_to=ends_on))
    return ends_on is not None


def _end(household_id: UUID, began_on: date) -> date | None:
    members = Registration.objects.filter(household_id=household_id, recorded_to=None).exclude(
        status=Registration.Status.CANCELLED
    )
    if members.filter(valid_to=None).exists():
        return None
    last: date | None = members.aggregate(last=Max("valid_to"))["last"]
    # A book that was opened has lasted a day, even if its only member died on that day or before.
    return max(last or began_on, began_on + timedelta(days=1))
