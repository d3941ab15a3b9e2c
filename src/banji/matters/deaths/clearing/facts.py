"""One row per case of a suspected death as it stood at the end of a day: the ground of every number and list.

All comes from rows with their times (steps, signals, notices, services, register events), never from counters, so
that a past figure can be asked again. A case counts for the station that has it today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from banji.cases.lawbook import rules_on
from banji.cases.models import Case
from banji.cases.views import SERVED
from banji.foundation.clock import CITY_TIME, INSTANT
from banji.law.shipped import shipped_profiles
from banji.matters.deaths.effects import NOTICE_KIND
from banji.matters.deaths.procedure import KIND, NOTIFIED

type Sql = tuple[str, list[Any]]

ZONE = f"AT TIME ZONE '{CITY_TIME.key}'"
# What `mine` takes from the case itself.
_OWN = (
    "number", "station_id", "profile", "person_id", "opened_at", "closed_at", "state", "due_on", "hold_until",
)  # fmt: skip
_STANDS = "{0}.recorded_from < moment AND ({0}.recorded_to IS NULL OR {0}.recorded_to >= moment)"


@dataclass(frozen=True, slots=True)
class Asked:
    """The end of the day `on`; what happened is counted from `since` to `until`, both days included."""

    on: date
    since: date
    until: date

    @classmethod
    def at(cls, on: date, *, since: date | None = None, until: date | None = None) -> Asked:
        """Without a beginning everything up to the day."""
        return cls(on, since or date(1900, 1, 1), min(until or on, on))

    @property
    def moment(self) -> datetime:
        """The first instant that no longer counts."""
        return datetime.combine(self.on + timedelta(days=1), time(), CITY_TIME)


# Name of the fact: what it is. The order is that of the columns.
FACTS = {
    "case_id": "the case",
    "station_id": "the station that has it today",
    "bureau_id": "the organisation above that station",
    "state": "its state",
    "closed_on": "the day it was closed; means nothing while it is open",
    "due_on": "the day that state is due",
    "held": "on hold",
    "opened_on": "the day it was opened",
    "running": "its notices are issued and served, and their month has begun",
    "strength": "the best strength of its signals",
    "source": "who spoke first: the earliest signal A or B, else the earliest C",
    "told_on": "the day of the earliest signal A or B",
    "cancelled_on": "the day the registration was cancelled",
    "way": "on declaration or ex officio",
    "revoked_on": "the day a wrong cancellation was revoked",
    "died_on": "the date of death as registered",
    "lag": "days from the earliest signal A or B to the cancellation",
    "death_lag": "days from the death to the cancellation",
}

# `asked` is put in as constants, so that the planner knows how many rows stand. The case itself says how it stands now,
# and how it stood since it was closed; else the last of its steps does, looked up from the end of each case's own.
_FACTS = f"""
WITH {{mine}},
asked AS NOT MATERIALIZED (
  SELECT %s::date AS day, %s::date AS since, %s::date AS until, %s::timestamptz AS moment, %s::text[] AS first_service),
as_now AS (
  SELECT mine.*, (SELECT {INSTANT}) < moment OR closed_at IS NOT NULL AND closed_at < moment AS stands
  FROM mine CROSS JOIN asked),
last AS (
  SELECT case_id, station_id, profile, opened_at, state, due_on, hold_until, closed_at FROM as_now WHERE stands
  UNION ALL
  SELECT case_id, station_id, profile, opened_at, s.* FROM as_now CROSS JOIN asked CROSS JOIN LATERAL (
    SELECT s.to_state, s.due_on, s.hold_until, s.at FROM cases_step s
    WHERE s.case_id = as_now.case_id AND s.at < moment AND (s.recorded_to IS NULL OR s.recorded_to >= moment)
    ORDER BY s.seq DESC LIMIT 1) s
  WHERE NOT stands),
ends AS (
  SELECT s.case_id, max(s.at) FILTER (WHERE s.name <> 'revoke') AS cancelled_at,
         max(s.at) FILTER (WHERE s.name = 'declare') AS declared_at,
         max(s.at) FILTER (WHERE s.name = 'revoke') AS revoked_at
  FROM cases_step s JOIN mine USING (case_id) CROSS JOIN asked
  WHERE s.name IN ('declare', 'cancel_ex_officio', 'revoke')
    AND s.at < moment AND (s.recorded_to IS NULL OR s.recorded_to >= moment) GROUP BY s.case_id),
