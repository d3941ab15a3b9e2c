"""`generate(people, seed)`: an invented city on Ziyang's real divisions, as it stands on 2017-03-01.

A smaller city of the same seed is the beginning of a larger one, person by person.
`python -m banji_demo.city --people 20000 --seed 7 --out DIR` writes it to files; `--years 10` gives it a past.
"""

import numpy as np
import polars as pl

from banji_demo.city import cast
from banji_demo.city.addresses import addresses, county_of
from banji_demo.city.calendar import written
from banji_demo.city.crowd import Crowd, Setting, crowd, registered_since, registered_until
from banji_demo.city.draws import Draws, Ids, Ints
from banji_demo.city.fates import ACTIVE, CANCEL_REASONS, fates
from banji_demo.city.households import HOUSEHOLD_TYPES, Homes, homes
from banji_demo.city.identities import Identity, identities
from banji_demo.city.lives import Known
from banji_demo.city.model import HOUSEHOLD_COLUMNS, PEOPLE_COLUMNS, SIGN_COLUMNS, TRUTH_COLUMNS, City
from banji_demo.city.papers import cards, circumstances, signs_of_life
from banji_demo.city.past import Register, household_numbers, past
from banji_demo.city.places import Place, place, villages
from banji_demo.city.relations import relations

_FEWEST_PER_HOUSEHOLD = 2.6
_URBAN = np.array([v.urban for v in villages()])


def generate(people: int, seed: int, years: int = 0) -> City:
    """A city of `people` register rows, cancelled ones included, or up to one household more; with the history of so
    many years, which adds households that were given up and changes nothing of today's.

    Raises ValueError when the number is smaller than the cast of domain cases, who are always there.
    """
    drawn = people - len(cast.PEOPLE)
    if drawn < 0:
        raise ValueError(f"The cast alone has {len(cast.PEOPLE)} people: ask for at least so many.")
    draws = Draws(seed)
    ids, where, structure = _enough_homes(draws, drawn)
    setting = Setting(
        draws,
        ids,
        where.village,
        _URBAN[where.village],
        county_of(where),
        structure,
        fates(draws, ids, structure),
    )
    c = crowd(setting)
    refs = _text("P", c.ids)
    who = identities(setting, c)
    card_columns, card = cards(draws, c)
    known = _known(setting, c)
    columns = [_register(setting, c, who, refs, known), circumstances(setting, c), card_columns]
    signs = signs_of_life(setting, c, refs, card)
    houses = _households(setting, where)
    before = past(setting, c, Register(refs, houses, known), years) if years else None
    return City(
        seed=seed,
        households=_with_cast(
            cast.households(), pl.concat([houses, before.households]) if before else houses, HOUSEHOLD_COLUMNS
        ),
        registrations=before.registrations if before else None,
        events=before.events if before else None,
        people=_with_cast(cast.people(), pl.concat(columns, how="horizontal"), PEOPLE_COLUMNS),
        signs_of_life=_with_cast(cast.signs_of_life(), signs, SIGN_COLUMNS),
        truth=_with_cast(cast.truth(), _truth(c, who, refs), TRUTH_COLUMNS),
    )


def _enough_homes(draws: Draws, people: int) -> tuple[Ids, Place, Homes]:
    """Households in the city's order until they hold so many people."""
    ids = np.arange(int(people / _FEWEST_PER_HOUSEHOLD) + 50, dtype=np.uint64)
    where = place(ids)
    structure = homes(draws, ids, _URBAN[where.village])
    filled = np.cumsum(structure.present.sum(axis=1))
    n = int(np.searchsorted(filled, people)) + 1 if people else 0
    return ids[:n], where.first(n), structure.first(n)


def _text(letter: str, ids: Ids) -> pl.Series:
    return letter + pl.Series(ids).cast(pl.String).str.zfill(9)


def _households(s: Setting, where: Place) -> pl.DataFrame:
    head = pl.DataFrame({
        "household_no": household_numbers(s.ids),
        "household_type": pl.Series(HOUSEHOLD_TYPES).gather(s.homes.kind),
    })  # fmt: skip
    return pl.concat([head, addresses(s.draws, s.ids, where)], how="horizontal").select(HOUSEHOLD_COLUMNS)


def _known(s: Setting, c: Crowd) -> Known:
    """Relations: to today's head of the active; of the cancelled, the one they had under the first head."""
    since = registered_since(s.draws, c)
    first, today = (
        relations(head, s.homes) for head in (np.zeros_like(s.fates.head_slot), s.fates.head_slot)
    )
    until = registered_until(c, since, s.fates)
    return Known(since, until, first[c.home, c.slot], today[c.home, c.slot])


def _register(s: Setting, c: Crowd, who: Identity, refs: pl.Series, known: Known) -> pl.DataFrame:
    reason = s.fates.cancelled[c.home, c.slot]
    return pl.DataFrame({
        "external_ref": refs,
        "household_no": household_numbers(s.ids).gather(c.home),
        "relation_to_head": pl.Series(np.where(reason == ACTIVE, known.relation, known.first_relation)).cast(pl.String).str.zfill(2),
        "name": who.name, "former_name": who.former_name,
        "sex": pl.Series(["1", "2"]).gather(c.female.astype(np.int64)),
        "birth_date": written(c.birth),
        "ethnicity": who.ethnicity, "citizen_id_no": who.number,
        "valid_from": written(known.since),
        "status": pl.Series(["ACTIVE", "CANCELLED"]).gather((reason != ACTIVE).astype(np.int64)),
        "valid_to": written(known.until),
        "cancel_reason": pl.Series(CANCEL_REASONS).gather(reason),
    })  # fmt: skip


def _truth(c: Crowd, who: Identity, refs: pl.Series) -> pl.DataFrame:
    def other(index: Ints) -> pl.Series:
        return refs.gather(np.maximum(index, 0)).set(pl.Series(index < 0), "")

    twin = np.where(c.twin, np.arange(len(c.twin)) - 1, -1)
    return pl.DataFrame({
        "external_ref": refs, "died_on": written(c.died),
        "namesake_of": other(who.namesake), "twin_of": other(twin), "shares_number_with": other(c.number_owner),
        "number_error": who.number_error,
    }).with_columns(role=pl.lit(""))  # fmt: skip


def _with_cast(first: pl.DataFrame, drawn: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    return pl.concat([first.select(columns), drawn.select(columns)])
