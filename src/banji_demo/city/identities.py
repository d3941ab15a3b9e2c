"""What the drawn people are called and numbered, with the truth about namesakes and faulty numbers."""

from typing import NamedTuple

import numpy as np
import polars as pl

from banji_demo.city import numbers
from banji_demo.city.calendar import TODAY, YEAR, years
from banji_demo.city.clans import Custom, keeps_poem, lineages, name_by_poem, verse
from banji_demo.city.crowd import Crowd, Setting, like_the_one_before
from banji_demo.city.draws import Draws, Ints
from banji_demo.city.households import CHILD, FATHER, GRANDCHILD, GRANDCHILD_2, HEAD, IN_LAW, SECOND, WIDTH
from banji_demo.city.names import (
    CHARACTERS,
    MINORITY,
    PUA_YAN,
    RARE,
    Given,
    cohorts,
    full_names,
    given_names,
    minority_names,
    surnames,
)

# Generations from the head, by slot.
_DEPTH = np.array([0, 0, 1, 1, 1, 1, 2, 2, -1, -1] + [0] * (WIDTH - 10))


class Identity(NamedTuple):
    """Register columns and, for the truth, whose name and which fault a person has."""

    name: pl.Series
    former_name: pl.Series
    ethnicity: pl.Series
    number: pl.Series
    namesake: Ints  # index of the neighbour whose name was given too, or -1
    number_error: pl.Series  # "birth", "sex" or ""


def identities(s: Setting, c: Crowd) -> Identity:
    """Names and numbers of the whole crowd."""
    d = s.draws
    surname, poem = _surnames(s, c)
    custom = Custom(
        poem=poem,
        verse=verse(years(s.homes.birth[:, HEAD])[c.home], _DEPTH[c.slot]),
        kept=keeps_poem(d, c.ids, c.female, cohorts(c.birth_year)),
    )
    given = name_by_poem(d, c.ids, given_names(d, "given", c.ids, c.female, c.birth_year), custom)
    name, ethnicity = _unusual(d, c, full_names(surname, _as_twins(d, c, given)))
    namesake = _namesakes(d, c)
    copied = np.flatnonzero(namesake >= 0)
    name = name.scatter(copied, name.gather(namesake[copied]))
    former = full_names(surname, given_names(d, "former", c.ids, c.female, c.birth_year))
    renamed = d.chance("former", c.ids, np.where(c.birth < TODAY - 16 * YEAR, 0.02, 0.002))
    number, error = _numbers(d, c, s.county[c.home])
    return Identity(name, former.set(pl.Series(~renamed), ""), ethnicity, number, namesake, error)


def _surnames(s: Setting, c: Crowd) -> tuple[Ints, Ints]:
    """Surname of each person, and the poem of those who belong to the house's male line."""
    d, female = s.draws, s.homes.female
    line = lineages(d, s.ids, s.village, s.urban)
    own = surnames(d, "surname/own", c.ids)
    ours = line.surname[c.home]
    husbands = surnames(d, "surname/in_law", s.ids)
    # A daughter's children carry her husband's name, unless he married into the house.
    through_son = ~female[:, CHILD] | d.chance("surname/uxorilocal", s.ids, 0.3)
    grandchild = np.where(through_son, line.surname, husbands)[c.home]
    head = np.where(female[:, HEAD], surnames(d, "surname/head", s.ids), line.surname)[c.home]
    surname = np.select(
        [
            ~c.kin,
            np.isin(c.slot, (HEAD, FATHER)),
            (c.slot == IN_LAW) & ~c.female,
            np.isin(c.slot, (GRANDCHILD, GRANDCHILD_2)),
            c.married_in,
        ],
        [own, head, husbands[c.home], grandchild, own],
        ours,
    )
    of_the_line = c.kin & ~c.married_in & (surname == ours)
    return surname, np.where(of_the_line, line.poem[c.home], -1)


