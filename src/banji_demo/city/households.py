"""Who lives with whom: ages, sexes and kinship of whole households, drawn by slots around the head.

Every household is a row, every slot a column, so that "the daughter-in-law is near the son's age" is one
line for the whole city. Slots of collective households are people without kinship.
"""

from typing import NamedTuple

import numpy as np

from banji_demo.city.calendar import TODAY, YEAR
from banji_demo.city.draws import Bools, Draws, Floats, Ids, Ints

WIDTH = 16  # slots per household; a person's id is household * WIDTH + slot
HEAD, SPOUSE, CHILD, SECOND, THIRD, IN_LAW, GRANDCHILD, GRANDCHILD_2, FATHER, MOTHER = range(10)
FAMILY, COLLECTIVE, PUBLIC_COLLECTIVE = range(3)
HOUSEHOLD_TYPES = ("FAMILY", "COLLECTIVE", "PUBLIC_COLLECTIVE")

_HEAD_AGES = (20, 30, 40, 50, 60, 70, 80, 90, 97)  # bounds; weights of the bands between them
_HEAD_WEIGHTS = (5, 12, 20, 22, 19, 13, 7, 1.2)
# Chance that the slot is filled, by the head's age band (the last column: 70 and over).
_ONE_OF = {
    SPOUSE: (0.45, 0.72, 0.78, 0.80, 0.72, 0.50, 0.28, 0.12),
    CHILD: (0.58, 0.86, 0.86, 0.78, 0.66, 0.52, 0.48, 0.45),
    SECOND: (0.24, 0.48, 0.48, 0.44, 0.40, 0.34, 0.28, 0.20),  # given a first child
    THIRD: (0.02, 0.06, 0.12, 0.16, 0.18, 0.16, 0.10, 0.05),
    IN_LAW: (0.0, 0.0, 0.70, 0.70, 0.85, 0.90, 0.85, 0.80),  # given a grown-up first child
    GRANDCHILD: (0.0, 0.0, 0.85, 0.90, 0.92, 0.92, 0.85, 0.80),  # given the in-law
    GRANDCHILD_2: (0.0, 0.0, 0.45, 0.48, 0.50, 0.46, 0.40, 0.30),
    FATHER: (0.18, 0.20, 0.20, 0.12, 0.05, 0.01, 0.0, 0.0),
    MOTHER: (0.20, 0.25, 0.28, 0.22, 0.11, 0.03, 0.0, 0.0),
}


class Homes(NamedTuple):
    """Arrays of shape (households, WIDTH), and the type of each household."""

    kind: Ints
    present: Bools
    female: Bools
    birth: Ints  # days since 1970
    twin: Bools  # the child of this slot was born with the one before

    def first(self, n: int) -> "Homes":
        """The first n households."""
        return Homes(self.kind[:n], self.present[:n], self.female[:n], self.birth[:n], self.twin[:n])


def homes(draws: Draws, ids: Ids, urban: Bools) -> Homes:
    """Structure of the given households."""
    town, country = draws.pick("home/kind", ids, (0.985, 0.007, 0.008)), np.full(len(ids), FAMILY)
    builder = _Builder(draws, ids, np.where(urban, town, country))
    builder.couples()
    builder.children()
    builder.grandchildren()
    builder.parents()
    builder.collectives()
    return builder.result()


