"""A family household has one head at every instant; where its members are left without one, somebody has to choose.

GB/T 4761 code 02; 公通字〔2021〕12号 Art 14 to 18.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banji.audit.acts import Act
from banji.foundation.errors import Refused
from banji.law.sources import source
from banji.register.models import HeadTask, HouseholdParticulars, Registration
from banji.register.queries.axes import as_of
from banji.register.queries.households import HEAD


def keep_heads(this: Act, households: Collection[UUID], today: date) -> None:
    """Refuse a second head, open a task where none is left, and end it where there is one again. Call it with the
    households locked and the rows written."""
    _no_second_head(this, households)
    families = HouseholdParticulars.objects.filter(
        household__in=households, recorded_to=None, household_type="FAMILY"
    )
    kept = set(as_of(families, today).values_list("household_id", flat=True))
    members = as_of(Registration.objects.filter(household__in=kept, status=Registration.Status.ACTIVE), today)
    lived_in, headed = set(), set()
    for household, relation in members.values_list("household_id", "relation_to_head"):
        lived_in.add(household)
        if relation == HEAD:
            headed.add(household)
    headless = lived_in - headed
    tasks = {
        task.household_id: task
        for task in HeadTask.objects.filter(household__in=households, recorded_to=None)
    }
    this.close_all([task for household, task in tasks.items() if household not in headless])
    this.add(
        *(HeadTask(household_id=household, since=today) for household in sorted(headless - tasks.keys()))
    )


def heads(households: Collection[UUID]) -> list[Registration]:
    """The standing registrations of heads, of all time."""
    rows = Registration.objects.filter(
        household__in=households, recorded_to=None, relation_to_head=HEAD, status=Registration.Status.ACTIVE
    )
    return list(rows)


def _no_second_head(this: Act, households: Collection[UUID]) -> None:
    """Registers that were taken over have households with two heads; those are not this act's affair."""
    found = heads(households)
    for row in (row for row in found if row.recorded_in == this.id):
        for other in (other for other in found if _clash(row, other)):
            if not _was_so(this, row, other):
                raise Refused(
                    _("The household would have two heads from {day} on.").format(
                        day=date_format(max(row.valid_from, other.valid_from))
                    ),
                    rule=source("GB_4761").cite(),
                    remedy=_("State the relations of all members to one head."),
                    code="two_heads",
                )


def _clash(one: Registration, other: Registration) -> bool:
    return (one.household_id == other.household_id and one.person_id != other.person_id) and _overlap(
        one, other
    )


def _overlap(one: Registration, other: Registration) -> bool:
    return (one.valid_to is None or other.valid_from < one.valid_to) and (
        other.valid_to is None or one.valid_from < other.valid_to
    )


def _was_so(this: Act, row: Registration, other: Registration) -> bool:
    """Were the two heads of this household on the same day before this act, too?"""
    day = max(row.valid_from, other.valid_from)
    for person in (row.person_id, other.person_id):
        before = Registration.objects.filter(
            person_id=person,
            household=row.household_id,
            relation_to_head=HEAD,
            status=Registration.Status.ACTIVE,
            recorded_from__lt=this.now,
        ).filter(Q(recorded_to=None) | Q(recorded_to__gte=this.now), Q(valid_to=None) | Q(valid_to__gt=day))
        if not before.filter(valid_from__lte=day).exists():
            return False
    return True
