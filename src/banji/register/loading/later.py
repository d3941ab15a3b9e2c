"""A later load: into a living city, as the site, chunk by chunk, each an act with all constraints on.

Who is here already, by the reference of the earlier register, is left as he is, with his history; so a load that was
killed is simply run again, and a folder that has grown brings in what is new.
"""

# ruff: noqa: S608  (names of our own tables and columns only; values are parameters)
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import NamedTuple
from uuid import UUID

import duckdb
import pyarrow as pa
from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from banji.audit.acts import Act, act, take_ids
from banji.audit.seals import Added, SealedRow
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.foundation.keys import crypto, keyring
from banji.foundation.models import Secret
from banji.foundation.secrets import tokens_of
from banji.register import search_rows
from banji.register.chunks import Preparer, Recipe
from banji.register.loading.checks import Counts
from banji.register.loading.columns import EVENTS, REGISTRATIONS
from banji.register.loading.copying import copy_in
from banji.register.loading.counts import accept
from banji.register.loading.plan import CHUNK
from banji.register.loading.rows import (
    TABLES,
    Stamp,
    event_rows,
    household_rows,
    of_history,
    person_rows,
    registration_rows,
    sign_rows,
)
from banji.register.locks import lock_households
from banji.register.models import (
    Household,
    HouseholdParticulars,
    IdCard,
    Load,
    Particulars,
    Person,
    RegisterEvent,
    Registration,
    SignOfLife,
)
from banji.register.operations.books import keep_books


class _Adding(NamedTuple):
    """One chunk's act."""

    db: duckdb.DuckDBPyConnection
    load: Load
    this: Act
    today: str

    def stamp(self) -> Stamp:
        """Ask after the locks are taken."""
        at = self.this.now.astimezone(UTC).isoformat(timespec="microseconds")
        return Stamp(self.load.pk, at, self.this.id.hex, self.today, self.this.by.name)

    def write(
        self, select: str, fresh: pa.Table, recipe: Recipe, *, disputed: frozenset[bytes] = frozenset()
    ) -> None:
        """Add the rows of `select`, which finds in `fresh` what is new of them, and their ids."""
        if not len(fresh):
            return
        self.db.register("fresh", fresh)
        self.db.execute(f"CREATE OR REPLACE TEMP TABLE chunk AS {select}")
        self.db.unregister("fresh")
        made = Preparer(crypto(), keyring()).prepare(self.db, recipe, disputed=disputed)
        for model in TABLES:
            table = model._meta.db_table
            if table in made and made[table].size:
                copy_in(model, iter([made[table].text]))
                if issubclass(model, SealedRow):
                    self.this.added_in_bulk(table, Added(made[table].size, made[table].total))


def add_all(
    db: duckdb.DuckDBPyConnection, load: Load, counts: Counts, *, today: str, by: Actor
) -> Iterator[int]:
    """Add what is not here yet; yields the number of rows looked at as they get done."""
    for kind, size, add in (
        ("households", counts.households, _households),
        ("people", counts.people, _people),
        ("signs", counts.signs, _signs),
    ):
        for first in range(0, size, CHUNK):
            last = min(first + CHUNK, size)
            rows = db.execute(_ROWS[kind], [first, last]).fetchall()
            with act("register.load", by=by, object_=("load", load.pk)) as this:
                added = add(_Adding(db, load, this, today), rows)
                accept(load, kind, added)
            yield last - first


class _Human(NamedTuple):
    """Of a row of `people`, what decides whether it is new and which ids it needs."""

    n: int
    external_ref: str
    household_no: str
    citizen_id_no: str
    has_phone: bool
    registrations: int
    has_card: bool


_ROWS = {
    "households": "SELECT n, household_no FROM households WHERE n >= ? AND n < ? ORDER BY n",
    "people": "SELECT n, external_ref, household_no, citizen_id_no, phone <> '', registrations,"
    " id_card_generation <> '' FROM people WHERE n >= ? AND n < ? ORDER BY n",
    "signs": "SELECT external_ref, kind, happened_on, source FROM signs WHERE n >= ? AND n < ? ORDER BY n",
}


