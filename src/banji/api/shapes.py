"""The events a system may post, each with what the law asks for it: grounds and papers come from the tables of the law."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from banji.api.decided import DecidedBy
from banji.api.schemas import Asked, Ethnicity, Number, Relation, Sex, one_of, text
from banji.law.papers import paper_lists
from banji.register.operations import Brought


def _grounds(act: str) -> Any:
    """The grounds of an event are its closed lists of papers: `register.<act>.<ground>`."""
    steps = (step.split(".") for step in paper_lists().steps())
    return one_of(step[2] for step in steps if step[:2] == ["register", act] and len(step) == 3)


Papers = one_of(paper.id for paper in paper_lists().papers())
Code = Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,39}$")]


class Shape(Schema):
    model_config = ConfigDict(extra="forbid")


class Paper(Shape):
    """A paper that was put before the officer."""

    paper: Papers  # type: ignore[valid-type]
    document_no: Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""


class Decided(Asked):
    """What an officer has decided at a counter, and with which papers."""

    decided_by: DecidedBy
    papers: list[Paper] = Field(max_length=30)
    confirmed: list[Code] = Field(
        default_factory=list, max_length=20, description="Codes of the doubts he looked at again"
    )

    @property
    def brought(self) -> list[Brought]:
        return [Brought(each.paper, each.document_no) for each in self.papers]


class Child(Shape):
    name: text(100)  # type: ignore[valid-type]
    sex: Sex
    birth_date: date
    ethnicity: Ethnicity = ""
    birth_place: Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    native_place: Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    number: Number | None = Field(None, description="Only where the register of record has given one")


class Birth(Decided):
    """A child is registered in the household of the parent it follows."""

    kind: Literal["birth"]
    ground: _grounds("birth")  # type: ignore[valid-type]
    child: Child
    follows: UUID
    other_parent: UUID | None = None
    relation_to_head: Relation


class Mover(Shape):
    """`seen` is the `registration` the officer had before him: if another one stands now, the event is refused (stale)."""

    person_id: UUID
    seen: int = Field(ge=1, le=2**63 - 1)


class MoverWithin(Mover):
    relation_to_head: Relation


class IntoHousehold(Shape):
    household_id: UUID


class NewHousehold(Shape):
    """A household of its own at a standard address."""

    address_code: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{1,16}$")]


class MoveWithin(Decided):
    """A whole household or a part of it moves within the city; one of both ends lies in the officer's area."""

    kind: Literal["move_within"]
    ground: _grounds("move_within")  # type: ignore[valid-type]
    on: date
    movers: list[MoverWithin] = Field(min_length=1, max_length=20)
    home: IntoHousehold | NewHousehold
    consents: list[text(100)] = Field(default_factory=list, max_length=20)  # type: ignore[valid-type]


class MoveOut(Decided):
    """Out of the city with a migration certificate: in transit until the new place confirms."""

    kind: Literal["move_out"]
    ground: _grounds("move_out")  # type: ignore[valid-type]
    on: date
    movers: list[Mover] = Field(min_length=1, max_length=20)
    to: text(200)  # type: ignore[valid-type]
    certificate_no: text(40)  # type: ignore[valid-type]


class SeenAlive(Asked):
    """Somebody came to the counter: a sign of life."""

    kind: Literal["seen_alive"]
    decided_by: DecidedBy
    person_id: UUID
    happened_on: date


class DeathReported(Asked):
    """An institution says that somebody died. Nothing is cancelled by it: it opens a case, and an officer decides."""

    kind: Literal["death_reported"]
    name: text(100)  # type: ignore[valid-type]
    number: Number
    died_on: date
    place: Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    address: Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""


type Event = Birth | MoveWithin | MoveOut | SeenAlive | DeathReported


class Written(Schema):
    """One event in the register. `registration` is what stands of the person now: the next event has `seen` it."""

    event_id: UUID
    person_id: UUID
    event_date: date
    registration: int | None


class EventAnswer(Schema):
    """What was done. The same request with the same key is answered with the very same."""

    kind: str
    events: list[Written]
    report: str | None = Field(None, description="Number under which a report is looked into")
