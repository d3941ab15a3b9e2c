"""Who goes on under whom after duplicate registrations were cancelled (重户), followed from one to the next."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from banji.register.models import Survivor

# A chain has no way back to its beginning: who survives is registered, who is merged is not (`cancellation`).
ONWARD = """
WITH RECURSIVE onward AS (
    SELECT id, survivor_id, 1 AS hop FROM register_survivor WHERE person_id = {person} AND recorded_to IS NULL
    UNION ALL
    SELECT s.id, s.survivor_id, hop + 1 FROM onward
    JOIN register_survivor s ON s.person_id = onward.survivor_id AND s.recorded_to IS NULL
)
"""
_AROUND = (
    ONWARD.format(person="%s")
    + """
SELECT id FROM onward
UNION ALL
SELECT id FROM register_survivor WHERE survivor_id = %s AND recorded_to IS NULL
"""
)


# Back from everybody `{of}` names to whoever goes on under him, whether by one step or by many.
UNDER = """
WITH RECURSIVE under AS (
    SELECT s.person_id FROM register_survivor s WHERE s.recorded_to IS NULL AND s.survivor_id IN ({of})
    UNION
    SELECT s.person_id FROM under JOIN register_survivor s ON s.survivor_id = under.person_id AND s.recorded_to IS NULL
)
SELECT person_id FROM under
"""


def everybody_under(person_id: UUID) -> set[UUID]:
    """Whose registrations lead to this person, by one merge or by several."""
    rows = Survivor.objects.filter(recorded_to=None, person__in=RawSQL(UNDER.format(of="%s"), [person_id]))  # noqa: S611 - no input in it
    return set(rows.values_list("person_id", flat=True))


def survivors_around(person_id: UUID) -> QuerySet[Survivor]:
    """The rows that lead on from a person, and those that lead to him."""
    return Survivor.objects.filter(pk__in=RawSQL(_AROUND, [person_id, person_id]))  # noqa: S611 - no input in it


def survivor_of(person_id: UUID, rows: Iterable[Survivor]) -> UUID | None:
    """Under whom a person goes on in the end; None for whoever was merged into nobody."""
    onward = {row.person_id: row.survivor_id for row in rows}
    found = onward.get(person_id)
    while found in onward:
        found = onward[found]
    return found


def leads_to(person_id: UUID) -> UUID:
    """The person himself, or under whom he goes on."""
    return survivor_of(person_id, survivors_around(person_id)) or person_id


def merged_among(persons: Iterable[UUID]) -> set[UUID]:
    """Those of them whose registration was merged into somebody's. One statement."""
    rows = Survivor.objects.filter(person__in=list(persons), recorded_to=None)
    return set(rows.values_list("person_id", flat=True))


def merged_into(person_id: UUID, rows: Iterable[Survivor]) -> list[UUID]:
    """Whose registrations were cancelled as second ones of this person."""
    return [row.person_id for row in rows if row.survivor_id == person_id]
