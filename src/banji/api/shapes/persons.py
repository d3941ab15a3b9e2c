"""What has become otherwise about somebody, and signs of life and of death."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal
from uuid import UUID

from banji.api.decided import DecidedBy
from banji.api.schemas import Asked, Education, Ethnic, Marital, Number, Sex, text
from banji.api.shapes.base import Decided, Seen, Shape, words
from banji.foundation.secrets import tokens_of


class NewName(Shape):
    """The present name is kept as the former one."""

    name: text(60)  # type: ignore[valid-type]


class NewSex(Shape):
    sex: Sex


class NewEthnicity(Shape):
    ethnicity: Ethnic


class NewMaritalStatus(Shape):
    marital_status: Marital


class NewEducation(Shape):
    education: Education


class Change(Decided):
    """One particular of a person has become otherwise, on a day and for a reason; each has a list of papers of its own.
    `seen` is the row of `particulars` the officer had before him. What was always wrong is corrected, not changed: that is
    decided in a case of the correction."""

    kind: Literal["change"]
    person_id: UUID
    seen: Seen
    on: date
    to: NewName | NewSex | NewEthnicity | NewMaritalStatus | NewEducation
    reason: text(300)  # type: ignore[valid-type]

    @property
    def subjects(self) -> Iterator[bytes]:
        yield self.person_id.bytes


class SeenAlive(Asked):
    """Somebody came to the counter: a sign of life."""

    kind: Literal["seen_alive"]
    decided_by: DecidedBy
    person_id: UUID
    happened_on: date

    @property
    def subjects(self) -> Iterator[bytes]:
        yield self.person_id.bytes


class DeathReported(Asked):
    """An institution says that somebody died. Nothing is cancelled by it: it opens a case, and an officer decides."""

    kind: Literal["death_reported"]
    name: text(100)  # type: ignore[valid-type]
    number: Number
    died_on: date
    place: words(100) = ""  # type: ignore[valid-type]
    address: words(200) = ""  # type: ignore[valid-type]

    @property
    def subjects(self) -> Iterator[bytes]:
        yield tokens_of(self.number).whole
