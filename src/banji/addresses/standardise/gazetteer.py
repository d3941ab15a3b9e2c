"""Names of divisions, old ones too, and which division a text begins with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

PREFECTURE, VILLAGE = 2, 5


class Place(NamedTuple):
    """A division as it may be written. `stands` is False for one that has ended."""

    id: int
    level: int
    name: str
    official_name: str
    parent: int | None
    stands: bool = True


class Found(NamedTuple):
    """How much of the text the division took, and the ids it may mean: of those that stand, if any does."""

    end: int
    ids: tuple[int, ...] = ()
    level: int = 0


class Gazetteer:
    """Finds the division at the beginning of a text, also when levels are left out: 莲花街道雁中社区…"""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = {place.id: place for place in places}
        self._by_name: dict[str, list[Place]] = defaultdict(list)
        for place in self._places.values():
            for name in _spellings(place):
                self._by_name[name].append(place)
        self._longest = max(map(len, self._by_name), default=0)

    def find(self, text: str) -> Found:
        found = Found(0)
        while found.level < VILLAGE:
            deeper = self._next(text, found)
            if deeper is None:
                break
            found = deeper
        standing = tuple(i for i in found.ids if self._places[i].stands)
        return found._replace(ids=standing or found.ids)

    def _next(self, text: str, found: Found) -> Found | None:
        """The longest name that follows and lies below what was found."""
        for length in range(min(self._longest, len(text) - found.end), 1, -1):
            name = text[found.end : found.end + length]
            places = [p for p in self._by_name.get(name, ()) if not found.ids or self._below(p, found.ids)]
            if places:
                level = max(place.level for place in places)
                ids = tuple(sorted(place.id for place in places if place.level == level))
                return Found(found.end + length, ids, level)
        return None

    def _below(self, place: Place, ids: tuple[int, ...]) -> bool:
        parent = place.parent
        while parent is not None:
            if parent in ids:
                return True
            parent = self._places[parent].parent
        return False


def _spellings(place: Place) -> set[str]:
    """Short and official name; committees in short; province and city without their word."""
    names = {place.name, place.official_name}
    if place.level <= PREFECTURE:
        names.add(place.name[:-1])
    if place.level == VILLAGE:
        stem = place.name.removesuffix("社区").removesuffix("村")
        names |= {f"{place.name}村委会", f"{stem}村委会"} if place.name.endswith("村") else set()
        names |= {f"{place.name}居委会", f"{stem}居委会"} if place.name.endswith("社区") else set()
    return names
