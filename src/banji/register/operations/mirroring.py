"""Mirroring the register of record: many people and households at once are given the rows it has, as one act.

What no longer holds is closed, what holds now is added, on both time axes; nothing is overwritten. The caller has
compared and decided (departments/police); here the rows are locked, looked at again, sealed and accounted for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max

from banji.audit.acts import Act, act
from banji.audit.seals import SealedRow
from banji.foundation.actors import Actor
from banji.foundation.models import Secret
from banji.register import search_rows
from banji.register.locks import lock_households, lock_people
from banji.register.models import (
    Household,
    HouseholdParticulars,
    IdCard,
    Particulars,
    Person,
    RegisterEvent,
    Registration,
)
from banji.register.operations.books import keep_books
from banji.register.operations.writing import after

type Owner = Person | Household


@dataclass(frozen=True, slots=True)
class Change:
    """What the register of record has otherwise than we of one person or household.

    `closes` are open rows of ours that hold no longer, `adds` unsaved rows that hold now (a number as an unsaved
    `Secret`), `event` the unsaved event that says what happened (for people only). `new`: the owner is to be made.
    """

    owner: Owner
    closes: Sequence[SealedRow] = ()
    adds: Sequence[SealedRow] = ()
    event: RegisterEvent | None = None
    new: bool = False


def mirror(changes: Sequence[Change], *, by: Actor, object_: tuple[str, object]) -> frozenset[UUID]:
    """Record the changes, in one transaction. Returns the owners left as they are, because somebody has changed a row
    of theirs since it was compared: compare those again. Raises `Refused` when a constraint does not hold.
    """
    with act("register.mirror", by=by, object_=object_) as this:
        _make_owners(changes)
        persons = {c.owner.pk for c in changes if isinstance(c.owner, Person)}
        households = _households(changes)
        lock_people(persons)
        lock_households(households)
        _after_them(this, persons, households)
        good = _unchanged(changes)
        this.about(*(c.owner.pk for c in good if isinstance(c.owner, Person)))
        _keep_numbers(good)
        _number_events(good)
        for rows in _by_table(row for change in good for row in change.closes).values():
            this.close_all(rows)
        this.add(*(c.event for c in good if c.event), *(row for c in good for row in c.adds))
        keep_books(this, _touched(good))
        search_rows.refresh({c.owner.pk for c in good if isinstance(c.owner, Person)})
        this.after = {"mirrored": len(good), "changed_meanwhile": len(changes) - len(good)}
    return frozenset(c.owner.pk for c in changes) - {c.owner.pk for c in good}


def _make_owners(changes: Sequence[Change]) -> None:
    owners = [change.owner for change in changes if change.new]
    Household.objects.bulk_create([owner for owner in owners if isinstance(owner, Household)])
    Person.objects.bulk_create([owner for owner in owners if isinstance(owner, Person)])


def _touched(changes: Iterable[Change]) -> set[UUID]:
    """The households that gain or lose somebody."""
    rows = (row for c in changes for row in (*c.closes, *c.adds) if isinstance(row, Registration))
    return {row.household_id for row in rows if row.household_id}


def _households(changes: Sequence[Change]) -> set[UUID]:
    return _touched(changes) | {c.owner.pk for c in changes if isinstance(c.owner, Household)}


def _after_them(this: Act, persons: set[UUID], households: set[UUID]) -> None:
    tables = (Particulars, Registration, IdCard)
    of_persons = (table._default_manager.filter(person__in=persons) for table in tables)
    after(this, *of_persons, HouseholdParticulars.objects.filter(household__in=households))


def _unchanged(changes: Sequence[Change]) -> list[Change]:
    """Those whose rows to be closed are still open, now that nobody else can close them."""
    gone = {
        (model, pk)
        for model, rows in _by_table(row for c in changes for row in c.closes).items()
        for pk in {row.pk for row in rows}
        - set(
            model._default_manager.filter(pk__in=[row.pk for row in rows], recorded_to=None).values_list(
                "pk", flat=True
            )
        )
    }
    return [c for c in changes if not any((type(row), row.pk) in gone for row in c.closes)]


def _by_table(rows: Iterable[SealedRow]) -> dict[type[SealedRow], list[SealedRow]]:
    tables: dict[type[SealedRow], list[SealedRow]] = defaultdict(list)
    for row in rows:
        tables[type(row)].append(row)
    return tables


def _keep_numbers(changes: Sequence[Change]) -> None:
    """Numbers stand once per holder: one that he had already is referred to, a new one is kept. One that somebody
    else holds is disputed for both (重号), and nobody is refused."""
    wanted = [row for c in changes for row in c.adds if isinstance(row, Particulars)]
    had = _had({row.person_id for row in wanted})
    fresh: dict[tuple[UUID, str, bytes], Secret] = {}
    for row in wanted:
        for name in ("number", "phone"):
            secret: Secret | None = getattr(row, name)
            if secret is not None and secret._state.adding:
                key = (row.person_id, secret.kind, bytes(secret.token))
                setattr(row, name, had.get(key) or fresh.setdefault(key, secret))
    _dispute([secret for secret in fresh.values() if secret.kind == Secret.CITIZEN_ID])
    Secret.objects.bulk_create(fresh.values())
    for row in wanted:
        row.number, row.phone = row.number, row.phone  # now that they have their ids


def _had(persons: set[UUID]) -> dict[tuple[UUID, str, bytes], Secret]:
    rows = Particulars.objects.filter(person__in=persons).select_related("number", "phone")
    return {
        (row.person_id, secret.kind, bytes(secret.token)): secret
        for row in rows
        for secret in (row.number, row.phone)
        if secret
    }


def _dispute(numbers: Sequence[Secret]) -> None:
    holders = Secret.objects.filter(kind=Secret.CITIZEN_ID, token__in=[secret.token for secret in numbers])
    held = {bytes(token) for token in holders.values_list("token", flat=True)}
    holders.filter(disputed=False).update(disputed=True)
    tokens = Counter(bytes(secret.token) for secret in numbers)
    for secret in numbers:
        secret.disputed = bytes(secret.token) in held or tokens[bytes(secret.token)] > 1


def _number_events(changes: Sequence[Change]) -> None:
    """Give every event its place in its day, after those that stand there."""
    events = [c.event for c in changes if c.event]
    rows = RegisterEvent.objects.filter(person__in=[event.person_id for event in events])
    places: dict[tuple[Any, date], int] = {
        (person, day): last
        for person, day, last in rows.values_list("person", "event_date").annotate(last=Max("seq"))
    }
    for event in events:
        event.seq = places.get((event.person_id, event.event_date), 0) + 1
