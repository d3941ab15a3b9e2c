"""Whatever sequence of cancellations, restorations and other acts: one status at every instant, and no answer about
the past of our knowledge ever changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from banji.foundation.errors import Refused
from banji.register import queries
from banji.register.models import HouseholdParticulars, Registration
from banji.register.operations import cancel_death, note_sign_of_life, restore
from tests.cast import Cast, make_cast
from tests.register.people import SINCE, Resident, make_household, make_person

DAYS = [SINCE + timedelta(days=n) for n in (-400, -1, 0, 1, 30, 31, 400, 401, 3000)]
PEOPLE = st.sampled_from([0, 1])
type Answers = dict[tuple[int, date, datetime], str | None]


@contextmanager
def expecting(code: str | None) -> Iterator[None]:
    """The block is refused with this code; or, without one, not refused."""
    if code is None:
        yield
        return
    with pytest.raises(Refused) as refused:
        yield
    assert refused.value.code == code


class Chain(RuleBasedStateMachine):
    """Two people in one household. `died` is the simplest model of the truth: who lies dead since when, by which act."""

    cast: Cast
    people: list[Resident]

    @initialize()
    def begin(self) -> None:
        self.point = transaction.atomic()
        self.point.__enter__()
        self.cast = make_cast()
        village = self.cast.places.village
        home = make_household(village)
        self.people = [make_person(home, village), make_person(home, village, name="周桂芳", relation="12")]
        self.died: dict[int, tuple[date, UUID]] = {}
        self.revoked: list[tuple[int, UUID]] = []
        self.answers: Answers = {}

    def teardown(self) -> None:
        if hasattr(self, "point"):
            transaction.set_rollback(True)
            self.point.__exit__(None, None, None)

    @rule(who=PEOPLE, died_on=st.sampled_from(DAYS))
    def cancel(self, who: int, died_on: date) -> None:
        refusal = "already_cancelled" if who in self.died else None
        with expecting(refusal):
            event = cancel_death(
                person_id=self.people[who].person_id,
                died_on=died_on,
                reason="火化证明",
                case_no="",
                by=self.cast.officer.actor,
                seen_registration_id=self.people[who].registration.pk,
            )
            self.died[who] = (died_on, event.pk)

    @precondition(lambda self: self.died)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        """Any cancellation that stands, not the last one."""
        who = data.draw(st.sampled_from(sorted(self.died)))
        _day, event = self.died.pop(who)
        restore(
            person_id=self.people[who].person_id,
            revokes=event,
            reason="误销",
            case_no="",
            by=self.cast.chief.actor,
        )
        self.revoked.append((who, event))

    @precondition(lambda self: self.revoked)
    @rule(data=st.data())
    def take_back_twice(self, data: st.DataObject) -> None:
        who, event = data.draw(st.sampled_from(self.revoked))
        with expecting("already_revoked"):
            restore(
                person_id=self.people[who].person_id,
                revokes=event,
                reason="",
                case_no="",
                by=self.cast.chief.actor,
            )

    @rule(who=PEOPLE, day=st.sampled_from(DAYS))
    def see(self, who: int, day: date) -> None:
        person_id = self.people[who].person_id
        note_sign_of_life(
            person_id=person_id,
            kind="COUNTER_VISIT",
            happened_on=day,
            source="窗口",
            by=self.cast.clerk.actor,
        )

    @rule(who=PEOPLE, day=st.sampled_from(DAYS))
    def ask(self, who: int, day: date) -> None:
        """Remember an answer about what is known now."""
        known_at = queries.watermark()
        self.answers[who, day, known_at] = queries.status_on(self.people[who].person_id, day, known_at)

    @invariant()
    def one_status_at_every_instant(self) -> None:
        for who, person in enumerate(getattr(self, "people", [])):
            died_on = self.died[who][0] if who in self.died else None
            for day in DAYS:
                assert queries.status_on(person.person_id, day) == expected(day, died_on)
            rows = Registration.objects.filter(person_id=person.person_id, recorded_to=None).order_by(
                "valid_from"
            )
            ends = [row.valid_to for row in rows]
            assert ends == [*(row.valid_from for row in rows[1:]), None]

    @invariant()
    def the_book_ends_with_the_last_member(self) -> None:
        if not hasattr(self, "people"):
            return
        book = HouseholdParticulars.objects.get(household=self.people[0].household_id, recorded_to=None)
        if len(self.died) < len(self.people):
            assert book.valid_to is None
        else:
            assert book.valid_to == max(
                SINCE + timedelta(days=1), *(day for day, _event in self.died.values())
            )

    @invariant()
    def answers_about_our_past_knowledge_stand(self) -> None:
        for (who, day, known_at), answer in getattr(self, "answers", {}).items():
            assert queries.status_on(self.people[who].person_id, day, known_at) == answer


def expected(day: date, died_on: date | None) -> str | None:
    if died_on is not None and day >= died_on:
        return "CANCELLED"
    return "ACTIVE" if day >= SINCE else None


class TestChain(Chain.TestCase, TestCase):  # type: ignore[misc]
    """Runs the machine inside Django's test transaction."""

    settings = settings(
        max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
    )
