"""Both records of one difference: theirs as it was kept, ours as it stands now."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db import connection

from banji.departments.police.models import Difference, Subject
from banji.departments.police.taking.compare import PERSON_PARTS, Ours, Pair
from banji.departments.police.taking.holding import content
from banji.departments.police.taking.ours import ROWS
from banji.departments.police.taking.rows import FIELDS
from banji.register.models import Household, Person


def pair_of(difference: Difference) -> Pair:
    """The pair as the comparison would see it now."""
    owner = _owner(difference)
    theirs = [row._replace(said=_plain(json.loads(row.said))) for row in content(difference)]
    parts = PERSON_PARTS if difference.subject == Subject.PERSON else ("household",)
    ours = [row for part in parts for row in _ours(part, owner)] if owner else []
    return Pair(difference.subject, difference.ref, owner, theirs, ours)


def _owner(difference: Difference) -> UUID | None:
    if difference.person_id:
        return difference.person_id
    if difference.ref.startswith("id:"):
        return UUID(difference.ref[3:])
    table = Person if difference.subject == Subject.PERSON else Household
    return table._default_manager.filter(external_ref=difference.ref).values_list("pk", flat=True).first()


def _ours(part: str, owner: UUID) -> list[Ours]:
    with connection.cursor() as cursor:
        cursor.execute(f"{ROWS[part]} WHERE r.recorded_to IS NULL AND w.id = %s ORDER BY r.id", [owner])
        names = [column.name for column in cursor.description]
        rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [Ours(part, _plain([row[field] or "" for field in FIELDS[part]]), row["id"]) for row in rows]


def _plain(values: list[str]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
