"""From accepted rows to rows of the register: names keyed, numbers sealed, history digested. Runs in any process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

from django.db import models

from banji.foundation.models import Secret
from banji.foundation.secrets import seal
from banji.identity.names import normalise_name
from banji.register.loading.copying import Cell, Lines
from banji.register.models import (
    Household,
    HouseholdParticulars,
    IdCard,
    Particulars,
    Person,
    RegisterEvent,
    Registration,
    SignOfLife,
)
from banji.register.names import NameColumns, name_columns

# In the order in which they refer to each other.
TABLES: tuple[type[models.Model], ...] = (
    *(Secret, Household, Person, HouseholdParticulars, Particulars),
    *(RegisterEvent, Registration, IdCard, SignOfLife),
)


class Ids(NamedTuple):
    """Where the 64-bit ids of a chunk come from, one iterator for each table."""

    secret: Iterator[int]
    particulars: Iterator[int]
    registration: Iterator[int]
    card: Iterator[int]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all rows of one load (or chunk of a later load) share; times and ids as `copying` wants them."""

    load_id: UUID
    recorded_from: str
    recorded_in: str
    today: str
    by: str

    @property
    def columns(self) -> dict[str, Cell]:
        return {"recorded_from": self.recorded_from, "recorded_in": self.recorded_in}

    def uuid(self, kind: str, n: int) -> str:
        """The UUIDv7 of the n-th thing of a kind in this load: the load's millisecond, then `n`, then a digest, so
        that a load taken up again, or another process, arrives at the same one, and indexes grow at their end."""
        tail = int.from_bytes(blake2b(f"{kind}:{n}".encode(), digest_size=8, key=self.load_id.bytes).digest())
        value = self.load_id.int >> 80 << 80 | 7 << 76 | (n >> 24 & 0xFFF) << 64
        return f"{value | 2 << 62 | (n & 0xFFFFFF) << 38 | tail & (1 << 38) - 1:032x}"


class GivenPerson(NamedTuple):
    """One row of the table `people` that `checks` leaves; the names are its columns."""

    n: int
    external_ref: str
    household_n: int
    household_no: str
    relation_to_head: str
    name: str
    former_name: str
    sex: str
    birth_date: str
    ethnicity: str
    citizen_id_no: str
    native_place: str
    birth_place: str
    education: str
    marital_status: str
    phone: str
    began: str
    status: str
    valid_to: str
    cancel_reason: str
    legacy_hukou_category: str
    legacy_as_of: str
    id_card_generation: str
    id_card_issued_on: str
    card_until: str
    village_id: int
    address_text: str
    registrations: int


class GivenHousehold(NamedTuple):
    """One row of the table `households` that `checks` leaves."""

    n: int
    household_no: str
    household_type: str
    village_id: int
    address_text: str
    began: str
    ended: str | None


type Prepared = dict[type[models.Model], Lines]


def household_rows(given: Iterable[GivenHousehold], stamp: Stamp, ids: Iterator[int]) -> Prepared:
    """Households and their particulars."""
    made: Prepared = {model: Lines(model) for model in (Household, HouseholdParticulars)}
    for row in given:
        household_id = stamp.uuid("household", row.n)
        made[Household].add({"id": household_id, "external_ref": row.household_no})
        made[HouseholdParticulars].add({
            **stamp.columns, "id": next(ids), "household_id": household_id, "household_no": row.household_no,
            "household_type": row.household_type, "village_id": row.village_id, "address_id": None,
            "address_text": row.address_text, "valid_from": row.began, "valid_to": row.ended,
        })  # fmt: skip
    return made


def person_rows(
    given: Iterable[GivenPerson],
    stamp: Stamp,
    ids: Ids,
    household_id: Callable[[GivenPerson], str],
    *,
    disputed: frozenset[bytes] = frozenset(),
) -> Prepared:
    """Everything that is registered of people, but their signs of life. `disputed`: tokens of doubled numbers."""
    models_ = (Secret, Person, Particulars, RegisterEvent, Registration, IdCard)
    made: Prepared = {model: Lines(model) for model in models_}
    for row in given:
        person_id, event_id = stamp.uuid("person", row.n), stamp.uuid("event", row.n)
        made[Person].add({"id": person_id, "external_ref": row.external_ref})
        made[RegisterEvent].add(_event(row, stamp, person_id, event_id))
        number = _secret(made[Secret], Secret.CITIZEN_ID, row.citizen_id_no, ids, disputed)
        phone = _secret(made[Secret], Secret.PHONE, row.phone, ids, frozenset())
        made[Particulars].add(
            _particulars(row, stamp, person_id, number, phone) | {"id": next(ids.particulars)}
        )
        home = household_id(row)
        for registration in _registrations(row, stamp):
            links: dict[str, Cell] = {"person_id": person_id, "household_id": home, "event_id": event_id}
            made[Registration].add(registration | links | {"id": next(ids.registration)})
        if row.id_card_generation:
            made[IdCard].add(_card(row, stamp, person_id) | {"id": next(ids.card)})
    return made


