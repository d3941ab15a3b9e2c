"""The demo's invented city, with its past and what its officers register: every area balances in every month, the one in
which the city's villages were merged too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db.models import Min

from banji.addresses.models import Division
from banji.addresses.placing import Tree
from banji.foundation import clock
from banji.foundation.actors import system
from banji.identity import prefixes
from banji.register.loading import load
from banji.register.models import RegisterEvent, Registration
from banji.register.queries.changes import ARRIVED, DEPARTED
from banji.register.queries.pyramid import pyramid
from banji.supervision.population.areas import villages_in
from banji.supervision.population.balance import IN, MERGERS, OUT, Balance, Month, balance
from banji_demo.city import generate
from banji_demo.city.numbers import PREFIX_FILE
from banji_demo.staging import cases, counters, staff, stage
from banji_demo.staging.offices import open_offices
from banji_ziyang.city import NEWER, load_divisions
from tests.matters.deaths.scene import at
from tests.register.chains import months
from tests.supervision.test_monthly_change import assert_sound

pytestmark = pytest.mark.django_db(transaction=True)
BY, PEOPLE, SEED = system("tests"), 6_000, 7
DAYS = (counters.FIRST_DAY, cases.VISITS, cases.NOTICES, cases.SERVICE, cases.A_MONTH_LATER)
TOLD = {"BIRTH", "MOVE_IN", "MOVE_OUT", "MOVE_WITHIN", "DIVIDE", "MERGE", "CORRECT", "NEW_HEAD", "REVOKE"}
# In so many divisions of each level people live.
FEWEST = {Division.Level.COUNTY: 3, Division.Level.TOWNSHIP: 3, Division.Level.VILLAGE: 10}


def test_every_area_balances_in_every_month(tmp_path: Path) -> None:
    told = found_and_tell(tmp_path / "city")
    assert {kind for kind, n in told.items() if n} >= TOLD
    began = RegisterEvent.objects.aggregate(Min("event_date"))["event_date__min"]
    assert began.year == stage.BEGIN.year - stage.YEARS
    tree, flows = Tree(), {level: Counter[str]() for level in FEWEST}
    asked = [*months(began, clock.today()), *months(NEWER.valid_from, NEWER.valid_from)]
    assert len(asked) > 12 * stage.YEARS
    for month in asked:
        for level, found in by_level(tree, *month):
            assert_sound(found)
            assert sum(map(bool, found.parts)) >= FEWEST[level]
            for row in found.parts:
                flows[level].update(row.lines)
    for level, lines in flows.items():
        assert {line for line in (*IN, *OUT) if lines[line]} >= {
            "BIRTH",
            "MOVE_IN",
            "CANCEL_DEATH",
            "MOVE_OUT",
            "CANCEL",
        }
        assert lines[ARRIVED] == lines[DEPARTED] > 0, level


def by_level(tree: Tree, first: date, last: date) -> Iterator[tuple[int, Balance]]:
    """The city's month with each of its counties, of its towns, of its villages as the parts: one question a level."""
    (city,) = (unit.id for unit in tree.units.values() if unit.level == Division.Level.PREFECTURE)
    stretches = tree.stretches(first, last)
    for level in FEWEST:
        parts = [
            {village: part(tree, place, level) for village, place in s.placed.items()} for s in stretches
        ]
        yield level, balance(Month(tree, city, first, last, None, stretches, parts))


def part(tree: Tree, place: int, level: int) -> int:
    """The division of this level in which people are counted; the one above it, where nobody knows the lower one."""
    path = list(tree.above(place))
    return next((one for one in path if tree.units[one].level == level), path[0])


def found_and_tell(folder: Path) -> Counter[str]:
    """The city of the demo, smaller and without its cases. By kind, what its officers have registered."""
    prefixes.add(PREFIX_FILE)
    at(stage.BEGIN)
    city = generate(PEOPLE, SEED, stage.YEARS)
    city.write(folder)
    load_divisions(BY)
    offices = open_offices(PEOPLE)
    staff.fill_posts(offices)
    load(folder, by=BY)
    at_the_counters = counters.Counters(offices, stage.dead_of(city), SEED)
    for day in DAYS:
        at(day)
        assert list(at_the_counters.tell())
    ours = RegisterEvent.objects.exclude(kind="LOADED").exclude(details__has_key="loaded")
    return Counter(ours.values_list("kind", flat=True))


def test_towns_in_the_month_of_the_merger(tmp_path: Path) -> None:
    """Seen from each town, whose villages come and go; and counted one by one."""
    prefixes.add(PREFIX_FILE)
    generate(800, SEED).write(tmp_path / "city")
    load_divisions(BY)
    load(tmp_path / "city", by=BY)
    tree = Tree()
    lived_in = {
        area
        for village in set(Registration.objects.values_list("village_id", flat=True))
        for area in tree.above(village)
    }
    (month,) = months(NEWER.valid_from, NEWER.valid_from)
    moved = 0
    for town in (
        u.id for u in tree.units.values() if u.level == Division.Level.TOWNSHIP and u.id in lived_in
    ):
        found = balance(Month.of(tree, town, *month))
        assert_sound(found)
        moved += abs(found.whole.lines[MERGERS])
        people = pyramid(month[1], villages_in(tree, town, tree.placed(month[1]))).people
        assert people == found.whole.closing
    assert moved > 0
    (city,) = (unit.id for unit in tree.units.values() if unit.level == Division.Level.PREFECTURE)
    whole = balance(Month.of(tree, city, *month)).whole
    assert whole.closing == pyramid(month[1], None).people > 0
    assert whole.lines[MERGERS] == 0
