"""A city for the bench of pages: the demo's, told by the demo's own officers, with as many open cases as a city that
begins to clean up. Further cases are copied in sets from those the officers have worked on, state by state, onto other
old people who are registered: what stands on their pages is lawful, but their digests are those of the models.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import connection, models, transaction

from banji.addresses.scope import stations_sql
from banji.cases.models import Case, Evidence, Notice, Service, Step
from banji.foundation import clock
from banji.foundation.ids import uuid7
from banji.matters.deaths.models import DeathSignal
from banji_demo.demo import main as demo

# Of a hundred further cases, how many stand where.
STATES = {"MATCHED": 40, "CONFIRMED_DEAD": 25, "NOTIFIED": 25, "EX_OFFICIO_READY": 10}
PEOPLE_PER_CASE = 40

_OLD = """
SELECT r.person_id, r.village_id FROM register_registration r
JOIN register_particulars p ON p.person_id = r.person_id AND p.recorded_to IS NULL
WHERE r.recorded_to IS NULL AND r.valid_to IS NULL AND r.status = 'ACTIVE' AND p.birth_date < '1955-01-01'
  AND NOT EXISTS (SELECT 1 FROM cases_case c WHERE c.person_id = r.person_id)
ORDER BY md5(r.person_id::text) LIMIT %s
"""


def make(people: int) -> None:
    """Found the city and fill it up, unless that is done."""
    if demo(["--people", str(people)]):
        raise SystemExit("The city could not be founded.")
    missing = people // PEOPLE_PER_CASE - Case.objects.count()
    if missing > 0:
        with transaction.atomic():
            _add(missing)


class Copy:
    """The model case and what becomes of it."""

    def __init__(self, n: int, model: UUID, person: UUID, village: int, station: int) -> None:
        self.n, self.model, self.id = n, model, uuid7()
        self.person, self.village, self.station = person, village, station


def _add(count: int) -> None:
    copies = list(_copies(count))
    new = {
        "id": "m.id",
        "number": "t.number || '/' || m.n",
        "person_id": "m.person",
        "village_id": "m.village",
        "station_id": "m.station",
        "post_id": "NULL",
    }
    _copy(copies, Case, "t.id = m.model", new)
    for table in (Step, Evidence):
        _copy(copies, table, "t.case_id = m.model", {"case_id": "m.id"})
    signal = {"case_id": "m.id", "person_id": "m.person", "row_id": "NULL"}
    _copy(copies, DeathSignal, "t.case_id = m.model", signal)
    marked = {"number": "t.number || '/' || m.n", "verify_code": "md5(t.verify_code || m.n)"}
    _copy(copies, Notice, "t.case_id = m.model", {"case_id": "m.id"} | marked)
    of_case = "t.notice_id = o.id JOIN cases_notice n ON n.number = o.number || '/' || m.n"
    _copy(
        copies,
        Service,
        f"o.case_id = m.model JOIN cases_service t ON {of_case}",
        {"notice_id": "n.id"},
        "cases_notice o",
    )


def _copies(count: int) -> Iterator[Copy]:
    with connection.cursor() as cursor:
        cursor.execute(_OLD, [count])
        old = cursor.fetchall()
        villages = sorted({village for _, village in old})
        asked = stations_sql("SELECT unnest(%(villages)s::bigint[])")
        cursor.execute(asked, {"villages": villages, "on": clock.today()})
        stations = {row[0]: row[1] for row in cursor.fetchall()}
    states = [state for state, share in STATES.items() for _ in range(share)]
    models_of = {
        state: list(Case.objects.filter(state=state).values_list("pk", flat=True)) for state in STATES
    }
    for n, (person, village) in enumerate(old):
        found = models_of[states[n * 37 % len(states)]]
        if found and village in stations:
            yield Copy(n, found[n % len(found)], person, village, stations[village])


def _copy(
    copies: list[Copy], table: type[models.Model], where: str, new: dict[str, str], source: str = ""
) -> None:
    """Copy the rows `t` of a table that belong to the model cases `m.model`, with some columns anew."""
    columns = [str(f.column) for f in table._meta.concrete_fields if not isinstance(f, models.BigAutoField)]
    values = ", ".join(new.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    given = [
        [getattr(copy, name) for copy in copies]
        for name in ("n", "model", "id", "person", "village", "station")
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table._meta.db_table}" ({names}) SELECT {values} FROM unnest(%s::int[], %s::uuid[], %s::uuid[],'
            " %s::uuid[], %s::bigint[], %s::bigint[]) m(n, model, id, person, village, station)"
            f" JOIN {source or table._meta.db_table + ' t'} ON {where}",
            given,
        )
