"""A later load: into a living city, as the site, chunk by chunk, each an act with all constraints on.

Who is here already, by the reference of the earlier register, is left as he is; so a load that was killed is simply
run again, and a folder that has grown brings in what is new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC
from uuid import UUID

import duckdb
from django.db import models
from django.db.models import F

from banji.audit.acts import Act, act, take_ids
from banji.audit.seals import Added, SealedRow
from banji.foundation.actors import Actor
from banji.foundation.models import Secret
from banji.foundation.secrets import tokens_of
from banji.register.loading.checks import Counts
from banji.register.loading.copying import blocks_of, copy_in
from banji.register.loading.plan import CHUNK, Chunk
from banji.register.loading.rows import (
    GivenHousehold,
    GivenPerson,
    Ids,
    Prepared,
    Stamp,
    household_rows,
    person_rows,
    sign_rows,
)
from banji.register.loading.staging import rows_of
from banji.register.models import (
    Household,
    HouseholdParticulars,
    IdCard,
    Load,
    Particulars,
    Person,
    Registration,
    SignOfLife,
)


def add_all(
    db: duckdb.DuckDBPyConnection, load: Load, counts: Counts, *, today: str, by: Actor
) -> Iterator[int]:
    """Add what is not here yet; yields the number of rows looked at as they get done."""
    for kind, size in (("households", counts.households), ("people", counts.people), ("signs", counts.signs)):
        for first in range(0, size, CHUNK):
            chunk = Chunk(kind, first, min(first + CHUNK, size))
            rows = rows_of(db, chunk)
            with act("register.load", by=by, object_=("load", load.pk)) as this:
                if kind == "households":
                    _write(this, _households(map(GivenHousehold._make, rows), _stamp(this, load, today, by)))
                elif kind == "people":
                    people = (GivenPerson._make(row[:-3]) for row in rows)
                    _write(this, _people(list(people), _stamp(this, load, today, by), load))
                else:
                    _write(this, _signs(db, chunk, _stamp(this, load, today, by)))
            yield chunk.last - chunk.first


def _stamp(this: Act, load: Load, today: str, by: Actor) -> Stamp:
    at = this.now.astimezone(UTC).isoformat(timespec="microseconds")
    return Stamp(load.pk, at, this.id.hex, today, by.name)


def _write(this: Act, prepared: Prepared) -> None:
    for model, lines in prepared.items():
        if not lines.count:
            continue
        copy_in(model, blocks_of(lines))
        if issubclass(model, SealedRow):
            this.added_in_bulk(model._meta.db_table, Added(lines.count, lines.total))


def _fresh(model: type[models.Model], count: int) -> Iterator[int]:
    return iter(take_ids(model, count))


def _known(model: type[Person] | type[Household], refs: Iterable[str]) -> dict[str, UUID]:
    rows = model._default_manager.filter(external_ref__in=list(refs)).exclude(external_ref="")
    return dict(rows.values_list("external_ref", "id"))


def _households(given: Iterable[GivenHousehold], stamp: Stamp) -> Prepared:
    rows = list(given)
    known = _known(Household, (row.household_no for row in rows))
    new = [row for row in rows if row.household_no not in known]
    return household_rows(new, stamp, _fresh(HouseholdParticulars, len(new)))


def _people(rows: list[GivenPerson], stamp: Stamp, load: Load) -> Prepared:
    known = _known(Person, (row.external_ref for row in rows))
    new = [row for row in rows if row.external_ref not in known]
    homes = _known(Household, {row.household_no for row in new})
    disputed = _disputed([row.citizen_id_no for row in new if row.citizen_id_no])
    ids = Ids(
        secret=_fresh(Secret, sum(bool(row.citizen_id_no) + bool(row.phone) for row in new)),
        particulars=_fresh(Particulars, len(new)),
        registration=_fresh(Registration, sum(row.registrations for row in new)),
        card=_fresh(IdCard, sum(bool(row.id_card_generation) for row in new)),
    )
    made = person_rows(new, stamp, ids, lambda row: homes[row.household_no].hex, disputed=disputed)
    Load.objects.filter(pk=load.pk).update(accepted=F("accepted") + len(new), stage="people")
    return made


def _disputed(numbers: list[str]) -> frozenset[bytes]:
    """Tokens that several people hold, here or among the new ones; who holds one here already is marked too."""
    tokens = Counter(tokens_of(number).whole for number in numbers)
    twice = {token for token, holders in tokens.items() if holders > 1}
    held = Secret.objects.filter(kind=Secret.CITIZEN_ID, token__in=list(tokens))
    here = {bytes(token) for token in held.values_list("token", flat=True)}
    held.filter(disputed=False).update(disputed=True)
    return frozenset(twice | here)


_SIGNS = """
SELECT external_ref, kind, happened_on, source FROM signs WHERE n >= ? AND n < ? ORDER BY n
"""


def _signs(db: duckdb.DuckDBPyConnection, chunk: Chunk, stamp: Stamp) -> Prepared:
    rows = db.execute(_SIGNS, [chunk.first, chunk.last]).fetchall()
    persons = _known(Person, {row[0] for row in rows})
    here = {
        (person.hex, kind, day.isoformat(), source)
        for person, kind, day, source in SignOfLife.objects.filter(
            person_id__in=persons.values(), recorded_to=None
        ).values_list("person_id", "kind", "happened_on", "source")
    }
    given = dict.fromkeys((persons[ref].hex, kind, day, source) for ref, kind, day, source in rows)
    new = [sign for sign in given if sign not in here]
    return sign_rows(new, stamp, _fresh(SignOfLife, len(new)))
