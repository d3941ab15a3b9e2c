"""Several workers at once, each with a connection of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from banji.accounts.models import Organisation
from banji.exchange import delivery, reactions
from banji.exchange.channels.signing import Shared
from banji.exchange.delivery.queue import IN_FLIGHT
from banji.exchange.models import Delivery, Endpoint
from banji.foundation import clock, jobs
from tests.cast import Cast, make_organisation
from tests.exchange.receiver import Department
from tests.exchange.test_webhook import send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hrss(cast: Cast) -> Organisation:
    return make_organisation("安平县人社局", Organisation.Kind.DEPARTMENT, department="HRSS")


def connected(organisation: Organisation) -> Department:
    made = Department(Shared.with_(organisation).written)
    Endpoint.objects.create(organisation=organisation, channel=Endpoint.Channel.HTTP, address=made.address)
    return made


@pytest.fixture
def heard() -> Iterator[list[tuple[str, str]]]:
    said: list[tuple[str, str]] = []
    reactions.react_to(
        "HUKOU_CANCELLED", name="tests", function=lambda m: said.append((m.subject_ref, str(m.id)))
    )
    yield said
    reactions.forget("HUKOU_CANCELLED", "tests")


def at_once(work: Callable[[], object], times: int = 4) -> list[object]:
    def one(_number: int) -> object:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_several_workers_hand_each_message_over_once_and_in_order(
    hrss: Organisation, heard: list[tuple[str, str]]
) -> None:
    department = connected(hrss)
    messages = [send(hrss, n=n % 4) for n in range(20)]
    with department.up():
        at_once(delivery.deliver_due)
        delivery.deliver_due()
    assert department.requests == len(department.order) == 20
    told: dict[str, list[int]] = {}
    for envelope in department.order:
        told.setdefault(envelope["subject_ref"], []).append(envelope["seq"])
    assert list(told.values()) == [[1, 2, 3, 4, 5]] * 4
    for subject in {message.subject_ref for message in messages}:
        expected = [str(message.pk) for message in messages if message.subject_ref == subject]
        assert [pk for about, pk in heard if about == subject] == expected


def test_one_that_hangs_holds_up_nobody_else(
    cast: Cast, hrss: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("banji.exchange.channels.webhook.READ", 0.5)
    slow, quick = connected(hrss), connected(cast.civil_affairs)
    slow.mood = "hang"
    late, soon = send(hrss, n=1), send(cast.civil_affairs, n=2)
    with slow.up(), quick.up():
        done = delivery.hand_over_all()
    assert (done.sent, done.put_off) == (1, 1)
    assert soon.deliveries.get(organisation=cast.civil_affairs).state == "PROCESSED"
    assert late.deliveries.get(organisation=hrss).state == "WAITING"


def test_what_a_killed_worker_held_is_taken_up_after_a_while(hrss: Organisation) -> None:
    department = connected(hrss)
    message = send(hrss, n=1)
    for since, handed in ((clock.now(), 0), (clock.now() - IN_FLIGHT - timedelta(seconds=1), 1)):
        Endpoint.objects.update(busy_since=since)
        Delivery.objects.filter(message=message).update(in_flight_since=since)
        with department.up():
            assert delivery.deliver_due().sent == handed
    assert Endpoint.objects.get().busy_since is None


@pytest.mark.parametrize(("first", "second"), [(1, 1001), (1001, 1), (1001, 1001)])
def test_many_names_are_locked_against_each_single_one(first: int, second: int) -> None:
    """Above a thousand names the whole family is taken: whoever wants one of them waits, and nobody waits for ever."""
    order: list[str] = []
    held = threading.Event()

    def take(names: int, word: str) -> None:
        try:
            with transaction.atomic():
                jobs.lock_each("tests", map(str, range(names)))
                held.set()
                if word == "first":
                    wait_for_a_waiter()
                order.append(word)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(take, first, "first")
        assert held.wait(10)
        two = pool.submit(take, second, "second")
        one.result(20)
        two.result(20)
    assert order == ["first", "second"]


def wait_for_a_waiter() -> None:
    """Until another session waits for an advisory lock."""
    with connection.cursor() as cursor:
        for _ in range(1000):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("the second does not wait for the first")


def test_the_same_names_in_any_order_do_not_stop_each_other() -> None:
    def take(names: Sequence[str]) -> None:
        try:
            with transaction.atomic():
                jobs.lock_each("tests", names)
        finally:
            connection.close()

    names = [str(n) for n in range(900)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(take, [names, names[::-1]] * 10))
