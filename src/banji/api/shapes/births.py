"""Into the register on birth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from banji.api.schemas import Ethnicity, Number, Relation, Sex, text
from banji.api.shapes.base import Decided, Shape, grounds, words


class Child(Shape):
    name: text(100)  # type: ignore[valid-type]
    sex: Sex
    birth_date: date
    ethnicity: Ethnicity = ""
    birth_place: words(100) = ""  # type: ignore[valid-type]
    native_place: words(100) = ""  # type: ignore[valid-type]
    number: Number | None = Field(None, description="Only where the register of record has given one")


class Birth(Decided):
    """A child is registered in the household of the parent it follows."""

    kind: Literal["birth"]
    ground: grounds("birth")  # type: ignore[valid-type]
    child: Child
    follows: UUID
    other_parent: UUID | None = None
    relation_to_head: Relation

    @property
    def subjects(self) -> Iterator[bytes]:
        yield from (each.bytes for each in (self.follows, self.other_parent) if each)
