"""Which areas a reader may ask about: the divisions whose villages are all his, those that have ended too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from banji.addresses import scope
from banji.addresses.placing import Tree, Unit
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound

MOST = 20


class Areas:
    """The tree of divisions as far as a reader's area reaches on a day."""

    def __init__(self, by: Actor, on: date) -> None:
        self.tree, self._on = Tree(), on
        own = scope.villages_of(by, on)
        standing = [unit.id for unit in self.tree.villages if unit.stands(on)]
        # Of a division in which villages stand those decide; of one that has ended, those it had.
        whole = self._whole((unit.id for unit in self.tree.villages), own)
        self.allowed = whole | self._whole(standing, own)

    def _whole(self, villages: Iterable[int], own: frozenset[int]) -> dict[int, bool]:
        all_of: Counter[int] = Counter()
        mine: Counter[int] = Counter()
        for village in villages:
            for division in self.tree.above(village):
                all_of[division] += 1
                mine[division] += village in own
        return {division: mine[division] == count for division, count in all_of.items()}

    @cached_property
    def tops(self) -> list[Unit]:
        """The largest areas that stand and are wholly the reader's."""
        return [
            unit
            for unit in self.tree.units.values()
            if self.may(unit.id) and not self.may(unit.parent) and unit.stands(self._on)
        ]

    def may(self, division: int | None) -> bool:
        return division is not None and self.allowed.get(division, False)

    def chosen(self, pk: str) -> Unit:
        """The area asked for; without one, the first of the largest. Raises `NotFound`."""
        if pk.isdigit() and self.may(int(pk)):
            return self.tree.units[int(pk)]
        if pk or not self.tops:
            raise NotFound(
                _("There is no such area among yours."),
                remedy=_("Ask for a county, town or village all of which your post answers for."),
            )
        return self.tops[0]

    def path(self, area: Unit) -> list[Unit]:
        """What lies above the area, as far as the reader may ask about it."""
        above = list(self.tree.above(area.id))[1:]
        return [self.tree.units[one] for one in reversed(above) if self.may(one)]

    def full_name(self, area: Unit) -> str:
        return "".join(self.tree.units[one].name for one in reversed(list(self.tree.above(area.id))))

    def found(self, words: str) -> list[Unit]:
        """Areas by a piece of the name, the code or the initials, those that stand first."""
        word = words.strip()
        fits = [unit for unit in self.tree.units.values() if word and self.may(unit.id) and _fits(unit, word)]
        return sorted(fits, key=lambda unit: (not unit.stands(self._on), unit.level, unit.code))[:MOST]


def _fits(unit: Unit, word: str) -> bool:
    return word in unit.name or unit.code.startswith(word) or unit.initials.startswith(word.lower())


def villages_in(tree: Tree, area: int, placed: Mapping[int, int]) -> frozenset[int] | None:
    """The villages whose people are counted in an area; None for all there are: then nobody is left out."""
    found = frozenset(tree.branches(area, placed))
    return None if len(found) == len(placed) else found