def _households(adding: _Adding, rows: list[tuple[int, str]]) -> int:
    known = _known(Household, (number for _, number in rows))
    new = [n for n, number in rows if number not in known]
    fresh = pa.table({"n": new, "id": take_ids(HouseholdParticulars, len(new))})
    stamp = adding.stamp()
    select = f"SELECT *, {stamp.uuid('household', 'n')} AS household_id FROM households JOIN fresh USING (n) ORDER BY n"
    adding.write(select, fresh, household_rows(stamp))
    return len(new)


def _people(adding: _Adding, rows: list[tuple[object, ...]]) -> int:
    people = [_Human._make(row) for row in rows]
    known = _known(Person, (human.external_ref for human in people))
    new = [human for human in people if human.external_ref not in known]
    past = _past_of(adding.db, new)
    homes = _known(Household, {human.household_no for human in new} | {row.household_no for row in past.rows})
    lock_households(homes.values())
    disputed = _disputed([human.citizen_id_no for human in new if human.citizen_id_no])
    stamp = adding.stamp()
    ids = ", ".join(f"{stamp.uuid(kind, 'n')} AS {kind}_id" for kind in ("person", "event"))
    select = f"SELECT *, {ids} FROM people JOIN fresh USING (n) ORDER BY n"
    adding.write(select, _ids(new, homes), person_rows(stamp), disputed=disputed)
    persons = adding.db.execute("SELECT person_id FROM chunk").fetchall() if new else []
    _add_past(adding, stamp, past, homes)
    search_rows.refresh([UUID(person) for (person,) in persons])
    accept(adding.load, REGISTRATIONS, len(past.rows))
    accept(adding.load, EVENTS, len(past.events))
    _reopen_books(adding.this, set(homes.values()))
    Load.objects.filter(pk=adding.load.pk).update(accepted=F("accepted") + len(new), stage="people")
    return len(new)


class _Row(NamedTuple):
    """Of a row of `registrations`, what its ids need."""

    n: int
    household_no: str


class _Past(NamedTuple):
    """What newcomers have behind them: rows of their chains, and events by number and reference."""

    rows: list[_Row]
    events: list[tuple[int, str]]


def _past_of(db: duckdb.DuckDBPyConnection, new: list[_Human]) -> _Past:
    people = pa.table({"person_n": pa.array([human.n for human in new], pa.int64())})
    db.register("newcomers", people)
    rows = db.execute(
        "SELECT n, household_no FROM registrations SEMI JOIN newcomers USING (person_n) ORDER BY n"
    )
    past = [_Row._make(row) for row in rows.fetchall()]
    events = db.execute(
        "SELECT n, event_ref FROM events SEMI JOIN newcomers USING (person_n) ORDER BY n"
    ).fetchall()
    db.unregister("newcomers")
    return _Past(past, events)


def _add_past(adding: _Adding, stamp: Stamp, past: _Past, homes: dict[str, UUID]) -> None:
    _check_events([ref for _n, ref in past.events])
    fresh = pa.table({"n": pa.array([n for n, _ref in past.events], pa.int64())})
    ids = f"{stamp.uuid('person', 'person_n')} AS person_id, {stamp.uuid('past', 'n')} AS event_id"
    adding.write(f"SELECT *, {ids} FROM events JOIN fresh USING (n) ORDER BY n", fresh, event_rows(stamp))
    fresh = pa.table({
        "n": pa.array([row.n for row in past.rows], pa.int64()),
        "id": pa.array(take_ids(Registration, len(past.rows)), pa.int64()),
        "household_id": pa.array(
            [homes[row.household_no].hex if row.household_no else None for row in past.rows], pa.string()
        ),
    })  # fmt: skip
    ids = ", ".join(f"{sql} AS {name}" for name, sql in of_history(stamp).items())
    select = f"SELECT *, {ids} FROM registrations JOIN fresh USING (n) ORDER BY n"
    adding.write(select, fresh, registration_rows(stamp))


