"""The demo's invented city: its months balance, the one in which the city's villages were merged too."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from banji.addresses.models import Division
from banji.addresses.placing import Tree
from banji.foundation.actors import system
from banji.identity import prefixes
from banji.register.loading import load
from banji.register.models import Registration
from banji.register.queries.pyramid import pyramid
from banji.supervision.population.areas import villages_in
from banji.supervision.population.balance import MERGERS, Month, balance
from banji_demo.city import generate
from banji_demo.city.numbers import PREFIX_FILE
from banji_ziyang.city import NEWER, load_divisions
from tests.register.chains import months
from tests.supervision.test_monthly_change import assert_sound

pytestmark = pytest.mark.django_db(transaction=True)
BY = system("tests")


def test_every_area_balances(tmp_path: Path) -> None:
    prefixes.add(PREFIX_FILE)
    generate(800, 7).write(tmp_path / "city")
    load_divisions(BY)
    load(tmp_path / "city", by=BY)
    tree, merged = Tree(), NEWER.valid_from
    lived_in = {
        area
        for village in set(Registration.objects.values_list("village_id", flat=True))
        for area in tree.above(village)
    }
    by_level = {
        level: [unit.id for unit in tree.units.values() if unit.level == level and unit.id in lived_in]
        for level in Division.Level.values
    }
    (city,) = by_level[Division.Level.PREFECTURE]
    for first, last in [*months(date(2015, 11, 1), date(2016, 12, 1)), *months(merged, merged)]:
        for area in (city, *by_level[Division.Level.COUNTY]):
            assert_sound(balance(Month.of(tree, area, first, last)))
    (month,) = months(merged, merged)
    moved = 0
    for town in by_level[Division.Level.TOWNSHIP]:
        found = balance(Month.of(tree, town, *month))
        assert_sound(found)
        moved += abs(found.whole.lines[MERGERS])
        people = pyramid(month[1], villages_in(tree, town, tree.placed(month[1]))).people
        assert people == found.whole.closing
    assert moved > 0
    whole = balance(Month.of(tree, city, *month)).whole
    assert whole.closing == pyramid(month[1], None).people > 0
    assert whole.lines[MERGERS] == 0
