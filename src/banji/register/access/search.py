"""One search for everything that is asked of the register: people, households and places.

The reader's own area comes first, everybody else by masked name and station only; households and places are of the own
area alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from banji.addresses import picker, scope
from banji.audit.readings import SEARCHED, record_reading
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.identity.masking import join_id_no, mask_name
from banji.register.access.candidates import candidates
from banji.register.access.homes import Home, homes_at, homes_numbered, villages_called
from banji.register.access.reach import Reach, need_purpose, reach_of
from banji.register.access.terms import Terms, Why, names_place, read_terms
from banji.register.queries.survivors import ONWARD

# As many as fit a screen: the best stand first, and who wants more turns over.
PAGE = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a search. Outside the reader's area only `name` (masked), `station` and the marks are filled; inside
    it everything but `station`.

    `status` is CANCELLED (dead or departed, see `cancel_reason`), ACTIVE, IN_TRANSIT or "" (not registered now);
    `disputed`: somebody else holds the same number. `why` is empty where it would tell what stands in the record of
    somebody outside the area.
    """

    person_id: UUID
    in_area: bool
    why: Why | None
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
    """One page of people; `more` says that there are further ones."""

    hits: list[Hit]
    more: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the box says to a query: one page of people; with the first page also households and places."""

    people: Found
    homes: list[Home]
    places: list[picker.Hit]


_SEARCH = """
WITH own AS MATERIALIZED (SELECT unnest(%(own)s::bigint[]) AS id), candidate AS MATERIALIZED (
    SELECT person_id, way, row_number() OVER () AS place FROM ({candidates}) found
    LIMIT %(limit)s OFFSET %(skip)s
), shown AS (
    SELECT c.person_id, c.way, c.place, p.name, p.former_name, p.sex, p.birth_date, p.number_id, r.status,
           r.cancel_reason, r.village_id, r.address_text, r.village_id = ANY(%(villages)s) IS TRUE AS in_area
    FROM candidate c
    JOIN LATERAL (SELECT * FROM register_particulars WHERE person_id = c.person_id AND recorded_to IS NULL
                  ORDER BY valid_from DESC LIMIT 1) p ON true
    LEFT JOIN register_registration r ON r.person_id = c.person_id AND r.recorded_to IS NULL
         AND r.valid_from <= %(on)s AND (r.valid_to IS NULL OR r.valid_to > %(on)s)
)
SELECT shown.*, d.name AS village, s.head, s.tail, s.disputed, station.name AS station,
       survivor.survivor_id AS survivor
FROM shown LEFT JOIN ({stations}) station ON station.asked = shown.village_id AND NOT shown.in_area
LEFT JOIN addresses_division d ON d.area_id = shown.village_id
LEFT JOIN foundation_secret s ON s.id = shown.number_id
LEFT JOIN LATERAL ({onward} SELECT survivor_id FROM onward ORDER BY hop DESC LIMIT 1) survivor ON true
ORDER BY in_area DESC, place
"""

_ONWARD = ONWARD.format(person="shown.person_id")
_FAR = scope.stations_sql("SELECT DISTINCT village_id FROM shown WHERE NOT in_area")
_NUMBERS = (Why.NUMBER, Why.OLD_NUMBER)
# What these say of somebody stands in his record only.
_OF_THE_RECORD = frozenset({Why.FORMER, Why.OLD_NUMBER})


def search_everything(query: str, *, by: Actor, purpose: str, page: int = 1) -> Answer:
    """Find people as `search_people` does; households of the reader's area by number or by their address as it is
    written; its villages and doors. One reading is recorded, with everybody on the page. Raises as it does."""
    reach, terms = _asked(query, by, purpose)
    people = _people(terms, reach, page)
    homes, places = (_homes(terms, reach), _places(query, people, by)) if page == 1 else ([], [])
    heads = (home.head_id for home in homes if home.head_id)
    _record(terms, by, purpose, *(hit.person_id for hit in people.hits), *heads)
    return Answer(people, homes, places)


def search_people(query: str, *, by: Actor, purpose: str, page: int = 1) -> Found:
    """Find people by number (18 or 15 digits, an old one too, or as a spreadsheet leaves it), by two characters or
    more of a name or former name or by its sound, by pinyin initials (zwj) or syllables (zhou wen); narrowed by a
    year of birth or a place behind the name. Of the own area first; then the exact name, what begins so, what has it
    inside, what sounds so, what was so, and of each those who are registered now.

    One reading is recorded, with everybody on the page. Raises `Refused`: too short, no purpose, not a reader.
    """
    reach, terms = _asked(query, by, purpose)
    people = _people(terms, reach, page)
    _record(terms, by, purpose, *(hit.person_id for hit in people.hits))
    return people


def _asked(query: str, by: Actor, purpose: str) -> tuple[Reach, Terms]:
    need_purpose(purpose)
    reach = reach_of(by, clock.today())
    if not reach.villages:
        raise Refused(_("Your post does not search the register."), rule="domain 7.4", code="not_a_reader")
    return reach, read_terms(query)


def _record(terms: Terms, by: Actor, purpose: str, *persons: UUID) -> None:
    said = ("search", terms.said[:60])
    record_reading(SEARCHED, by=by, persons=persons, purpose=purpose.strip(), object_=said)


def _people(terms: Terms, reach: Reach, page: int) -> Found:
    whys = _NUMBERS if terms.number else tuple(way.why for way in terms.ways)
    rows = _rows(terms, reach, page)
    return Found([_hit(row, whys[row["way"]]) for row in rows[:PAGE]], more=len(rows) > PAGE)


def _rows(terms: Terms, reach: Reach, page: int) -> list[dict[str, Any]]:
    own = sorted(reach.villages & villages_called(terms.place) if terms.place else reach.villages)
    skip = (page - 1) * PAGE
    values = terms.values | {
        "on": clock.today(),
        "own": own,
        "villages": list(reach.villages),
        "year": terms.year,
        "limit": PAGE + 1,
        "skip": skip,
        "most": skip + PAGE + 1,
    }
    with connection.cursor() as cursor:
        asked = _SEARCH.format(candidates=candidates(terms, own), stations=_FAR, onward=_ONWARD)
        cursor.execute(asked, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _homes(terms: Terms, reach: Reach) -> list[Home]:
    if terms.household_no:
        return homes_numbered(terms.household_no, reach)
    return homes_at(terms.text, reach) if terms.text else []


def _places(query: str, people: Found, by: Actor) -> list[picker.Hit]:
    """For what looks like a place, and for what is nobody's name."""
    return picker.search(query, by) if names_place(query) or not people.hits else []


def _hit(row: dict[str, Any], why: Why) -> Hit:
    marks: dict[str, Any] = {
        "status": row["status"] or "",
        "cancel_reason": row["cancel_reason"] or "",
        "station": row["station"] or "",
        "survivor": row["survivor"],
    }
    if not row["in_area"]:
        told = None if why in _OF_THE_RECORD else why
        return Hit(row["person_id"], in_area=False, why=told, name=mask_name(row["name"]), **marks)
    return Hit(
        row["person_id"],
        in_area=True,
        why=why,
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
