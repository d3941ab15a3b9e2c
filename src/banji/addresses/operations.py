"""Adding standard addresses: one, or a city's. A door is added once; several households may live behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple
from datetime import date
from itertools import batched
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from banji.addresses.models import Address, Division
from banji.addresses.paths import Paths, full_name
from banji.addresses.standardise import FIELDS, Segments, new_code, render
from banji.audit.acts import Act, act, take_ids
from banji.audit.seals import Added, row_mac, sealed_fields
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused

_CHUNK = 20_000
_TABLE = Address._meta.db_table
_COLUMNS = sealed_fields(Address)

_STANDING = f"""
SELECT n.ordinality, a.id FROM unnest(%s::bigint[], {", ".join(["%s::text[]"] * len(FIELDS))})
  WITH ORDINALITY AS n (village_id, {", ".join(FIELDS)}, ordinality)
JOIN {_TABLE} a ON a.village_id = n.village_id AND {" AND ".join(f"a.{f} = n.{f}" for f in FIELDS)}
  AND a.recorded_to IS NULL AND a.valid_to IS NULL
"""  # noqa: S608 - names of our own columns


class Door(NamedTuple):
    """What makes an address one: the village (a `Division` id) and the segments, empty ones equal."""

    village_id: int
    segments: Segments
    kind: str = Address.Kind.RESIDENTIAL


def add_address(
    *,
    village: Division,
    segments: Segments,
    valid_from: date,
    by: Actor,
    kind: str = Address.Kind.RESIDENTIAL,
) -> Address:
    """Add one standard address. Raises `Refused` if it is there already, or the village does not stand that day."""
    if village.level != Division.Level.VILLAGE:
        raise Refused(
            _("An address belongs to a village or community, not to %(name)s.") % {"name": village.name}
        )
    if village.valid_from > valid_from or (village.valid_to is not None and village.valid_to <= valid_from):
        raise Refused(
            _("%(name)s does not stand on that day.") % {"name": village.name},
            remedy=_("Pick the village of today."),
        )
    if not segments:
        raise Refused(_("An address needs a group, a street, a plate or a door."), rule="domain 4.7")
    with act("addresses.add_address", by=by, object_=("division", village.pk)) as this:
        address = Address(
            code=new_code(),
            village=village,
            kind=kind,
            rendered=render(segments, full_name(village)),
            valid_from=valid_from,
            **dict(zip(FIELDS, astuple(segments), strict=True)),
        )
        this.add(address)
        this.after = {"code": address.code, "rendered": address.rendered}
    return address


def add_addresses(doors: Iterable[Door], *, valid_from: date, source: str, by: Actor) -> dict[Door, int]:
    """Add many addresses at once: a city's first load, a new estate. Returns the id of each door, new or known.

    Doors without segments get no address and are left out. All or nothing; one entry in the trail.
    """
    wanted = list(dict.fromkeys(door for door in doors if door.segments))
    with act("addresses.add_addresses", by=by, object_=("address_list", source[:60])) as this:
        # All look-ups first: amid the load the planner would still believe the table as small as it was.
        ids = {door: known for chunk in batched(wanted, _CHUNK) for door, known in _standing(chunk).items()}
        fresh = [door for door in wanted if door not in ids]
        numbers = take_ids(Address, len(fresh))
        if fresh:
            macs = _copy(fresh, numbers, valid_from, this)
            this.added_in_bulk(_TABLE, Added.of(macs, numbers))
            _refresh_statistics()
        this.after = {"source": source, "added": len(fresh), "known": len(ids)}
    return ids | dict(zip(fresh, numbers, strict=True))


def _refresh_statistics() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT banji_analyze(%s::regclass)", [_TABLE])


def _standing(doors: tuple[Door, ...]) -> dict[Door, int]:
    """Ids of those doors that have an address already."""
    columns = [[getattr(door.segments, field) for door in doors] for field in FIELDS]
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [[door.village_id for door in doors], *columns])
        return {doors[place - 1]: address_id for place, address_id in cursor.fetchall()}


def _copy(doors: list[Door], ids: list[int], valid_from: date, this: Act) -> list[bytes]:
    """Seal and copy in the rows, and return their digests."""
    macs: list[bytes] = []
    # The act asks the database for the time: before the COPY, during which the connection can answer nothing.
    shared = {"valid_from": valid_from, "valid_to": None, "recorded_from": this.now, "recorded_in": this.id}
    rows = _rows(doors, ids, Paths(), shared)
    statement = f"COPY {_TABLE} ({', '.join(_COLUMNS)}, mac) FROM STDIN"
    # The driver's COPY is not Django's: its refusals are turned into Django's here.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for values in rows:
            mac = row_mac(_TABLE, values)
            macs.append(mac)
            copy.write_row((*values, mac))
    return macs


def _rows(
    doors: list[Door], ids: list[int], paths: Paths, shared: dict[str, Any]
) -> Iterator[tuple[Any, ...]]:
    """Values in the order of `_COLUMNS`."""
    for door, number in zip(doors, ids, strict=True):
        own = {
            "id": number,
            "code": new_code(),
            "village_id": door.village_id,
            "kind": door.kind,
            "rendered": render(door.segments, paths.full_name(door.village_id)),
        }
        values = shared | own | dict(zip(FIELDS, astuple(door.segments), strict=True))
        yield tuple(values[column] for column in _COLUMNS)