def _as_twins(d: Draws, c: Crowd, given: Given) -> Given:
    """Twins share the first character and differ in the second."""
    younger = np.flatnonzero(c.twin & (c.slot == SECOND))
    first, second = given.first.copy(), given.second.copy()
    elder = younger - 1
    first[younger] = first[elder]
    for purpose, these in (("twin/elder", elder), ("twin/younger", younger)):
        other = given_names(d, purpose, c.ids[these], c.female[these], c.birth_year[these]).first
        second[these] = np.where(second[these] < 0, other, second[these])
    same = younger[second[younger] == second[elder]]
    second[same] = (second[same] + 1) % len(CHARACTERS)
    return Given(first, second)


def _unusual(d: Draws, c: Crowd, name: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Minority names and rare characters, a few of them in the private use area of an old system."""
    household = c.ids // np.uint64(WIDTH)
    group = np.where(c.married_in, c.ids, household)
    few = np.flatnonzero(d.chance("minority", group, np.where(c.married_in, 0.012, 0.004)))
    kinds = d.pick("minority/which", group[few], [float(weight) for _, weight, _ in MINORITY])
    ethnicity = np.full(len(c.ids), "01")
    ethnicity[few] = np.array([code for code, _, _ in MINORITY])[kinds]
    dotted = pl.Series(minority_names(d, c.ids[few], kinds), dtype=pl.String)
    name = name.scatter(few, dotted.set(dotted == "", None).fill_null(name.gather(few)))
    rare = np.flatnonzero(d.chance("rare", c.ids, 0.004) & (ethnicity == "01") & ~c.twin)
    which = d.pick("rare/which", c.ids[rare], [1.0 / (rank + 3) for rank in range(len(RARE) + 1)])
    characters = [(*RARE, PUA_YAN)[i] for i in which.tolist()]
    replaced = [old[:-1] + new for old, new in zip(name.gather(rare).to_list(), characters, strict=True)]
    return name.scatter(rare, pl.Series(replaced, dtype=pl.String)), pl.Series(ethnicity)


def _namesakes(d: Draws, c: Crowd) -> Ints:
    """Heads named like the head next door: two 张秀英 in one group are what clerks really fear."""
    heads = np.flatnonzero((c.slot == HEAD) & c.kin)
    same_sex = np.diff(c.female[heads], prepend=False) == 0
    return like_the_one_before(heads, same_sex & d.chance("namesake", c.ids[heads], 0.004), len(c.ids))


def _numbers(d: Draws, c: Crowd, county: Ints) -> tuple[pl.Series, pl.Series]:
    """Numbers with a register's real faults: shared ones, ones that disagree with birth date or sex, none."""
    grown = c.birth < TODAY - 20 * YEAR
    shares = c.number_owner >= 0
    fault = d.uniform("number/fault", c.ids)
    wrong_birth = grown & ~shares & (fault < 0.0012)
    wrong_sex = grown & ~shares & (fault > 0.9996)
    birth = np.where(wrong_birth, c.birth - 1 - d.below("number/shift", c.ids, 27), c.birth)
    prefix = numbers.prefixes(d, c.ids, numbers.Origin(county, c.birth_year, c.married_in))
    number = numbers.assign(d, prefix, birth, c.female ^ wrong_sex)
    newborn = (c.birth > TODAY - 70) & d.chance("number/newborn", c.ids, 0.4)
    ancient = (c.birth < TODAY - 88 * YEAR) & d.chance("number/ancient", c.ids, 0.01)
    none = newborn | ancient
    number = number.set(pl.Series(none), "")
    sharing = np.flatnonzero(shares)
    owners = c.number_owner[sharing]
    error = np.select([none, wrong_birth, wrong_sex], ["", "birth", "sex"], "")
    error[sharing] = error[owners]  # of one sex and birth date, so the fault is the same
    return number.scatter(sharing, number.gather(owners)), pl.Series(error)
