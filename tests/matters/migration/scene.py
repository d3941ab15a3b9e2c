"""A family of three in the west of the county, a household in the east, and moves in words a test can be read by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tests.cast import Cast
from tests.matters.deaths.scene import at
from tests.register.lawful import brought
from tests.register.people import Resident, make_household, make_person

from banji.cases import nightly
from banji.cases.evidence import add_evidence
from banji.cases.models import Case
from banji.cases.runner import take
from banji.exchange.delivery import deliver_due
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.ids import uuid7
from banji.matters.migration.kinds import (
    CONSCRIPT_OUT,
    DEMOBILISED,
    INTER_PROVINCE,
    INTRA_CITY,
    INTRA_PROVINCE,
    RETURNEE,
    STUDENT_IN,
    STUDENT_OUT,
)
from banji.matters.migration.operations import Application, Certificate, Who, apply
from banji.register.models import RegisterEvent, Registration
from banji.register.operations import Brought, Newcomer

DAYS = {"ziyang_2017": date(2017, 3, 1), "national_2021": date(2022, 3, 1)}
NUMBER = "519991198802296048"
HEAD, WIFE, SON = "02", "12", "20"


@dataclass(slots=True)
class Scene:
    cast: Cast
    profile: str
    head: Resident
    wife: Resident
    son: Resident
    east_home: UUID
    east_head: Resident

    @property
    def today(self) -> date:
        return clock.today()

    @property
    def family(self) -> list[Resident]:
        return [self.head, self.wife, self.son]

    # ------------------------------------------------------------ applying

    def apply(
        self,
        way: str,
        kind: str,
        ground: str,
        who: Sequence[Who],
        papers: Sequence[Brought] | None = None,
        **more: Any,
    ) -> Case:
        by = more.pop("by", self.cast.clerk.actor)
        confirmed = more.pop("confirmed", ())
        facts: dict[str, Any] = {
            "form_id": uuid7(), "kind": kind, "way": way, "ground": ground, "who": who, "applicant": who[0].name,
        }  # fmt: skip
        return apply(Application(**(facts | more)), papers or [], confirmed=confirmed, by=by)

    def within(self, papers: Sequence[Brought] | None = None, **more: Any) -> Case:
        """The family of the west comes to the first village, as a household of its own."""
        who = more.pop("who", None) or self.three()
        shown = brought("move_within.dwelling") if papers is None else papers
        return self.apply(
            "WITHIN", INTRA_CITY, "dwelling", who, shown, village=self.cast.places.village, **more
        )

    def inward(self, kind: str = INTER_PROVINCE, ground: str = "dwelling", **more: Any) -> Case:
        """Somebody from outside, into a new household in the first village."""
        lists = {
            STUDENT_IN: "move_in.student",
            DEMOBILISED: "move_in.demobilised",
            RETURNEE: "move_in.returnee",
        }
        papers = more.pop("papers", None)
        shown = brought(lists.get(kind, f"permit.{ground}")) if papers is None else papers
        who = more.pop("who", None) or [self.newcomer()]
        return self.apply(
            "IN", kind, ground, who, shown, village=self.cast.places.village, place="外省某市", **more
        )

    def outward(self, kind: str = INTER_PROVINCE, ground: str = "other_province", **more: Any) -> Case:
        """The family of the west leaves the city."""
        lists = {
            INTER_PROVINCE: "move_out.other_province",
            INTRA_PROVINCE: "move_out.same_province",
            STUDENT_OUT: "move_out.student",
            CONSCRIPT_OUT: "cancel.enlisted",
        }
        who = more.pop("who", None) or [self.who(self.son, "")]
        by = more.pop("by", self.cast.outsider.actor)
        shown = brought(lists[kind])
        return self.apply("OUT", kind, ground, who, shown, place="外省某市", by=by, **more)

    def who(self, resident: Resident, relation: str, **more: Any) -> Who:
        names = {self.head.person_id: "赵大海", self.wife.person_id: "孙玉梅", self.son.person_id: "赵小海"}
        name = names.get(resident.person_id, "李大山")
        facts: dict[str, Any] = {"signed_by": name, "birth_date": date(1980, 1, 1)}
        return Who(person_id=resident.person_id, name=name, relation=relation, **(facts | more))

    def three(self) -> list[Who]:
        return [
            self.who(self.head, HEAD),
            self.who(self.wife, WIFE),
            self.who(self.son, SON, signed_by="赵大海"),
        ]

    def newcomer(self, name: str = "钱多多", relation: str = HEAD, number: str = NUMBER, **more: Any) -> Who:
        born = date(1988, 2, 29)
        newcomer = Newcomer(name, "2", born, ethnicity="01", number=number)
        facts: dict[str, Any] = {"signed_by": name, "birth_date": born, "newcomer": newcomer}
        return Who(person_id=uuid7(), name=name, relation=relation, **(facts | more))

    def certificate(self, issued_on: date | None = None) -> Certificate:
        return Certificate(number="QY0001", issued_on=issued_on or self.today, issued_by="外省某派出所")

    # ------------------------------------------------------------ going on

    def take(self, case: Case, step: str, *, by: Actor | None = None, **facts: Any) -> Case:
        return take(case.pk, step, by=by or self.cast.officer.actor, reason="经核实", facts=facts)

    def note_certificate(self, case: Case, **facts: Any) -> Case:
        said = {"certificate_no": "QY0001", "issued_on": self.today, "issued_by": "外省某派出所"}
        return self.take(case, "note_certificate", **(said | facts))

    def papers(self, case: Case, *names: str, by: Actor | None = None) -> None:
        for name in names:
            add_evidence(case.pk, name, by=by or self.cast.officer.actor)

    def on(self, day: date) -> None:
        """Move the clock, and let the night pass."""
        at(day)
        nightly.tick()

    def later(self, days: int) -> None:
        self.on(self.today + timedelta(days=days))


def make_scene(cast: Cast, profile: str = "ziyang_2017") -> Scene:
    at(DAYS[profile])
    west, east = cast.places.west_villages[0], cast.places.village
    home = make_household(west, number="5190000031")
    east_home = make_household(east, number="5190000032")
    return Scene(
        cast,
        profile,
        make_person(home, west, name="赵大海", born=date(1980, 1, 1), number="519901198001010017"),
        make_person(home, west, name="孙玉梅", relation=WIFE, born=date(1982, 1, 1)),
        make_person(home, west, name="赵小海", relation=SON, born=date(1998, 1, 1)),
        east_home,
        make_person(east_home, east, name="李大山", born=date(1950, 1, 1)),
    )


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def told(case: Case) -> Case:
    """After the rooms inside have heard of it."""
    deliver_due()
    return fresh(case)


def registered(person_id: UUID) -> Registration:
    return Registration.objects.get(person=person_id, recorded_to=None, valid_to=None)


def kinds_of(person_id: UUID) -> list[str]:
    events = RegisterEvent.objects.filter(person=person_id).order_by("event_date", "seq")
    return list(events.values_list("kind", flat=True))
