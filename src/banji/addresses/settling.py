"""What no list tells: which village an ended one became. Listed for a human, who settles it from the decree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext_lazy as _

from banji.addresses.lineage import TODAY
from banji.addresses.models import Division, Succession
from banji.audit.acts import act
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused

_UNSETTLED = f"""
SELECT d.area_id, t.now_id FROM addresses_division d
LEFT JOIN ({TODAY}) t ON t.village_id = d.area_id
WHERE d.level = 5 AND d.valid_to <= %(on)s AND coalesce(t.level, 0) < 5
ORDER BY d.code
"""  # noqa: S608 - TODAY is a constant of ours


@dataclass(frozen=True, slots=True)
class Unsettled:
    """An ended village whose village of today nobody has told; `town` is today's town where that is known."""

    village: Division
    town: Division | None


def unsettled(on: date) -> list[Unsettled]:
    """Every ended village that is not followed to a village of `on`, in the order of the old codes."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSETTLED, {"on": on, "only": None})
        rows = cursor.fetchall()
    ids = {division_id for row in rows for division_id in row if division_id is not None}
    divisions = Division.objects.select_related("parent").in_bulk(ids)
    return [Unsettled(divisions[village], divisions.get(town)) for village, town in rows]


def settle(
    *, village: Division, successors: Sequence[Division], how: str, source: str, by: Actor
) -> list[Succession]:
    """Say what an ended village became; `source` names the decree. Several successors mean that it was split.

    Raises `Refused` if the village stands, or a successor is no village or did not stand when the other ended.
    """
    ended = village.valid_to
    if ended is None or village.level != Division.Level.VILLAGE:
        raise Refused(_("%(name)s has not ended.") % {"name": village.name})
    if not source.strip():
        raise Refused(_("Name the decree that says so."), code="no_source")
    for division in successors:
        _check_successor(division, ended)
    with act("addresses.settle_succession", by=by, object_=("division", village.pk)) as this:
        rows = Succession.objects.bulk_create(
            Succession(
                predecessor=village,
                successor=division,
                happened_on=ended,
                how=Succession.How.SPLIT if len(successors) > 1 else Succession.How(how),
                rule=Succession.Rule.SETTLED,
                source=source,
            )
            for division in successors
        )
        this.after = {"successors": [division.pk for division in successors], "source": source}
    return rows


def withdraw(*, succession: Succession, reason: str, by: Actor) -> None:
    """Take back a settlement made in error. What a list tells is not withdrawn: a settlement overrules the town."""
    if succession.rule != Succession.Rule.SETTLED:
        raise Refused(_("Only what an officer settled can be withdrawn."))
    with act(
        "addresses.withdraw_succession",
        by=by,
        object_=("division", succession.predecessor_id),
        purpose=reason,
    ) as this:
        open_row = Succession.objects.filter(pk=succession.pk, withdrawn_at=None)
        if open_row.update(withdrawn_at=this.now) != 1:
            raise Refused(_("This has been withdrawn already."), code="stale")
        this.before = {"successor": succession.successor_id, "source": succession.source}


def _check_successor(division: Division, on: date) -> None:
    stood = division.valid_from <= on and (division.valid_to is None or division.valid_to > on)
    if division.level != Division.Level.VILLAGE or not stood:
        raise Refused(
            _("%(name)s was no village on the day of the change.") % {"name": division.name},
            remedy=_("Pick a village that stood on that day."),
        )
