"""Cancelling for death and restoring, act by act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from banji.audit.models import AuditEntry
from banji.audit.verify import verify
from banji.foundation import clock
from banji.foundation.actors import Actor, system
from banji.foundation.errors import NotFound, Refused
from banji.foundation.ids import uuid7
from banji.register import queries
from banji.register.models import HouseholdParticulars, IdCard, RegisterEvent, Registration
from banji.register.operations import cancel_death, note_sign_of_life, restore, void_id_card
from tests.cast import Cast
from tests.register.people import SINCE, Resident, make_household, make_person

pytestmark = pytest.mark.django_db

DIED = date(2017, 2, 3)
DAY = timedelta(days=1)


@pytest.fixture
def head(cast: Cast) -> Resident:
    household = make_household(cast.places.village)
    return make_person(household, cast.places.village)


@pytest.fixture
def wife(cast: Cast, head: Resident) -> Resident:
    return make_person(head.household_id, cast.places.village, name="周桂芳", relation="12")


def cancel(who: Resident, by: Actor, died_on: date = DIED, **changes: Any) -> RegisterEvent:
    facts: dict[str, Any] = {"reason": "火化证明", "case_no": "DEATH-519901-2017-1"}
    seen = changes.pop("seen", None) or who.registration.pk
    return cancel_death(
        person_id=who.person_id, died_on=died_on, by=by, seen_registration_id=seen, **(facts | changes)
    )


def take_back(who: Resident, event: RegisterEvent, by: Actor) -> RegisterEvent:
    return restore(
        person_id=who.person_id, revokes=event.pk, reason="误销", case_no="DEATH-519901-2017-1", by=by
    )


def statuses(who: Resident, *days: date) -> list[str | None]:
    return [queries.status_on(who.person_id, day) for day in days]


def test_cancelled_with_effect_of_the_day_of_death(cast: Cast, head: Resident, wife: Resident) -> None:
    event = cancel(head, cast.officer.actor)
    assert statuses(head, SINCE - DAY, SINCE, DIED - DAY, DIED, DIED + DAY) == [
        *(None, "ACTIVE", "ACTIVE", "CANCELLED", "CANCELLED")
    ]
    last = head.registration
    assert (last.cancel_reason, last.event_id, last.village) == ("DEATH", event.pk, cast.places.village)
    assert (event.event_date, event.seq, event.decided_by) == (DIED, 1, "周文静")
    assert IdCard.objects.get(person_id=head.person_id, recorded_to=None).state == "VOIDED"
    entry = AuditEntry.objects.get(act="register.cancel_death")
    assert (entry.actor_name, entry.case_no) == ("周文静", "DEATH-519901-2017-1")


def test_a_dead_head_leaves_a_household_without_one(cast: Cast, head: Resident, wife: Resident) -> None:
    event = cancel(head, cast.officer.actor)
    assert (event.needs_new_head, event.book_voided) == (True, False)
    assert [m.person_id for m in queries.household_members(head.household_id, DIED)] == [wife.person_id]


def test_the_last_member_takes_the_book_along(cast: Cast, head: Resident, wife: Resident) -> None:
    cancel(head, cast.officer.actor, DIED + DAY)
    event = cancel(wife, cast.officer.actor, DIED)
    assert (event.needs_new_head, event.book_voided) == (False, True)
    # The book ends with the later death, though it was recorded first.
    assert (
        HouseholdParticulars.objects.get(household=head.household_id, recorded_to=None).valid_to == DIED + DAY
    )
    assert queries.household_on(head.household_id, DIED + DAY).ended


def test_a_collective_household_stays_without_members(cast: Cast) -> None:
    village = cast.places.village
    who = make_person(make_household(village, kind="COLLECTIVE"), village)
    assert not cancel(who, cast.officer.actor).book_voided
    assert not queries.household_on(who.household_id, DIED).ended


def test_dead_before_the_household_was_moved(cast: Cast, head: Resident) -> None:
    """A dead person's registration went on for years: it is corrected from the death on, not only from today."""
    earlier = SINCE - 400 * DAY
    cancel(head, cast.officer.actor, earlier)
    assert statuses(head, earlier - DAY, earlier, SINCE, DIED) == [
        None,
        "CANCELLED",
        "CANCELLED",
        "CANCELLED",
    ]


def test_dead_on_the_day_of_registration(cast: Cast, head: Resident) -> None:
    event = cancel(head, cast.officer.actor, SINCE)
    assert statuses(head, SINCE - DAY, SINCE) == [None, "CANCELLED"]
    take_back(head, event, cast.chief.actor)
    assert statuses(head, SINCE - DAY, SINCE) == [None, "ACTIVE"]
    assert not queries.household_on(head.household_id, SINCE).ended


def again(who: Resident, cast: Cast) -> None:
    seen = who.registration.pk
    cancel(who, cast.officer.actor)
    cancel(who, cast.colleague.actor, seen=seen)


