"""The monthly change balances for every area and month, whatever happened; and each line counts what it says."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from banji.addresses.models import Division
from banji.addresses.placing import Tree
from banji.foundation.ids import uuid7
from banji.register import operations as do
from banji.register.models import Person, Registration
from banji.register.operations import cancel_death, restore
from banji.register.queries import watermark
from banji.register.queries.changes import ARRIVED, DEPARTED, PEOPLE_OF, TAKEN_OVER, Line, people_of
from banji.supervision.population.balance import LINES, MERGERS, Balance, Month, Row, balance
from tests.cast import Cast, Places, make_places
from tests.matters.deaths.scene import at
from tests.register.chains import (
    K,
    Link,
    R,
    S,
    add_event,
    make_chain,
    make_division,
    merge,
    months,
    replace_chain,
)
from tests.register.lawful import brought
from tests.register.people import make_household, make_person

FIRST, LAST = date(2017, 6, 1), date(2017, 6, 30)
DAY, BEFORE = date(2017, 6, 10), date(2005, 1, 1)


@pytest.fixture
def places(db: None) -> Places:
    return make_places()


def month_of(
    area: Division, first: date = FIRST, last: date = LAST, known_at: datetime | None = None
) -> Month:
    return Month.of(Tree(), area.pk, first, last, known_at)


def said(row: Row) -> dict[str, int]:
    """Everything that is not nothing, in one dict."""
    lines = {line: row.lines[line] for line in LINES if row.lines[line]}
    return {"opening": row.opening, **lines, "closing": row.closing}


def whole(area: Division, **more: Any) -> dict[str, int]:
    found = balance(month_of(area, **more))
    assert_sound(found)
    return said(found.whole)


def assert_sound(found: Balance) -> None:
    """Every line balances; and the parts are the whole, but for moves between them."""
    rows = [*found.parts, found.rest]
    assert all(row.balances for row in (found.whole, *rows)), [said(row) for row in (found.whole, *rows)]
    for name in ("opening", "closing"):
        assert getattr(found.whole, name) == sum(getattr(row, name) for row in rows)
    for line in LINES:
        if line not in (ARRIVED, DEPARTED):
            assert found.whole.lines[line] == sum(row.lines[line] for row in rows), line
    for side in (found.whole, *rows):
        assert all(side.lines[line] >= 0 for line in LINES if line != MERGERS)
    net = [sum(row.lines[line] for row in rows) for line in (ARRIVED, DEPARTED)]
    assert net[0] - net[1] == found.whole.lines[ARRIVED] - found.whole.lines[DEPARTED]


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ([], (S.ACTIVE, K.BIRTH, ""), K.BIRTH),
        ([], (S.ACTIVE, K.BACK_REGISTER, ""), K.BACK_REGISTER),
        ([], (S.ACTIVE, K.MOVE_IN, ""), K.MOVE_IN),
        ([], (S.ACTIVE, K.LOADED, ""), TAKEN_OVER),
        ([], (S.ACTIVE, K.MIRRORED, ""), TAKEN_OVER),
        ([], (S.ACTIVE, None, ""), TAKEN_OVER),
        ([], (S.ACTIVE, K.CORRECT, ""), TAKEN_OVER),
        ([S.CANCELLED], (S.ACTIVE, K.RESTORE, ""), K.RESTORE),
        ([S.CANCELLED], (S.ACTIVE, K.MIRRORED, ""), K.RESTORE),
        ([S.CANCELLED], (S.ACTIVE, K.MOVE_IN, ""), K.MOVE_IN),
        ([S.IN_TRANSIT], (S.ACTIVE, None, ""), K.RESTORE),
        ([S.ACTIVE], (S.CANCELLED, K.CANCEL_DEATH, R.DEATH), K.CANCEL_DEATH),
        ([S.ACTIVE], (S.CANCELLED, K.LOADED, R.DEATH), K.CANCEL_DEATH),
        ([S.ACTIVE], (S.IN_TRANSIT, K.MOVE_OUT, ""), K.MOVE_OUT),
        ([S.ACTIVE], (S.CANCELLED, K.CANCEL, R.MOVED_OUT), K.MOVE_OUT),
        ([S.ACTIVE], (S.CANCELLED, K.CANCEL, R.ENLISTED), K.CANCEL),
        ([S.ACTIVE], (S.CANCELLED, K.MIRRORED, R.OTHER), K.CANCEL),
        ([S.ACTIVE], (S.ACTIVE, K.NEW_HEAD, ""), None),
        ([S.IN_TRANSIT], (S.CANCELLED, K.CANCEL, R.MOVED_OUT), None),
        ([], (S.CANCELLED, K.LOADED, R.DEATH), None),
    ],
)
def test_what_a_boundary_counts_as(
    places: Places, before: list[str], after: tuple[str, str | None, str], line: str | None
) -> None:
    status, kind, reason = after
    links = [Link(BEFORE, one, places.village) for one in before]
    person = make_chain([*links, Link(DAY, status, places.village, kind, reason)])
    counts = {"opening": int(before == [S.ACTIVE]), "closing": int(status == S.ACTIVE)}
    for area in (places.village, places.east, places.county):
        assert whole(area) == counts | ({line: 1} if line else {})
    assert whole(places.west) == {"opening": 0, "closing": 0}
    if line:
        assert people(places.east, line) == [person.pk]


def people(area: Division, line: str) -> list[Any]:
    month = month_of(area)
    found, count = people_of(Line(line, month.period, month.inside()), limit=50, skip=0)
    assert count == len(found)
    return [one.person_id for one in found]


def test_a_chain_that_only_ends(places: Places) -> None:
    make_chain([Link(BEFORE, S.ACTIVE, places.village)], until=DAY)
    assert whole(places.county) == {"opening": 1, K.CANCEL: 1, "closing": 0}


def test_moves_cancel_out_inside_an_area(places: Places) -> None:
    near, far = places.east_villages[1], places.west_villages[0]
    make_chain([Link(BEFORE, S.ACTIVE, places.village), Link(DAY, S.ACTIVE, near, K.MOVE_WITHIN)])
    person = make_chain([Link(BEFORE, S.ACTIVE, places.village), Link(DAY, S.ACTIVE, far, K.MERGE)])
    assert whole(places.village) == {"opening": 2, DEPARTED: 2, "closing": 0}
    assert whole(near) == {"opening": 0, ARRIVED: 1, "closing": 1}
    assert whole(places.east) == {"opening": 2, DEPARTED: 1, "closing": 1}
    assert whole(places.west) == {"opening": 0, ARRIVED: 1, "closing": 1}
    assert whole(places.county) == {"opening": 2, "closing": 2}
    assert people(places.east, DEPARTED) == people(places.west, ARRIVED) == [person.pk]
    assert people(places.county, ARRIVED) == []


def test_born_and_dead_on_one_day(places: Places) -> None:
    """No row says that the child was ever registered; both are counted, unless the birth was revoked."""
    here = [Link(DAY, S.CANCELLED, places.village, K.CANCEL_DEATH, R.DEATH)]
    child = make_chain(here)
    born = add_event(child, K.BIRTH, DAY)
    assert whole(places.village) == {"opening": 0, K.BIRTH: 1, K.CANCEL_DEATH: 1, "closing": 0}
    assert people(places.east, K.BIRTH) == people(places.east, K.CANCEL_DEATH) == [child.pk]
    assert people(places.west, K.BIRTH) == []
    known_at = watermark()
    revoked = add_event(child, K.REVOKE, DAY, revokes=born)
    assert whole(places.village) == {"opening": 0, "closing": 0}
    assert whole(places.village, known_at=known_at)[K.BIRTH] == 1
    add_event(child, K.REVOKE, DAY, revokes=revoked)
    assert whole(places.village)[K.BIRTH] == 1


def test_dead_before_the_day_of_registration(cast: Cast) -> None:
    """户口登记条例 Art 9: both are registered, and counted when the child came into the register."""
    at(date(2017, 5, 20))
    village = cast.places.village
    parent = make_person(make_household(village), village, since=BEFORE)
    child = uuid7()
    do.register_birth(
        person_id=child, child=do.Newcomer("李小宝", "1", date(2017, 4, 20)), follows=parent.person_id,
        relation_to_head="20", papers=brought("birth.in_wedlock"), by=cast.clerk.actor,
    )  # fmt: skip
    at(date(2017, 6, 2))
    known_at = watermark()
    row = Registration.objects.get(person=child, recorded_to=None)
    death = do.cancel_death(
        person_id=child, died_on=date(2017, 4, 22), reason="死亡医学证明", case_no="", by=cast.officer.actor,
        seen_registration_id=row.pk,
    )  # fmt: skip
    may = {"first": date(2017, 5, 1), "last": date(2017, 5, 31)}
    for area in (village, cast.places.east, cast.places.county):
        assert whole(area, **may) == {"opening": 1, K.BIRTH: 1, K.CANCEL_DEATH: 1, "closing": 1}
        assert whole(area, first=date(2017, 4, 1), last=date(2017, 4, 30)) == {"opening": 1, "closing": 1}
    assert whole(cast.places.west, **may) == {"opening": 0, "closing": 0}
    assert whole(village, **may, known_at=known_at) == {"opening": 1, K.BIRTH: 1, "closing": 2}
    month = month_of(village, **may)
    for line in (K.BIRTH, K.CANCEL_DEATH):
        found, count = people_of(Line(line, month.period, month.inside()), limit=9, skip=0)
        assert ([(one.person_id, one.day) for one in found], count) == ([(child, date(2017, 5, 20))], 1)
    do.revoke(event_id=death.pk, reason="登记有误", by=cast.chief.actor)
    assert whole(village, **may) == {"opening": 1, K.BIRTH: 1, "closing": 2}


def test_dead_on_the_way_and_moved_in_all_the_same(cast: Cast) -> None:
    """公通字〔2021〕12号 Art 32: the new place registers the moving in and the death. Counted once, however often he came."""
    near, far = cast.places.village, cast.places.west_villages[0]
    at(date(2017, 6, 20))
    home, there = (
        make_household(near, since=BEFORE),
        make_household(far, since=BEFORE, number="P1", kind="COLLECTIVE"),
    )
    man = make_person(home, near, since=BEFORE)
    do.move_out(
        persons=[man.person_id], to="成都", ground="same_province", on=date(2017, 4, 3), certificate_no="1",
        papers=brought("move_out.same_province"), by=cast.clerk.actor, seen={man.person_id: man.registration.pk},
    )  # fmt: skip
    for day in (date(2017, 5, 5), date(2017, 5, 25)):
        do.move_in(
            person_id=man.person_id, home=do.Home({man.person_id: "99"}, household_id=there), ground="kin", on=day,
            papers=brought("move_in.kin"), by=cast.clerk.actor, confirmed=["relation_age", "relation_sex"],
        )  # fmt: skip
        row = Registration.objects.get(person=man.person_id, recorded_to=None, valid_to=None)
        do.move_out(
            persons=[man.person_id], to="成都", ground="same_province", on=day + timedelta(days=1), certificate_no="2",
            papers=brought("move_out.same_province"), by=cast.clerk.actor, seen={man.person_id: row.pk},
        )  # fmt: skip
    row = Registration.objects.get(person=man.person_id, recorded_to=None, valid_to=None)
    do.cancel_death(
        person_id=man.person_id, died_on=date(2017, 4, 20), reason="火化证明", case_no="", by=cast.officer.actor,
        seen_registration_id=row.pk,
    )  # fmt: skip
    spring = {"first": date(2017, 4, 1), "last": date(2017, 5, 31)}
    assert whole(near, **spring) == {"opening": 1, K.MOVE_OUT: 1, "closing": 0}
    assert whole(far, **spring) == {"opening": 0, K.MOVE_IN: 1, K.CANCEL_DEATH: 1, "closing": 0}


def test_born_and_changed_on_one_day(places: Places) -> None:
    """The row is begun by the last event of the day; what let him in is another."""
    child = make_chain([Link(DAY, S.ACTIVE, places.village, K.MOVE_WITHIN)])
    add_event(child, K.BIRTH, DAY)
    assert whole(places.village) == {"opening": 0, K.BIRTH: 1, "closing": 1}


def test_restored_as_if_it_had_never_been(cast: Cast) -> None:
    """The row put back names the restoration, but nobody was restored in that month: nothing had happened."""
    village = cast.places.village
    who = make_person(make_household(village), village, since=DAY)
    add_event(Person.objects.get(pk=who.person_id), K.BIRTH, DAY)
    event = cancel_death(
        person_id=who.person_id, died_on=DAY, reason="火化证明", case_no="D-1", by=cast.officer.actor,
        seen_registration_id=who.registration.pk,
    )  # fmt: skip
    assert whole(village) == {"opening": 0, K.BIRTH: 1, K.CANCEL_DEATH: 1, "closing": 0}
    known_at = watermark()
    restore(person_id=who.person_id, revokes=event.pk, reason="误销", case_no="D-1", by=cast.chief.actor)
    assert whole(village) == {"opening": 0, K.BIRTH: 1, "closing": 1}
    assert whole(village, known_at=known_at) == {"opening": 0, K.BIRTH: 1, K.CANCEL_DEATH: 1, "closing": 0}


def test_a_merger_moves_nobody(places: Places) -> None:
    """A village goes to the other town on a day on which somebody dies and somebody moves in there."""
    old, other = places.east_villages
    make_chain([Link(BEFORE, S.ACTIVE, old)])
    make_chain([Link(BEFORE, S.ACTIVE, old), Link(DAY, S.CANCELLED, old, K.CANCEL_DEATH, R.DEATH)])
    make_chain([Link(BEFORE, S.ACTIVE, other)])
    new = make_division("新村", "519901101209", places.west, DAY)
    make_chain([Link(DAY, S.ACTIVE, new, K.MOVE_IN)])
    make_chain([Link(BEFORE, S.ACTIVE, other), Link(DAY, S.ACTIVE, old, K.MOVE_WITHIN)])
    merge([old], [new], DAY)
    assert whole(old) == {"opening": 2, MERGERS: -2, "closing": 0}
    assert whole(new) == {
        "opening": 0, K.MOVE_IN: 1, ARRIVED: 1, K.CANCEL_DEATH: 1, MERGERS: 2, "closing": 3,
    }  # fmt: skip
    assert whole(places.east) == {"opening": 4, DEPARTED: 1, MERGERS: -2, "closing": 1}
    assert whole(places.county) == {"opening": 4, K.MOVE_IN: 1, K.CANCEL_DEATH: 1, "closing": 4}
    found = balance(month_of(places.west))
    assert [row.id for row in found.parts] == [places.west_villages[1].pk, places.west_villages[0].pk, new.pk]


def test_a_village_nobody_knows_is_in_no_part(places: Places) -> None:
    old = places.village
    make_chain([Link(BEFORE, S.ACTIVE, old)])
    merge([old], [], DAY)
    found = balance(month_of(places.east))
    assert_sound(found)
    assert said(found.rest) == {"opening": 0, MERGERS: 1, "closing": 1}
    assert said(found.whole) == {"opening": 1, "closing": 1}


# What may happen to somebody: the status after it, the event, the reason.
HAPPENS = st.sampled_from(
    [
        *((S.ACTIVE, kind, "") for kind in (K.BIRTH, K.MOVE_IN, K.BACK_REGISTER, K.RESTORE, K.LOADED, None)),
        *((S.ACTIVE, kind, "") for kind in (K.MOVE_WITHIN, K.DIVIDE, K.CORRECT)),
        (S.IN_TRANSIT, K.MOVE_OUT, ""),
        (S.CANCELLED, K.CANCEL_DEATH, R.DEATH),
        (S.CANCELLED, K.CANCEL, R.ENLISTED),
        (S.CANCELLED, K.MIRRORED, R.MOVED_OUT),
    ]
)
DAYS = st.integers(0, 60).map(lambda n: date(2017, 4, 1) + timedelta(days=n))
CHAINS = st.lists(
    st.tuples(
        st.dictionaries(DAYS, st.tuples(HAPPENS, st.integers(0, 5)), min_size=1, max_size=4),
        st.booleans(),  # does the last state end?
        st.booleans(),  # was he born on the day of his first row?
    ),
    min_size=1,
    max_size=5,
)
# Which villages end on a day, and what they become: of the four old ones and the two new.
MERGERS_OF_VILLAGES = st.lists(
    st.tuples(
        DAYS, st.sampled_from([0, 1, 2, 3]), st.sets(st.sampled_from([4, 5, "east", "west"]), max_size=2)
    ),
    max_size=2,
    unique_by=lambda merger: merger[1],
)
SPAN = date(2017, 4, 1), date(2017, 6, 30)


class AnyHistory(TestCase):
    @settings(
        max_examples=10,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        # What fails is shorter than the time to shorten it.
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
    )
    @given(CHAINS, CHAINS, MERGERS_OF_VILLAGES)
    def test_it_balances(self, chains: list[Any], later: list[Any], mergers: list[Any]) -> None:
        places = make_places()
        fresh = date(2017, 4, 1)
        villages = [
            *places.east_villages,
            *places.west_villages,
            make_division("新一村", "519901100291", places.east, fresh),
            make_division("新二村", "519901101291", places.west, fresh),
        ]
        people = [_make(chain, villages) for chain in chains]
        for day, old, news in mergers:
            named = {"east": places.east, "west": places.west}
            merge([villages[old]], [named[n] if isinstance(n, str) else villages[n] for n in news], day)
        areas = [places.county, places.east, places.west, *villages]
        known_at = watermark()
        now = _all(areas, None)
        self.assert_stocks(now, people)
        assert _all(areas, known_at) == now
        for (person, _links), chain in zip(people, later, strict=False):
            replace_chain(person, _links_of(chain, villages)[0])
        assert _all(areas, known_at) == now
        _all(areas, None)

    def assert_stocks(self, found: dict[Any, dict[str, int]], people: list[Any]) -> None:
        """Of the whole county, counted one by one."""
        for (area, first, last), row in found.items():
            if area == "安平县":
                assert row["opening"] == sum(
                    _active(links, until, first - timedelta(days=1)) for _, (links, until) in people
                )
                assert row["closing"] == sum(_active(links, until, last) for _, (links, until) in people)


def _links_of(chain: Any, villages: list[Division]) -> tuple[list[Link], date | None]:
    happened, ends, _born = chain
    links = [
        Link(day, status, villages[place], kind, reason)
        for day, ((status, kind, reason), place) in sorted(happened.items())
    ]
    return links, links[-1].day + timedelta(days=9) if ends else None


def _make(chain: Any, villages: list[Division]) -> tuple[Person, tuple[list[Link], date | None]]:
    links, until = _links_of(chain, villages)
    person = make_chain(links, until=until)
    if chain[2]:
        add_event(person, K.BIRTH, links[0].day)
    return person, (links, until)


def _active(links: list[Link], until: date | None, on: date) -> bool:
    held = [link for link in links if link.day <= on]
    return bool(held) and held[-1].status == S.ACTIVE and (until is None or on < until)


def _all(areas: list[Division], known_at: datetime | None) -> dict[Any, dict[str, int]]:
    """Every area and month; each balances, and every line has so many people."""
    found, tree = {}, Tree()
    for first, last in months(*SPAN):
        for area in areas:
            month = Month.of(tree, area.pk, first, last, known_at)
            result = balance(month)
            assert_sound(result)
            for line in PEOPLE_OF if area.level == 4 else ():
                _rows, count = people_of(Line(line, month.period, month.inside()), limit=1, skip=0)
                assert count == result.whole.lines[line], (area.name, first, line)
            found[area.name, first, last] = said(result.whole)
    return found
