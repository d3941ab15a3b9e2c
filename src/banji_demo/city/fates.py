"""Who died and when, whose death was registered, who moved away, and who is head after that."""

from typing import NamedTuple

import numpy as np

from banji_demo.city.calendar import NEVER, TODAY, YEAR, day
from banji_demo.city.draws import Bools, Draws, Ids, Ints
from banji_demo.city.households import CHILD, FAMILY, HEAD, SPOUSE, WIDTH, Homes

_OBSERVED_FROM = day(2009)  # the register's own history reaches back so far
_VERY_OLD = int(86 * YEAR)  # of these, deaths long before that are still unregistered
_HAZARD, _GROWTH = 3.2e-5, 0.094  # Gompertz: 1 % a year at 61, 6 % at 80, 39 % at 100
_REGISTERED = 0.45  # share of deaths that a family declared
ACTIVE, DEATH, MOVED_OUT, ENLISTED = range(4)
CANCEL_REASONS = ("", "DEATH", "MOVED_OUT", "ENLISTED")


class Fates(NamedTuple):
    """Arrays of shape (households, WIDTH), and the slot of today's head."""

    died: Ints  # day, or NEVER
    cancelled: Ints  # index into CANCEL_REASONS
    closed: Ints  # day the registration ended, or NEVER
    head_slot: Ints


def fates(draws: Draws, ids: Ids, homes: Homes) -> Fates:
    """What happened to each person of these households up to the demo's clock."""
    person: Ids = ids[:, None] * np.uint64(WIDTH) + np.arange(WIDTH, dtype=np.uint64)[None, :]
    died = np.where(homes.present, _deaths(draws, person, homes), NEVER)
    age = (TODAY - homes.birth) / YEAR
    cancelled = np.where((died < NEVER) & (died >= _OBSERVED_FROM), DEATH, ACTIVE)
    cancelled[~draws.chance("fate/declared", person, _REGISTERED)] = ACTIVE
    leaving = (died == NEVER) & homes.present & (age > 18.5) & (age < 34)
    left = leaving & draws.chance("fate/moved", person, 0.02)
    cancelled[left] = MOVED_OUT
    cancelled[leaving & ~left & ~homes.female & (age < 24) & draws.chance("fate/army", person, 0.02)] = (
        ENLISTED
    )
    cancelled[:, HEAD] = np.where(cancelled[:, HEAD] == DEATH, DEATH, ACTIVE)  # a head does not leave alone
    head_slot = _heads(homes, cancelled)
    moved = TODAY - 30 - draws.below("fate/when", person, 900)
    lag = 1 + draws.below("fate/lag", person, 60)
    closed = np.where(cancelled == DEATH, np.minimum(died + lag, TODAY - 1), moved)
    return Fates(died, cancelled, np.where(cancelled == ACTIVE, NEVER, closed), head_slot)


def _deaths(draws: Draws, person: Ids, homes: Homes) -> Ints:
    """Day of death, by a lifetime of which we know that it reached the first observed day."""
    watched = np.maximum(homes.birth, np.minimum(_OBSERVED_FROM, homes.birth + _VERY_OLD))
    age = np.maximum((watched - homes.birth) / YEAR, 0.0)
    hazard = _HAZARD * np.where(homes.female, 0.85, 1.2)
    wait = -np.log(draws.uniform("fate/life", person)) * _GROWTH / hazard
    years_left = np.log(wait * np.exp(-_GROWTH * age) + 1.0) / _GROWTH
    died = watched + (years_left * YEAR).astype(np.int64)
    return np.where(died < TODAY - 1, died, NEVER)


def _heads(homes: Homes, cancelled: Ints) -> Ints:
    """The spouse follows a head whose death was declared, else the eldest child; with nobody to follow and
    others in the house, the family did not declare it (`cancelled` is corrected in place)."""
    active = homes.present & (cancelled == ACTIVE)
    gone = cancelled[:, HEAD] == DEATH
    grown: Bools = (TODAY - homes.birth[:, CHILD]) > 18 * YEAR
    kin = homes.kind == FAMILY
    by_spouse = gone & kin & active[:, SPOUSE]
    by_child = gone & kin & ~by_spouse & active[:, CHILD] & grown
    others = active[:, 1:].any(axis=1)
    undeclared = gone & others & ~by_spouse & ~by_child
    cancelled[undeclared, HEAD] = ACTIVE
    return np.select([by_spouse, by_child], [SPOUSE, CHILD], HEAD).astype(np.int64)
