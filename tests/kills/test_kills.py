"""Load, reading, matching, opening of cases and delivery, each killed again and again at random points.

After every kill the work is begun again, as the queue or an operator would. What comes out has to be, row for row and
count for count, what comes out undisturbed: nothing lost, nothing twice, and a trail that verifies.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from tests.kills.house import House

# BANJI_KILLS multiplies the rounds, for a long night; the seed of the moments is printed when a test fails.
TIMES = int(os.environ.get("BANJI_KILLS", "1"))
SEED = int(os.environ.get("BANJI_KILLS_SEED", "20170301"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    var = tmp_path_factory.mktemp("kills")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BANJI_VAR", os.fspath(var))
        patch.setenv("BANJI_INSTALLATION", "test")
        patch.delenv("DATABASE_URL", raising=False)
        made = House(var)
        made.do("found")
        made.save("founded")
        yield made
        made.close()


@pytest.fixture(scope="module")
def listed(house: House) -> House:
    """The register is loaded, a list of cremations has been received."""
    house.back_to("founded")
    house.do("load_register")
    house.do("receive_list")
    house.save("received")
    house.do("read")
    house.save("is_read")
    house.do("match")
    house.save("matched")
    house.do("deliver")
    house.save("opened")
    house.do("declare")
    house.save("declared")
    return house


@pytest.mark.parametrize(
    ("before", "work", "rounds"),
    [
        ("received", "read", 6),
        ("is_read", "match", 10),
        ("matched", "deliver", 12),  # inside: cases are opened
        ("declared", "deliver", 12),  # to the departments
    ],
)
def test_the_way_of_a_list(listed: House, before: str, work: str, rounds: int) -> None:
    killed_again_and_again(listed, before, work, rounds)


def test_the_first_load(house: House) -> None:
    killed_again_and_again(house, "founded", "load_register", 10)


def test_the_worker_itself(listed: House) -> None:
    """The queue's own way, from a received list to open cases: what a killed worker had taken is queued anew."""
    listed.back_to("opened")
    undisturbed = listed.do("look")
    listed.back_to("received")
    random = Random(f"{SEED}/worker")
    for _kill in range(4 * TIMES):
        with listed.worker():
            listed.until(lambda: listed.do("jobs_left").get("doing"))
            time.sleep(random.uniform(0, 1))
        listed.do("time_passes")
    with listed.worker():
        listed.until(lambda: not listed.do("jobs_left"))
    assert listed.do("look") == undisturbed


def killed_again_and_again(house: House, before: str, work: str, rounds: int) -> None:
    house.back_to(before)
    seconds = house.seconds(work)
    undisturbed = house.do("look")
    require_whole(undisturbed)
    seed = f"{SEED}/{before}/{work}"
    random, hits = Random(seed), Counter[str]()
    for n in range(rounds * TIMES):
        victim = "database" if n % 3 == 2 else "process"
        fate = ""
        while fate in ("", "was over"):
            after = random.uniform(0, seconds)
            house.back_to(before)
            fate = house.kill_in(work, after, victim)
            if fate == "was over":
                # A kill that comes too late proves nothing: it is faster than it was.
                seconds = after
        hits[fate] += 1
        house.do(work)
        assert house.do("look") == undisturbed, f"{victim} killed after {after:.3f} s of {work}, seed {seed}"
    assert hits.total() == rounds * TIMES


def require_whole(city: dict[str, Any]) -> None:
    """The measure itself must be sound: no finding, nothing told, signalled or opened twice."""
    assert city["findings"] == []
    assert [city[name] for name in ("told_twice", "signalled_twice", "opened_twice", "jobs_open")] == [0] * 4
