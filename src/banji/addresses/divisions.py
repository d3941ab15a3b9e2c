"""Divisions: the first list, the list that supersedes it, and finding one by the code or name of its time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from banji.accounts.models import Area
from banji.addresses import lists
from banji.addresses.comparison import Comparison, compare
from banji.addresses.lists import Rows, Unit, Units
from banji.addresses.models import Division, Succession
from banji.audit.acts import act
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused
from banji.identity.names import initials


@dataclass(frozen=True, slots=True)
class Change:
    """What a list did. `unknown` are ids of villages that ended and whose place today no list tells."""

    begun: int = 0
    ended: int = 0
    successions: int = 0
    town_only: int = 0
    unknown: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.begun or self.ended)


def load_list(listed: Path | str | Rows, *, valid_from: date, source: str, by: Actor) -> Change:
    """Load the first list into an empty city; `source` is the note kept on every row. Loading it again changes
    nothing.

    Raises `Refused` for a faulty list, or when other divisions are there already.
    """
    units = lists.read(listed)
    standing = _as_units(valid_on(valid_from).select_related("parent"))
    if standing and not compare(standing, units):
        return Change()
    if Division.objects.exists():
        raise Refused(
            _("There are divisions already, and this list differs from them."),
            remedy=_("Say from which day the newer list counts, and let it supersede the older."),
        )
    with act("addresses.load_divisions", by=by, object_=("division_list", source[:60])) as this:
        _begin(units.values(), {}, valid_from, source)
        _refresh_statistics()
        change = Change(begun=len(units))
        this.after = {"source": source, "valid_from": valid_from.isoformat(), "begun": change.begun}
    return change


def supersede(listed: Path | str | Rows, *, on: date, source: str, by: Actor) -> Change:
    """Let a newer list count from `on`: what `comparison` finds ended is end-dated, what is new begins, and each
    ended village gets its successors. Doing it again changes nothing.

    Raises `Refused` for a faulty list, for one without predecessor, or if later changes are known.
    """
    units = lists.read(listed)
    standing = {division.code: division for division in valid_on(on).select_related("parent")}
    if not standing:
        raise Refused(_("There are no divisions yet."), remedy=_("Load the first list before the newer one."))
    found = compare(_as_units(standing.values()), units)
    if not found:
        return Change()
    _check_latest(on)
    with act("addresses.supersede_divisions", by=by, object_=("division_list", source[:60])) as this:
        change = _apply(found, standing, units, on, source)
        _refresh_statistics()
        this.after = {
            "source": source,
            "on": on.isoformat(),
            "ended": change.ended,
            "begun": change.begun,
            "successions": change.successions,
            "unknown": len(change.unknown),
        }
    return change


def valid_on(on: date) -> QuerySet[Division]:
    """Every division that stood at the end of that day."""
    return Division.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)


def division(code: str, on: date) -> Division:
    """The unit that carried this code on a day. Raises `NotFound`."""
    found = valid_on(on).filter(code=code).first()
    if found is None:
        raise NotFound(_("No division carried the code %(code)s on %(day)s.") % {"code": code, "day": on})
    return found


def village(code: str, on: date) -> Division:
    """The village or community that carried this 12-digit code on a day. Raises `NotFound`."""
    found = division(code, on)
    if found.level != Division.Level.VILLAGE:
        raise NotFound(_("%(code)s is not a village or community.") % {"code": code})
    return found


def village_ids(on: date) -> Mapping[str, int]:
    """Ids by code of all villages of a day: for bulk loads."""
    return dict(valid_on(on).filter(level=Division.Level.VILLAGE).values_list("code", "area_id"))


def _apply(found: Comparison, standing: dict[str, Division], units: Units, on: date, source: str) -> Change:
    ended = [standing[code] for code in found.ends]
    Division.objects.filter(pk__in=[d.pk for d in ended]).update(valid_to=on)
    ids = {code: standing[code].pk for code in found.stays}
    _begin((units[code] for code in found.begins), ids, on, source)
    rows = [
        Succession(
            predecessor_id=standing[link.old].pk,
            successor_id=ids[link.new],
            happened_on=on,
            how=link.how,
            rule=link.rule,
            source=source,
        )
        for link in found.links
    ]
    rows += _guests(found, standing, ids, on, source)
    Succession.objects.bulk_create(rows)
    return Change(
        begun=len(found.begins),
        ended=len(found.ends),
        successions=len(rows),
        town_only=sum(row.rule == Succession.Rule.TOWN_ONLY for row in rows),
        unknown=tuple(standing[code].pk for code in found.unknown),
    )


def _guests(
    found: Comparison, standing: dict[str, Division], ids: dict[str, int], on: date, source: str
) -> list[Succession]:
    """Villages known only by their town move on with it, when the town itself ends and went to one town."""
    moved = {standing[old].pk: ids[new] for old, new in found.towns.items() if old not in found.stays}
    guests = Succession.objects.filter(successor_id__in=moved, withdrawn_at=None)
    return [
        Succession(
            predecessor_id=guest.predecessor_id,
            successor_id=moved[guest.successor_id],
            happened_on=on,
            how=Succession.How.TRANSFER,
            rule=Succession.Rule.TOWN_ONLY,
            source=source,
        )
        for guest in guests
    ]


def _begin(units: Iterable[Unit], ids: dict[str, int], on: date, source: str) -> None:
    """Add these units, from the top down; `ids` (by code, of what stays) grows by them."""
    by_level: dict[int, list[Unit]] = {}
    for unit in units:
        by_level.setdefault(unit.level, []).append(unit)
    for _level, group in sorted(by_level.items()):
        areas = Area.objects.bulk_create([Area(kind=Area.DIVISION) for _unit in group])
        Division.objects.bulk_create(
            Division(
                area=area,
                code=unit.code,
                level=unit.level,
                name=unit.name,
                folded_name=unit.short,
                initials=initials(unit.short)[:40],
                parent_id=ids[unit.parent] if unit.parent else None,
                valid_from=on,
                source=source,
            )
            for unit, area in zip(group, areas, strict=True)
        )
        ids.update((unit.code, area.pk) for unit, area in zip(group, areas, strict=True))


def _refresh_statistics() -> None:
    """A planner that believes these tables to be empty takes minutes for what takes milliseconds."""
    with connection.cursor() as cursor:
        for model in (Division, Succession):
            cursor.execute("SELECT banji_analyze(%s::regclass)", [model._meta.db_table])


def _as_units(divisions: Iterable[Division]) -> Units:
    units = (
        Unit(d.code, d.level, d.name, d.folded_name, d.parent.code if d.parent else "") for d in divisions
    )
    return {unit.code: unit for unit in sorted(units, key=lambda unit: (unit.level, unit.code))}


def _check_latest(on: date) -> None:
    later = Division.objects.filter(Q(valid_from__gte=on) | Q(valid_to__gte=on)).first()
    if later is not None:
        raise Refused(
            _("Changes of %(day)s or later are known already (%(name)s).") % {"day": on, "name": later.name},
            remedy=_("Lists are loaded in the order in which they came into force."),
        )
