"""Full names: 四川省资阳市雁江区莲花街道雁中社区, as the units above were called while the division stood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from banji.addresses.models import Division

_ALL = "SELECT area_id, folded_name, parent_id FROM addresses_division"
_SOME = """
WITH RECURSIVE above AS (
    SELECT area_id, folded_name, parent_id FROM addresses_division WHERE area_id = ANY(%s)
    UNION
    SELECT d.area_id, d.folded_name, d.parent_id FROM addresses_division d JOIN above ON d.area_id = above.parent_id
)
SELECT area_id, folded_name, parent_id FROM above
"""
_MANY = 200

# For `select_related`: what lies above a village.
ABOVE = "parent__parent__parent__parent"


@dataclass(frozen=True, slots=True)
class Line:
    """A division's own name and the id of the one above it."""

    name: str
    parent: int | None


class Paths:
    """Full names of many divisions after one query. Made for one job or page: it does not see later changes."""

    def __init__(self, division_ids: Iterable[int] | None = None) -> None:
        wanted = None if division_ids is None else list(set(division_ids))
        with connection.cursor() as cursor:
            if wanted is None or len(wanted) > _MANY:
                cursor.execute(_ALL)
            else:
                cursor.execute(_SOME, [wanted])
            self._lines = {row[0]: Line(row[1], row[2]) for row in cursor.fetchall()}
        self._names: dict[int, str] = {}

    def full_name(self, division_id: int) -> str:
        name = self._names.get(division_id)
        if name is None:
            line = self._lines[division_id]
            above = self.full_name(line.parent) if line.parent is not None else ""
            name = self._names[division_id] = above + line.name
        return name

    def names(self, division_id: int) -> tuple[str, ...]:
        """From the province down to the division itself."""
        found: list[str] = []
        at: int | None = division_id
        while at is not None:
            line = self._lines[at]
            found.insert(0, line.name)
            at = line.parent
        return tuple(found)


def full_name(division: Division) -> str:
    """The full name of one division at its time, without a query if it was read with `ABOVE`. For many use `Paths`."""
    if division.parent_id is None:
        return division.folded_name
    if Division._meta.get_field("parent").is_cached(division) and division.parent:
        return full_name(division.parent) + division.folded_name
    return Paths([division.pk]).full_name(division.pk)
