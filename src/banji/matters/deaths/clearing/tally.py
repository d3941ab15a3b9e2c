"""What the clean-up counts: every set in every breakdown in one statement, and the stock month by month in another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from banji.cases.models import Case
from banji.matters.deaths.clearing.facts import ZONE, Asked, facts, over
from banji.matters.deaths.clearing.sets import OPEN, SETS
from banji.matters.deaths.procedure import DRAFTED, READY

KEYS = ("bureau_id", "station_id", "source", "strength", "state", "month")
GROUPS = (
    (), ("bureau_id", "station_id"), ("bureau_id",), ("source",), ("strength", "state"), ("month",),
)  # fmt: skip
# Always a lag that some case really had (percentile_disc), never a number between two.
_LAGS = {
    "lag_median": (0.5, "lag", SETS["lagged"].where),
    "lag_p90": (0.9, "lag", SETS["lagged"].where),
    "death_median": (0.5, "death_lag", SETS["dated"].where),
    "death_p90": (0.9, "death_lag", SETS["dated"].where),
}
# For the months, whose numbers keep to no period but their own.
_EVER = {
    "ever_declared": "count(*) FILTER (WHERE way = 'declare')",
    "ever_ex_officio": "count(*) FILTER (WHERE way = 'cancel_ex_officio')",
    "ever_lag_median": "percentile_disc(0.5) WITHIN GROUP (ORDER BY lag) FILTER (WHERE lag IS NOT NULL)",
}

type Values = dict[str, int | None]
type Group = tuple[str, ...]
type Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of every set and the lags in days, by breakdown and key; what no case falls into is absent."""

    groups: dict[Group, dict[Key, Values]]

    @property
    def total(self) -> Values:
        return self.groups[()][()]

    def by(self, *group: str) -> dict[Key, Values]:
        return self.groups.get(group, {})


def tally(cases: QuerySet[Case], asked: Asked) -> Tally:
    """One statement over the reader's cases."""
    prefix, params = facts(cases, asked)
    counts = [f'count(*) FILTER (WHERE {one.where}) AS "{code}"' for code, one in SETS.items()]
    lags = [
        f"percentile_disc({share}) WITHIN GROUP (ORDER BY {what}) FILTER (WHERE {where}) AS {name}"
        for name, (share, what, where) in _LAGS.items()
    ]
    ever = [f"{what} AS {name}" for name, what in _EVER.items()]
    sets = ", ".join(f"({', '.join(group)})" for group in GROUPS)
    sql = f"""{prefix} SELECT grouping({", ".join(KEYS)}), {", ".join((*KEYS, *counts, *lags, *ever))}
        FROM (SELECT *, date_trunc('month', cancelled_on)::date AS month FROM facts) f GROUP BY GROUPING SETS ({sets})"""  # noqa: S608
    groups: dict[Group, dict[Key, Values]] = {group: {} for group in GROUPS}
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for mask, *row in cursor.fetchall():
            group = tuple(key for n, key in enumerate(KEYS) if not mask & (1 << (len(KEYS) - 1 - n)))
            key = tuple(row[KEYS.index(name)] for name in group)
            groups[group][key] = dict(zip((*SETS, *_LAGS, *_EVER), row[len(KEYS) :], strict=True))
    return Tally(groups)


# What opens, closes, falls due and is no longer late: +1 and -1 on their days, summed up by month. A step says how the
# case stands from it to the next one. Who may draft is late already: the notice's month is over.
_MONTHS = f"""
WITH mine (case_id, number, station_id, profile, person_id, opened_at) AS ({{mine}}),
asked AS (SELECT %s::date AS day, %s::date AS since, %s::date AS until, %s::timestamptz AS moment),
steps AS (
  SELECT s.case_id, s.at, {OPEN.replace("state", "s.to_state")} AS open, s.hold_until IS NOT NULL AS held,
         coalesce(lag({OPEN.replace("state", "s.to_state")}) OVER own, FALSE) AS was_open, lead(s.at) OVER own AS next_at,
         CASE WHEN s.to_state IN ('{READY}', '{DRAFTED}') THEN s.at
              ELSE greatest(s.at, (s.due_on + 1)::timestamp {ZONE}) END AS late_at,
         s.seq = 1 AS first, s.to_state, s.due_on
  FROM cases_step s JOIN mine USING (case_id) CROSS JOIN asked
  WHERE s.at < moment AND (s.recorded_to IS NULL OR s.recorded_to >= moment)
  WINDOW own AS (PARTITION BY s.case_id ORDER BY s.seq)),
late AS (
  SELECT late_at, next_at FROM steps CROSS JOIN asked
  WHERE open AND NOT held AND (due_on IS NOT NULL OR to_state IN ('{READY}', '{DRAFTED}'))
    AND late_at < coalesce(next_at, moment)),
changes AS (
  SELECT at, open::int - was_open::int AS open, 0 AS late, first::int AS opened FROM steps
  UNION ALL SELECT late_at, 0, 1, 0 FROM late
  UNION ALL SELECT next_at, 0, -1, 0 FROM late WHERE next_at IS NOT NULL),
months AS (
  SELECT date_trunc('month', at {ZONE})::date AS month, sum(open) AS open, sum(late) AS late, sum(opened) AS opened
  FROM changes GROUP BY 1)
SELECT month, (sum(open) OVER past)::int, (sum(late) OVER past)::int, opened::int FROM months
WINDOW past AS (ORDER BY month) ORDER BY month
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Month:
    """The stock at the end of a month (of the day asked for, in the last one), and what was opened in it."""

    first: date
    open: int
    late: int
    opened: int


def months(cases: QuerySet[Case], asked: Asked, count: int) -> list[Month]:
    """The last `count` months up to the day asked for, the oldest first. One statement."""
    sql, params = over(cases, _MONTHS, asked)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = {row[0]: Month(*row) for row in cursor.fetchall()}
    return list(_without_gaps(found, _last_months(asked.on, count)))


def _last_months(on: date, count: int) -> list[date]:
    at = on.year * 12 + on.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(at - count + 1, at + 1)]


def _without_gaps(found: dict[date, Month], wanted: list[date]) -> Iterator[Month]:
    before = max((first for first in found if first < wanted[0]), default=None)
    last = found[before] if before else Month(wanted[0], 0, 0, 0)
    for first in wanted:
        last = found.get(first) or Month(first, last.open, last.late, 0)
        yield last
