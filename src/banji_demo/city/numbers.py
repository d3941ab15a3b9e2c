"""Citizen ID numbers of invented people (GB 11643-1999), a whole register at a time.

Prefixes are the unassigned 519900–519903 and the invented historic 519981 (abolished) and 519991 (now
another city). Sequence digits 001–849 belong to drawn people, 850–899 to people who are in no register,
900–999 to the cast, so that none of them ever meets.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from banji_demo.city.calendar import compact
from banji_demo.city.draws import Bools, Draws, Ids, Ints

# To be added to the known prefixes of the process that reads the demo: `banji.identity.prefixes.add`.
PREFIX_FILE = Path(__file__).parent / "data" / "prefixes.csv"
PREFIXES = (519900, 519901, 519902, 519903, 519981, 519991)
_PAIRS_PER_DAY = 424  # sequence digits 001…848, odd for men, even for women
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = pl.Series(list("10X98765432"))


def with_check(first17: Ints) -> pl.Series:
    """Whole numbers of 17 digits → 18 characters with the check of ISO 7064 MOD 11-2."""
    rest, total = first17.copy(), np.zeros(len(first17), dtype=np.int64)
    for weight in reversed(_WEIGHTS):
        rest, digit = np.divmod(rest, 10)
        total += digit * weight
    head = pl.Series(first17).cast(pl.String)
    return head + _CHECKS.gather(total % 11)


def number(prefix: int, birth: int, sequence: int) -> str:
    """One number: prefix, birth as 19880229, three sequence digits."""
    return str(with_check(np.array([prefix * 10**11 + birth * 1000 + sequence], dtype=np.int64))[0])


class Origin(NamedTuple):
    """What decides where people were first numbered."""

    county: Ints  # of the household, from 0
    birth_year: Ints
    married_in: Bools


def prefixes(draws: Draws, ids: Ids, origin: Origin) -> Ints:
    """First six digits: mostly the household's county, for older people also 519981 and 519991."""
    county, birth_years, married_in = origin
    own = 519901 + county
    elsewhere = 519900 + draws.below("prefix/elsewhere", ids, 4)
    place = np.where(married_in & draws.chance("prefix/married_in", ids, 0.3), elsewhere, own)
    fate = draws.uniform("prefix/historic", ids)
    old = birth_years < 1985
    place = np.where(old & (fate < 0.06), 519981, place)
    return np.where(old & (fate > np.where(married_in, 0.95, 0.985)), 519991, place)


def _rank_within(key: Ints) -> Ints:
    """How many earlier elements have the same key: grows with the city, never reshuffles."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    lengths = np.diff(np.r_[starts, len(key)])
    rank = np.empty(len(key), dtype=np.int64)
    rank[order] = np.arange(len(key)) - np.repeat(starts, lengths)
    return rank


def assign(draws: Draws, prefix: Ints, birth: Ints, female: Bools) -> pl.Series:
    """Unique numbers.

    Raises ValueError when a prefix and birthday run out of sequence digits (cities above about 10 million).
    """
    key = (prefix * 10**8 + compact(birth)) * 2 + female
    rank = _rank_within(key)
    if len(rank) and rank.max() >= _PAIRS_PER_DAY:
        raise ValueError("Too many people for the invented ID prefixes: make the city smaller.")
    pair = (draws.below("number/start", key, _PAIRS_PER_DAY) + rank) % _PAIRS_PER_DAY
    return with_check(prefix * 10**11 + compact(birth) * 1000 + pair * 2 + np.where(female, 2, 1))
