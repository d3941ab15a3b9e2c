"""Attempts in vain: a few are free, then each waits longer, nobody for good; all processes share the count."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models import F

from banji.foundation import attempts
from banji.foundation.attempts import Limit
from banji.foundation.models import Attempts

LIMIT = Limit("secret", free=3)
WHO = "192.0.2.7"
pytestmark = pytest.mark.django_db


def pass_(time: timedelta) -> None:
    """Let so much time go by, for everybody."""
    Attempts.objects.update(last_at=F("last_at") - time, until=F("until") - time, good_at=F("good_at") - time)


def seconds(n: int) -> list[int]:
    """The waits after each of `n` attempts in vain, each made as soon as it may be."""
    waits = []
    for _ in range(n):
        assert attempts.count(LIMIT, WHO) is None
        waited = attempts.count(LIMIT, WHO) if Attempts.objects.get().count > LIMIT.free else None
        waits.append(waited.seconds if waited else 0)
        pass_(timedelta(seconds=waits[-1]))
    return waits


def test_waits_double_up_to_a_quarter_of_an_hour() -> None:
    assert seconds(15) == [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_trying_meanwhile_lengthens_nothing_and_is_told_once() -> None:
    seconds(8)
    assert attempts.count(LIMIT, WHO) is None
    waits = [attempts.count(LIMIT, WHO) for _ in range(3)]
    assert [wait.seconds for wait in waits if wait] == [32] * 3
    assert [wait.first for wait in waits if wait] == [True, False, False]
    assert Attempts.objects.get().count == 9


def test_an_hour_of_peace_forgets_them_all() -> None:
    seconds(10)
    pass_(attempts.FORGOTTEN + timedelta(seconds=1))
    assert seconds(5) == [0, 0, 0, 1, 2]


def test_what_went_well_is_none() -> None:
    for _ in range(20):
        assert attempts.count(LIMIT, WHO) is None
        attempts.take_off(LIMIT, WHO)
    seconds(6)
    assert not attempts.is_known(LIMIT, WHO)
    attempts.good(LIMIT, WHO)
    assert attempts.is_known(LIMIT, WHO)
    assert seconds(4) == [0, 0, 0, 1]
    pass_(attempts.KNOWN)
    assert not attempts.is_known(LIMIT, WHO)


def test_each_asker_and_each_limit_has_its_own_count() -> None:
    seconds(9)
    assert attempts.count(LIMIT, WHO) is None
    assert attempts.count(LIMIT, WHO) is not None
    assert attempts.count(LIMIT, "192.0.2.8") is None
    assert attempts.count(Limit("code", free=3), WHO) is None


def test_an_ipv6_connection_is_one_asker() -> None:
    assert attempts.place_of("2001:db8:1:2:3::4") == attempts.place_of("2001:db8:1:2:ffff::1")
    assert attempts.place_of("2001:db8:1:3::4") != attempts.place_of("2001:db8:1:2:ffff::1")
    assert [attempts.place_of(each) for each in ("192.0.2.7", "unix:")] == ["192.0.2.7", "unix:"]


def test_old_counts_are_removed_and_who_is_known_longer() -> None:
    attempts.count(LIMIT, "good")
    attempts.good(LIMIT, "good")
    attempts.count(LIMIT, "bad")
    for time, left in ((timedelta(hours=2), 1), (attempts.KNOWN, 0)):
        pass_(time)
        attempts.forget()
        assert Attempts.objects.count() == left


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_no_more_than_many_in_a_row() -> None:
    def attempt(_: int) -> bool:
        try:
            return attempts.count(LIMIT, WHO) is None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        looked_at = sum(pool.map(attempt, range(40)))
    assert looked_at == LIMIT.free + 1