said AS (
  SELECT DISTINCT ON (s.case_id) s.case_id, s.source, min(s.strength) OVER whole AS strength,
         CASE WHEN s.strength < 'C' THEN s.received_on END AS told_on
  FROM deaths_deathsignal s JOIN mine USING (case_id) CROSS JOIN asked
  WHERE {_STANDS.format("s")}
  WINDOW whole AS (PARTITION BY s.case_id ORDER BY s.strength = 'C', s.received_on, s.id
                   ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
  ORDER BY s.case_id, s.strength = 'C', s.received_on, s.id),
served AS (
  SELECT n.case_id, count(*) AS notices, count(v.id) AS served
  FROM cases_notice n JOIN last USING (case_id) CROSS JOIN asked
  LEFT JOIN cases_service v ON v.notice_id = n.id AND {_STANDS.format("v")}
  WHERE last.state = '{NOTIFIED}' AND n.kind = '{NOTICE_KIND}' AND n.addressee_kind IN {SERVED}
    AND {_STANDS.format("n")} GROUP BY n.case_id),
died AS (
  SELECT DISTINCT ON (mine.case_id) mine.case_id, e.event_date AS died_on
  FROM mine JOIN ends USING (case_id) JOIN register_registerevent e ON e.person_id = mine.person_id CROSS JOIN asked
  WHERE ends.cancelled_at IS NOT NULL AND e.kind = 'CANCEL_DEATH' AND e.case_no = mine.number AND {_STANDS.format("e")}
  ORDER BY mine.case_id, e.recorded_from DESC),
known AS (
  SELECT last.case_id, last.station_id, o.parent_id AS bureau_id, last.state,
         (last.closed_at {ZONE})::date AS closed_on, last.due_on, last.hold_until IS NOT NULL AS held,
         (last.opened_at {ZONE})::date AS opened_on,
         coalesce(served = notices OR served > 0 AND last.profile = ANY(first_service), FALSE) AS running,
         coalesce(said.strength, '') AS strength, coalesce(said.source, '') AS source, said.told_on,
         (cancelled_at {ZONE})::date AS cancelled_on,
         CASE WHEN cancelled_at = declared_at THEN 'declare' WHEN cancelled_at IS NOT NULL THEN 'cancel_ex_officio' END
           AS way,
         (revoked_at {ZONE})::date AS revoked_on, died.died_on
  FROM last JOIN accounts_organisation o ON o.id = last.station_id CROSS JOIN asked
  LEFT JOIN ends USING (case_id) LEFT JOIN said USING (case_id) LEFT JOIN served USING (case_id)
  LEFT JOIN died USING (case_id)),
facts AS (
  SELECT known.*, CASE WHEN told_on <= cancelled_on THEN cancelled_on - told_on END AS lag,
         cancelled_on - died_on AS death_lag, asked.day, asked.since, asked.until
  FROM known CROSS JOIN asked)
"""  # noqa: S608 - every part is a constant of ours


def facts(cases: QuerySet[Case], asked: Asked) -> Sql:
    """`WITH … facts AS (…)` over those of `cases` that are of this kind; a SELECT from `facts` follows."""
    return over(cases, _FACTS, asked, _first_service(asked.on))


def over(cases: QuerySet[Case], template: str, asked: Asked, *more: object) -> Sql:
    """A statement whose `{mine}` names the reader's cases of this kind, and whose first parameters are what is asked."""
    mine = cases.filter(kind=KIND).order_by().select_related(None).values_list("pk", *_OWN)
    try:
        sql, given = mine.query.sql_with_params()
    except EmptyResultSet:
        none = (f"NULL::{Case._meta.get_field(name).db_type(connection)}" for name in ("id", *_OWN))
        sql, given = f"SELECT {', '.join(none)} WHERE FALSE", ()
    asked_for = [asked.on, asked.since, asked.until, asked.moment]
    named = f"mine (case_id, {', '.join(_OWN)}) AS ({sql})"
    return template.replace("{mine}", named), [*given, *asked_for, *more]


def among(cases: QuerySet[Case], asked: Asked, conditions: Iterable[Sql]) -> QuerySet[Case]:
    """Those of `cases` whose facts meet every condition."""
    sql, params = facts(cases, asked)
    met = list(conditions)
    where = " AND ".join(f"({condition})" for condition, _given in met) or "TRUE"
    given = [value for _condition, values in met for value in values]
    return cases.filter(pk__in=RawSQL(f"{sql} SELECT case_id FROM facts WHERE {where}", [*params, *given]))  # noqa: S608, S611


def _first_service(on: date) -> list[str]:
    """The profiles in force under which the month begins with the first service of any notice."""
    rules = (rules_on(on, profile) for profile in shipped_profiles())
    found = (
        (one.profile, value) for one in rules for value in one.all() if value.key == "deaths.notice_starts"
    )
    return [profile for profile, value in found if value.choice == "FIRST_SERVICE"]
