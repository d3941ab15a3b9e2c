"""One act on the register: lock, look, say what happened, and let the chains follow.

    with entering("register.move_within", by=by, persons=[…], households=[…]) as book:
        book.seen(person_id, registration_id)
        book.enter(Kind.MOVE_WITHIN, person_id, on, registration={…})

The rows are written, books and head tasks kept, the events added and the register of record told when the block ends;
`settle` does the first half earlier, for whoever needs to know what came of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from banji.audit.acts import Act, act
from banji.foundation.actors import Actor
from banji.foundation.clock import CITY_TIME
from banji.foundation.errors import Refused
from banji.register import search_rows
from banji.register.locks import lock_households, lock_people_there
from banji.register.models import (
    HouseholdParticulars,
    IdCard,
    Particulars,
    Person,
    RegisterEvent,
    Registration,
    Survivor,
)
from banji.register.operations import numbers
from banji.register.operations.books import keep_books
from banji.register.operations.chains import (
    NAMES,
    Chain,
    Table,
    chains_of,
    household_chains_of,
    plain,
    touched_households,
)
from banji.register.operations.heads import keep_heads
from banji.register.operations.record import report_to_record
from banji.register.operations.writing import after, decides
from banji.register.timeline import Span

type Values = Mapping[str, Any]


@dataclass(slots=True)
class Book:
    """What is open before the officer: the chains of the people and households that are locked."""

    this: Act
    by: Actor
    case_no: str
    _chains: dict[tuple[Table, UUID], Chain]
    events: list[RegisterEvent] = field(default_factory=list)
    # Who goes on under whom: written after the events that say why.
    merged: list[Survivor] = field(default_factory=list)
    # Numbers that were given or taken: whether two hold them is asked anew in the end.
    numbers: set[int] = field(default_factory=set)
    voided: frozenset[UUID] = frozenset()
    _settled: bool = False

    @property
    def today(self) -> date:
        return self.this.now.astimezone(CITY_TIME).date()

    def registration(self, person_id: UUID, on: date | None = None) -> Span | None:
        """Where and how somebody is registered at the end of a day, events entered just now included."""
        return self._chains[Registration, person_id].on(on or self.today)

    def particulars(self, person_id: UUID, on: date | None = None) -> Span | None:
        return self._chains[Particulars, person_id].on(on or self.today)

    def household(self, household_id: UUID, on: date | None = None) -> Span | None:
        return self._chains[HouseholdParticulars, household_id].on(on or self.today)

    def chain(self, table: Table, owner: UUID) -> Chain:
        return self._chains[table, owner]

    def persons(self) -> list[UUID]:
        return [owner for table, owner in self._chains if table is Registration]

    def numbers_of(self, person_id: UUID) -> set[int]:
        """The number he has today, if he has one."""
        now = self.particulars(person_id)
        return {now.values["number_id"]} - {None} if now else set()

    def open_household(self, household_id: UUID) -> None:
        """A household that did not exist until now."""
        self._chains[HouseholdParticulars, household_id] = Chain(HouseholdParticulars, household_id, [], [])

    def seen(self, person_id: UUID, registration_id: int | None) -> None:
        """Refuse if the registration the officer had before him is not the present one any more."""
        rows = self._chains[Registration, person_id].standing()
        now = next(
            (
                r
                for r in rows
                if r.valid_from <= self.today and (r.valid_to is None or r.valid_to > self.today)
            ),
            None,
        )
        if (now.pk if now else None) != registration_id:
            raise Refused(
                _("This person's registration has changed since you opened it."),
                remedy=_("Open the person again and look at the new state."),
                code="stale",
            )

    def enter(
        self,
        kind: str,
        person_id: UUID,
        on: date,
        *,
        registration: Values | None = None,
        particulars: Values | None = None,
        household: tuple[UUID, Values] | None = None,
        since: date | None = None,
        reason: str = "",
        details: Mapping[str, Any] | None = None,
        revokes: RegisterEvent | None = None,
    ) -> RegisterEvent:
        """Something happened to this person on `on`; from that day (or from `since`) the fields have these values.

        Events that name one they revoke take effect by leaving that one out.
        """
        begins = {"from": since} if since else {}
        sets: dict[str, Any] = {}
        for table, values in ((Registration, registration), (Particulars, particulars)):
            if values:
                sets[NAMES[table]] = [plain({**begins, **values})]
        if household:
            sets[NAMES[HouseholdParticulars]] = [plain({**begins, "id": household[0], **household[1]})]
        event = RegisterEvent(
            person_id=person_id,
            kind=kind,
            event_date=on,
            seq=self._next_seq(person_id, on),
            reason=reason,
            details={**({"sets": sets} if sets else {}), **(details or {})},
            case_no=self.case_no,
            revokes=revokes,
            decided_by=self.by.name,
            recorded_from=self.this.now,
        )
        self.events.append(event)
        for table in (Registration, Particulars):
            chain = self._chains[table, person_id]
            chain.events = [*chain.events, event]
        for household_id in self._households_of(event, household):
            chain = self._chains[HouseholdParticulars, household_id]
            chain.events = [*chain.events, event]
        return event

    def amend(self, event: RegisterEvent, table: Table, values: Values, since: date) -> None:
        """Let an event just entered write this into a table besides, from that day on."""
        written = event.details.setdefault("sets", {}).setdefault(NAMES[table], [])
        written.append(plain({"from": since, **values}))

    def settle(self) -> None:
        """Write the rows that follow, and keep the books and the head tasks of the households."""
        if self._settled:
            return
        self._settled = True
        touched: set[UUID] = set()
        for (table, owner), chain in self._chains.items():
            if any(event in chain.events for event in self.events):
                rows = chain.settle(self.this, chain.timeline().spans())
                touched |= touched_households(rows)
                if table is HouseholdParticulars:
                    touched.add(owner)
        self.voided = keep_books(self.this, touched)
        keep_heads(self.this, touched, self.today)

    def _next_seq(self, person_id: UUID, day: date) -> int:
        events = self._chains[Registration, person_id].events
        return 1 + max((event.seq for event in events if event.event_date == day), default=0)

    def _households_of(self, event: RegisterEvent, household: tuple[UUID, Values] | None) -> Iterator[UUID]:
        if household:
            yield household[0]
        if event.revokes_id:
            for table, owner in self._chains:
                if table is HouseholdParticulars and any(
                    e.pk == event.revokes_id for e in self._chains[table, owner].events
                ):
                    yield owner


@contextmanager
def entering(
    name: str,
    *,
    by: Actor,
    persons: Collection[UUID],
    households: Collection[UUID] = (),
    new: UUID | None = None,
    case_no: str = "",
) -> Iterator[Book]:
    """Lock the persons with all their households and those named, then take the time. `new`: one of the persons who
    is to be made. Raises `Refused` for who is no officer, for a new person who is here already, and `NotFound`."""
    decides(by)
    with act(name, by=by, object_=("person", new or next(iter(persons))), case_no=case_no) as this:
        if new:
            _make(new)
        lock_people_there(persons)
        this.about(*persons)
        own = Registration.objects.filter(person__in=persons, household__isnull=False)
        homes = {*own.values_list("household_id", flat=True), *households}
        lock_households(homes)
        after(
            this,
            *(
                table._default_manager.filter(person__in=persons)
                for table in (Registration, Particulars, IdCard)
            ),
            HouseholdParticulars.objects.filter(household__in=homes),
        )
        book = Book(this, by, case_no, chains_of(persons) | household_chains_of(homes))
        yield book
        book.settle()
        search_rows.refresh({event.person_id for event in book.events})
        this.add(*book.events)
        this.add(*book.merged)
        numbers.keep_disputes(book.numbers)
        for event in book.events:
            report_to_record(this, event, by=by)


def _make(person_id: UUID) -> None:
    """The page gives a new person his id, so that a form sent twice makes him once."""
    if Person.objects.filter(pk=person_id).exists():
        raise Refused(
            _("This has been registered already."),
            remedy=_("Open the person: the form was sent twice."),
            code="already_registered",
        )
    Person.objects.create(pk=person_id)
