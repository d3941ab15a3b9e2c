"""What else the register says of a person: ID card, schooling, marriage, phone, and where life was last seen."""

import numpy as np
import polars as pl

from banji_demo.city.calendar import NEVER, TODAY, YEAR, day, written
from banji_demo.city.crowd import Crowd, Setting
from banji_demo.city.draws import Draws, Floats, Ints
from banji_demo.city.fates import ACTIVE, DEATH
from banji_demo.city.households import CHILD, FATHER, HEAD, IN_LAW, MOTHER, SPOUSE, WIDTH

_SECOND_GENERATION = day(2005)
_SIGNS_SINCE = day(2012)
_COUNTIES = pl.Series(["雁江区", "安岳县", "乐至县"])
_EDUCATION = pl.Series(
    ["90", "81", "71", "61", "31", "21"]
)  # GB/T 4658: other, primary, junior, senior, college, bachelor
_SCHOOLING = (  # weights by year of birth up to 1940, 1960, 1975, 1990, later
    (40, 50, 8, 2, 0, 0), (12, 52, 28, 7, 1, 0), (2, 28, 52, 13, 4, 1), (1, 8, 50, 24, 11, 6), (1, 4, 40, 33, 13, 9),
)  # fmt: skip


def cards(d: Draws, c: Crowd) -> tuple[pl.DataFrame, Ints]:
    """Card columns, and the day of issue (NEVER = no card).

    A card of the second generation holds 10 years (issued at 16–25), 20 (26–45) or for good (9999-12-31);
    children may have one for 5. [居民身份证法 Art 5]
    """
    age = (TODAY - c.birth) / YEAR
    first_only = (age > 62) & d.chance("card/first", c.ids, np.clip((age - 60) / 250, 0.0, 0.3))
    # Who died before the new cards came cannot hold one.
    first_only |= (c.died < _SECOND_GENERATION + 1500) & (age > 40)
    child = (age < 16) & ~d.chance("card/child", c.ids, 0.25)
    at = d.uniform("card/when", c.ids)
    new_from = np.maximum(_SECOND_GENERATION, c.birth + np.where(age < 16, 0, int(16 * YEAR)))
    new_to = np.minimum(TODAY - 10, c.died - 30)
    issued = new_from + (at * np.maximum(new_to - new_from, 1)).astype(np.int64)
    old = np.maximum(day(1985) + (at * 12 * YEAR).astype(np.int64), c.birth + int(16 * YEAR))
    issued = np.where(first_only, np.minimum(old, day(2004)), np.minimum(issued, TODAY - 10))
    none = child | (issued <= c.birth) | (new_to <= new_from) & ~first_only
    issued = np.where(none, NEVER, issued)
    at_age = (issued - c.birth) / YEAR
    term = np.select([at_age < 16, at_age < 26, at_age < 46], [5, 10, 20], 0)
    until = pl.Series(np.where(none | (term == 0), 0, issued + (term * YEAR).astype(np.int64)))
    valid_to = (
        written(until.to_numpy()).set(pl.Series(~none & (term == 0)), "9999-12-31").set(pl.Series(none), "")
    )
    generation = pl.Series(["2", "1", ""]).gather(np.select([none, first_only], [2, 1], 0))
    columns = {
        "id_card_generation": generation,
        "id_card_issued_on": written(issued),
        "id_card_valid_to": valid_to,
    }
    return pl.DataFrame(columns), np.where(first_only, NEVER, issued)


