"""Who stands on a list: everybody registered today in the villages asked for, and in what these were before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from banji.addresses import scope
from banji.addresses.divisions import valid_on
from banji.addresses.lineage import TODAY
from banji.addresses.models import Division
from banji.foundation.actors import Actor
from banji.foundation.many import AnyOf
from banji.foundation.models import Secret
from banji.foundation.secrets import opened_all
from banji.identity.masking import join_id_no

# Of the chosen villages and of the asker's area both: a village that was divided does not lead beyond it.
_FROM = f"""
FROM register_registration r
JOIN ({TODAY.replace("%(only)s", "%(own)s")}) t ON t.village_id = r.village_id AND t.now_id = ANY(%(villages)s::bigint[])
JOIN register_particulars p ON p.person_id = r.person_id AND p.recorded_to IS NULL
  AND p.valid_from <= %(on)s AND (p.valid_to IS NULL OR p.valid_to > %(on)s)
WHERE r.recorded_to IS NULL AND r.status = 'ACTIVE' AND r.valid_from <= %(on)s
  AND (r.valid_to IS NULL OR r.valid_to > %(on)s)
  AND (%(born_until)s::date IS NULL OR p.birth_date <= %(born_until)s)
  AND (%(born_after)s::date IS NULL OR p.birth_date > %(born_after)s)
"""
_COUNT = f"SELECT count(DISTINCT r.person_id) {_FROM}"
_LIST = f"""
WITH listed AS (
    SELECT DISTINCT ON (r.person_id) r.person_id, r.household_id, r.relation_to_head, r.address_text, t.now_id,
           p.name, p.sex, p.birth_date, p.number_id {_FROM} ORDER BY r.person_id, t.now_id
)
SELECT l.person_id, d.name AS village, h.household_no, l.relation_to_head, l.name, l.sex, l.birth_date, l.number_id,
       s.head, s.tail, l.address_text
FROM listed l JOIN addresses_division d ON d.area_id = l.now_id LEFT JOIN foundation_secret s ON s.id = l.number_id
LEFT JOIN LATERAL (SELECT household_no FROM register_householdparticulars h WHERE h.household_id = l.household_id
    AND h.recorded_to IS NULL AND h.valid_from <= %(on)s ORDER BY h.valid_from DESC LIMIT 1) h ON true
ORDER BY d.code, h.household_no, l.relation_to_head <> '02', l.birth_date, l.person_id
"""  # noqa: S608


class Line(NamedTuple):
    """One person of a list, the number whole only if that was approved."""

    person_id: UUID
    village: str
    household_no: str
    relation: str
    name: str
    sex: str
    birth_date: date | None
    number: str
    address: str


class Wanted(NamedTuple):
    """What is asked for: villages of today, and how old people are."""

    villages: tuple[int, ...]
    age_from: int | None = None
    age_to: int | None = None


def own_villages(by: Actor, on: date) -> list[Division]:
    """The villages that stand today and that the actor's post answers for."""
    own = scope.villages_of(by, on)
    return list(valid_on(on).filter(AnyOf("pk", own)).select_related("parent").order_by("code"))


def count(wanted: Wanted, by: Actor, on: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, _values(wanted, by, on))
        return int(cursor.fetchone()[0])


def listed(wanted: Wanted, by: Actor, on: date, *, whole_numbers: bool) -> list[Line]:
    """The lines of the list. The caller records whose they are."""
    with connection.cursor() as cursor:
        cursor.execute(_LIST, _values(wanted, by, on))
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    whole = _whole(row["number_id"] for row in rows) if whole_numbers else {}
    return [_line(row, whole) for row in rows]


def _line(row: dict[str, Any], whole: dict[int, str]) -> Line:
    masked = join_id_no(row["head"], row["tail"]) if row["tail"] else ""
    return Line(
        row["person_id"],
        row["village"],
        row["household_no"] or "",
        row["relation_to_head"],
        row["name"],
        row["sex"],
        row["birth_date"],
        whole.get(row["number_id"], masked),
        row["address_text"],
    )


def _whole(ids: Iterable[int | None]) -> dict[int, str]:
    return opened_all(Secret.objects.filter(pk__in=[i for i in ids if i is not None]))


def _values(wanted: Wanted, by: Actor, on: date) -> dict[str, Any]:
    return {
        "on": on,
        "own": sorted(scope.villages_of(by, on)),
        "villages": list(wanted.villages),
        "born_until": _years_before(on, wanted.age_from),
        "born_after": _years_before(on, None if wanted.age_to is None else wanted.age_to + 1),
    }


def _years_before(on: date, years: int | None) -> date | None:
    """The birthday of who turns so old today; of 29 February on 28 February."""
    if years is None:
        return None
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)
