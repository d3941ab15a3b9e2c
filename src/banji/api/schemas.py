"""The shapes of what is asked and answered. Whoever reads the description finds the codes of the law's tables in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, JsonValue, StringConstraints
from pydantic_core import PydanticCustomError

from banji.identity.codes import table

# Nothing was known before: an instant before this is asked as this one.
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


def one_of(codes: Iterable[str]) -> Any:
    """A text out of a list that stands in a table of ours; the description names the list."""
    known: list[JsonValue] = list(codes)

    def check(value: str) -> str:
        if value not in known:
            raise PydanticCustomError("enum", "Must be one of the list in the description.")
        return value

    return Annotated[str, AfterValidator(check), Field(json_schema_extra={"enum": known})]


def text(most: int) -> Any:
    """One line of text that begins with something to read."""
    pattern = r"^[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"
    return Annotated[str, StringConstraints(pattern=pattern, max_length=most)]


Number = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{17}[0-9X]$"),
    Field(description="Citizen number 公民身份号码, 18 characters.", examples=["519901195001010013"]),
]
Purpose = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z][A-Z_]{1,39}$"),
    Field(description="Code of the purpose in your entry of the catalogue.", examples=["BENEFIT_STOP"]),
]
CaseNo = Annotated[
    str,
    StringConstraints(pattern=r"^[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$", max_length=40),
    Field(
        description="Number of the case or file in your system; the person can see it.",
        examples=["2017-000123"],
    ),
]
Relation = one_of(entry.code for entry in table("relation"))
Sex = one_of(entry.code for entry in table("sex"))
Ethnic = one_of(entry.code for entry in table("ethnicity"))
Ethnicity = one_of(["", *(entry.code for entry in table("ethnicity"))])
Marital = one_of(entry.code for entry in table("marital"))
Education = one_of(entry.code for entry in table("education"))
KnownAt = Annotated[AwareDatetime, AfterValidator(lambda at: max(at, EARLIEST))]


class Asked(Schema):
    """What every request with a body says: the purpose of the catalogue, and the case it is for."""

    model_config = ConfigDict(extra="forbid")

    purpose: Purpose
    case_no: CaseNo


class AsOf(Schema):
    """Purpose and case, and the two dates of the answer."""

    purpose: Purpose
    case_no: CaseNo
    valid_on: date | None = Field(None, description="As it was at the end of this day; today if absent.")
    known_at: KnownAt | None = Field(
        None, description="As the register knew it at this instant; now if absent."
    )


class PersonSheet(Schema):
    """A person at the end of a day. Only the fields of your entry are there; a field is null where nothing was
    registered. Names, dates of birth and addresses are masked unless your entry says otherwise, numbers always."""

    person_id: UUID
    valid_on: date
    known_at: datetime | None = Field(None, description="null: as it is known now")
    status: str | None = Field(None, description="ACTIVE, IN_TRANSIT or CANCELLED")
    cancel_reason: str | None = None
    registered_since: date | None = Field(None, description="First day of this state")
    registration: int | None = Field(None, description="What a later event says it has `seen`")
    particulars: int | None = Field(None, description="What a later change says it has `seen`")
    name: str | None = None
    former_name: str | None = None
    sex: str | None = Field(None, description="GB/T 2261.1")
    birth_date: str | None = Field(None, description="A date; masked: the year")
    citizen_id_no: str | None = Field(None, description="The first three and the last four characters")
    ethnicity: str | None = Field(None, description="GB/T 3304")
    household_id: UUID | None = None
    household_no: str | None = None
    relation_to_head: str | None = Field(None, description="GB/T 4761")
    village_code: str | None = None
    address: str | None = Field(None, description="As written; masked: the village")


class MemberSheet(Schema):
    """One person in a household."""

    person_id: UUID
    registration: int | None = None
    status: str | None = None
    relation_to_head: str | None = None
    name: str | None = None
    sex: str | None = None
    birth_date: str | None = None
    citizen_id_no: str | None = None


class HouseholdAnswer(Schema):
    """A household and its members at the end of a day, the head first."""

    household_id: UUID
    valid_on: date
    known_at: datetime | None = None
    ended: bool = Field(description="Its book is void: nobody is registered in it any more")
    household_no: str | None = None
    household_type: str | None = None
    village_code: str | None = None
    address: str | None = None
    members: list[MemberSheet]


class Found(Schema):
    person_id: UUID


class Reply(StrEnum):
    YES, NO, UNKNOWN = "yes", "no", "unknown"


class Verified(Schema):
    """`unknown`: nobody could be told apart by what was given, or the register does not know. `yes` to `alive` says
    that the person is registered and no death is."""

    answer: Reply
    valid_on: date
    died_on: date | None = Field(
        None, description="Only where your entry has it, and with the answer no to `alive`"
    )
