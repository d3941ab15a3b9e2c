"""In, out of and within the city."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from banji.api.schemas import Ethnicity, Number, Relation, Sex, text
from banji.api.shapes.base import Decided, Mover, Related, Shape, grounds, words
from banji.foundation.secrets import tokens_of

AddressCode = Annotated[str, Field(pattern=r"^[0-9A-Za-z]{1,16}$")]


class IntoHousehold(Shape):
    household_id: UUID


class NewHousehold(Shape):
    """A household of its own at a standard address."""

    address_code: AddressCode


class MoveWithin(Decided):
    """A whole household or a part of it moves within the city; one of both ends lies in the officer's area."""

    kind: Literal["move_within"]
    ground: grounds("move_within")  # type: ignore[valid-type]
    on: date
    movers: list[Related] = Field(min_length=1, max_length=20)
    home: IntoHousehold | NewHousehold
    consents: list[text(100)] = Field(default_factory=list, max_length=20)  # type: ignore[valid-type]

    @property
    def subjects(self) -> Iterator[bytes]:
        yield from (mover.person_id.bytes for mover in self.movers)


class MoveOut(Decided):
    """Out of the city with a migration certificate: in transit until the new place confirms."""

    kind: Literal["move_out"]
    ground: grounds("move_out")  # type: ignore[valid-type]
    on: date
    movers: list[Mover] = Field(min_length=1, max_length=20)
    to: text(200)  # type: ignore[valid-type]
    certificate_no: text(40)  # type: ignore[valid-type]

    @property
    def subjects(self) -> Iterator[bytes]:
        yield from (mover.person_id.bytes for mover in self.movers)


class Stranger(Shape):
    """Who somebody is that the register does not have."""

    name: text(100)  # type: ignore[valid-type]
    former_name: words(100) = ""  # type: ignore[valid-type]
    sex: Sex
    birth_date: date
    ethnicity: Ethnicity = ""
    birth_place: words(100) = ""  # type: ignore[valid-type]
    native_place: words(100) = ""  # type: ignore[valid-type]
    number: Number | None = None


class Newcomer(Shape):
    """Somebody whom the register has never had."""

    newcomer: Stranger
    relation_to_head: Relation


class Returner(Shape):
    """Somebody who had moved out, been enlisted or gone abroad, and comes back."""

    person_id: UUID
    relation_to_head: Relation


class MoveIn(Decided):
    """Into the city from outside, into a household or a new one in the officer's area. Whoever needs a permit to move in
    (准予迁入证明) has got it before, and comes with the certificate of the place he left; past its last day it is refused."""

    kind: Literal["move_in"]
    ground: grounds("move_in")  # type: ignore[valid-type]
    on: date
    movers: list[Newcomer | Returner] = Field(min_length=1, max_length=20)
    home: IntoHousehold | NewHousehold
    certificate_valid_until: date | None = Field(
        None, description="Of the migration certificate; needed where one is among the papers"
    )

    @property
    def subjects(self) -> Iterator[bytes]:
        for mover in self.movers:
            if isinstance(mover, Returner):
                yield mover.person_id.bytes
            elif mover.newcomer.number:
                yield tokens_of(mover.newcomer.number).whole
