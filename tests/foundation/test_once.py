"""What a request asks once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cast import Cast

from banji.addresses.scope import villages_of
from banji.audit.acts import act
from banji.audit.readings import OPENED, record_reading
from banji.foundation import clock, once
from banji.foundation.actors import system

BY = system("tests")


class Asked:
    """A question that counts."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, what: str) -> str:
        self.times += 1
        return what * 2


def test_outside_a_request_everything_is_asked_anew() -> None:
    asked = Asked()
    question = once.once(asked)
    assert [question("a"), question("a")] == ["aa", "aa"]
    assert asked.times == 2


def test_inside_each_question_is_asked_once_until_something_changes() -> None:
    asked = Asked()
    question = once.once(asked)
    with once.remembering():
        assert [question("a"), question("a"), question("b")] == ["aa", "aa", "bb"]
        assert asked.times == 2
        once.forget()
        question("a")
        assert asked.times == 3
    with once.remembering():
        question("a")
    assert asked.times == 4


@pytest.mark.django_db
def test_a_moved_clock_and_a_changed_area_are_seen_at_once(cast: Cast) -> None:
    from banji.accounts import operations

    with once.remembering():
        before = clock.today()
        clock.move_to(clock.now() + timedelta(days=3), by=cast.sys_admin.actor)
        assert clock.today() == before + timedelta(days=3)
        own = villages_of(cast.officer.actor, before)
        operations.give_area(
            organisation=cast.east_station,
            area=cast.places.west.area,
            by=BY,
            valid_from=date(2000, 1, 1),
        )
        assert villages_of(cast.officer.actor, before) > own


@pytest.mark.django_db
def test_a_reading_changes_nothing_and_an_act_has_its_own_time(cast: Cast) -> None:
    asked = Asked()
    question = once.once(asked)
    with once.remembering():
        question("a")
        record_reading(OPENED, by=BY, persons=[], purpose="COUNTER")
        question("a")
        assert asked.times == 1
        with act("tests.first", by=BY) as first:
            assert first.now < clock.now()
        with act("tests.second", by=BY) as second:
            pass
        assert first.now < second.now
