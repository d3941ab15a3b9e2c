"""Two clerks in the same second, and answers about what was known while somebody writes."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from banji.audit.acts import act
from banji.audit.verify import verify
from banji.foundation import clock
from banji.foundation.actors import system
from banji.foundation.errors import Refused, TryAgain
from banji.register import operations as do
from banji.register import queries
from banji.register.models import (
    HeadTask,
    HouseholdParticulars,
    RegisterEvent,
    Registration,
    SignOfLife,
)
from banji.register.operations import cancel_death, note_sign_of_life, restore
from tests.cast import Cast, make_cast
from tests.register.lawful import brought
from tests.register.people import Resident, make_household, make_person

pytestmark = pytest.mark.django_db(transaction=True)

DIED = date(2017, 2, 3)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at once; each one's result, or the refusal it met."""
    gate = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(place: int) -> None:
        try:
            gate.wait()
            results[place] = calls[place]()
        except Refused as refusal:
            results[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def cancelling(who: Resident, cast: Cast, died_on: date = DIED) -> Callable[[], RegisterEvent]:
    seen = who.registration.pk
    return lambda: cancel_death(
        person_id=who.person_id,
        died_on=died_on,
        reason="火化证明",
        case_no="",
        by=cast.officer.actor,
        seen_registration_id=seen,
    )


@pytest.mark.parametrize("attempt", range(5))
def test_two_clerks_cancel_one_person(cast: Cast, attempt: int) -> None:
    village = cast.places.village
    who = make_person(make_household(village), village)
    results = together(*(cancelling(who, cast, date(2017, 2, day)) for day in (3, 4)))
    codes = sorted(result.code if isinstance(result, Refused) else "done" for result in results)
    assert codes == ["already_cancelled", "done"]
    assert RegisterEvent.objects.count() == 1
    assert list(verify()) == []


@pytest.mark.parametrize("attempt", range(5))
def test_two_clerks_cancel_the_last_two_members(cast: Cast, attempt: int) -> None:
    village = cast.places.village
    household = make_household(village)
    pair = [make_person(household, village), make_person(household, village, name="周桂芳", relation="12")]
    events = together(*(cancelling(who, cast) for who in pair))
    assert sorted(event.book_voided for event in events) == [False, True]
    assert HouseholdParticulars.objects.get(household=household, recorded_to=None).valid_to == DIED


def test_two_officers_revoke_one_cancellation(cast: Cast) -> None:
    village = cast.places.village
    who = make_person(make_household(village), village)
    event = cancelling(who, cast)()

    def revoke() -> RegisterEvent:
        return restore(
            person_id=who.person_id, revokes=event.pk, reason="误销", case_no="", by=cast.chief.actor
        )

    results = together(revoke, revoke)
    assert sorted(r.code if isinstance(r, Refused) else "done" for r in results) == [
        "already_revoked",
        "done",
    ]
    assert queries.status_on(who.person_id, DIED) == "ACTIVE"


def test_what_was_known_is_not_answered_while_somebody_writes(cast: Cast) -> None:
    """A stamp is older than its commit: without the watermark the answer for that instant would change later."""
    village = cast.places.village
    who = make_person(make_household(village), village)
    stamped, look = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic(), act("tests.slow", by=system("tests")) as this:
                this.add(
                    SignOfLife(person_id=who.person_id, kind="COUNTER_VISIT", happened_on=DIED, source="窗口")
                )
                stamps.append(this.now)
                stamped.set()
                look.wait()
        finally:
            connection.close()

    stamps: list[Any] = []
    writer = threading.Thread(target=slow)
    writer.start()
    stamped.wait()
    during = queries.watermark()
    with pytest.raises(Refused) as refused:
        queries.status_on(who.person_id, DIED, stamps[0])
    assert refused.value.code == "past_the_watermark"
    look.set()
    writer.join()
    assert during < stamps[0] < queries.watermark()
    assert queries.status_on(who.person_id, DIED, stamps[0]) == "ACTIVE"


def test_a_fast_neighbour_does_not_wait_for_a_slow_one(cast: Cast) -> None:
    """The lock a stamp holds hinders nobody."""
    village = cast.places.village
    household = make_household(village)
    pair = [make_person(household, village), make_person(household, village, name="周桂芳", relation="12")]
    with act("tests.slow", by=system("tests")) as this:
        assert this.now
        results = together(
            lambda: note_sign_of_life(
                person_id=pair[1].person_id,
                kind="COUNTER_VISIT",
                happened_on=DIED,
                source="窗口",
                by=system("x"),
            )
        )
    assert isinstance(results[0], SignOfLife)


# ---------------------------------------------------------------- every event, many hands

WRITERS, SECONDS = 8, float(os.environ.get("BANJI_WRITERS_SECONDS", "4"))


def test_two_clerks_move_one_person_in_the_same_second(cast: Cast) -> None:
    village = cast.places.village
    who = make_person(make_household(village), village)
    targets = [make_household(village, number=f"519000001{n}") for n in range(2)]
    for home in targets:
        make_person(home, village, name="户主")
    seen = {who.person_id: who.registration.pk}

    def moving(home: UUID) -> Callable[[], object]:
        return lambda: do.move_within(
            home=do.Home({who.person_id: "99"}, household_id=home), ground="kin", on=clock.today(), seen=seen,
            papers=brought("move_within.kin"), by=cast.clerk.actor,
        )  # fmt: skip

    results = together(*(moving(home) for home in targets))
    assert sorted(r.code if isinstance(r, Refused) else "done" for r in results) == ["done", "stale"]
    assert RegisterEvent.objects.count() == 1


def test_two_clerks_choose_two_heads(cast: Cast) -> None:
    village = cast.places.village
    home = make_household(village)
    people = [make_person(home, village, name=name, relation="97") for name in ("甲", "乙")]
    seen = {person.person_id: person.registration.pk for person in people}

    def choosing(head: Resident) -> Callable[[], object]:
        relations = {p.person_id: "02" if p == head else "97" for p in people}
        return lambda: do.choose_head(
            household_id=home, relations=relations, by=cast.clerk.actor, seen=seen, on=clock.today(),
            papers=brought("choose_head"),
        )  # fmt: skip

    results = together(*(choosing(person) for person in people))
    assert sorted(r.code if isinstance(r, Refused) else "done" for r in results) == ["done", "stale"]


def test_many_writers_leave_no_broken_promise(cast: Cast) -> None:
    """BANJI_WRITERS_SECONDS=60 for the long run."""
    village = cast.places.village
    homes = [make_household(village, number=f"519000100{n}") for n in range(4)]
    people = [
        make_person(home, village, name=f"人{n}", relation="02" if n == 0 else "97").person_id
        for home in homes
        for n in range(4)
    ]
    end = time.monotonic() + SECONDS
    done = Counter[str]()

    def writer(seed: int) -> Callable[[], None]:
        def write() -> None:
            random = Random(seed)
            while time.monotonic() < end:
                try:
                    random.choice(ACTS)(cast, random, people, homes)
                    done["done"] += 1
                except Refused as refusal:
                    done[refusal.code and str(refusal) and refusal.code] += 1
                except TryAgain:
                    done["again"] += 1

        return write

    results = together(*(writer(seed) for seed in range(WRITERS)))
    assert results == [None] * WRITERS
    assert done["done"] > WRITERS
    assert "" not in done  # every refusal has a code and a sentence
    assert list(verify()) == []
    require_promises(people, homes)


def require_promises(people: list[UUID], homes: list[UUID]) -> None:
    """One status at every instant; at most one head; none only with an open task; books end with the last member."""
    for person in people:
        rows = Registration.objects.filter(person=person, recorded_to=None).order_by("valid_from")
        assert all(one.valid_to == two.valid_from for one, two in pairwise(rows))
    tasks = set(HeadTask.objects.filter(recorded_to=None).values_list("household", flat=True))
    today = clock.today()
    for home in homes:
        members = queries.household_members(home, today)
        heads = sum(member.is_head for member in members)
        assert heads <= 1
        assert (bool(members) and not heads) == (home in tasks)
        book = HouseholdParticulars.objects.get(household=home, recorded_to=None)
        staying = Registration.objects.filter(household=home, recorded_to=None, valid_to=None)
        assert (book.valid_to is None) == staying.exclude(status="CANCELLED").exists()


type Doing = Callable[[Cast, Random, list[UUID], list[UUID]], object]


def _seen(person: UUID) -> int:
    return Registration.objects.filter(person=person, recorded_to=None, valid_to=None).values_list(
        "pk", flat=True
    )[0]


def _move(cast: Cast, random: Random, people: list[UUID], homes: list[UUID]) -> object:
    person = random.choice(people)
    return do.move_within(
        home=do.Home({person: random.choice(["02", "97"])}, household_id=random.choice(homes)), ground="kin",
        on=clock.today(), seen={person: _seen(person)}, papers=brought("move_within.kin"), by=cast.clerk.actor,
    )  # fmt: skip


def _choose(cast: Cast, random: Random, people: list[UUID], homes: list[UUID]) -> object:
    home = random.choice(homes)
    members = [member.person_id for member in queries.household_members(home, clock.today())]
    head = random.choice(members) if members else people[0]
    return do.choose_head(
        household_id=home, relations={p: "02" if p == head else "97" for p in members or [head]}, by=cast.clerk.actor,
        seen={p: _seen(p) for p in members or [head]}, on=clock.today(), papers=brought("choose_head"),
    )  # fmt: skip


def _die(cast: Cast, random: Random, people: list[UUID], homes: list[UUID]) -> object:
    person = random.choice(people)
    return do.cancel_death(
        person_id=person, died_on=clock.today(), reason="", case_no="", by=cast.officer.actor,
        seen_registration_id=_seen(person),
    )  # fmt: skip


def _revoke(cast: Cast, random: Random, people: list[UUID], homes: list[UUID]) -> object:
    person = random.choice(people)
    events = RegisterEvent.objects.filter(person=person, revoked_by=None, revokes=None)
    event = random.choice(list(events) or [RegisterEvent(pk=person)])
    also = [s.event.pk for s in do.prospect(event.pk).standing]
    return do.revoke(event_id=event.pk, reason="错", by=cast.chief.actor, also=also)


ACTS: list[Doing] = [_move, _move, _choose, _choose, _die, _revoke, _revoke]
