"""A pyramid counts everybody once, by full years, where his village lies on that day, as it was known then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banji.addresses.placing import Tree
from banji.foundation.errors import Refused
from banji.identity.ages import age_on
from banji.register.queries import pyramid as pyramid_queries
from banji.register.queries import watermark
from banji.register.queries.pyramid import _births, pyramid
from tests.cast import Places, make_places
from tests.register.chains import K, Link, R, S, make_chain, make_division, merge, replace_chain

ON = date(2017, 6, 20)
SINCE = date(2005, 1, 1)


@pytest.fixture
def places(db: None) -> Places:
    return make_places()


def counted(on: date = ON, villages: list[int] | None = None) -> dict[int | None, tuple[int, int, int]]:
    groups = pyramid(on, villages).groups
    return {group.lowest: (group.male, group.female, group.unsaid) for group in groups if group.people}


def test_by_age_and_sex(places: Places) -> None:
    here = [Link(SINCE, S.ACTIVE, places.village)]
    make_chain(here, born=date(2012, 6, 21))  # four years old for one more day
    make_chain(here, born=date(2012, 6, 20), sex="2")
    make_chain(here, born=date(1917, 6, 20), sex="2")  # a hundred today
    make_chain(here, born=date(1917, 6, 21), sex="1")
    make_chain(here, born=date(1901, 1, 1), sex="2")
    make_chain(here, born=None, sex="0")
    make_chain(here, born=ON + timedelta(days=1), sex="9")  # cannot be
    assert counted() == {0: (1, 0, 0), 5: (0, 1, 0), 95: (1, 0, 0), 100: (0, 2, 0), None: (0, 0, 2)}
    found = pyramid(ON, None)
    assert (found.people, found.male, found.female, found.unsaid) == (7, 2, 3, 2)
    assert (found.between(0, 15), found.between(95), found.between(100)) == (2, 3, 2)
    assert [group.lowest for group in found.groups] == [*range(0, 101, 5), None]


def test_only_who_is_registered_on_that_day(places: Places) -> None:
    village = places.village
    make_chain([Link(ON, S.ACTIVE, village)])
    make_chain([Link(ON + timedelta(days=1), S.ACTIVE, village)])
    make_chain([Link(SINCE, S.ACTIVE, village), Link(ON, S.CANCELLED, village, K.CANCEL_DEATH, R.DEATH)])
    make_chain([Link(SINCE, S.ACTIVE, village), Link(ON, S.IN_TRANSIT, village, K.MOVE_OUT)])
    assert pyramid(ON, None).people == 1
    assert pyramid(ON - timedelta(days=1), None).people == 2
    assert pyramid(ON + timedelta(days=1), None).people == 2


def test_of_the_villages_asked_for(places: Places) -> None:
    for village in (places.village, places.village, places.west_villages[0]):
        make_chain([Link(SINCE, S.ACTIVE, village)])
    assert pyramid(ON, [places.village.pk]).people == 2
    assert pyramid(ON, []).people == 0


def test_looked_up_or_joined_is_the_same(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(9):
        make_chain([Link(SINCE, S.ACTIVE, places.village)], born=date(1950 + n, 1, 1), sex="12"[n % 2])
    found = pyramid(ON, [places.village.pk])
    monkeypatch.setattr(pyramid_queries, "_MANY", 0)
    assert pyramid(ON, [places.village.pk]) == found == pyramid(ON, None)
    assert found.people == 9


def test_as_it_was_known(places: Places) -> None:
    person = make_chain([Link(SINCE, S.ACTIVE, places.village)])
    before = watermark()
    replace_chain(person, [Link(SINCE, S.ACTIVE, places.west_villages[0])])
    own = [places.village.pk]
    assert (pyramid(ON, own).people, pyramid(ON, own, before).people) == (0, 1)
    with pytest.raises(Refused) as refused:
        pyramid(ON, None, before + timedelta(days=365))
    assert refused.value.code == "past_the_watermark"


@given(st.dates(date(1980, 1, 1), date(2060, 12, 31)), st.integers(0, 40_000))
def test_the_bounds_are_the_ages_turned_round(on: date, days: int) -> None:
    born = on - timedelta(days=days)
    assert 100 - 5 * sum(bound <= born for bound in _births(on)) == min(100, age_on(born, on) // 5 * 5)


def test_a_village_lies_where_it_became(places: Places) -> None:
    """Merged, split, into a town only, and unknown: each counts once, as near as is known."""
    east, west, cut = places.east, places.west, date(2016, 5, 1)
    first, second = places.east_villages
    third, fourth = places.west_villages
    merged = make_division("新村", "519901101209", west, cut)
    halves = [make_division(f"半村{n}", f"51990110021{n}", east, cut) for n in (1, 2)]
    merge([first], [merged], cut)
    merge([second], halves, cut)
    merge([third], [west], cut)
    merge([fourth], [], cut)
    tree, eve = Tree(), cut - timedelta(days=1)
    ids = [one.pk for one in (first, second, third, fourth)]
    assert [tree.placed(eve)[one] for one in ids] == ids
    assert [tree.placed(cut)[one] for one in ids] == [merged.pk, east.pk, west.pk, west.pk]
    assert tree.placed(eve)[merged.pk] == merged.pk
    in_county = tree.branches(places.county.pk, tree.placed(cut))
    assert {in_county[one] for one in (*ids, merged.pk)} == {east.pk, west.pk}
    in_west = tree.branches(west.pk, tree.placed(cut))
    assert {one: in_west.get(one) for one in ids} == dict(
        zip(ids, [merged.pk, None, west.pk, west.pk], strict=True)
    )
    assert [stretch.start for stretch in tree.stretches(date(2016, 5, 1), date(2016, 5, 31))] == [eve, cut]
    assert len(tree.stretches(date(2016, 6, 1), date(2016, 6, 30))) == 1
