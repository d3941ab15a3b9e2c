"""What the shapes of events have in common: grounds and papers come from the tables of the law."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from banji.api.decided import DecidedBy
from banji.api.schemas import Asked, Relation, one_of
from banji.law.papers import paper_lists
from banji.register.operations import Brought


def grounds(act: str) -> Any:
    """The grounds of an event are its closed lists of papers: `register.<act>.<ground>`."""
    steps = (step.split(".") for step in paper_lists().steps())
    return one_of(step[2] for step in steps if step[:2] == ["register", act] and len(step) == 3)


def words(most: int) -> Any:
    """One line of text that may be empty."""
    return Annotated[str, Field(max_length=most, pattern=r"^[^\x00-\x1f\x7f]*$")]


Papers = one_of(paper.id for paper in paper_lists().papers())
Code = Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,39}$")]
Seen = Annotated[int, Field(ge=1, le=2**63 - 1)]


class Shape(Schema):
    model_config = ConfigDict(extra="forbid")


class Paper(Shape):
    """A paper that was put before the officer."""

    paper: Papers  # type: ignore[valid-type]
    document_no: words(60) = ""  # type: ignore[valid-type]


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


class Mover(Shape):
    """`seen` is the `registration` the officer had before him: if another one stands now, the event is refused (stale)."""

    person_id: UUID
    seen: Seen


class Related(Mover):
    """Somebody and his relation to the head of the household he will be in."""

    relation_to_head: Relation
