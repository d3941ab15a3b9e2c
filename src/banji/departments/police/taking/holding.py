"""Differences that an officer decides: written once, seen again with each file that shows them, settled when one no
longer does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import duckdb
from django.db.models import QuerySet

from banji.audit.acts import Act
from banji.audit.canonical import canonical, keyed
from banji.departments.police.models import Difference, Intake, Seen, Subject
from banji.departments.police.taking.compare import Theirs
from banji.exchange.envelopes import seal, sealing_key, unseal
from banji.foundation.ids import uuid7
from banji.identity.names import fold_name
from banji.register.models import HouseholdParticulars, Particulars, Registration

OPEN = (Difference.State.OPEN, Difference.State.ASKED)


class Held(NamedTuple):
    """One difference as it is found."""

    kind: str
    subject: str
    ref: str
    owner: UUID | None
    theirs: Sequence[Theirs] = ()
    detail: str = ""
    other: UUID | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.subject, self.ref or f"id:{self.owner}"

    @property
    def digest(self) -> str:
        said = sorted([row.part, row.said] for row in self.theirs)
        return keyed()(canonical([self.kind, self.detail, said])).hex()


def note(intake: Intake, held: Sequence[Held], this: Act) -> None:
    """Write those that are new, or have changed; the others are only seen again."""
    if not held:
        return
    keys = {one.key for one in held}
    standing = Difference.objects.select_for_update(no_key=True).filter(
        state__in=OPEN, ref__in=[ref for _subject, ref in keys]
    )
    open_ = {(one.subject, one.ref): one for one in standing}
    kept = [open_[one.key] for one in held if one.key in open_ and open_[one.key].digest == one.digest]
    fresh = [one for one in held if one.key not in open_ or open_[one.key].digest != one.digest]
    settle([open_[one.key] for one in fresh if one.key in open_], this.now)
    made = _made(fresh, this.now)
    Difference.objects.bulk_create(made)
    Seen.objects.bulk_create(
        [Seen(intake=intake, difference=one) for one in (*kept, *made)], ignore_conflicts=True
    )


def settle(differences: Sequence[Difference], at: datetime) -> None:
    """A later file says otherwise."""
    ids = [one.pk for one in differences]
    Difference.objects.filter(pk__in=ids, state__in=OPEN).update(
        state=Difference.State.SETTLED, decided_at=at
    )


def gone(db: duckdb.DuckDBPyConnection, intake: Intake) -> list[Difference]:
    """Open differences about whom this file speaks without showing them any more."""
    rows = unseen(intake)
    if intake.kind == Intake.Kind.FULL:
        return list(rows)
    named = {
        (subject, ref)
        for subject, ref in db.execute(
            "SELECT subject, ref FROM given WHERE ref IN (SELECT unnest(?))", [[one.ref for one in rows]]
        ).fetchall()
    }
    return [one for one in rows if (one.subject, one.ref) in named]


def unseen(intake: Intake) -> QuerySet[Difference]:
    return Difference.objects.filter(state__in=OPEN).exclude(seen__intake=intake).defer("theirs")


def content(difference: Difference) -> list[Theirs]:
    """What they say, in plain: reading it is reading a person."""
    place = f"police.difference:{difference.pk}"
    rows: list[list[Any]] = unseal(difference.theirs, place=place, key_version=difference.key_version)
    return [Theirs(*row) for row in rows]


def _made(held: Sequence[Held], at: datetime) -> list[Difference]:
    villages, names = _villages(held), _names(held)
    made = []
    for one in held:
        pk = uuid7()
        is_person = one.subject == Subject.PERSON
        made.append(
            Difference(
                pk=pk,
                kind=one.kind,
                detail=one.detail[:200],
                subject=one.subject,
                ref=one.key[1],
                person_id=one.owner if is_person else None,
                other_id=one.other,
                village_id=(villages.get(one.owner) if one.owner else None) or _their(one, "village"),
                name_folded=(names.get(one.owner) if one.owner else None)
                or fold_name(_their(one, "name") or ""),
                theirs=seal([list(row) for row in one.theirs], place=f"police.difference:{pk}"),
                key_version=sealing_key(),
                digest=one.digest,
                found_at=at,
            )
        )
    return made


def _villages(held: Sequence[Held]) -> dict[UUID, int]:
    """Where each of them is, or was last, with us."""
    owners = [one.owner for one in held if one.owner]
    people = Registration.objects.filter(person__in=owners, recorded_to=None).order_by("valid_from")
    homes = HouseholdParticulars.objects.filter(household__in=owners, recorded_to=None).order_by("valid_from")
    return dict(people.values_list("person", "village")) | dict(homes.values_list("household", "village"))


def _names(held: Sequence[Held]) -> dict[UUID, str]:
    owners = [one.owner for one in held if one.owner and one.subject == Subject.PERSON]
    rows = Particulars.objects.filter(person__in=owners, recorded_to=None).order_by("valid_from")
    return dict(rows.values_list("person", "name_folded"))


def _their(one: Held, name: str) -> Any:
    said = [row.fields for row in one.theirs if name in row.fields]
    last = max(said, key=lambda row: row["valid_from"], default=None)
    if last is None:
        return None
    return int(last[name]) if name == "village" else last[name]
