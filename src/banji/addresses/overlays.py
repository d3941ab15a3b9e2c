"""Grids and functional zones: dated overlays on divisions, without codes of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banji.accounts.models import Area
from banji.addresses.models import Division, Grid, Zone, ZoneMember
from banji.audit.acts import act
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused


def create_grid(*, name: str, village: Division, valid_from: date, by: Actor, groups: str = "") -> Grid:
    """A grid worker's beat in a village that stands on that day; `groups` says which: 1-4."""
    _check_name(name)
    _check_stands(village, valid_from)
    if village.level != Division.Level.VILLAGE:
        raise Refused(_("A grid lies in one village or community."))
    with act("addresses.create_grid", by=by, object_=("division", village.pk)) as this:
        area = Area.objects.create(kind=Area.GRID)
        grid = Grid.objects.create(
            area=area, name=name, village=village, groups=groups, valid_from=valid_from
        )
        this.after = {"grid": area.pk, "name": name, "groups": groups, "valid_from": valid_from.isoformat()}
    return grid


def create_zone(*, name: str, divisions: Iterable[Division], valid_from: date, by: Actor) -> Zone:
    """A functional zone over these towns and villages. They keep their own superiors."""
    _check_name(name)
    members = list(divisions)
    with act("addresses.create_zone", by=by, object_=("zone", name[:60])) as this:
        area = Area.objects.create(kind=Area.ZONE)
        zone = Zone.objects.create(area=area, name=name, valid_from=valid_from)
        this.after = {"zone": area.pk, "members": _join(zone, members, valid_from)}
    return zone


def join_zone(*, zone: Zone, divisions: Iterable[Division], valid_from: date, by: Actor) -> None:
    """Let more towns and villages belong to a zone from a day on."""
    with act("addresses.join_zone", by=by, object_=("zone", zone.pk)) as this:
        this.after = {
            "members": _join(zone, list(divisions), valid_from),
            "valid_from": valid_from.isoformat(),
        }


def leave_zone(*, zone: Zone, division: Division, on: date, by: Actor) -> None:
    """Let a town or village belong to a zone no longer from a day on."""
    with act("addresses.leave_zone", by=by, object_=("zone", zone.pk)) as this:
        member = zone.members.select_for_update().filter(division=division, valid_to=None).first()
        if member is None:
            raise Refused(_("%(name)s does not belong to this zone.") % {"name": division.name})
        member.valid_to = _ended(member.valid_from, on)
        member.save(update_fields=["valid_to"])
        this.after = {"division": division.pk, "valid_to": on.isoformat()}


def end_grid(*, grid: Grid, on: date, by: Actor) -> None:
    _end(grid, "addresses.end_grid", ("grid", grid.pk), on, by)


def end_zone(*, zone: Zone, on: date, by: Actor) -> None:
    """End a zone with all its members."""
    _end(zone, "addresses.end_zone", ("zone", zone.pk), on, by)
    zone.members.filter(Q(valid_to=None) | Q(valid_to__gt=on)).update(valid_to=on)


def _end(overlay: Grid | Zone, what: str, object_: tuple[str, object], on: date, by: Actor) -> None:
    with act(what, by=by, object_=object_) as this:
        if overlay.valid_to is not None:
            raise Refused(_("This has ended already."))
        overlay.valid_to = _ended(overlay.valid_from, on)
        overlay.save(update_fields=["valid_to"])
        this.after = {"valid_to": on.isoformat()}


def _join(zone: Zone, divisions: list[Division], valid_from: date) -> list[int]:
    there = set(zone.members.filter(valid_to=None).values_list("division_id", flat=True))
    for division in divisions:
        _check_stands(division, valid_from)
        if division.pk in there:
            raise Refused(_("%(name)s belongs to this zone already.") % {"name": division.name})
    rows = [ZoneMember(zone=zone, division=division, valid_from=valid_from) for division in divisions]
    ZoneMember.objects.bulk_create(rows)
    return [division.pk for division in divisions]


def _ended(valid_from: date, on: date) -> date:
    if on <= valid_from:
        raise Refused(_("The last day lies before the first."))
    return on


def _check_name(name: str) -> None:
    if not name.strip():
        raise Refused(_("Give it a name."))


def _check_stands(division: Division, on: date) -> None:
    if division.valid_from > on or (division.valid_to is not None and division.valid_to <= on):
        raise Refused(_("%(name)s does not stand on that day.") % {"name": division.name})
