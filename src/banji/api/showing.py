"""Of what the register says, the part that an entry of the catalogue shares, masked as it says (domain 7.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from banji.addresses.models import Division
from banji.addresses.paths import full_name
from banji.api.schemas import MemberSheet
from banji.exchange.questions import Question
from banji.foundation.secrets import masked
from banji.identity.masking import mask_name
from banji.register.models import Particulars, Registration
from banji.register.queries import HouseholdSheet, Member, PersonSheet

type Values = dict[str, Any]


class Place(NamedTuple):
    """An address as written, and what stays of it when it is masked."""

    text: str
    village: str


_MASKS: dict[str, Callable[[Any], Any]] = {
    "name": mask_name,
    "former_name": mask_name,
    "birth_date": lambda day: day[:4],
}


def shared(values: Mapping[str, Any], entry: Question) -> Values:
    """The fields of the entry; every other one is absent, not empty."""
    return {
        field: _as_shared(field, value, entry) for field, value in values.items() if field in entry.fields
    }


def _as_shared(field: str, value: Any, entry: Question) -> Any:
    if isinstance(value, Place):
        return value.text if field in entry.plain else value.village
    if value is None or field in entry.plain or field not in _MASKS:
        return value
    return _MASKS[field](value)


def _place(text: str, village: Division) -> Place:
    return Place(text, full_name(village))


def of_person(sheet: PersonSheet) -> Values:
    """Every field the API knows of a person on a day."""
    home = sheet.household
    household = {"household_no": home.household_no if home else None}
    return {**_who(sheet.particulars), **_where(sheet.registration), **household}


def of_household(sheet: HouseholdSheet) -> Values:
    now = sheet.particulars
    return {
        "household_no": now.household_no,
        "household_type": now.household_type,
        "village_code": now.village.code,
        "address": _place(now.address_text, now.village),
    }


def of_member(member: Member) -> Values:
    values = {**_who(member.particulars), **_where(member.registration)}
    return {field: values[field] for field in MemberSheet.model_fields.keys() & values.keys()}


_WHO = ("particulars", "name", "former_name", "sex", "birth_date", "citizen_id_no", "ethnicity")


def _who(who: Particulars | None) -> Values:
    if who is None:
        return dict.fromkeys(_WHO)
    return {
        "particulars": who.pk,
        "name": who.name,
        "former_name": who.former_name,
        "sex": who.sex,
        "birth_date": who.birth_date.isoformat() if who.birth_date else None,
        "citizen_id_no": masked(who.number) or None,
        "ethnicity": who.ethnicity,
    }


_WHERE = (
    "status", "cancel_reason", "registered_since", "registration", "household_id", "relation_to_head",
    "village_code", "address",
)  # fmt: skip


def _where(row: Registration | None) -> Values:
    if row is None:
        return dict.fromkeys(_WHERE)
    return {
        "status": row.status,
        "cancel_reason": row.cancel_reason,
        "registered_since": row.valid_from,
        "registration": row.pk,
        "household_id": row.household_id,
        "relation_to_head": row.relation_to_head,
        "village_code": row.village.code,
        "address": _place(row.address_text, row.village),
    }
