"""A registered man in the first village, and the steps of his case in words a test can be read by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction
from tests.cast import Cast, Member, make_officer
from tests.register.people import Resident, make_household, make_person

from banji.accounts.models import Organisation
from banji.accounts.roles import Role
from banji.cases.evidence import add_evidence
from banji.cases.models import Case, Notice
from banji.cases.runner import offers, take
from banji.exchange.envelopes import sealing_key
from banji.exchange.models import Batch, InboundRow, Message
from banji.files.operations import store
from banji.foundation import clock
from banji.foundation.actors import Actor, system
from banji.foundation.models import Installation
from banji.matters.deaths.operations import Signal, take_signal

MOVER = system("tests.clock")
DIED = date(2016, 11, 2)
NUMBER = "519901195001010013"


def at(day: date, hour: int = 10) -> None:
    """Move the test city's clock."""
    with transaction.atomic():
        Installation.objects.get_or_create(
            only=True, defaults={"kind": Installation.TEST}
        )  # flushed by some tests
        clock.move_to(datetime(day.year, day.month, day.day, hour, tzinfo=clock.CITY_TIME), by=MOVER)


@dataclass(slots=True)
class Scene:
    cast: Cast
    who: Resident
    case: Case | None = None

    def signal(self, strength: str = "A", *, by: Actor | None = None, **said: Any) -> Case:
        """A source speaks; civil affairs unless another organisation is named."""
        facts: dict[str, Any] = {
            "source": "CREMATION", "died_on": DIED, "received_on": clock.today(),
            "organisation": self.cast.civil_affairs,
        }  # fmt: skip
        signal = Signal(person_id=self.who.person_id, strength=strength, **(facts | said))
        self.case = take_signal(signal, by=by or MOVER)
        return self.fresh

    @property
    def fresh(self) -> Case:
        assert self.case is not None
        self.case = Case.objects.get(pk=self.case.pk)
        return self.case

    @property
    def city_officer(self) -> Member:
        return make_officer("cui", "崔立新", self.cast.county_bureau, Role.CITY_OFFICER)

    @property
    def state(self) -> str:
        return self.fresh.state

    def take(self, name: str, *, by: Actor | None = None, **facts: Any) -> Case:
        return take(self.fresh.pk, name, by=by or self.cast.officer.actor, reason="经核实", facts=facts)

    def paper(self, name: str, **more: Any) -> None:
        add_evidence(self.fresh.pk, name, by=self.cast.officer.actor, **more)

    def reasons(self, name: str, *, by: Actor | None = None) -> str:
        """Why a step is disabled on the page; empty when it is enabled."""
        offer = next(o for o in offers(self.fresh, by=by or self.cast.officer.actor) if o.row.name == name)
        return " ".join(lack.text for lack in offer.lacking)

    def confirmed(self) -> Scene:
        self.signal()
        self.take("verify")
        self.take("confirm_death", died_on=DIED)
        return self

    def notified(self) -> Scene:
        self.confirmed()
        self.take("issue_notices", declarant="李小山", declarant_relation="儿子", committee="李家村民委员会")
        return self

    def serve(self, addressee: str, on: date, **how: Any) -> None:
        facts: dict[str, Any] = {"method": "IN_PERSON", "receiver": "李小山", "served_on": on}
        notice = Notice.objects.get(case=self.fresh, addressee_kind=addressee, recorded_to=None)
        self.take("record_service", notice=str(notice.pk), **(facts | how))

    def served(self, on: date) -> Scene:
        at(on)
        self.notified()
        self.serve("DECLARANT", on)
        self.serve("COMMITTEE", on)
        return self

    def with_proof(self) -> Scene:
        self.paper("COMMITTEE_PROOF")
        self.paper("INVESTIGATION_RECORD")
        return self

    def drafted(self, served_on: date, on: date) -> Scene:
        self.served(served_on).with_proof()
        at(on)
        self.take("draft_cancellation", died_on=DIED, registration=str(self.who.registration.pk))
        return self

    def told(self, type_: str) -> list[str]:
        """Who was told, by name."""
        messages = Message.objects.filter(type=type_, case_no=self.fresh.number)
        return sorted(d.organisation.name for m in messages for d in m.deliveries.all() if d.organisation)


def make_scene(cast: Cast, *, name: str = "李大山", number: str = NUMBER) -> Scene:
    household = make_household(cast.places.village, number=f"51900{number[-5:]}")
    return Scene(cast, make_person(household, cast.places.village, name=name, number=number))


def row_of(sender: Organisation, *, name: str = "a", content: bytes = b"row") -> InboundRow:
    """A row of a list as received; the same `content` in another list has the same digest."""
    file = store(f"{name},{content!r}\n".encode(), name=f"{name}.csv", by=MOVER)
    batch, _ = Batch.objects.get_or_create(
        feed="civil_affairs.cremations", sender=sender, file=file,
        defaults={"received_at": clock.now(), "received_by": "tests", "state": Batch.State.READ},
    )  # fmt: skip
    return InboundRow.objects.create(
        batch=batch, row_no=1, row_hash=content.ljust(32, b"\0"), key_version=sealing_key()
    )


@pytest.fixture(name="scene")
def a_scene(cast: Cast) -> Scene:
    """李大山, registered in the first village; it is 1 March 2017."""
    at(date(2017, 3, 1))
    return make_scene(cast)
