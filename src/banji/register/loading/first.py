"""The first load: into an empty city, as the owner, refused whole if any constraint fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from banji.audit.acts import Act, act
from banji.audit.seals import Added, SealedRow
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.register import search_rows
from banji.register.loading import schema
from banji.register.loading.copying import BLOCK, copy_in
from banji.register.loading.plan import Plan
from banji.register.loading.rows import TABLES, WRITTEN
from banji.register.loading.staging import staged_files, staged_sums
from banji.register.models import Load, Person

# 重号: every holder is marked, nobody is refused (domain 4.1).
_DISPUTED = """
UPDATE foundation_secret SET disputed = true WHERE kind = 'CITIZEN_ID' AND token IN (
    SELECT token FROM foundation_secret WHERE kind = 'CITIZEN_ID' GROUP BY token HAVING count(*) > 1)
"""

type Tell = Callable[[str, int, int], None]


def write_all(load: Load, plan: Plan, folder: Path, *, by: Actor, tell: Tell) -> None:
    """Copy everything staged in, build constraints and indexes and account for it in the trail: one transaction.

    Raises `Refused` if somebody was registered meanwhile or a constraint does not hold; then nothing is there.
    """
    with act("register.load", by=by, object_=("load", load.pk)) as this:
        this.id = load.pk
        _still_empty()
        down = schema.take_down(WRITTEN)
        for n, model in enumerate(TABLES):
            tell("copy", n, len(TABLES))
            copy_in(model, _blocks(plan, folder, model))
        with connection.cursor() as cursor:
            cursor.execute(_DISPUTED)
        search_rows.fill()
        schema.prepare_building()
        for n, step in enumerate(down.steps):
            tell("build", n, len(down.steps))
            schema.build(step)
        _account(this, plan, folder)
        load.state, load.stage, load.ended_at = Load.State.DONE, "", this.now
        load.save(update_fields=["state", "stage", "ended_at"])


def refresh_statistics(tell: Tell) -> None:
    """ANALYZE what was loaded."""
    tell("analyse", 0, len(WRITTEN))
    with connection.cursor() as cursor:
        for model in WRITTEN:
            cursor.execute("SELECT banji_analyze(%s::regclass)", [model._meta.db_table])


def _still_empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE register_person IN EXCLUSIVE MODE")
    if Person.objects.exists():
        raise Refused(
            _("Somebody was registered while the load was prepared: the city is not empty any more."),
            remedy=_("Load the folder again: it is then added to the people who are here."),
            code="not_empty",
        )


def _blocks(plan: Plan, folder: Path, model: type) -> Iterator[bytes]:
    for path in staged_files(plan, folder, model):
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block


def _account(this: Act, plan: Plan, folder: Path) -> None:
    sums = staged_sums(plan, folder)
    this.after = {"rows": {table: count for table, (count, _total) in sums.items()}}
    for model in TABLES:
        table = model._meta.db_table
        count, total = sums.get(table, (0, 0))
        if count and issubclass(model, SealedRow):
            ids = (
                (str(plan.bases[table]), "…", str(plan.bases[table] + count - 1))
                if table in plan.bases
                else ()
            )
            this.added_in_bulk(table, Added(count, total, ids))
