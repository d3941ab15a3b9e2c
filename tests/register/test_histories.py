"""Random lawful histories of a small village: whatever is registered and revoked, in whatever order and however late, the
register keeps its promises. BANJI_HISTORIES sets how many (a long night: 1000 and more)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import ClassVar
from uuid import UUID

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from banji.audit.verify import verify
from banji.foundation import clock
from banji.foundation.errors import Refused
from banji.foundation.ids import uuid7
from banji.register import operations as do
from banji.register import queries
from banji.register.models import (
    HeadTask,
    HouseholdParticulars,
    Particulars,
    RegisterEvent,
    Registration,
)
from banji.register.queries import axes
from banji.register.queries.households import registered_in
from tests.cast import Cast, make_cast
from tests.register.lawful import brought
from tests.register.people import SINCE, make_household, make_person

HISTORIES = int(os.environ.get("BANJI_HISTORIES", "40"))
BACK = st.sampled_from([0, 0, 3, 20, 100])
PICK = st.integers(0, 11)
RELATIONS = ("02", "12", "20", "30", "97", "99")
CONFIRMED = ("relation_sex", "relation_age", "minor_head", "young_parent")

type Answer = tuple[str | None, UUID | None, str]


class Village(RuleBasedStateMachine):
    """Two family households and a collective one; who is born or arrives joins them."""

    cast: ClassVar[Cast]

    @initialize()
    def begin(self) -> None:
        self.point = transaction.atomic()
        self.point.__enter__()
        village = self.cast.places.village
        first, second = make_household(village), make_household(village, number="5190000002")
        self.public = make_household(village, kind="PUBLIC_COLLECTIVE", number="P1")
        self.people = [
            make_person(home, village, name=name, relation=relation, born=born).person_id
            for home, name, relation, born in (
                (first, "李大山", "02", date(1950, 1, 1)),
                (first, "周桂芳", "12", date(1952, 1, 1)),
                (first, "李小山", "20", date(1978, 1, 1)),
                (second, "张三", "02", date(1960, 1, 1)),
                (second, "王五", "99", date(1961, 1, 1)),
            )
        ]
        self.homes = [first, second]
        self.remembered: dict[tuple[UUID, date, datetime], Answer] = {}

    def teardown(self) -> None:
        if hasattr(self, "point"):
            assert list(verify()) == []
            transaction.set_rollback(True)
            self.point.__exit__(None, None, None)

    # ------------------------------------------------------------ what may happen

    @rule(who=PICK, back=BACK)
    def die(self, who: int, back: int) -> None:
        person = self.person(who)
        with self.allowed(days_ago(back), person):
            do.cancel_death(
                person_id=person, died_on=days_ago(back), reason="火化证明", case_no="",
                by=self.cast.officer.actor, seen_registration_id=self.seen(person)[person],
            )  # fmt: skip

    @rule(who=PICK, back=BACK)
    def enlist(self, who: int, back: int) -> None:
        person = self.person(who)
        with self.allowed(days_ago(back), person):
            do.cancel(
                person_id=person, ground="ENLISTED", on=days_ago(back), papers=brought("cancel.enlisted"),
                by=self.cast.clerk.actor, seen_registration_id=self.seen(person)[person],
            )  # fmt: skip

    @rule(who=PICK, back=BACK)
    def move_out(self, who: int, back: int) -> None:
        person = self.person(who)
        with self.allowed(days_ago(back), person):
            do.move_out(
                persons=[person], to="成都", ground="same_province", on=days_ago(back), certificate_no="1",
                papers=brought("move_out.same_province"), by=self.cast.clerk.actor, seen=self.seen(person),
            )  # fmt: skip

    @rule(who=PICK, home=PICK, relation=st.sampled_from(RELATIONS), back=BACK)
    def come_back(self, who: int, home: int, relation: str, back: int) -> None:
        person = self.person(who)
        with self.allowed(days_ago(back), person):
            do.move_in(
                person_id=person, home=do.Home({person: relation}, household_id=self.home(home)), ground="kin",
                on=days_ago(back), papers=brought("move_in.kin"), by=self.cast.clerk.actor, confirmed=CONFIRMED,
            )  # fmt: skip

    @rule(who=PICK, home=PICK, relation=st.sampled_from(RELATIONS), back=BACK)
    def move_within(self, who: int, home: int, relation: str, back: int) -> None:
        person = self.person(who)
        with self.allowed(days_ago(back), person):
            do.move_within(
                home=do.Home({person: relation}, household_id=self.home(home)), ground="kin", on=days_ago(back),
                papers=brought("move_within.kin"), by=self.cast.clerk.actor, seen=self.seen(person),
                confirmed=CONFIRMED,
            )  # fmt: skip

    @rule(who=PICK, back=BACK)
    def found_a_household(self, who: int, back: int) -> None:
        person = self.person(who)
        seat = do.Seat(self.cast.places.west_villages[0].pk, "新桥村1组1号")
        with self.allowed(days_ago(back), person):
            (event,) = do.move_within(
                home=do.Home({person: "02"}, seat=seat), ground="dwelling", on=days_ago(back),
                papers=brought("move_within.dwelling"), by=self.cast.clerk.actor, seen=self.seen(person),
            )  # fmt: skip
            self.homes.append(UUID(event.details["sets"]["registration"][0]["household_id"]))

    @rule(who=PICK, back=BACK)
    def divide(self, who: int, back: int) -> None:
        person = self.person(who)
        row = self.now(person)
        if row is None or row.household_id is None:
            return
        with self.allowed(days_ago(back), person):
            (event,) = do.divide(
                household_id=row.household_id, leaving={person: "02"}, ground="dwelling",
                papers=brought("divide.dwelling"), by=self.cast.clerk.actor, seen=self.seen(person),
                on=days_ago(back),
            )  # fmt: skip
            self.homes.append(UUID(event.details["sets"]["registration"][0]["household_id"]))

    @rule(home=PICK, head=PICK, back=BACK)
    def choose_head(self, home: int, head: int, back: int) -> None:
        there = registered_in([self.home(home)], today()).order_by("person")
        members = list(there.values_list("person_id", flat=True))
        if not members:
            return
        chosen = members[head % len(members)]
        relations = {person: "02" if person == chosen else "97" for person in members}
        with self.allowed(days_ago(back), *members):
            do.choose_head(
                household_id=self.home(home), relations=relations, by=self.cast.clerk.actor,
                seen=self.seen(*members), on=days_ago(back), papers=brought("choose_head"), confirmed=CONFIRMED,
            )  # fmt: skip

    @rule(who=PICK, relation=st.sampled_from(RELATIONS))
    def relation_corrected(self, who: int, relation: str) -> None:
        """From as early as the wrong one: only he is concerned, and he is where he was."""
        person = self.person(who)
        before = self.stays_of(person)
        with self.allowed(SINCE, person):
            do.correct_relation(
                person_id=person, relation=relation, papers=brought("correct.other"), by=self.cast.clerk.actor,
                seen=self.seen(person)[person], reason="错", confirmed=CONFIRMED,
            )  # fmt: skip
            assert answer(person, today())[2] == relation != "02"
        assert self.stays_of(person) == before

    @rule(parent=PICK, back=BACK)
    def be_born(self, parent: int, back: int) -> None:
        person, follows = uuid7(), self.person(parent)
        with self.allowed(days_ago(back), person):
            do.register_birth(
                person_id=person, child=do.Newcomer("小宝", "1", days_ago(back)), follows=follows,
                relation_to_head="41", papers=brought("birth.in_wedlock"), by=self.cast.clerk.actor,
                confirmed=CONFIRMED,
            )  # fmt: skip
            self.people.append(person)

    @rule(who=PICK, name=st.sampled_from(["李一", "李二"]), back=BACK, corrects=st.booleans())
    def be_renamed(self, who: int, name: str, back: int, corrects: bool) -> None:
        person = self.person(who)
        known = axes.as_of(Particulars.objects.filter(person=person), today()).first()
        if known is None:
            return
        with self.allowed(SINCE if corrects else days_ago(back), person):
            if corrects:
                do.correct(
                    person_id=person, values={"name": name}, papers=brought("correct.name"),
                    by=self.cast.clerk.actor, seen=known.pk, reason="错",
                )  # fmt: skip
            else:
                do.change(
                    person_id=person, values={"name": name}, on=days_ago(back), papers=brought("change.name"),
                    by=self.cast.clerk.actor, seen=known.pk,
                )  # fmt: skip

    @rule(nth=st.integers(0, 40), together=st.booleans(), relation=st.sampled_from(["", "97"]))
    def revoke(self, nth: int, together: bool, relation: str) -> None:
        """Any event, not the last one; with what stands on it, or not."""
        events = list(
            RegisterEvent.objects.filter(revoked_by=None, revokes=None)
            .exclude(kind__in=["LOADED", "REVOKE"])
            .order_by("recorded_from", "pk")
        )
        if not events:
            return
        event = events[nth % len(events)]
        before, code = self.counted(), ""
        try:
            also = [s.event.pk for s in do.prospect(event.pk).standing] if together else []
            do.revoke(event_id=event.pk, reason="错", by=self.cast.chief.actor, also=also, return_as=relation)
        except Refused as refusal:
            code = refusal.code
        assert code in {"", "stands_on_it", "two_heads"}
        assert not code or self.counted() == before

    @rule(who=PICK, back=BACK)
    def ask(self, who: int, back: int) -> None:
        """An answer about what is known now is remembered."""
        person, day, known_at = self.person(who), days_ago(back), queries.watermark()
        self.remembered[person, day, known_at] = answer(person, day, known_at)

    # ------------------------------------------------------------ what must hold

    @invariant()
    def one_status_at_every_instant(self) -> None:
        rows = Registration.objects.filter(person__in=getattr(self, "people", ()), recorded_to=None)
        for one, two in pairwise(rows.order_by("person", "valid_from")):
            assert one.valid_to == (two.valid_from if one.person_id == two.person_id else None)

    @invariant()
    def at_most_one_head_and_none_only_with_a_task(self) -> None:
        tasks = set(HeadTask.objects.filter(recorded_to=None).values_list("household", flat=True))
        found: dict[UUID, list[Registration]] = {home: [] for home in getattr(self, "homes", ())}
        for row in Registration.objects.filter(household__in=found, recorded_to=None, status="ACTIVE"):
            found[row.household_id].append(row)  # type: ignore[index]
        for home, rows in found.items():
            for day in {row.valid_from for row in rows}:
                there = [row for row in rows if axes.holds(row, day)]
                assert sum(row.relation_to_head == "02" for row in there) <= 1
            present = [row for row in rows if axes.holds(row, today())]
            headless = bool(present) and not any(row.relation_to_head == "02" for row in present)
            assert headless == (home in tasks)

    @invariant()
    def books_end_with_their_last_members(self) -> None:
        for home in getattr(self, "homes", ()):
            book = (
                HouseholdParticulars.objects.filter(household=home, recorded_to=None)
                .order_by("valid_from")
                .last()
            )
            staying = Registration.objects.filter(household=home, recorded_to=None, valid_to=None)
            if book:
                assert (book.valid_to is None) == staying.filter(status="ACTIVE").exists()

    @invariant()
    def answers_about_our_past_knowledge_stand(self) -> None:
        for (person, day, known_at), said in getattr(self, "remembered", {}).items():
            assert answer(person, day, known_at) == said

    # ------------------------------------------------------------ helpers

    def person(self, n: int) -> UUID:
        return self.people[n % len(self.people)]

    def home(self, n: int) -> UUID:
        return [*self.homes, self.public][n % (len(self.homes) + 1)]

    def now(self, person: UUID) -> Registration | None:
        return axes.as_of(Registration.objects.filter(person=person), today()).first()

    def seen(self, *persons: UUID) -> dict[UUID, int]:
        return {person: row.pk if (row := self.now(person)) else 0 for person in persons}

    def stays_of(self, person: UUID) -> list[tuple[str, UUID | None]]:
        """Every day's status and household since the first of them."""
        days = (days_ago(n) for n in range(101))
        return [answer(person, day)[:2] for day in days]

    def counted(self) -> tuple[int, ...]:
        return tuple(
            model._default_manager.count()
            for model in (RegisterEvent, Registration, Particulars, HouseholdParticulars, HeadTask)
        )

    @contextmanager
    def allowed(self, on: date, *concerned: UUID) -> Iterator[None]:
        """The act is done, or refused with a sentence and nothing is written. It says nothing of the days before it,
        nor of anybody else."""
        people = list(self.people)
        before, counted, said = self.everything(people, on, concerned), self.counted(), None
        try:
            yield
        except Refused as refusal:
            said = str(refusal)
        assert said != ""
        assert said is None or self.counted() == counted
        assert self.everything(people, on, concerned) == before

    def everything(
        self, people: list[UUID], on: date, concerned: tuple[UUID, ...]
    ) -> dict[tuple[UUID, date], Answer]:
        days = [SINCE, *(days_ago(n) for n in (100, 20, 3, 0))]
        rows = list(Registration.objects.filter(person__in=people, recorded_to=None))
        return {
            (row.person_id, day): (row.status, row.household_id, row.relation_to_head)
            for row in rows
            for day in days
            if axes.holds(row, day)
            if row.person_id not in concerned or day < on
        }


def today() -> date:
    return clock.today()


def days_ago(n: int) -> date:
    return today() - timedelta(days=n)


def answer(person: UUID, day: date, known_at: datetime | None = None) -> Answer:
    row = axes.as_of(Registration.objects.filter(person=person), day, known_at).first()
    return (row.status, row.household_id, row.relation_to_head) if row else (None, None, "")


class TestVillage(Village.TestCase, TestCase):  # type: ignore[misc]
    """Runs the machine inside Django's test transaction."""

    settings = settings(
        max_examples=HISTORIES,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(
            Phase.explicit,
            Phase.reuse,
            Phase.generate,
        ),  # what fails is shorter than the time to shorten it
    )

    @classmethod
    def setUpTestData(cls) -> None:
        Village.cast = make_cast()
