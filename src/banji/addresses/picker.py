"""The clerk's picker: from two characters to a village or a door, and down the tree district, town, village, door.

A word may be a piece of a name, an old name, or pinyin initials; figures and what follows them are the door:
`天生 3组12`, `tsc`, `莲花 建设路18`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import F, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from banji.addresses import lineage, scope
from banji.addresses.divisions import valid_on
from banji.addresses.models import Address, Division
from banji.addresses.paths import Paths
from banji.addresses.standardise.codes import LENGTH as CODE_LENGTH
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound

SHORTEST = 2
_MOST = 20
_DOOR = re.compile(r"\s*([^\s\d]*?(?:路|街|巷|道))?\s*(\d\S*)?\s*$")
_FIGURES = re.compile(r"\d+")


class Hit(NamedTuple):
    """A village or a door to pick. `code` is the division's code of today, or the address's permanent one.

    A town is only a way down: what an old village's name leads to where nobody knows which village it became.
    """

    kind: str  # "village", "address" or "town"
    id: int
    code: str
    name: str
    path: str
    # The old name by which it was found.
    formerly: str = ""


class Branch(NamedTuple):
    """A division in the tree of the picker."""

    id: int
    code: str
    name: str
    level: int


def search(query: str, by: Actor, *, everywhere: bool = False, on: date | None = None) -> list[Hit]:
    """Doors first if the query names one, else villages; best first, at most 20. Only the actor's own area unless
    `everywhere` (a place a person moves to). Fewer than two characters find nothing.
    """
    text = " ".join(query.split())
    if len(text) < SHORTEST:
        return []
    day = on or clock.today()
    within = None if everywhere else scope.villages_of(by, day)
    words, street, figures = _parts(text)
    if street and not words:
        words, street = _led_by(street, within, day)
    villages = _villages(words, within, day)
    if street or figures:
        # People say the street's name, which may be a village's too: 石桥路.
        doors = _doors(_with_past(villages) if words else within, street, figures)
        if doors:
            return doors
    if not villages and (street or not words):
        villages = _villages([text], within, day)
    return _village_hits(villages)


def branches(
    parent_id: int | None, by: Actor, *, everywhere: bool = False, on: date | None = None
) -> list[Branch]:
    """What stands below a division (the counties if none is given), as far as the actor's area reaches."""
    day = on or clock.today()
    standing = valid_on(day)
    if parent_id is None:
        rows = standing.filter(level=Division.Level.COUNTY)
    else:
        rows = standing.filter(parent_id=parent_id)
    if not everywhere:
        rows = rows.filter(pk__in=_with_above(scope.villages_of(by, day)))
    return [Branch(d.pk, d.code, d.folded_name, d.level) for d in rows.order_by("code")]


def doors(village_id: int, by: Actor, *, words: str = "", everywhere: bool = False) -> list[Hit]:
    """The doors of a village, and of the villages that went into it."""
    if not everywhere and village_id not in scope.villages_of(by, clock.today()):
        return []
    _rest, street, figures = _parts(words)
    return _doors(lineage.ancestors_by_merger([village_id])[village_id], street or _rest_of(words), figures)


def picked(value: str, by: Actor, *, everywhere: bool = False, on: date | None = None) -> Address | Division:
    """What a form's picker field holds: an address's code (typed or scanned too), or a village's code of today.

    Raises `NotFound` for what is absent or outside one's area.
    """
    code, day = value.strip(), on or clock.today()
    found: Address | Division | None
    if len(code) == CODE_LENGTH:
        found = Address.objects.filter(code=code, recorded_to=None, valid_to=None).first()
        village_id = found.village_id if found else None
    else:
        found = valid_on(day).filter(code=code, level=Division.Level.VILLAGE).first()
        village_id = found.pk if found else None
    if found is None or (not everywhere and village_id not in scope.villages_of(by, day)):
        raise NotFound(_("Pick an address from the list."))
    return found


def hit_of(value: str, by: Actor, *, everywhere: bool = False) -> Hit | None:
    """What a form's picker field holds, for the picker to show as chosen; None for what cannot be picked."""
    try:
        found = picked(value, by, everywhere=everywhere)
    except NotFound:
        return None
    if isinstance(found, Division):
        return _village_hits([(found, "")])[0]
    path = Paths([found.village_id]).full_name(found.village_id)
    return Hit("address", found.pk, found.code, found.rendered.removeprefix(path), path)


def _parts(text: str) -> tuple[list[str], str, list[str]]:
    """`莲花 建设路18号3栋` → words 莲花, street 建设路, figures 18 and 3."""
    match = _DOOR.search(text)
    street, door = (match[1] or "", match[2] or "") if match else ("", "")
    rest = text[: match.start()] if match else text
    return rest.split(), street, _FIGURES.findall(door)


