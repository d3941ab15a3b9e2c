"""What the officers of `bench.counter` ask for, made from the people of its city, and the offices they sit in."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.urls import reverse

from banji.accounts.access import officer_actor
from banji.accounts.models import Holding, Organisation
from banji.addresses.scope import villages_of
from banji.foundation import clock
from banji.foundation.secrets import opened
from banji.register.models import HouseholdParticulars, Particulars, Person, SearchRow
from banji_demo.staging.nights import wake_on
from banji_demo.staging.offices import open_offices
from banji_demo.staging.staff import fill_posts
from bench import pages_plan

DAY = date(2017, 6, 20)
HOUSEHOLDS = 15  # those whose purpose an officer has said already; a session keeps sixty
# Of a hundred pages.
MIX = {
    "person": 20, "household": 15, "name, three": 10, "name, two": 5, "common name": 5, "surname and one": 6,
    "given name": 5, "two initials": 5, "three initials": 4, "syllables": 2, "homophone": 4, "number": 5,
    "15 digits": 1, "household number": 3, "village": 3, "address": 3, "name and year": 2, "nobody": 2,
}  # fmt: skip

_COMMON = """
SELECT name_folded FROM register_searchrow TABLESAMPLE SYSTEM (5) GROUP BY 1 ORDER BY count(*) DESC LIMIT 20
"""
_HOMOPHONES = """
SELECT DISTINCT other.name_folded FROM register_searchrow own JOIN register_searchrow other
  ON other.absent = own.absent AND other.name_initials = own.name_initials AND other.name_key = own.name_key
WHERE own.person_id = ANY(%s) AND other.name_folded <> own.name_folded AND length(own.name_folded) > 1 LIMIT 20
"""


def open_city() -> None:
    """Offices, staff and the clock, unless they are there."""
    if not Organisation.objects.exists():
        fill_posts(open_offices(Person.objects.count()))
    if clock.today().year != DAY.year:
        wake_on(DAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT banji_analyze('register_searchrow')")


def plan(officers: int, seconds: int, every: float, chance: Random) -> dict[str, Any]:
    """Everybody's pages, as in `pages_plan`."""
    with connection.cursor() as cursor:
        cursor.execute(_COMMON)
        common = [name for (name,) in cursor.fetchall()]
    at_work = []
    for n, holding in enumerate(pages_plan.holdings(officers)):
        asks = _AtTheCounter(holding, chance, common)
        times = [n * every / officers + turn * every for turn in range(int(seconds / every))]
        at_work.append({"session": asks.session, "pages": [(at, *asks.something(MIX)) for at in times]})
    return {"officers": at_work}


def sizes() -> str:
    most = Counter(SearchRow.objects.values_list("name_folded", flat=True).iterator(50_000)).most_common(1)
    return f"{Person.objects.count():,} people, the commonest name {most[0][1]:,} times"


class _AtTheCounter(pages_plan.Officer):
    """Looks people, households and addresses of his area up."""

    def __init__(self, holding: Holding, chance: Random, common: list[str]) -> None:
        villages = list(villages_of(officer_actor(holding.account, holding), clock.today()))
        states = HouseholdParticulars.objects.filter(village__in=villages, recorded_to=None, valid_to=None)
        homes = list(states.select_related("village").order_by("pk")[:200])
        self._homes = chance.sample(homes, min(HOUSEHOLDS, len(homes)))
        self._common = common
        super().__init__(holding, chance)
        rows = Particulars.objects.filter(person__in=self._people, recorded_to=None, valid_to=None)
        self._who = list(rows.exclude(number=None).select_related("number"))
        self._rows = list(SearchRow.objects.filter(person__in=self._people))
        with connection.cursor() as cursor:
            cursor.execute(_HOMOPHONES, [self._people])
            self._homophones = [name for (name,) in cursor.fetchall()]

    def _records(self) -> list[Any]:
        return [*self._people[:40], *(home.household_id for home in self._homes)]

    def _address(self, name: str) -> str:
        if name == "person":
            return reverse("register:person", args=[self._chance.choice(self._people[:40])])
        if name == "household":
            return reverse("register:household", args=[self._chance.choice(self._homes).household_id])
        return f"{reverse('register:people')}?q={quote(self._query(name))}&purpose=COUNTER"

    def _query(self, kind: str) -> str:
        row, home = self._chance.choice(self._rows), self._chance.choice(self._homes)
        name, of_three = row.name_folded, self._of_three()
        if kind in ("number", "15 digits"):
            return self._number(kind)
        return {
            "name, three": of_three,
            "name, two": next((r.name_folded for r in self._rows if len(r.name_folded) == 2), name),
            "common name": self._chance.choice(self._common),
            "surname and one": of_three[:2],
            "given name": of_three[1:],
            "two initials": row.name_initials[:2],
            "three initials": self._chance.choice(
                [r.name_initials for r in self._rows if len(r.name_initials) == 3]
            ),
            "syllables": row.name_key,
            "homophone": self._chance.choice(self._homophones or [name]),
            "household number": home.household_no,
            "village": home.village.folded_name,
            "address": home.address_text[-9:],
            "name and year": f"{name} {row.birth_year}",
            "nobody": f"{self._chance.choice('万俟尉迟亓官')}{self._chance.choice('丑寅卯辰')}{self._chance.choice('巳午未申')}",
        }[kind]

    def _of_three(self) -> str:
        return self._chance.choice([r.name_folded for r in self._rows if len(r.name_folded) == 3])

    def _number(self, kind: str) -> str:
        secret = self._chance.choice(self._who).number
        assert secret is not None
        number = opened(secret)
        return number if kind == "number" or len(number) < 18 else number[:6] + number[8:17]
