"""What the clean-up counts: every set in every breakdown in one statement, and the stock month by month in another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from banji.cases.models import Case
from banji.foundation.clock import CITY_TIME
from banji.matters.deaths.clearing.facts import Asked, facts, over
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

# Numbers are counted by hashing. Medians want sorted rows, so they are asked apart, of the cancelled alone.
_NUMBERS = {
    "sets": {code: f"count(*) FILTER (WHERE {one.where})" for code, one in SETS.items()},
    "lags": {
        name: f"percentile_disc({share}) WITHIN GROUP (ORDER BY {what}) FILTER (WHERE {where})"
        for name, (share, what, where) in _LAGS.items()
    }
    | _EVER,
}
_OF = {"sets": "TRUE", "lags": "cancelled_on IS NOT NULL"}

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
    groups: dict[Group, dict[Key, Values]] = {group: {} for group in GROUPS}
    with connection.cursor() as cursor:
        cursor.execute(f"{prefix} {' UNION ALL '.join(map(_counted, _NUMBERS))}", params)
        for part, mask, *row, numbers in cursor.fetchall():
            group = tuple(key for n, key in enumerate(KEYS) if not mask & (1 << (len(KEYS) - 1 - n)))
            key = tuple(row[KEYS.index(name)] for name in group)
            values = groups[group].setdefault(key, dict.fromkeys(_LAGS))
            values.update(zip(_NUMBERS[part], numbers, strict=True))
    return Tally(groups)


def _counted(part: str) -> str:
    """One row for each key of each breakdown, its numbers in one array."""
    keys = ", ".join(KEYS)
    return f"""SELECT '{part}', grouping({keys}), {keys}, ARRAY[{", ".join(_NUMBERS[part].values())}]
        FROM (SELECT *, date_trunc('month', cancelled_on)::date AS month FROM facts) f WHERE {_OF[part]}
        GROUP BY GROUPING SETS ({", ".join(f"({', '.join(group)})" for group in GROUPS)})"""  # noqa: S608


# A step says how the case stands from it to the next one: at the ends of the months from the one it was `entered` in to
# the one before it was `gone`; of these late from month `late` on. Months are counted from 1, before them is 0. Who may
# draft is late already: the notice's month is over.
_MONTHS = f"""
WITH {{mine}},
asked AS NOT MATERIALIZED (
  SELECT %s::date AS day, %s::date AS since, %s::date AS until, %s::timestamptz AS moment,
         %s::timestamptz[] AS begins, %s::date[] AS ends),
steps AS (
  SELECT s.seq = 1 AS first, s.to_state AS state, s.due_on, s.hold_until IS NOT NULL AS held,
         width_bucket(s.at, begins) AS entered,
         width_bucket(lead(s.at, 1, moment) OVER (PARTITION BY s.case_id ORDER BY s.seq), begins || moment) AS gone, ends
  FROM cases_step s JOIN mine USING (case_id) CROSS JOIN asked
  WHERE s.at < moment AND (s.recorded_to IS NULL OR s.recorded_to >= moment))
SELECT entered, gone, CASE WHEN held THEN NULL WHEN state IN ('{READY}', '{DRAFTED}') THEN entered
                           ELSE width_bucket(due_on, ends) + 1 END AS late,
       count(*) FILTER (WHERE {OPEN}), count(*) FILTER (WHERE first)
FROM steps WHERE entered < gone AND {OPEN} OR first GROUP BY 1, 2, 3
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
    firsts = _last_months(asked.on, count)
    begins = [datetime.combine(first, time(), CITY_TIME) for first in firsts]
    ends = [*(first - timedelta(days=1) for first in firsts[1:]), asked.on]
    # What was closed before them is neither in their stock nor opened in them.
    touched = cases.filter(Q(closed_at=None) | Q(closed_at__gte=begins[0]))
    sql, params = over(touched, _MONTHS, asked, begins, ends)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        stays = cursor.fetchall()
    return [_month(first, n, stays) for n, first in enumerate(firsts, 1)]


def _month(first: date, n: int, stays: list[tuple[int, int, int | None, int, int]]) -> Month:
    stock = [(late, open_) for entered, gone, late, open_, _opened in stays if entered <= n < gone]
    return Month(
        first,
        sum(open_ for _late, open_ in stock),
        sum(open_ for late, open_ in stock if late is not None and late <= n),
        sum(opened for entered, _gone, _late, _open, opened in stays if entered == n),
    )


def _last_months(on: date, count: int) -> list[date]:
    at = on.year * 12 + on.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(at - count + 1, at + 1)]
