"""From accepted rows to rows of the register: for each table, which column comes from where.

A chunk is the table `chunk`: columns of one table that `checks` leaves (`households`, `people`, `registrations`,
`events` or `signs`), and the ids.
"""

# ruff: noqa: S608  (names of our own columns and codes only)
from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import models

from banji.audit.seals import SealedRow
from banji.foundation.models import Secret
from banji.register.chunks import Recipe
from banji.register.loading.text import Columns, Fixed, history_query, plain_query
from banji.register.models import (
    Household,
    HouseholdParticulars,
    IdCard,
    Particulars,
    Person,
    RegisterEvent,
    Registration,
    SearchRow,
    SignOfLife,
)

# In the order in which they refer to each other.
TABLES: tuple[type[models.Model], ...] = (
    *(Secret, Household, Person, HouseholdParticulars, Particulars),
    *(RegisterEvent, Registration, IdCard, SignOfLife),
)
# With what follows from them and is written by the database itself.
WRITTEN: tuple[type[models.Model], ...] = (*TABLES, SearchRow)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all rows of one load (or chunk of a later load) share; times and ids as the text of `audit.canonical`."""

    load_id: UUID
    recorded_from: str
    recorded_in: str
    today: str
    by: str

    @property
    def columns(self) -> Columns:
        return {"recorded_from": Fixed(self.recorded_from), "recorded_in": Fixed(self.recorded_in)}

    def uuid(self, kind: str, n: str) -> str:
        """SQL for the UUIDv7 of the n-th thing of a kind in this load: the load's millisecond, then `n`, then a
        digest, so that a load taken up again, or another process, arrives at the same one, and indexes grow at their
        end."""
        return (
            f"printf('{self.load_id.hex[:12]}7%03x8%06x', {n} >> 24, {n} & 16777215)"
            f" || substr(md5('{self.load_id.hex}:{kind}:' || {n}), 1, 9)"
        )


def household_rows(stamp: Stamp) -> Recipe:
    """Households and their particulars; `chunk` has household_id and id besides."""
    return _recipe(
        (Household, "chunk", {"id": "household_id", "external_ref": "household_no"}),
        (HouseholdParticulars, "chunk", {
            **stamp.columns, "id": "id", "household_id": "household_id", "household_no": "household_no",
            "household_type": "household_type", "village_id": "village_id", "address_id": Fixed(None),
            "address_text": "address_text", "valid_from": "began", "valid_to": "ended", "event_id": Fixed(None),
        }),
    )  # fmt: skip


def registration_rows(stamp: Stamp) -> Recipe:
    """Rows of a chain that was handed over; `chunk` has id, person_id, household_id and event_id besides."""
    reason = f"CASE status WHEN '{Registration.Status.CANCELLED}' THEN {_REASON} ELSE '' END"
    columns = {
        **_registration(stamp),
        "cancel_reason": reason,
        "valid_from": "valid_from",
        "valid_to": "nullif(valid_to, '')",
    }
    return _recipe((Registration, "chunk", columns))


def of_history(stamp: Stamp) -> dict[str, str]:
    """SQL for whose a row of a chain is and what began it: the event that is named, else that it was loaded."""
    past, loaded = stamp.uuid("past", "event_n"), stamp.uuid("event", "person_n")
    return {
        "person_id": stamp.uuid("person", "person_n"),
        "event_id": f"CASE WHEN event_n IS NULL THEN {loaded} ELSE {past} END",
    }


def event_rows(stamp: Stamp) -> Recipe:
    """Events that were handed over; `chunk` has person_id and event_id besides."""
    given = {name: name for name in ("person_id", "kind", "event_date", "reason", "case_no", "decided_by")}
    columns = {
        **_event(stamp), **given, "id": "event_id", "seq": "place", "external_ref": "event_ref",
        "details": Fixed({"loaded": True}),
    }  # fmt: skip
    return _recipe((RegisterEvent, "chunk", columns))


def sign_rows(stamp: Stamp) -> Recipe:
    """Signs of life; `chunk` has person_id, kind, happened_on, source and id."""
    names = ("id", "person_id", "kind", "happened_on", "source")
    return _recipe((SignOfLife, "chunk", {**stamp.columns, **{name: name for name in names}}))


def person_rows(stamp: Stamp) -> Recipe:
    """Everything that is registered of people, but their signs of life. `chunk` has person_id, household_id and
    event_id besides, and of the tables with 64-bit ids number_id, phone_id, particulars_id, registration_id,
    cancelled_id (the same where there is one registration) and card_id."""
    recipe = _recipe(
        (Person, "chunk", {"id": "person_id", "external_ref": "external_ref"}),
        (RegisterEvent, "chunk", _event(stamp)),
        (Particulars, _NAMED, _particulars(stamp)),
        (Registration, _REGISTRATIONS, _registration(stamp)),
        (IdCard, "chunk WHERE id_card_generation <> ''", _card(stamp)),
    )
    return recipe._replace(people=True)


def _recipe(*tables: tuple[type[models.Model], str, Columns]) -> Recipe:
    recipe = Recipe({}, {})
    for model, relation, columns in tables:
        if issubclass(model, SealedRow):
            recipe.history[model._meta.db_table] = history_query(model, relation, columns)
        else:
            recipe.plain[model._meta.db_table] = plain_query(model, relation, columns)
    return recipe


def _event(stamp: Stamp) -> Columns:
    return {
        **stamp.columns, "id": "event_id", "person_id": "person_id", "kind": Fixed(RegisterEvent.Kind.LOADED.value),
        "event_date": Fixed(stamp.today), "seq": "loaded_seq", "reason": Fixed(""), "details": Fixed({}),
        "case_no": Fixed(""), "revokes_id": Fixed(None), "decided_by": Fixed(stamp.by), "external_ref": Fixed(""),
    }  # fmt: skip


_NAMED = "chunk JOIN names ON given_name = name AND given_former_name = former_name"


def _particulars(stamp: Stamp) -> Columns:
    same = (
        "person_id",
        "event_id",
        "ethnicity",
        "number_id",
        "phone_id",
        "native_place",
        "birth_place",
        "education",
    )
    helpers = ("name_key", "name_initials", "name_folded", "name_grams", "name_has_pua", "marital_status")
    return {
        **stamp.columns, **{name: name for name in (*same, *helpers)},
        "id": "particulars_id", "name": "norm_name", "former_name": "norm_former_name",
        "sex": "coalesce(nullif(sex, ''), '0')", "birth_date": "nullif(birth_date, '')",
        "valid_from": "coalesce(nullif(birth_date, ''), began)", "valid_to": Fixed(None),
    }  # fmt: skip


_REASON = f"coalesce(nullif(cancel_reason, ''), '{Registration.CancelReason.OTHER}')"
# Of those without a history. Registered up to the day, cancelled from it: "on D" means the end of D.
_REGISTRATIONS = f"""(
SELECT * REPLACE ('{Registration.Status.ACTIVE}' AS status, '' AS cancel_reason), began AS since,
       nullif(valid_to, '') AS until, registration_id AS id
FROM chunk WHERE (status <> '{Registration.Status.CANCELLED}' OR registrations = 2) AND NOT has_history
UNION ALL
SELECT * REPLACE ({_REASON} AS cancel_reason), valid_to, NULL, cancelled_id
FROM chunk WHERE status = '{Registration.Status.CANCELLED}' AND NOT has_history)"""


def _registration(stamp: Stamp) -> Columns:
    same = ("id", "person_id", "household_id", "event_id", "relation_to_head", "address_text", "village_id")
    return {
        **stamp.columns, **{name: name for name in (*same, "status", "cancel_reason")}, "address_id": Fixed(None),
        "legacy_hukou_category": "coalesce(nullif(legacy_hukou_category, ''), 'NONE')",
        "legacy_as_of": "nullif(legacy_as_of, '')", "valid_from": "since", "valid_to": "until",
    }  # fmt: skip


def _card(stamp: Stamp) -> Columns:
    dead, (voided, in_use) = Registration.CancelReason.DEATH, (IdCard.State.VOIDED, IdCard.State.IN_USE)
    return {
        **stamp.columns, "id": "card_id", "person_id": "person_id", "generation": "id_card_generation",
        "issued_on": "nullif(id_card_issued_on, '')", "valid_to": "nullif(card_until, '')",
        "state": f"CASE WHEN cancel_reason = '{dead}' THEN '{voided}' ELSE '{in_use}' END",
    }  # fmt: skip