def _check_events(refs: list[str]) -> None:
    known = RegisterEvent.objects.filter(external_ref__in=refs).exclude(external_ref="").first()
    if known:
        raise Refused(
            _("The event {ref} is here already, of somebody else.").format(ref=known.external_ref),
            remedy=_("Give the events of the newcomers references of their own and load the folder again."),
            code="event_known",
        )


def _ids(new: list[_Human], homes: dict[str, UUID]) -> pa.Table:
    """The columns that `person_rows` asks for, for those who are new."""
    secret = _fresh(Secret, sum(bool(human.citizen_id_no) + human.has_phone for human in new))
    registration = _fresh(Registration, sum(human.registrations for human in new))
    card = _fresh(IdCard, sum(human.has_card for human in new))
    columns = {
        "n": [human.n for human in new],
        "household_id": [homes[human.household_no].hex for human in new],
        "number_id": [next(secret) if human.citizen_id_no else None for human in new],
        "phone_id": [next(secret) if human.has_phone else None for human in new],
        "particulars_id": take_ids(Particulars, len(new)),
        "registration_id": (firsts := [next(registration) if human.registrations else None for human in new]),
        "cancelled_id": [
            next(registration) if human.registrations == 2 else first
            for human, first in zip(new, firsts, strict=True)
        ],
        "card_id": [next(card) if human.has_card else None for human in new],
    }
    return pa.table({
        name: pa.array(column, pa.string() if name == "household_id" else pa.int64())
        for name, column in columns.items()
    })  # fmt: skip


def _fresh(model: type[models.Model], count: int) -> Iterator[int]:
    return iter(take_ids(model, count))


def _reopen_books(this: Act, homes: set[UUID]) -> None:
    """Void books into which the newcomers have come go on."""
    void = HouseholdParticulars.objects.filter(household_id__in=homes, recorded_to=None).exclude(
        valid_to=None
    )
    keep_books(this, set(void.values_list("household_id", flat=True)))


def _known(model: type[Person] | type[Household], refs: Iterable[str]) -> dict[str, UUID]:
    rows = model._default_manager.filter(external_ref__in=list(refs)).exclude(external_ref="")
    return dict(rows.values_list("external_ref", "id"))


def _disputed(numbers: list[str]) -> frozenset[bytes]:
    """Tokens that several people hold, here or among the new ones; who holds one here already is marked too."""
    tokens = Counter(tokens_of(number).whole for number in numbers)
    twice = {token for token, holders in tokens.items() if holders > 1}
    held = Secret.objects.filter(kind=Secret.CITIZEN_ID, token__in=list(tokens))
    here = {bytes(token) for token in held.values_list("token", flat=True)}
    held.filter(disputed=False).update(disputed=True)
    return frozenset(twice | here)


def _signs(adding: _Adding, rows: list[tuple[str, str, str, str]]) -> int:
    persons = _known(Person, {row[0] for row in rows})
    here = {
        (person.hex, kind, day.isoformat(), source)
        for person, kind, day, source in SignOfLife.objects.filter(
            person_id__in=persons.values(), recorded_to=None
        ).values_list("person_id", "kind", "happened_on", "source")
    }
    given = dict.fromkeys((persons[ref].hex, kind, day, source) for ref, kind, day, source in rows)
    new = [sign for sign in given if sign not in here]
    columns = dict(zip(("person_id", "kind", "happened_on", "source"), zip(*new, strict=True), strict=False))
    fresh = pa.table({**columns, "id": take_ids(SignOfLife, len(new))})
    adding.write("SELECT * FROM fresh", fresh, sign_rows(adding.stamp()))
    return len(new)