def _led_by(text: str, within: Iterable[int] | None, on: date) -> tuple[list[str], str]:
    """雁中社区建设路 → 雁中社区 and 建设路, if a village is called so."""
    rows = valid_on(on).filter(level=Division.Level.VILLAGE).annotate(said=Value(text))
    if within is not None:
        rows = rows.filter(pk__in=within)
    named = rows.filter(said__startswith=F("folded_name")).values_list("folded_name", flat=True)
    longest = max(named, key=len, default="")
    return ([longest] if longest else []), text.removeprefix(longest)


def _rest_of(words: str) -> str:
    return _FIGURES.split(words.strip())[0].strip()


def _villages(words: list[str], within: Iterable[int] | None, on: date) -> list[tuple[Division, str]]:
    """Villages of a day whose own, old or town's name has every word; with the old name where that was what fitted."""
    if not words:
        return []
    rows = Division.objects.filter(level=Division.Level.VILLAGE, valid_from__lte=on).select_related("parent")
    for word in words:
        rows = rows.filter(_fits(word) | _fits(word, "parent__") | _fits(word, "parent__parent__"))
    if within is not None:
        rows = rows.filter(pk__in=within)
    found: dict[int, tuple[Division, str]] = {}
    matched = list(rows[: _MOST * 10])
    for division in sorted(matched, key=lambda d: _rank(d, words)):
        if division.valid_to is None or division.valid_to > on:
            found[division.pk] = (division, "")
    ended = [d for d in matched if d.valid_to is not None and d.valid_to <= on and _own(d, words)]
    for division in ended:
        for now in lineage.today(division.pk, on) if len(found) < _MOST else ():
            if now.level < Division.Level.VILLAGE or within is None or now.pk in within:
                found.setdefault(now.pk, (now, division.folded_name))
    return list(found.values())[:_MOST]


def _fits(word: str, prefix: str = "") -> Q:
    name = Q(**{f"{prefix}folded_name__contains": word}) | Q(**{f"{prefix}name__contains": word})
    return name | Q(**{f"{prefix}initials__startswith": word.lower()}) if word.isascii() else name


def _own(division: Division, words: list[str]) -> bool:
    """Did the division's own name answer a word, not only its town's?"""
    return any(w in division.name or division.initials.startswith(w.lower()) for w in words)


def _rank(division: Division, words: list[str]) -> tuple[int, str]:
    last = words[-1]
    if division.folded_name == last:
        return 0, division.code
    starts = division.folded_name.startswith(last) or division.initials == last.lower()
    return (1 if starts else 2 if last in division.folded_name else 3), division.code


def _with_past(villages: list[tuple[Division, str]]) -> set[int]:
    before = lineage.ancestors_by_merger(division.pk for division, _old in villages)
    return {one for ids in before.values() for one in ids}


def _with_above(village_ids: Iterable[int]) -> set[int]:
    """These villages with every division above them."""
    parents = dict(Division.objects.values_list("pk", "parent_id"))
    found: set[int] = set()
    for village in village_ids:
        at: int | None = village
        while at is not None and at not in found:
            found.add(at)
            at = parents[at]
    return found


def _doors(villages: Iterable[int] | None, street: str, figures: list[str]) -> list[Hit]:
    rows: QuerySet[Address] = Address.objects.filter(recorded_to=None, valid_to=None)
    if villages is not None:
        rows = rows.filter(village_id__in=villages)
    if street:
        rows = rows.filter(Q(street__startswith=street) | Q(estate__startswith=street))
    for figure in figures:
        rows = rows.filter(
            Q(group_no=figure) | Q(room_no=figure) | Q(plate_no__startswith=figure)
            | Q(building_no__startswith=figure) | Q(unit_no__startswith=figure)
        )  # fmt: skip
    found = list(rows.order_by("street", "plate_no", "code")[:_MOST])
    paths = Paths(address.village_id for address in found)
    hits = []
    for address in found:
        path = paths.full_name(address.village_id)
        hits.append(Hit("address", address.pk, address.code, address.rendered.removeprefix(path), path))
    return hits


def _village_hits(villages: list[tuple[Division, str]]) -> list[Hit]:
    paths = Paths(division.pk for division, _old in villages)
    return [
        Hit(_kind(d), d.pk, d.code, d.folded_name, "".join(paths.names(d.pk)[:-1]), old)
        for d, old in villages
    ]


def _kind(division: Division) -> str:
    return "village" if division.level == Division.Level.VILLAGE else "town"