def circumstances(s: Setting, c: Crowd) -> pl.DataFrame:
    """Native place, birth place, schooling, marriage, phone and the agricultural mark of before the reform."""
    d, age = s.draws, (TODAY - c.birth) / YEAR
    cohort = np.searchsorted([1940, 1960, 1975, 1990], c.birth_year)
    school = np.zeros(len(age), dtype=np.int64)
    for index, weights in enumerate(_SCHOOLING):
        these = np.flatnonzero(cohort == index)
        school[these] = d.pick("school", c.ids[these], weights)
    school = np.where(age < 13, 0, np.where(age < 19, np.minimum(school, 2), school))
    place = "四川省资阳市" + _COUNTIES.gather(s.county[c.home])
    has_phone = (age > 16) & (age < 85) & d.chance("phone", c.ids, 0.55)
    # 154 is given to no mobile network as far as we know.
    phone = pl.Series(15_400_000_000 + d.below("phone/number", c.ids, 10**8)).cast(pl.String)
    farmer = d.chance("legacy", c.ids, 0.86)
    legacy = pl.Series(["NON_AGRICULTURAL", "AGRICULTURAL"]).gather(farmer.astype(np.int64))
    reformed = c.birth < day(2014, 11, 18)
    return pl.DataFrame({
        "native_place": place,
        "birth_place": place.set(pl.Series(c.married_in & d.chance("birth_place", c.ids, 0.5)), ""),
        "education": _EDUCATION.gather(school).set(pl.Series(age < 13), ""),
        "marital_status": _marital(s, c, age),
        "phone": phone.set(pl.Series(~has_phone), ""),
        "legacy_hukou_category": legacy.set(pl.Series(~reformed), ""),
        "legacy_as_of": pl.Series(np.where(reformed, "2014-11-18", "")),
    })  # fmt: skip


# Whose husband or wife stands in which slot of the household.
_PARTNER = np.arange(WIDTH)
_PARTNER[[HEAD, SPOUSE, CHILD, IN_LAW, FATHER, MOTHER]] = [SPOUSE, HEAD, IN_LAW, CHILD, MOTHER, FATHER]


def _marital(s: Setting, c: Crowd, age: Floats) -> pl.Series:
    """10 single, 21 married, 30 widowed, 40 divorced; empty for children."""
    partner = _PARTNER[c.slot]
    of_couple = c.kin & (partner != c.slot) & s.homes.present[c.home, partner]
    # Whose spouse was registered as dead is widowed in the register, whatever the truth of other deaths.
    partner_gone = s.fates.cancelled[c.home, partner] == DEATH
    chance = s.draws.uniform("marital", c.ids)
    alone = np.select(
        [age < 20.5, age < 30, age < 60],
        [
            "10",
            np.where(chance < 0.35, "21", "10"),
            np.select([chance < 0.7, chance < 0.85], ["21", "40"], "10"),
        ],
        np.where(chance < 0.9, "30", "10"),
    )
    status = np.where(of_couple, np.where(partner_gone, "30", "21"), alone)
    return pl.Series(np.where(age < 16, "", status))


_KINDS = (  # kind, source, share of those who may show it, youngest and oldest age
    ("COUNTER_VISIT", "派出所窗口", 0.22, 16, 90),
    ("VERIFIED_VISIT", "社区民警入户", 0.30, 80, 130),
    ("PERMIT_ENDORSED", "居住证签注", 0.03, 18, 60),
)


def signs_of_life(s: Setting, c: Crowd, refs: pl.Series, card: Ints) -> pl.DataFrame:
    """When and where people were seen alive: never after their true death."""
    d, active = s.draws, s.fates.cancelled[c.home, c.slot] == ACTIVE
    last = np.minimum(c.died, TODAY)
    renewed = active & (card >= _SIGNS_SINCE) & (card < last)
    tables = [_signs(refs, np.flatnonzero(renewed), card, ("ID_CARD_RENEWED", "制证系统"))]
    for kind, source, share, youngest, oldest in _KINDS:
        since = np.maximum(_SIGNS_SINCE, c.birth + int(youngest * YEAR))
        when = since + d.below(f"sign/{kind}", c.ids, np.maximum(last - since, 1))
        age = (when - c.birth) / YEAR
        seen = active & (last - since > 1) & (age < oldest) & d.chance(f"sign/{kind}/seen", c.ids, share)
        tables.append(_signs(refs, np.flatnonzero(seen), when, (kind, source)))
    return pl.concat(tables).sort("external_ref", "happened_on", "kind")


def _signs(refs: pl.Series, who: Ints, when: Ints, what: tuple[str, str]) -> pl.DataFrame:
    table = pl.DataFrame({"external_ref": refs.gather(who), "happened_on": written(when[who])})
    return table.with_columns(kind=pl.lit(what[0]), source=pl.lit(what[1]))
