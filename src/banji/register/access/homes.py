"""Finding households of one's area: by number, old ones too, and by a piece of the address as it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from banji.addresses.models import Division
from banji.foundation import clock
from banji.register.access.candidates import SMALL
from banji.register.access.reach import Reach
from banji.register.access.terms import like
from banji.register.queries.households import HEAD

MOST = 50
# A whole town, county or city: its villages are the answer, not every door that has it in its address.
_TOO_WIDE = re.compile(r"[^\d]*[省市县区镇乡]|[^\d]*街道")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class Home:
    """A household that was found, as it stands; `formerly`: found by a number that it no longer has. `ended`: its book
    is void."""

    household_id: UUID
    number: str
    address_text: str
    village: str
    ended: bool
    formerly: bool
    head_id: UUID | None
    head: str


_HOMES = """
WITH own AS MATERIALIZED (SELECT unnest(%(own)s::bigint[]) AS id), found AS MATERIALIZED ({found} LIMIT %(most)s)
SELECT h.household_id, h.household_no, h.address_text, d.name, h.valid_to IS NOT NULL AND h.valid_to <= %(on)s AS ended,
       h.household_no <> coalesce(%(number)s, h.household_no), head.person_id, coalesce(head.name, '')
FROM found
JOIN LATERAL (SELECT * FROM register_householdparticulars WHERE household_id = found.household_id
              AND recorded_to IS NULL ORDER BY valid_from DESC LIMIT 1) h ON true
JOIN addresses_division d ON d.area_id = h.village_id
LEFT JOIN LATERAL (
    SELECT r.person_id, p.name FROM register_registration r
    JOIN register_particulars p ON p.person_id = r.person_id AND p.recorded_to IS NULL
    WHERE r.household_id = found.household_id AND r.relation_to_head = %(head)s AND r.status <> 'CANCELLED'
      AND r.recorded_to IS NULL AND r.valid_from <= %(on)s AND (r.valid_to IS NULL OR r.valid_to > %(on)s)
    ORDER BY p.valid_from DESC LIMIT 1) head ON true
WHERE h.village_id IN (SELECT id FROM own)
ORDER BY ended, h.address_text, h.household_no
"""
_NUMBERED = "SELECT DISTINCT household_id FROM register_householdparticulars WHERE household_no = %(number)s"
_WRITTEN = """
SELECT household_id FROM register_householdparticulars
WHERE recorded_to IS NULL AND (address_text LIKE %(half)s OR address_text LIKE %(full)s) AND {own}
"""


def homes_numbered(number: str, reach: Reach) -> list[Home]:
    return _homes(_NUMBERED, reach, {"number": number})


def homes_at(text: str, reach: Reach) -> list[Home]:
    """Those whose address has this text, figures in either width; none for a whole town."""
    if _TOO_WIDE.fullmatch(text):
        return []
    # A few villages are worth an index of their own; more are only looked up.
    own = (
        "village_id = ANY(%(own)s)"
        if len(reach.villages) <= SMALL
        else "(village_id IN (SELECT id FROM own)) IS TRUE"
    )
    half, full = text.translate(_HALF_WIDTH), text.translate(_FULL_WIDTH)
    return _homes(_WRITTEN.format(own=own), reach, {"number": None, "half": like(half), "full": like(full)})


def villages_called(place: str) -> frozenset[int]:
    """The villages of all times that are called so, or lie in a town that is; figures and what follows left out."""
    name = re.split(r"\d", place)[0]
    called = Q(folded_name__contains=name) | Q(parent__folded_name__contains=name)
    rows = Division.objects.filter(called, level=Division.Level.VILLAGE)
    return frozenset(rows.values_list("pk", flat=True)) if name else frozenset()


def _homes(found: str, reach: Reach, values: dict[str, Any]) -> list[Home]:
    asked: dict[str, Any] = {"own": list(reach.villages), "on": clock.today(), "head": HEAD, "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute(_HOMES.format(found=found), values | asked)
        return [Home(*row) for row in cursor.fetchall()]
