"""Households divided, merged, given another head."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from banji.api.shapes.base import Decided, Related, grounds
from banji.api.shapes.moves import AddressCode


class _OfHousehold(Decided):
    household_id: UUID
    on: date
    members: list[Related] = Field(min_length=1, max_length=50)

    @property
    def subjects(self) -> Iterator[bytes]:
        yield from (member.person_id.bytes for member in self.members)


class Divide(_OfHousehold):
    """Some members form a household of their own; `members` are those who leave, one of them is its head. Without an
    address the new household has that of the old one."""

    kind: Literal["divide"]
    ground: grounds("divide")  # type: ignore[valid-type]
    address_code: AddressCode | None = None


class Merge(_OfHousehold):
    """All members of a household join another, and its book ends. `members` are all of them."""

    kind: Literal["merge"]
    into: UUID


class ChooseHead(_OfHousehold):
    """Another head; `members` are all of them, each with his relation to the new head."""

    kind: Literal["choose_head"]
