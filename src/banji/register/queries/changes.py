"""How the registered population changed: the flows of some days, village by village, and what there was around them.

A flow is a boundary in a person's chain: what held on the eve, and what holds on the day. Counted from the rows, as
they stand or as they were known at an instant. Where divisions change meanwhile, the days are cut into stretches.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from banji.register.models import RegisterEvent
from banji.register.queries.axes import holds_sql, known_sql, must_be_certain

K = RegisterEvent.Kind
# How somebody comes to be registered, and how he ceases to be. Taken over: by a load or a mirroring, from nothing.
COMES = (K.BIRTH, K.BACK_REGISTER, K.MOVE_IN, K.RESTORE)
TAKEN_OVER = "TAKEN_OVER"
GOES = (K.CANCEL_DEATH, K.MOVE_OUT, K.CANCEL)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, cut at `cuts`, days on which divisions change: what happens on such a day belongs
    to the stretch that it begins. `villages`: only what touches one of these (None: everywhere)."""

    first: date
    last: date
    cuts: Sequence[date] = ()
    villages: Collection[int] | None = None
    known_at: datetime | None = None


class Flow(NamedTuple):
    """So many people: in a village up to the eve, in another from the day on. None: not registered in any.

    `comes` and `goes` say why. Both at once: somebody came who went that day or had died before, and is in none of the
    rows; `entered` is then where. Neither: from one village to another.
    """

    stretch: int
    left: int | None
    entered: int | None
    comes: str | None
    goes: str | None
    people: int


class Changes(NamedTuple):
    """The flows, and by village how many were registered at the end of each of the days asked for."""

    flows: list[Flow]
    stocks: Mapping[int, Sequence[int]]


# Of a boundary that lets somebody in, why: by the event that began the row. Where that does not say it (it was changed
# again on the same day, or put back as if a cancellation had never been), by the last event of the day that does.
# Whoever had been here before and comes back without an event of ours is restored.
#
# Too late: who came into the register and is known to have died before that day. No row says that he was ever
# registered, but both his coming and his death were (户口登记条例 Art 9; 公通字〔2021〕12号 Art 32): on the day he came.
_FLOWS = """
edges AS (
    SELECT r.person_id, r.valid_from AS day FROM register_registration r
    WHERE {known_r} AND r.valid_from BETWEEN %(first)s AND %(last)s {here}
    UNION
    SELECT r.person_id, r.valid_to FROM register_registration r
    WHERE {known_r} AND r.valid_to BETWEEN %(first)s AND %(last)s {here}
), steps AS (
    SELECT e.person_id, e.day, was.status = 'ACTIVE' IS TRUE AS left_, was.village_id AS left_village,
           was.id IS NOT NULL AS was_here, now.status = 'ACTIVE' IS TRUE AS entered_, now.village_id, now.status,
           now.cancel_reason, CASE WHEN event.revokes_id IS NULL THEN event.kind END AS kind
    FROM edges e
    LEFT JOIN register_registration was ON was.person_id = e.person_id AND was.valid_to = e.day AND {known_was}
    LEFT JOIN register_registration now ON now.person_id = e.person_id AND now.valid_from = e.day AND {known_now}
    LEFT JOIN register_registerevent event ON event.id = now.event_id
    WHERE was.status = 'ACTIVE' OR now.id IS NOT NULL
), told AS (
    SELECT s.*, CASE WHEN s.kind = ANY(%(comes)s) THEN s.kind ELSE of_day.kind END AS came
    FROM steps s
    LEFT JOIN LATERAL (
        SELECT d.kind FROM register_registerevent d
        WHERE d.person_id = s.person_id AND d.event_date = s.day AND {comes_d} ORDER BY d.seq DESC LIMIT 1
    ) of_day ON NOT s.left_ AND s.kind IS DISTINCT FROM 'LOADED' AND (s.kind <> ALL(%(comes)s)) IS NOT FALSE
), too_late AS (
    SELECT d.person_id, d.event_date AS day, d.kind,
           coalesce((d.details #>> '{{sets,registration,0,village_id}}')::bigint, now.village_id) AS village_id
    FROM register_registerevent d
    JOIN register_registration now ON now.person_id = d.person_id AND now.valid_from < d.event_date
         AND (now.valid_to IS NULL OR now.valid_to > d.event_date) AND {known_now}
    LEFT JOIN register_registration was ON was.person_id = d.person_id AND was.valid_to = now.valid_from AND {known_was}
    WHERE d.event_date BETWEEN %(first)s AND %(last)s AND {comes_d}
      AND now.status = 'CANCELLED' AND now.cancel_reason = 'DEATH' AND (was.status = 'ACTIVE') IS NOT TRUE
      AND NOT EXISTS (
        SELECT 1 FROM register_registerevent f WHERE f.person_id = d.person_id AND {comes_f}
        AND f.event_date >= now.valid_from AND (f.event_date, f.seq) < (d.event_date, d.seq))
), flows AS (
    SELECT person_id, day, width_bucket(day, %(cuts)s::date[]) AS stretch,
           CASE WHEN left_ THEN left_village END AS left_village,
           CASE WHEN entered_ OR NOT left_ THEN village_id END AS entered_village,
           CASE WHEN left_ THEN NULL WHEN NOT entered_ OR came IS NOT NULL THEN came
                WHEN was_here THEN 'RESTORE' ELSE 'TAKEN_OVER' END AS comes,
           CASE WHEN entered_ THEN NULL WHEN status = 'IN_TRANSIT' OR cancel_reason = 'MOVED_OUT' THEN 'MOVE_OUT'
                WHEN cancel_reason = 'DEATH' THEN 'CANCEL_DEATH' ELSE 'CANCEL' END AS goes
    FROM told
    WHERE CASE WHEN left_ AND entered_ THEN left_village <> village_id ELSE left_ OR entered_ OR came IS NOT NULL END
    UNION ALL
    SELECT r.person_id, r.day, width_bucket(r.day, %(cuts)s::date[]), NULL, r.village_id, r.kind, 'CANCEL_DEATH'
    FROM too_late r WHERE true {here}
)
"""

