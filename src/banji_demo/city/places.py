"""Ziyang's real divisions of 2018 in the order in which the invented city grows over them."""

import csv
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import zip_longest

import numpy as np

from banji_demo.city.draws import Ids, Ints

HOUSEHOLDS_PER_GROUP = 40
GROUPS_PER_PASS = 4  # a village gets so many groups before the city spreads to the next one
_VILLAGES_PER_TURN = 4  # of one town, before the next town's turn
_SEATS = ("512002001", "512021100", "512022100")  # county seats first: a small city has its centres
_NOBODY_LIVES_HERE = "512002400"  # an institution with one virtual community


@dataclass(frozen=True)
class Village:
    """A village (村) or community (社区) with the names an address needs."""

    code: str
    name: str
    town: str
    county: str
    county_index: int  # 0 雁江区, 1 安岳县, 2 乐至县
    urban: bool


def short_name(name: str) -> str:
    """永兴村村民委员会 → 永兴村; 雁中社区居民委员会 → 雁中社区; 莲花街道办事处 → 莲花街道."""
    for long, short in (
        ("村村民委员会", "村"), ("社区居民委员会", "社区"), ("社区居民居委会", "社区"),
        ("社区民委员会", "社区"), ("居民委员会", "社区"), ("村民委员会", "村"), ("街道办事处", "街道"),
    ):  # fmt: skip
        if name.endswith(long):
            return name.removesuffix(long) + short
    return name


@cache
def villages() -> tuple[Village, ...]:
    """All 2 139 inhabited villages, the city's first ones first."""
    path = files("banji_ziyang") / "data" / "divisions" / "ziyang_2018.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = {row["code"]: short_name(row["name"]) for row in rows}
    counties = [row["code"] for row in rows if row["level"] == "county"]
    towns = [row["code"] for row in rows if row["level"] == "township" and row["code"] != _NOBODY_LIVES_HERE]
    inside: dict[str, list[Village]] = {town: [] for town in towns}
    for row in rows:
        code, town = row["code"], row["parent_code"]
        if row["level"] == "village" and town in inside:
            county = code[:6]
            urban = int(code[9:]) < 200
            inside[town].append(
                Village(code, names[code], names[town], names[county], counties.index(county), urban)
            )
    return tuple(_growth_order([[inside[t] for t in _town_order(towns, c)] for c in counties]))


def _town_order(towns: list[str], county: str) -> list[str]:
    """A fixed shuffle, the seat first: lists by code would begin with streets only."""
    own = (town for town in towns if town.startswith(county))
    return sorted(own, key=lambda town: (town not in _SEATS, zlib.crc32(town.encode())))


def _growth_order(counties: list[list[list[Village]]]) -> Iterator[Village]:
    """Turn about over the counties' towns, a few villages a turn, until every village has come."""
    towns = [town for row in zip_longest(*counties) for town in row if town is not None]
    queues = [_mixed(town) for town in towns]
    while any(queues):
        for queue in queues:
            yield from queue[:_VILLAGES_PER_TURN]
            del queue[:_VILLAGES_PER_TURN]


def _mixed(town: list[Village]) -> list[Village]:
    """One community, then three villages, and so on."""
    urban = [v for v in town if v.urban]
    rural = [v for v in town if not v.urban]
    mixed: list[Village] = []
    while urban or rural:
        mixed += urban[:1] + rural[:3]
        del urban[:1], rural[:3]
    return mixed


@dataclass(frozen=True)
class Place:
    """Where the households stand: one array element each."""

    village: Ints  # index into villages()
    group: Ints  # 组, from 1
    plate: Ints  # from 1 within the group

    def first(self, n: int) -> "Place":
        """The first n households."""
        return Place(self.village[:n], self.group[:n], self.plate[:n])


def place(households: Ids) -> Place:
    """Each household's village, group and plate, from its id alone."""
    ids = households.astype(np.int64)
    cell, plate = np.divmod(ids, HOUSEHOLDS_PER_GROUP)
    turn, group = np.divmod(cell, GROUPS_PER_PASS)
    lap, village = np.divmod(turn, len(villages()))
    return Place(village=village, group=lap * GROUPS_PER_PASS + group + 1, plate=plate + 1)
