"""Names for areas. This room keeps who answers for an area; what the area is called, the addresses room knows.

That room stands above this one, so it hands its two questions down in `apps.ready`: `areas.named_by(names, search)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

type Names = Callable[[Iterable[int]], Mapping[int, str]]
type Search = Callable[[str], Iterable[tuple[int, str]]]


class _Naming(NamedTuple):
    names: Names
    search: Search


_naming: list[_Naming] = []


def named_by(names: Names, search: Search) -> None:
    """`names(ids)` gives each area's full name today; `search(words)` the areas one may mean, best first."""
    _naming[:] = [_Naming(names, search)]


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """Full names by area id; an area nobody can name shows its number."""
    wanted = list(ids)
    known = _naming[0].names(wanted) if _naming else {}
    return {area: known.get(area, f"#{area}") for area in wanted}


def found(words: str) -> list[tuple[int, str]]:
    """Areas whose name fits, at most twenty."""
    return list(_naming[0].search(words))[:20] if _naming and words.strip() else []