# An event by which somebody comes to be registered, and that stands: nobody has revoked it, or that was revoked.
_COMES = """
{e}.kind = ANY(%(comes)s) AND {e}.revokes_id IS NULL AND {known} AND NOT EXISTS (
    SELECT 1 FROM register_registerevent x WHERE x.revokes_id = {e}.id AND {known_x} AND NOT EXISTS (
        SELECT 1 FROM register_registerevent y WHERE y.revokes_id = x.id AND {known_y}))
"""

_COUNTED = """
WITH {flows}
SELECT stretch, left_village, entered_village, comes, goes, count(*), NULL::bigint[] FROM flows GROUP BY 1, 2, 3, 4, 5
UNION ALL
SELECT NULL, r.village_id, NULL, NULL, NULL, NULL, ARRAY[{stocks}]::bigint[] FROM register_registration r
WHERE {known_r} AND r.status = 'ACTIVE' {here} GROUP BY r.village_id
"""


def changes(period: Period, days: Sequence[date]) -> Changes:
    """The flows of a period and the stocks at the end of some days, in one statement: they are of one moment. Raises
    `Refused` for an instant past the watermark."""
    stocks = [f"count(*) FILTER (WHERE {holds_sql('r', f'%(day{n})s')})" for n in range(len(days))]
    rows = _rows(period, _COUNTED, {f"day{n}": day for n, day in enumerate(days)}, stocks=", ".join(stocks))
    return Changes(
        [Flow(*row[:-1]) for row in rows if row[-1] is None],
        {row[1]: row[-1] for row in rows if row[-1] is not None},
    )


class Moved(NamedTuple):
    """One person of a flow, and the village in which he was or came to be registered."""

    person_id: UUID
    day: date
    village_id: int


class Inside(NamedTuple):
    """Which villages are in an area, stretch by stretch: pairs, as two columns."""

    stretches: Sequence[int]
    villages: Sequence[int]


class Line(NamedTuple):
    """A line of the balance of an area (`PEOPLE_OF`) over a period."""

    name: str
    period: Period
    inside: Inside


# What a line of the balance counts: a condition on the flow, whether it left the area (`l`) and entered it (`e`).
ARRIVED, DEPARTED = "ARRIVED", "DEPARTED"
_LINES: Mapping[str, str] = {
    **{str(kind): f"e.village IS NOT NULL AND f.comes = '{kind}'" for kind in (*COMES, TAKEN_OVER)},
    **{str(kind): f"coalesce(l.village, e.village) IS NOT NULL AND f.goes = '{kind}'" for kind in GOES},
    ARRIVED: "f.comes IS NULL AND f.goes IS NULL AND e.village IS NOT NULL AND l.village IS NULL",
    DEPARTED: "f.comes IS NULL AND f.goes IS NULL AND l.village IS NOT NULL AND e.village IS NULL",
}
PEOPLE_OF = tuple(_LINES)

_PEOPLE = """
WITH {flows}, inside AS (SELECT * FROM unnest(%(stretches)s::int[], %(inside)s::bigint[]) AS pair(stretch, village))
SELECT f.person_id, f.day, coalesce(CASE WHEN f.goes IS NULL THEN e.village END, l.village, e.village), count(*) OVER ()
FROM flows f
LEFT JOIN inside l ON (l.stretch, l.village) = (f.stretch, f.left_village)
LEFT JOIN inside e ON (e.stretch, e.village) = (f.stretch, f.entered_village)
WHERE {line}
ORDER BY f.day, f.person_id LIMIT %(limit)s OFFSET %(skip)s
"""


def people_of(line: Line, *, limit: int, skip: int) -> tuple[list[Moved], int]:
    """Some of the people that a line counts, by day, and how many there are in all. For `access` only: who shows them
    records it."""
    values = {
        "stretches": list(line.inside.stretches),
        "inside": list(line.inside.villages),
        "limit": limit,
        "skip": skip,
    }
    rows = _rows(line.period, _PEOPLE, values, line=_LINES[line.name])
    return [Moved(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def _rows(period: Period, statement: str, more: Mapping[str, Any], **parts: str) -> list[tuple[Any, ...]]:
    if period.known_at is not None:
        must_be_certain(period.known_at)
    here = "" if period.villages is None else "AND r.village_id = ANY(%(villages)s)"
    fixed = {
        f"known_{row}": known_sql(row, period.known_at) for row in ("r", "was", "now", "d", "f", "x", "y")
    }
    comes = {f"comes_{e}": _COMES.format(e=e, known=fixed[f"known_{e}"], **fixed) for e in ("d", "f")}
    flows = _FLOWS.format(**fixed, **comes, here=here)
    values: dict[str, Any] = {
        "first": period.first,
        "last": period.last,
        "cuts": list(period.cuts),
        "villages": list(period.villages or ()),
        "known_at": period.known_at,
        "comes": [str(kind) for kind in COMES],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement.format(**fixed, here=here, flows=flows, **parts), {**values, **more})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
