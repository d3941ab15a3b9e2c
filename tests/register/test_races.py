"""Two clerks in the same second, and answers about what was known while somebody writes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from banji.audit.acts import act
from banji.audit.verify import verify
from banji.foundation.actors import system
from banji.foundation.errors import Refused
from banji.register import queries
from banji.register.models import HouseholdParticulars, RegisterEvent, SignOfLife
from banji.register.operations import cancel_death, note_sign_of_life, restore
from tests.cast import Cast, make_cast
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
