"""Who could stand on a list of deaths: the dead, the living listed by mistake, people of no register."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

import numpy as np
import polars as pl

from banji_demo.city.draws import Draws
from banji_demo.city.model import City
from banji_demo.city.names import SURNAME_WEIGHTS, SURNAMES, full_names, given_names
from banji_demo.city.numbers import PREFIXES, number


class Dead(NamedTuple):
    """The register's view of somebody, and the day he is said to have died."""

    ref: str
    name: str
    former_name: str
    sex: str
    number: str
    birth: date
    died: date
    address: str
    cancelled: bool
    relative_number: str  # of a living member of the household; empty if there is none


def by_ref(city: City, died_on: dict[str, str]) -> list[Dead]:
    """The people with these external_refs, with the day of death a list gives for them."""
    schema = {"external_ref": pl.String, "said": pl.String}
    days = pl.DataFrame(list(died_on.items()), schema=schema, orient="row")
    who = city.people.join(days, on="external_ref").sort("external_ref")
    living = (
        city.people.join(who.select("household_no", "external_ref"), on="household_no", suffix="_dead")
        .join(city.truth.filter(pl.col("died_on") == ""), on="external_ref", how="semi")
        .filter(pl.col("status") == "ACTIVE", pl.col("citizen_id_no") != "")
        .filter(pl.col("external_ref") != pl.col("external_ref_dead"))
        .group_by("external_ref_dead").agg(relative=pl.col("citizen_id_no").min())
    )  # fmt: skip
    rows = (
        who.join(living, left_on="external_ref", right_on="external_ref_dead", how="left")
        .join(city.households.select("household_no", "address_text"), on="household_no")
        .sort("external_ref")
    )
    return [_dead(row) for row in rows.iter_rows(named=True)]


def _dead(row: dict[str, str | None]) -> Dead:
    text = {name: value or "" for name, value in row.items()}
    relative = text["relative"]
    return Dead(
        ref=text["external_ref"],
        name=text["name"],
        former_name=text["former_name"],
        sex=text["sex"],
        number=text["citizen_id_no"],
        birth=date.fromisoformat(text["birth_date"]),
        died=date.fromisoformat(text["said"]),
        address=text["address_text"],
        cancelled=text["status"] == "CANCELLED",
        relative_number="" if relative == text["citizen_id_no"] else relative,
    )


def really_dead(city: City, period: str) -> list[Dead]:
    """All who truly died in the period (2016- or 2016-03), but for the cast."""
    died = city.truth.filter(pl.col("died_on").str.starts_with(period), pl.col("role") == "")
    # Who left the city alive died as another register's person.
    gone = city.people.filter(pl.col("cancel_reason").is_in(["MOVED_OUT", "ENLISTED"]))
    died = died.join(gone, on="external_ref", how="anti")
    return by_ref(city, dict(died.select("external_ref", "died_on").iter_rows()))


def wrongly_listed(city: City, period: str, count: int, rng: Random) -> list[Dead]:
    """Living people of 60 and more, said to have died in the period."""
    alive = city.truth.filter(pl.col("died_on") == "", pl.col("role") == "")
    old = city.people.filter(
        pl.col("status") == "ACTIVE", pl.col("birth_date") < "1957", pl.col("citizen_id_no") != ""
    )
    refs = old.join(alive, on="external_ref", how="semi")["external_ref"].sort()
    chosen = rng.sample(range(len(refs)), min(count, len(refs)))
    return by_ref(city, {refs[i]: day_in(period, rng).isoformat() for i in chosen})


def day_in(period: str, rng: Random) -> date:
    """A day of the year 2016- or of the month 2016-03."""
    year, _, month = period.partition("-")
    if month:
        return date(int(year), int(month), rng.randint(1, 28))
    return date(int(year), 1, 1) + timedelta(days=rng.randrange(365))


_PLACES = (
    "四川省成都市金牛区", "四川省内江市东兴区", "四川省遂宁市安居区", "重庆市大足区", "四川省资阳市雁江区",
    "四川省资阳市安岳县", "四川省资阳市乐至县", "",
)  # fmt: skip


def strangers(city: City, period: str, count: int, rng: Random) -> Iterator[Dead]:
    """People of no row of the register; a quarter are namesakes of somebody in it, born in other years.

    Their numbers have sequence digits 850–899, which the register never gives.
    """
    draws = Draws(rng.randrange(2**32))
    registered = [city.people.filter(pl.col("sex") == sex)["name"] for sex in ("1", "2")]
    for n in range(count):
        died = day_in(period, rng)
        birth = died - timedelta(days=int(365.25 * rng.triangular(25, 99, 80)))
        woman = rng.random() < 0.46
        sequence = rng.randrange(850, 899, 2) + (0 if woman else 1)
        own = number(rng.choice(PREFIXES), int(f"{birth:%Y%m%d}"), sequence)
        yield Dead(
            ref="",
            name=_namesake(registered[woman], rng)
            if rng.random() < 0.25
            else _invented(draws, n, woman, birth.year, rng),
            former_name="",
            sex="2" if woman else "1",
            number=own if rng.random() < 0.8 else "",
            birth=birth,
            died=died,
            address=rng.choice(_PLACES),
            cancelled=False,
            relative_number="",
        )


def _namesake(names: pl.Series, rng: Random) -> str:
    return str(names[rng.randrange(len(names))])


def _invented(draws: Draws, n: int, woman: bool, year: int, rng: Random) -> str:
    ids = np.array([n], dtype=np.uint64)
    given = given_names(draws, "stranger", ids, np.array([woman]), np.array([year]))
    surname = rng.choices(range(len(SURNAMES)), list(SURNAME_WEIGHTS))
    return str(full_names(np.array(surname), given)[0])