REFUSALS: dict[str, tuple[str, Callable[[Resident, Cast], object]]] = {
    "already cancelled": ("already_cancelled", again),
    "born later": ("before_birth", lambda who, cast: cancel(who, cast.officer.actor, date(1949, 12, 31))),
    "tomorrow": ("in_the_future", lambda who, cast: cancel(who, cast.officer.actor, clock.today() + DAY)),
    "an older view": (
        "stale",
        lambda who, cast: cancel(who, cast.officer.actor, seen=who.registration.pk - 1),
    ),
    "a machine": ("not_an_officer", lambda who, cast: cancel(who, system("nightly"))),
    "the citizen": ("not_an_officer", lambda who, cast: cancel(who, cast.citizen.actor)),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_refusals_speak_and_change_nothing(cast: Cast, head: Resident, name: str) -> None:
    code, attempt = REFUSALS[name]
    with pytest.raises(Refused) as refused:
        attempt(head, cast)
    assert refused.value.code == code
    assert str(refused.value)
    before_attempt = 1 if code == "already_cancelled" else 0
    assert RegisterEvent.objects.count() == before_attempt


def test_dying_on_the_day_of_birth_and_today_is_possible(cast: Cast, head: Resident) -> None:
    event = cancel(head, cast.officer.actor, date(1950, 1, 1))
    take_back(head, event, cast.chief.actor)
    cancel(head, cast.officer.actor, clock.today())
    assert statuses(head, clock.today()) == ["CANCELLED"]


def test_somebody_unknown(cast: Cast) -> None:
    with pytest.raises(NotFound):
        cancel(Resident(uuid7(), uuid7()), cast.officer.actor, seen=1)


def test_restored_as_if_never_cancelled_and_known_so_on_both_axes(cast: Cast, head: Resident) -> None:
    event = cancel(head, cast.officer.actor)
    while_dead = queries.watermark()
    revoking = take_back(head, event, cast.chief.actor)
    assert statuses(head, SINCE, DIED - DAY, DIED, clock.today()) == ["ACTIVE"] * 4
    assert queries.status_on(head.person_id, DIED, while_dead) == "CANCELLED"
    assert (revoking.kind, revoking.revokes) == ("RESTORE", event)
    assert head.registration.event_id is None  # begun by whatever began it before
    assert IdCard.objects.get(person_id=head.person_id, recorded_to=None).state == "IN_USE"
    assert not queries.household_on(head.household_id, DIED).ended


def test_a_revoked_cancellation_is_not_revoked_twice_but_he_may_die_again(cast: Cast, head: Resident) -> None:
    first = cancel(head, cast.officer.actor)
    take_back(head, first, cast.chief.actor)
    with pytest.raises(Refused, match=r"."):
        take_back(head, first, cast.chief.actor)
    second = cancel(head, cast.officer.actor)
    assert second.seq == 2
    assert statuses(head, DIED) == ["CANCELLED"]


def test_only_a_cancellation_can_be_revoked(cast: Cast, head: Resident) -> None:
    revoking = take_back(head, cancel(head, cast.officer.actor), cast.chief.actor)
    with pytest.raises(Refused) as refused:
        take_back(head, revoking, cast.chief.actor)
    assert refused.value.code == "not_a_cancellation"


def test_undo_is_not_last_in_first_out(cast: Cast, head: Resident, wife: Resident) -> None:
    first = cancel(head, cast.officer.actor)
    second = cancel(wife, cast.officer.actor, DIED + DAY)
    assert second.book_voided
    take_back(head, first, cast.chief.actor)
    sheet = queries.household_on(head.household_id, DIED + DAY)
    assert not sheet.ended
    assert [m.person_id for m in sheet.members] == [head.person_id]
    take_back(wife, second, cast.chief.actor)
    assert len(queries.household_members(head.household_id, DIED + DAY)) == 2


def test_a_lost_card_does_not_come_back(cast: Cast, head: Resident) -> None:
    card = IdCard.objects.get(person_id=head.person_id)
    void_id_card(card_id=card.pk, lost=True, reason="家属称已遗失", by=cast.clerk.actor)
    take_back(head, cancel(head, cast.officer.actor), cast.chief.actor)
    assert IdCard.objects.get(person_id=head.person_id, recorded_to=None).state == "LOST"
    with pytest.raises(Refused) as refused:
        void_id_card(card_id=card.pk, reason="再次", by=cast.clerk.actor)
    assert refused.value.code == "stale"


def test_a_sign_of_life_is_noted_once_and_contradicts_a_death(cast: Cast, head: Resident) -> None:
    seen = {"kind": "COUNTER_VISIT", "happened_on": DIED + 2 * DAY, "source": "窗口"}
    cancel(head, cast.officer.actor)
    signs = [note_sign_of_life(person_id=head.person_id, by=system("counter"), **seen) for _ in range(2)]
    assert signs[0] == signs[1]
    assert queries.last_sign_of_life(head.person_id, DIED) == signs[0]
    assert queries.last_sign_of_life(head.person_id, DIED + 2 * DAY) is None
    with pytest.raises(Refused):
        note_sign_of_life(
            person_id=head.person_id, by=system("x"), **(seen | {"happened_on": clock.today() + DAY})
        )


def test_history_is_the_data_of_a_timeline(cast: Cast, head: Resident) -> None:
    take_back(head, cancel(head, cast.officer.actor), cast.chief.actor)
    story = queries.history(head.person_id)
    assert [(b.row.status, b.stands) for b in story.registrations if isinstance(b.row, Registration)] == [
        *(("ACTIVE", False), ("ACTIVE", False), ("ACTIVE", True), ("CANCELLED", False))
    ]
    assert [e.kind for e in story.events] == ["CANCEL_DEATH", "RESTORE"]
    assert list(verify()) == []
