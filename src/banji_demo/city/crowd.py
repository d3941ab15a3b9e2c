"""The drawn people, one array element each, the head of a household before its members."""

from typing import NamedTuple

import numpy as np

from banji_demo.city.calendar import NEVER, TODAY, YEAR, years
from banji_demo.city.draws import Bools, Draws, Ids, Ints
from banji_demo.city.fates import Fates
from banji_demo.city.households import FAMILY, HEAD, IN_LAW, MOTHER, SPOUSE, WIDTH, Homes

_ORDER_OF_1958 = -4194  # 1958-07-09: the first registration under the regulation of that year was done


class Setting(NamedTuple):
    """The households everything is drawn for, one array element each."""

    draws: Draws
    ids: Ids
    village: Ints
    urban: Bools
    county: Ints
    homes: Homes
    fates: Fates


class Crowd(NamedTuple):
    """Everybody, in the order of household and slot."""

    home: Ints  # index of the household
    slot: Ints
    ids: Ids
    female: Bools
    birth: Ints
    birth_year: Ints
    died: Ints  # the truth; NEVER for the living
    kin: Bools  # False in collective households
    married_in: Bools
    twin: Bools  # with the person before
    number_owner: Ints  # index of the person whose number was given twice (重号), or -1


def crowd(s: Setting) -> Crowd:
    """Flatten the filled slots."""
    home, slot = np.nonzero(s.homes.present)
    female = s.homes.female[home, slot]
    kin = s.homes.kind[home] == FAMILY
    ids = s.ids[home] * np.uint64(WIDTH) + slot.astype(np.uint64)
    joined = kin & np.isin(slot, (SPOUSE, IN_LAW))
    birth, owner = _numbered_twice(s.draws, ids, female, s.homes.birth[home, slot], np.flatnonzero(joined))
    wife = np.isin(slot, (HEAD, SPOUSE)) & female
    return Crowd(
        home=home,
        slot=slot,
        ids=ids,
        female=female,
        birth=birth,
        birth_year=years(birth),
        died=s.fates.died[home, slot],
        kin=kin,
        married_in=~kin | wife | (slot == IN_LAW) | (slot == MOTHER),
        twin=s.homes.twin[home, slot],
        number_owner=owner,
    )


def like_the_one_before(candidates: Ints, alike: Bools, size: int) -> Ints:
    """For those of the candidates who are alike with the candidate before, his index; -1 for all others.

    Nobody is copied from who is himself a copy.
    """
    chosen = alike.copy()
    chosen[:1] = False
    chosen[1:] &= ~chosen[:-1]
    index = np.full(size, -1, dtype=np.int64)
    index[candidates[1:][chosen[1:]]] = candidates[:-1][chosen[1:]]
    return index


def _numbered_twice(d: Draws, ids: Ids, female: Bools, birth: Ints, joined: Ints) -> tuple[Ints, Ints]:
    """重号 came about where two of one sex were born on one day: here among those who married in."""
    near = np.abs(np.diff(birth[joined], prepend=0)) < 2 * YEAR
    same_sex = np.diff(female[joined], prepend=False) == 0
    alike = near & same_sex & d.chance("number/shared", ids[joined], 0.05)
    owner = like_the_one_before(joined, alike, len(ids))
    return np.where(owner >= 0, birth[owner], birth), owner


def registered_at_birth(d: Draws, c: Crowd) -> Ints:
    """Day on which they were registered first, never before 1958."""
    day: Ints = np.maximum(c.birth + d.below("since/born", c.ids, 30), _ORDER_OF_1958)
    return day


def registered_since(d: Draws, c: Crowd) -> Ints:
    """Day on which the register has them in this household: birth or marriage, never before 1958."""
    start = registered_at_birth(d, c)
    wedding = c.birth + (d.between("since/wedding", c.ids, 20, 26) * YEAR).astype(np.int64)
    joined = np.where(c.kin, wedding, c.birth + int(18 * YEAR))
    since = np.where(c.married_in, np.maximum(start, joined), start)
    latest = np.minimum(c.died, TODAY) - 1
    day: Ints = np.maximum(np.minimum(since, latest), c.birth)
    return day


def registered_until(c: Crowd, since: Ints, f: Fates) -> Ints:
    """Day the registration ended, after it began; NEVER for the active."""
    closed = f.closed[c.home, c.slot]
    return np.where(closed < NEVER, np.maximum(closed, since + 1), NEVER)