class _Builder:
    """The arrays while generation after generation is filled in."""

    def __init__(self, draws: Draws, ids: Ids, kind: Ints) -> None:
        self.d, self.ids, self.kind = draws, ids, kind
        self.band = draws.pick("head/band", ids, _HEAD_WEIGHTS)
        shape = (len(ids), WIDTH)
        self.present: Bools = np.zeros(shape, dtype=np.bool_)
        self.female: Bools = np.zeros(shape, dtype=np.bool_)
        self.twin: Bools = np.zeros(shape, dtype=np.bool_)
        self.birth: Ints = np.zeros(shape, dtype=np.int64)

    def result(self) -> Homes:
        born: Bools = self.birth < TODAY - 20
        return Homes(self.kind, self.present & born, self.female, self.birth, self.twin & self.present & born)

    def _filled(self, slot: int) -> Bools:
        return self.d.chance(f"home/{slot}", self.ids, np.array(_ONE_OF[slot])[self.band])

    def _years_after(self, what: str, since: Ints, low: float, high: float) -> Ints:
        after: Floats = self.d.between(what, self.ids, low * YEAR, high * YEAR)
        return since + after.astype(np.int64)

    def _mother_of_two(self, a: int, b: int) -> Ints:
        return np.where(self.female[:, a], self.birth[:, a], self.birth[:, b])

    def couples(self) -> None:
        d, ids, band = self.d, self.ids, self.band
        bounds = np.array(_HEAD_AGES)
        age = bounds[band] + d.uniform("head/age", ids) * np.diff(bounds)[band]
        self.present[:, HEAD] = True
        self.birth[:, HEAD] = TODAY - (age * YEAR).astype(np.int64)
        alone = ~self._filled(SPOUSE)
        # Widows head households more often than wives do, most often in old age.
        woman = d.chance("head/female", ids, np.where(alone, 0.25 + 0.05 * band, 0.14))
        gap = d.between("spouse/gap", ids, -2.5, 6.5) * np.where(woman, -1.0, 1.0)
        youngest = TODAY - int(20.2 * YEAR) - d.below("spouse/day", ids, 300)
        self.birth[:, SPOUSE] = np.minimum(self.birth[:, HEAD] + (gap * YEAR).astype(np.int64), youngest)
        self.female[:, HEAD], self.female[:, SPOUSE] = woman, ~woman
        self.present[:, SPOUSE] = ~alone

    def children(self) -> None:
        d, ids, birth, present = self.d, self.ids, self.birth, self.present
        twin = d.chance("child/twin", ids, 0.012)
        birth[:, CHILD] = self._years_after("child/1", self._mother_of_two(HEAD, SPOUSE), 20.3, 31)
        later = self._years_after("child/2", birth[:, CHILD], 1.1, 7)
        birth[:, SECOND] = np.where(twin, birth[:, CHILD], later)
        birth[:, THIRD] = self._years_after("child/3", birth[:, SECOND], 1.1, 6)
        for slot in (CHILD, SECOND, THIRD):
            self.female[:, slot] = d.chance(f"child/sex{slot}", ids, 0.47)
        present[:, CHILD] = self._filled(CHILD)
        present[:, SECOND] = present[:, CHILD] & (twin | self._filled(SECOND))
        present[:, THIRD] = present[:, SECOND] & self._filled(THIRD)
        self.twin[:, SECOND] = twin

    def grandchildren(self) -> None:
        d, ids, birth, present, female = self.d, self.ids, self.birth, self.present, self.female
        female[:, IN_LAW] = ~female[:, CHILD]
        birth[:, IN_LAW] = self._years_after("in_law", birth[:, CHILD], -3, 3)
        grown = TODAY - np.maximum(birth[:, CHILD], birth[:, IN_LAW]) > 22.2 * YEAR
        stays = ~female[:, CHILD] | d.chance("in_law/stays", ids, 0.3)  # daughters mostly marry out
        present[:, IN_LAW] = present[:, CHILD] & grown & stays & self._filled(IN_LAW)
        birth[:, GRANDCHILD] = self._years_after("grandchild/1", self._mother_of_two(CHILD, IN_LAW), 20.3, 29)
        birth[:, GRANDCHILD_2] = self._years_after("grandchild/2", birth[:, GRANDCHILD], 1.1, 8)
        for slot, needs in ((GRANDCHILD, IN_LAW), (GRANDCHILD_2, GRANDCHILD)):
            female[:, slot] = d.chance(f"grandchild/sex{slot}", ids, 0.47)
            present[:, slot] = present[:, needs] & self._filled(slot)

    def parents(self) -> None:
        self.female[:, MOTHER] = True
        self.birth[:, MOTHER] = self._years_after("mother", self.birth[:, HEAD], -35, -19.5)
        self.birth[:, FATHER] = self._years_after("father", self.birth[:, MOTHER], -6, 1)
        for slot in (FATHER, MOTHER):
            self.present[:, slot] = self._filled(slot)

    def collectives(self) -> None:
        """Dormitories and the communities' public households: grown-up people who are no kin."""
        rows = np.flatnonzero(self.kind != FAMILY)
        slots = np.arange(WIDTH, dtype=np.uint64)
        person = self.ids[rows, None] * np.uint64(WIDTH) + slots
        oldest = np.where(self.kind[rows] == COLLECTIVE, 34, 62)[:, None]
        age = 18.5 + self.d.uniform("collective/age", person) * (oldest - 18.5)
        self.birth[rows] = TODAY - (age * YEAR).astype(np.int64)
        self.female[rows] = self.d.chance("collective/sex", person, 0.45)
        members = 5 + self.d.below("collective/size", self.ids[rows], WIDTH - 4)
        self.present[rows] = slots.astype(np.int64) < members[:, None]
        self.twin[rows] = False
