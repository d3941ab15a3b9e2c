"""Searching people: the reader's own area first, everybody else by masked name and station only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from banji.addresses import scope
from banji.audit.readings import SEARCHED, record_reading
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.identity.masking import join_id_no, mask_name
from banji.register.access.reach import Reach, need_purpose, reach_of
from banji.register.access.terms import Terms, read_terms
from banji.register.queries.survivors import ONWARD

PAGE = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a search. Outside the reader's area only `name` (masked), `station` and the marks are filled; inside
    it everything but `station`.

    `status` is CANCELLED (dead or departed, see `cancel_reason`), ACTIVE, IN_TRANSIT or "" (not registered now);
    `disputed`: somebody else holds the same number.
    """

    person_id: UUID
    in_area: bool
    name: str
    station: str
    status: str
    cancel_reason: str
    number: str = ""
    former_name: str = ""
    sex: str = ""
    birth_date: date | None = None
    village: str = ""
    address_text: str = ""
    disputed: bool = False
    # Under whom he goes on, where his registration was cancelled as somebody's second one.
    survivor: UUID | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search; `more` says that there are further ones."""

    hits: list[Hit]
    more: bool


_SEARCH = """
WITH found AS MATERIALIZED (
    SELECT DISTINCT p.person_id FROM register_particulars p {join} WHERE {condition}
), shown AS (
    SELECT f.person_id, p.name, p.name_key, p.former_name, p.sex, p.birth_date, p.number_id, r.status, r.cancel_reason,
           r.village_id, r.address_text, r.village_id = ANY(%(villages)s) IS TRUE AS in_area
    FROM found f
    JOIN LATERAL (SELECT * FROM register_particulars WHERE person_id = f.person_id AND recorded_to IS NULL
                  ORDER BY valid_from DESC LIMIT 1) p ON true
    LEFT JOIN register_registration r ON r.person_id = f.person_id AND r.recorded_to IS NULL
         AND r.valid_from <= %(on)s AND (r.valid_to IS NULL OR r.valid_to > %(on)s)
    ORDER BY in_area DESC, r.status IS DISTINCT FROM 'ACTIVE', p.name_key, p.name, f.person_id
    LIMIT %(limit)s OFFSET %(skip)s
)
SELECT shown.*, d.name AS village, s.head, s.tail, s.disputed, station.name AS station,
       survivor.survivor_id AS survivor
FROM shown LEFT JOIN ({stations}) station ON station.asked = shown.village_id AND NOT shown.in_area
LEFT JOIN addresses_division d ON d.area_id = shown.village_id
LEFT JOIN foundation_secret s ON s.id = shown.number_id
LEFT JOIN LATERAL ({onward} SELECT survivor_id FROM onward ORDER BY hop DESC LIMIT 1) survivor ON true
ORDER BY in_area DESC, status IS DISTINCT FROM 'ACTIVE', name_key, shown.name, person_id
"""

_ONWARD = ONWARD.format(person="shown.person_id")
_FAR = scope.stations_sql("SELECT DISTINCT village_id FROM shown WHERE NOT in_area")


def search_people(query: str, *, by: Actor, purpose: str, page: int = 1) -> Found:
    """Find people by number (18 or 15 digits, an old one too, or as a spreadsheet leaves it), by two characters or
    more of a name or former name, by pinyin initials (zwj) or syllables (zhou wen).

    One reading is recorded, with everybody on the page. Raises `Refused`: too short, no purpose, not a reader.
    """
    purpose = need_purpose(purpose)
    today = clock.today()
    reach = reach_of(by, today)
    if not reach.villages:
        raise Refused(_("Your post does not search the register."), rule="domain 7.4", code="not_a_reader")
    terms = read_terms(query)
    rows = _rows(terms, reach, today, page)
    hits = [_hit(row) for row in rows[:PAGE]]
    record_reading(
        SEARCHED,
        by=by,
        persons=(hit.person_id for hit in hits),
        purpose=purpose,
        object_=("search", terms.said[:60]),
    )
    return Found(hits, more=len(rows) > PAGE)


def _rows(terms: Terms, reach: Reach, today: date, page: int) -> list[dict[str, Any]]:
    join = "JOIN foundation_secret s ON s.id = p.number_id" if "s.token" in terms.condition else ""
    values: dict[str, Any] = {"on": today, "villages": list(reach.villages), "limit": PAGE + 1}
    values |= terms.values | {"skip": (page - 1) * PAGE}
    with connection.cursor() as cursor:
        cursor.execute(
            _SEARCH.format(join=join, condition=terms.condition, stations=_FAR, onward=_ONWARD), values
        )
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _hit(row: dict[str, Any]) -> Hit:
    marks: dict[str, Any] = {
        "status": row["status"] or "",
        "cancel_reason": row["cancel_reason"] or "",
        "station": row["station"] or "",
        "survivor": row["survivor"],
    }
    if not row["in_area"]:
        return Hit(row["person_id"], in_area=False, name=mask_name(row["name"]), **marks)
    return Hit(
        row["person_id"],
        in_area=True,
        name=row["name"],
        former_name=row["former_name"],
        number=join_id_no(row["head"], row["tail"]) if row["tail"] else "",
        sex=row["sex"],
        birth_date=row["birth_date"],
        village=row["village"],
        address_text=row["address_text"],
        disputed=bool(row["disputed"]),
        **marks,
    )