def sign_rows(given: Iterable[tuple[str, str, str, str]], stamp: Stamp, ids: Iterator[int]) -> Prepared:
    """Signs of life as (person id, kind, day, source)."""
    lines = Lines(SignOfLife)
    for person_id, kind, day, source in given:
        lines.add({
            **stamp.columns, "id": next(ids), "person_id": person_id, "kind": kind, "happened_on": day, "source": source,
        })  # fmt: skip
    return {SignOfLife: lines}


def _secret(lines: Lines, kind: str, number: str, ids: Ids, disputed: frozenset[bytes]) -> int | None:
    if not number:
        return None
    secret_id, sealed = next(ids.secret), seal(kind, number)
    lines.add({"id": secret_id, "disputed": sealed.token in disputed, **sealed._asdict()})
    return secret_id


def _particulars(
    row: GivenPerson, stamp: Stamp, person_id: str, number: int | None, phone: int | None
) -> dict[str, Cell]:
    name, former_name, columns = _names(row.name, row.former_name)
    return {
        **stamp.columns, **columns._asdict(), "person_id": person_id, "name": name, "former_name": former_name,
        "sex": row.sex or "0", "birth_date": row.birth_date or None, "ethnicity": row.ethnicity,
        "number_id": number, "phone_id": phone, "native_place": row.native_place, "birth_place": row.birth_place,
        "education": row.education, "marital_status": row.marital_status,
        "valid_from": row.birth_date or row.began, "valid_to": None,
    }  # fmt: skip


@lru_cache(maxsize=100_000)
def _names(name: str, former_name: str) -> tuple[str, str, NameColumns]:
    name, former_name = normalise_name(name), normalise_name(former_name)
    return name, former_name, name_columns(name, former_name)


def _event(row: GivenPerson, stamp: Stamp, person_id: str, event_id: str) -> dict[str, Cell]:
    return {
        **stamp.columns, "id": event_id, "person_id": person_id, "kind": RegisterEvent.Kind.LOADED.value,
        "event_date": stamp.today, "seq": 1, "reason": "", "details": {}, "case_no": "", "revokes_id": None,
        "decided_by": stamp.by, "external_ref": "",
    }  # fmt: skip


def _registrations(row: GivenPerson, stamp: Stamp) -> Iterator[dict[str, Cell]]:
    """Registered up to the day, cancelled from it: "on D" means the end of D."""
    common: dict[str, Cell] = {
        **stamp.columns, "relation_to_head": row.relation_to_head, "address_id": None,
        "address_text": row.address_text, "village_id": row.village_id,
        "legacy_hukou_category": row.legacy_hukou_category or "NONE", "legacy_as_of": row.legacy_as_of or None,
    }  # fmt: skip
    cancelled = row.status == Registration.Status.CANCELLED.value
    if not cancelled or row.registrations == 2:
        active = {"status": Registration.Status.ACTIVE.value, "cancel_reason": ""}
        yield common | active | {"valid_from": row.began, "valid_to": row.valid_to or None}
    if cancelled:
        status = {
            "status": row.status,
            "cancel_reason": row.cancel_reason or Registration.CancelReason.OTHER.value,
        }
        yield common | status | {"valid_from": row.valid_to, "valid_to": None}


def _card(row: GivenPerson, stamp: Stamp, person_id: str) -> dict[str, Cell]:
    dead = row.cancel_reason == Registration.CancelReason.DEATH.value
    return {
        **stamp.columns, "person_id": person_id, "generation": int(row.id_card_generation),
        "issued_on": row.id_card_issued_on or None, "valid_to": row.card_until or None,
        "state": (IdCard.State.VOIDED if dead else IdCard.State.IN_USE).value,
    }  # fmt: skip
