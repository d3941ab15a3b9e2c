"""What became of a village, and what it was before. Always derived from `Succession`, never written on people's rows.

Several after a split; the town alone where no list tells the village; nothing where not even the town is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from django.db import connection

from banji.addresses.models import Division, Succession

# For joins: `FROM registration r JOIN (TODAY) t ON t.village_id = r.village_id`, with the parameters `on` and `only`
# (ids, or None for all). A village that stands is its own successor. The town counts only while no village is known.
TODAY = """
WITH RECURSIVE became AS (
    SELECT area_id AS village_id, area_id AS now_id FROM addresses_division
    WHERE level = 5 AND valid_from <= %(on)s AND (%(only)s::bigint[] IS NULL OR area_id = ANY(%(only)s::bigint[]))
    UNION
    SELECT became.village_id, s.successor_id FROM became
    JOIN addresses_succession s ON s.predecessor_id = became.now_id
      AND s.happened_on <= %(on)s AND s.withdrawn_at IS NULL
), standing AS (
    SELECT became.village_id, d.area_id AS now_id, d.level,
           max(d.level) OVER (PARTITION BY became.village_id) AS finest
    FROM became JOIN addresses_division d ON d.area_id = became.now_id
    WHERE d.valid_from <= %(on)s AND (d.valid_to IS NULL OR d.valid_to > %(on)s)
)
SELECT village_id, now_id, level FROM standing WHERE level = finest
"""

_TODAY_WHOLE = f"""
SELECT d.* FROM addresses_division d JOIN ({TODAY}) t ON t.now_id = d.area_id ORDER BY d.code
"""  # noqa: S608 - a constant of ours

_BEFORE = """
WITH RECURSIVE before AS (
    SELECT s.predecessor_id AS id, s.happened_on, s.how, s.rule FROM addresses_succession s
    WHERE s.successor_id = %(id)s AND s.withdrawn_at IS NULL
    UNION
    SELECT s.predecessor_id, s.happened_on, s.how, s.rule FROM before
    JOIN addresses_succession s ON s.successor_id = before.id AND s.withdrawn_at IS NULL
)
SELECT id, happened_on, how, rule FROM before ORDER BY happened_on DESC, id
"""


class Past(NamedTuple):
    """A predecessor, and how and when it became the next one."""

    division: Division
    until: date
    how: str
    rule: str


class Became(NamedTuple):
    """A change: into what, when and how; `rule` says how surely that is known."""

    succession_id: int
    division: Division
    on: date
    how: str
    rule: str


def changes_since(division_id: int, on: date) -> tuple[Became, ...]:
    """What happened to a village one after another until a day, oldest first; empty where it stands, or where it was
    split or is known by its town alone on the way: then nobody can say that it is one and the same."""
    found: list[Became] = []
    passed = {division_id}
    at = division_id
    while steps := list(_steps(at, on)):
        at = steps[0].division.pk
        if len(steps) > 1 or steps[0].rule == Succession.Rule.TOWN_ONLY or at in passed:
            return ()
        found += steps
        passed.add(at)
    return tuple(found)


def _steps(division_id: int, on: date) -> Iterator[Became]:
    rows = Succession.objects.filter(predecessor=division_id, withdrawn_at=None, happened_on__lte=on)
    for row in rows.select_related("successor"):
        yield Became(row.pk, row.successor, row.happened_on, row.how, row.rule)


def today(division_id: int, on: date) -> tuple[Division, ...]:
    """What the village is on a day: itself while it stands, else its successors, () if unknown."""
    found = Division.objects.raw(_TODAY_WHOLE, {"on": on, "only": [division_id]})
    return tuple(found)


def today_of_all(on: date) -> dict[int, tuple[int, ...]]:
    """`today` for every village that ever stood, as ids: 3,370 villages in one query."""
    with connection.cursor() as cursor:
        cursor.execute(TODAY, {"on": on, "only": None})
        found: dict[int, tuple[int, ...]] = {}
        for village_id, now_id, _level in sorted(cursor.fetchall()):
            found[village_id] = (*found.get(village_id, ()), now_id)
    return found


def predecessors(division_id: int) -> tuple[Past, ...]:
    """All that went into a division, newest change first."""
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, {"id": division_id})
        rows = cursor.fetchall()
    divisions = Division.objects.in_bulk([row[0] for row in rows])
    return tuple(Past(divisions[row[0]], *row[1:]) for row in rows)


def past_names(division: Division) -> tuple[str, ...]:
    """Short names of all that went into it, other than its own, newest first, each once."""
    names = dict.fromkeys(past.division.folded_name for past in predecessors(division.pk))
    return tuple(name for name in names if name != division.folded_name)


def ancestors_by_merger(division_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """For each division its own id and the ids of all that went into it: where to look for people's history."""
    ids = list(division_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE before AS (SELECT id AS now_id, id FROM unnest(%(ids)s::bigint[]) AS id UNION"
            " SELECT before.now_id, s.predecessor_id FROM before JOIN addresses_succession s"
            " ON s.successor_id = before.id AND s.withdrawn_at IS NULL)"
            " SELECT now_id, array_agg(id) FROM before GROUP BY now_id",
            {"ids": ids},
        )
        return {now_id: frozenset(found) for now_id, found in cursor.fetchall()}
