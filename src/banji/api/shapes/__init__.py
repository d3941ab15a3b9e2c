"""The events a system may post, each with what the law asks for it."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from banji.api.shapes.births import Birth
from banji.api.shapes.households import ChooseHead, Divide, Merge
from banji.api.shapes.moves import MoveIn, MoveOut, MoveWithin
from banji.api.shapes.persons import Change, DeathReported, SeenAlive

Event = Annotated[
    Birth
    | MoveIn
    | MoveOut
    | MoveWithin
    | Divide
    | Merge
    | ChooseHead
    | Change
    | SeenAlive
    | DeathReported,
    Field(discriminator="kind"),
]  # fmt: skip


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


__all__ = [
    "Birth",
    "Change",
    "ChooseHead",
    "DeathReported",
    "Divide",
    "Event",
    "EventAnswer",
    "Merge",
    "MoveIn",
    "MoveOut",
    "MoveWithin",
    "SeenAlive",
    "Written",
]
