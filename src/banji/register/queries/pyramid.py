"""The registered population of an area by age and sex on a day, as known at an instant. Counts only, nobody's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from banji.register.queries.axes import holds_sql, known_sql, must_be_certain

MALE, FEMALE = "1", "2"  # GB/T 2261.1
STEP, OLDEST = 5, 100


@dataclass(frozen=True, slots=True)
class AgeGroup:
    """People of five years of age, from `lowest` on; of the last group any age from 100, of None the age is unknown.
    `unsaid`: neither male nor female is registered."""

    lowest: int | None
    male: int
    female: int
    unsaid: int

    @property
    def people(self) -> int:
        return self.male + self.female + self.unsaid


@dataclass(frozen=True, slots=True)
class Pyramid:
    """The youngest first; whose birth is unknown (or dated later than the day) at the end, if there is anybody."""

    groups: tuple[AgeGroup, ...]

    @property
    def people(self) -> int:
        return sum(group.people for group in self.groups)

    @property
    def male(self) -> int:
        return sum(group.male for group in self.groups)

    @property
    def female(self) -> int:
        return sum(group.female for group in self.groups)

    @property
    def unsaid(self) -> int:
        return sum(group.unsaid for group in self.groups)

    def between(self, lowest: int, below: int | None = None) -> int:
        """How many are at least so old, and younger than `below`; both are multiples of five."""
        return sum(
            group.people
            for group in self.groups
            if group.lowest is not None and lowest <= group.lowest and (below is None or group.lowest < below)
        )


_PYRAMID = """
SELECT CASE WHEN p.birth_date <= %(on)s THEN width_bucket(p.birth_date, %(births)s::date[]) END, p.sex, count(*)
FROM register_registration r
LEFT JOIN {people} p ON {same}
WHERE r.status = 'ACTIVE' AND {registered} {here}
GROUP BY 1, 2
"""
# Everybody's particulars beside everybody's registration; or, of a town, looked up person by person. A planner that
# has to guess how many live in its villages would read the particulars of the whole city for it.
_WHOLE = (
    "(SELECT person_id, birth_date, sex FROM register_particulars p WHERE {named})",
    "p.person_id = r.person_id",
)
_ONE_BY_ONE = (
    "LATERAL (SELECT birth_date, sex FROM register_particulars p WHERE p.person_id = r.person_id AND {named} LIMIT 1)",
    "true",
)
_MANY = 200  # villages; a town and all that was ever merged into it have fewer


def pyramid(valid_on: date, villages: Collection[int] | None, known_at: datetime | None = None) -> Pyramid:
    """Everybody registered at the end of that day in one of these villages (None: anywhere). Raises `Refused` for an
    instant past the watermark."""
    if known_at is not None:
        must_be_certain(known_at)
    people, same = _WHOLE if villages is None or len(villages) > _MANY else _ONE_BY_ONE
    statement = _PYRAMID.format(
        people=people.format(named=f"{known_sql('p', known_at)} AND {holds_sql('p', '%(on)s')}"),
        same=same,
        registered=f"{known_sql('r', known_at)} AND {holds_sql('r', '%(on)s')}",
        here="" if villages is None else "AND r.village_id = ANY(%(villages)s)",
    )
    values: dict[str, Any] = {"on": valid_on, "births": _births(valid_on), "known_at": known_at}
    with connection.cursor() as cursor:
        cursor.execute(statement, values | {"villages": list(villages or ())})
        return _pyramid(cursor.fetchall())


def _pyramid(rows: list[tuple[int | None, str | None, int]]) -> Pyramid:
    counted: Counter[tuple[int | None, str]] = Counter()
    for place, sex, people in rows:
        lowest = None if place is None else OLDEST - STEP * place
        counted[lowest, sex if sex in (MALE, FEMALE) else ""] += people
    ages: list[int | None] = list(range(0, OLDEST + 1, STEP))
    if any(lowest is None for lowest, _sex in counted):
        ages.append(None)
    return Pyramid(tuple(AgeGroup(age, *(counted[age, sex] for sex in (MALE, FEMALE, ""))) for age in ages))


def _births(on: date) -> list[date]:
    """The first day of birth of whoever is not yet 100, 95 … 5 on that day: `identity.ages` turned round."""
    return [_last_birth(on, age) + timedelta(days=1) for age in range(OLDEST, 0, -STEP)]


def _last_birth(on: date, age: int) -> date:
    """The last day of birth of whoever has completed `age` on that day."""
    try:
        return on.replace(year=on.year - age)
    except ValueError:  # 29 February, and no such day then
        return date(on.year - age, 2, 28)
