"""Which villages an officer answers for, and which station answers for a village: dated rows, never a code prefix."""

from __future__ import annotations

from datetime import date

from django.db import connection

from banji.accounts.models import Organisation
from banji.addresses.lineage import TODAY
from banji.foundation.actors import Actor
from banji.foundation.once import once

# The areas of the post itself if it has any, else of its organisation; grids and zones stand for their villages;
# then everything below, and everything these have succeeded, so that people registered under an old name are in.
# A village that left a standing town is no longer below it, unless nobody knows what it became. A town that has
# ended, and that somebody still answers for, stands for its villages until the row of that town is ended too.
# Where a village is known, the town it was first said to lie in no longer counts.
_VILLAGES = """
WITH RECURSIVE
  given AS (
    SELECT j.area_id FROM accounts_jurisdiction j
    WHERE j.organisation_id = %(organisation)s AND j.valid_from <= %(on)s
      AND (j.valid_to IS NULL OR j.valid_to > %(on)s)
      AND (j.post_id = %(post)s OR (j.post_id IS NULL AND NOT EXISTS (
            SELECT 1 FROM accounts_jurisdiction own WHERE own.post_id = %(post)s AND own.valid_from <= %(on)s
              AND (own.valid_to IS NULL OR own.valid_to > %(on)s))))),
  named AS (
    SELECT d.area_id FROM addresses_division d JOIN given USING (area_id)
    UNION SELECT g.village_id FROM addresses_grid g JOIN given USING (area_id)
      WHERE g.valid_from <= %(on)s AND (g.valid_to IS NULL OR g.valid_to > %(on)s)
    UNION SELECT m.division_id FROM addresses_zonemember m JOIN given ON given.area_id = m.zone_id
      WHERE m.valid_from <= %(on)s AND (m.valid_to IS NULL OR m.valid_to > %(on)s)),
  succeeded AS (
    SELECT s.predecessor_id, s.successor_id FROM addresses_succession s
    WHERE s.happened_on <= %(on)s AND s.withdrawn_at IS NULL AND (s.rule <> 'TOWN_ONLY' OR NOT EXISTS (
      SELECT 1 FROM addresses_succession known WHERE known.predecessor_id = s.predecessor_id
        AND known.rule <> 'TOWN_ONLY' AND known.withdrawn_at IS NULL AND known.happened_on <= %(on)s))),
  below AS (
    SELECT d.area_id, d.parent_id FROM addresses_division d JOIN addresses_division p ON p.area_id = d.parent_id
    WHERE d.valid_from <= %(on)s AND (d.valid_to IS NULL OR d.valid_to > %(on)s OR p.valid_to <= %(on)s
      OR NOT EXISTS (SELECT 1 FROM succeeded s WHERE s.predecessor_id = d.area_id))),
  reached AS (
    SELECT area_id FROM named
    UNION
    SELECT next.area_id FROM reached JOIN (
      SELECT area_id, parent_id AS from_id FROM below
      UNION ALL
      SELECT predecessor_id, successor_id FROM succeeded
    ) next ON next.from_id = reached.area_id)
SELECT d.area_id FROM addresses_division d JOIN reached USING (area_id) WHERE d.level = 5
"""

# From what each village is today (or the village itself where that is unknown) upwards; of two areas of one unit the
# zone is the nearer. `{asked}` is a query for the ids of the villages.
_STATIONS = f"""
WITH RECURSIVE asked(id) AS ({{asked}}), now AS ({TODAY.replace("%(only)s", "ARRAY(SELECT id FROM asked)")}), above AS (
    SELECT asked.id AS asked, d.area_id, d.parent_id, 0 AS distance FROM asked
    LEFT JOIN now ON now.village_id = asked.id
    JOIN addresses_division d ON d.area_id = coalesce(now.now_id, asked.id)
    UNION ALL
    SELECT above.asked, d.area_id, d.parent_id, above.distance + 1 FROM addresses_division d
    JOIN above ON d.area_id = above.parent_id
), areas AS (
    SELECT asked, area_id, distance, 1 AS rank FROM above
    UNION ALL
    SELECT above.asked, m.zone_id, above.distance, 0 FROM above
    JOIN addresses_zonemember m ON m.division_id = above.area_id
    WHERE m.valid_from <= %(on)s AND (m.valid_to IS NULL OR m.valid_to > %(on)s)
)
SELECT DISTINCT ON (areas.asked) areas.asked, o.* FROM areas
JOIN accounts_jurisdiction j ON j.area_id = areas.area_id AND j.post_id IS NULL
JOIN accounts_organisation o ON o.id = j.organisation_id
WHERE o.kind = 'POLICE_STATION' AND j.valid_from <= %(on)s AND (j.valid_to IS NULL OR j.valid_to > %(on)s)
  AND (o.valid_to IS NULL OR o.valid_to > %(on)s)
ORDER BY areas.asked, areas.distance, areas.rank, o.id
"""  # noqa: S608 - TODAY is a constant of ours


def stations_sql(asked: str) -> str:
    """A query for the police station (`asked`, and the columns of the organisation) that answers for each village of
    the query `asked` on the day `%(on)s`."""
    return _STATIONS.replace("{asked}", asked)


@once
def villages_of(actor: Actor, on: date) -> frozenset[int]:
    """Ids of every village division, past ones included, that `actor`'s post answers for on that day."""
    if actor.organisation_id is None:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(
            _VILLAGES, {"organisation": actor.organisation_id, "post": actor.post_id or -1, "on": on}
        )
        return frozenset(row[0] for row in cursor.fetchall())


def station_for(village_id: int, on: date) -> Organisation | None:
    """The police station that answers for a village on a day, the nearest jurisdiction first."""
    found = Organisation.objects.raw(
        stations_sql("SELECT %(village)s::bigint"), {"village": village_id, "on": on}
    )
    return next(iter(found), None)
