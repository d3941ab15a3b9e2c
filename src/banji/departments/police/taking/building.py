"""From a pair of records to the rows that are closed and added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from banji.audit.seals import SealedRow
from banji.departments.police.models import Subject
from banji.departments.police.taking.compare import Pair, Theirs
from banji.departments.police.taking.facts import standing
from banji.foundation.models import Secret
from banji.foundation.secrets import sealed
from banji.register.models import (
    Household,
    HouseholdParticulars,
    IdCard,
    Particulars,
    Person,
    RegisterEvent,
    Registration,
)
from banji.register.names import name_columns
from banji.register.operations import Change
from banji.words import Words

TABLES: dict[str, type[SealedRow]] = {
    "household": HouseholdParticulars, "particulars": Particulars, "registration": Registration, "card": IdCard,
}  # fmt: skip

WHAT: dict[str, Words] = {
    "NEW": Words("新增", "new"),
    "CANCELLED": Words("注销", "cancelled"),
    "RESTORED": Words("恢复", "restored"),
    "MOVED": Words("迁移", "moved"),
    "REGISTRATION": Words("户籍变更", "registration changed"),
    "PARTICULARS": Words("身份信息变更更正", "particulars changed or corrected"),
    "CARD": Words("身份证变动", "ID card changed"),
    "HOUSEHOLD": Words("户信息变更", "household changed"),
}


def what_happened(pair: Pair) -> str:
    """One word for it: a key of `WHAT`."""
    if pair.owner is None:
        return "NEW"
    if pair.subject == Subject.HOUSEHOLD:
        return "HOUSEHOLD"
    theirs, ours = standing(pair, theirs=True), standing(pair, theirs=False)
    if theirs and ours and theirs.is_cancelled != ours.is_cancelled:
        return "CANCELLED" if theirs.is_cancelled else "RESTORED"
    if "registration.household" in pair.differing:
        return "MOVED"
    parts = {name.split(".")[0] for name in pair.differing}
    return next(part.upper() for part in ("registration", "particulars", "card") if part in parts)


def changes(pairs: Sequence[Pair], *, file: Mapping[str, Any], decided_by: str) -> list[Change]:
    """What makes ours like theirs. `file` names the file in the event, `decided_by` who answers for it where they
    name nobody."""
    closing = _rows_to_close(pairs)
    homes = _homes(pairs)
    return [_change(pair, closing, homes, file, decided_by) for pair in pairs]


def _change(
    pair: Pair,
    closing: Mapping[tuple[str, int], SealedRow],
    homes: Mapping[str, UUID],
    file: Mapping[str, Any],
    decided_by: str,
) -> Change:
    closes = [closing[row.part, row.id] for row in pair.gone]
    owner: Person | Household
    if pair.subject == Subject.HOUSEHOLD:
        owner = Household(pk=pair.owner) if pair.owner else Household(external_ref=pair.ref)
        adds: list[SealedRow] = [_household(owner, row, closes) for row in pair.added]
        return Change(owner, closes, adds, new=pair.owner is None)
    owner = Person(pk=pair.owner) if pair.owner else Person(external_ref=pair.ref)
    event = _event(owner, pair, file, decided_by)
    rows = [_of_person(owner, row, closes, homes, event) for row in pair.added]
    return Change(owner, closes, rows, event, new=pair.owner is None)


def _of_person(
    owner: Person, row: Theirs, closes: Sequence[SealedRow], homes: Mapping[str, UUID], event: RegisterEvent
) -> SealedRow:
    if row.part == "registration":
        return _registration(owner, row, closes, homes, event)
    return _particulars(owner, row) if row.part == "particulars" else _card(owner, row)


def _rows_to_close(pairs: Iterable[Pair]) -> dict[tuple[str, int], SealedRow]:
    ids: dict[str, list[int]] = {part: [] for part in TABLES}
    for pair in pairs:
        for row in pair.gone:
            ids[row.part].append(row.id)
    return {
        (part, row.pk): row
        for part, wanted in ids.items()
        if wanted
        for row in TABLES[part]._default_manager.filter(pk__in=wanted)
    }


def _homes(pairs: Iterable[Pair]) -> dict[str, UUID]:
    refs = {row.fields["household"] for pair in pairs for row in pair.added if row.part == "registration"}
    return dict(Household.objects.filter(external_ref__in=refs).values_list("external_ref", "pk"))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _household(owner: Household, row: Theirs, closes: Sequence[SealedRow]) -> HouseholdParticulars:
    said = row.fields
    ends = _day(said["valid_to"])
    if ends is None:  # the last one: a book that is void stays so, whatever its seat is called
        voided = (old.valid_to for old in closes if isinstance(old, HouseholdParticulars) and old.valid_to)
        last = max(voided, default=None)
        ends = last if last and last > date.fromisoformat(said["valid_from"]) else None
    return HouseholdParticulars(
        household=owner,
        household_no=said["household_no"],
        household_type=said["household_type"],
        address_text=said["address_text"],
        village_id=int(said["village"]),
        valid_from=date.fromisoformat(said["valid_from"]),
        valid_to=ends,
    )


def _particulars(owner: Person, row: Theirs) -> Particulars:
    said = row.fields
    same = (
        "name",
        "former_name",
        "sex",
        "ethnicity",
        "native_place",
        "birth_place",
        "education",
        "marital_status",
    )
    return Particulars(
        person=owner,
        **{name: said[name] for name in same},
        **name_columns(said["name"], said["former_name"])._asdict(),
        birth_date=_day(said["birth_date"]),
        number=sealed(Secret.CITIZEN_ID, row.number) if row.number else None,
        phone=sealed(Secret.PHONE, row.phone) if row.phone else None,
        valid_from=date.fromisoformat(said["valid_from"]),
        valid_to=_day(said["valid_to"]),
    )


def _registration(
    owner: Person, row: Theirs, closes: Sequence[SealedRow], homes: Mapping[str, UUID], event: RegisterEvent
) -> Registration:
    said = row.fields
    home = homes[said["household"]]
    # The standard address that was found for the same text in the same household is not lost.
    known = [
        old.address_id
        for old in closes
        if isinstance(old, Registration)
        and (old.household_id, old.address_text) == (home, said["address_text"])
        and old.address_id
    ]
    same = ("status", "cancel_reason", "relation_to_head", "address_text", "legacy_hukou_category")
    return Registration(
        person=owner,
        household_id=home,
        **{name: said[name] for name in same},
        legacy_as_of=_day(said["legacy_as_of"]),
        village_id=int(said["village"]),
        address_id=known[-1] if known else None,
        valid_from=date.fromisoformat(said["valid_from"]),
        valid_to=_day(said["valid_to"]),
        event_id=event.pk,
    )


def _card(owner: Person, row: Theirs) -> IdCard:
    said = row.fields
    return IdCard(
        person=owner,
        generation=int(said["generation"]),
        issued_on=_day(said["issued_on"]),
        valid_to=_day(said["valid_to"]),
        state=said["state"],
    )


def _event(owner: Person, pair: Pair, file: Mapping[str, Any], decided_by: str) -> RegisterEvent:
    what = what_happened(pair)
    added = {row.part: row for row in sorted(pair.added, key=lambda row: row.said)}
    registration = added.get("registration")
    days = (
        registration and registration.fields["valid_from"],
        "particulars" in added and added["particulars"].fields["valid_from"],
        "card" in added and added["card"].fields["issued_on"],
        file["as_of"],
    )
    return RegisterEvent(
        person=owner,
        kind=RegisterEvent.Kind.MIRRORED,
        event_date=date.fromisoformat(next(day for day in days if day)),
        reason=WHAT[what].zh,
        details={"what": what, "fields": pair.differing, **file},
        decided_by=((registration and registration.decided_by) or decided_by)[:120],
    )
