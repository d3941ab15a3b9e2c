"""A register with seeded second registrations and known truth: what `bench/duplicates.py` and the tests measure on."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from random import Random
from typing import NamedTuple

import polars as pl
import pyarrow as pa

from banji.identity.names import pinyin_key
from banji.identity.numbers import check_digit, holds, repairs
from banji.matching import prepare_register, run_tokeniser
from banji.matching.decisions import Thresholds
from banji.matching.tokens import token_column
from banji.matching.within import WITHIN, within
from banji_demo.matching_bench import REGISTER, Row, people_of_the_city

type Pair = frozenset[str]


class Seeded(NamedTuple):
    """`register`: REGISTER columns. `truth`: the kind of each seeded pair, by its two person_ids."""

    register: pl.DataFrame
    truth: dict[Pair, str]

    def search(self, thresholds: Thresholds = WITHIN) -> dict[Pair, int]:
        """The pairs found, with their weights, as the platform searches: damaged numbers are repaired."""
        tokens = run_tokeniser()
        people = prepare_register(_texts(self.register), tokens)
        numbers = zip(self.register["person_id"], self.register["citizen_id_no"], strict=True)
        damaged = {who: repairs(number) for who, number in numbers if number and not holds(number)}
        meant = {
            who: token_column(tokens, pa.array(some, pa.string())).to_pylist()
            for who, some in damaged.items()
        }
        found = within(people, repairs=meant, thresholds=thresholds).to_pylist()
        return {frozenset((pair["first"], pair["second"])): pair["weight"] for pair in found}


class Spoiler:
    """Makes a second registration out of a first one."""

    def __init__(self, random: Random, active: pl.DataFrame) -> None:
        self.random = random
        self.homes = (
            active.unique("village_code").sort("village_code").select("village_code", "address").rows()
        )
        self.given = sorted(set(active["name"].sample(min(5000, len(active)), seed=1)))
        self.sounds: dict[str, set[str]] = {}
        for name in self.given:
            for character in name[1:]:
                self.sounds.setdefault(pinyin_key(character), set()).add(character)

    def moved(self, row: Row) -> None:
        """Registered again elsewhere, with a number from there."""
        self._elsewhere(row)
        self._numbered(row)

    def same_place(self, row: Row) -> None:
        """Twice at one door, with two numbers."""
        self._numbered(row)

    def no_number(self, row: Row) -> None:
        """Elsewhere, never given a number."""
        self._elsewhere(row)
        row["citizen_id_no"] = ""

    def same_number(self, row: Row) -> None:
        """Elsewhere, with the number of the first registration."""
        self._elsewhere(row)

    def typo(self, row: Row) -> None:
        """Elsewhere, the number copied with one wrong digit."""
        self._elsewhere(row)
        number, place = row["citizen_id_no"], self.random.randrange(17)
        if number:
            row["citizen_id_no"] = f"{number[:place]}{(int(number[place]) + 1) % 10}{number[place + 1 :]}"

    def homophone(self, row: Row) -> None:
        """In the same village at another door, the name as it was heard."""
        self._numbered(row)
        last = row["name"][-1]
        alike = sorted(self.sounds.get(pinyin_key(last), set()) - {last})
        row["name"] = row["name"][:-1] + (self.random.choice(alike) if alike else last)
        row["address"] = row["address"][:-3] + "99号"

    def younger_at_the_door(self, row: Row) -> None:
        """At the same door with another birth date, and a number to fit it."""
        self._other_birth(row)

    def younger_in_the_village(self, row: Row) -> None:
        """With another birth date, at another door of the village."""
        self._next_door(row)
        self._other_birth(row)

    def younger_with_family(self, row: Row) -> None:
        """With another birth date, elsewhere, with one of the family who is registered again with him."""
        self._elsewhere(row)
        self._other_birth(row)

    def along(self, row: Row, *, to: Row) -> None:
        """Of the family, into the second household; nothing else is changed."""
        row.update({column: to[column] for column in ("village_code", "address", "household")})
        self._numbered(row)

    def younger_renamed(self, row: Row) -> None:
        """With another birth date and another name, at another door of the village; the name before is kept as such."""
        row["former_name"], row["name"] = row["name"], self.random.choice(self.given)
        self._next_door(row)
        self._other_birth(row)

    def younger_elsewhere(self, row: Row) -> None:
        """With another birth date, elsewhere, alone: what nobody can tell from a namesake."""
        self._elsewhere(row)
        self._other_birth(row)

    def _other_birth(self, row: Row) -> None:
        """Younger by up to five years as a rule; else another month, or another day."""
        if row["birth_date"]:
            year, month, day = row["birth_date"].split("-")
            part = self.random.choices(("year", "month", "day"), (70, 15, 15))[0]
            if part == "year":
                year = str(int(year) + self.random.randrange(1, 6))
                day = "28" if (month, day) == ("02", "29") else day
            elif part == "month":
                month = self._another(month, 12)
                day = min(day, "28")
            else:
                day = self._another(day, 28)
            row["birth_date"] = f"{year}-{month}-{day}"
        self._numbered(row)

    def _another(self, old: str, most: int) -> str:
        return self.random.choice([f"{n:02}" for n in range(1, most + 1) if f"{n:02}" != old])

    def _next_door(self, row: Row) -> None:
        row["address"] = f"{row['address'].rstrip('0123456789号')}{self.random.randrange(100, 999)}号"
        row["household"] = f"S{row['person_id']}"

    def _elsewhere(self, row: Row) -> None:
        row["village_code"], row["address"] = self.random.choice(self.homes)
        row["household"] = f"S{row['person_id']}"

    def _numbered(self, row: Row) -> None:
        if row["citizen_id_no"] and row["birth_date"]:
            sequence = self.random.randrange(500) * 2 + int(row["citizen_id_no"][16]) % 2
            county = self.random.choice(("519901", "519902", "519903"))
            first17 = f"{county}{row['birth_date'].replace('-', '')}{sequence:03}"
            row["citizen_id_no"] = first17 + check_digit(first17)


_SHARES: tuple[tuple[Callable[[Spoiler, Row], None], float], ...] = (
    (Spoiler.moved, 0.35), (Spoiler.no_number, 0.15), (Spoiler.same_number, 0.10), (Spoiler.same_place, 0.10),
    (Spoiler.typo, 0.10), (Spoiler.homophone, 0.10), (Spoiler.younger_at_the_door, 0.02), (Spoiler.younger_in_the_village, 0.02),
    (Spoiler.younger_with_family, 0.02), (Spoiler.younger_renamed, 0.02), (Spoiler.younger_elsewhere, 0.02),
)  # fmt: skip


def seeded(people: int, seed: int, *, share: float = 0.002) -> Seeded:
    """A city of about so many people, of whom `share` are registered a second time: 3 million of 1.4 billion were, in
    the national clean-up of 2014 to 2017. The same seed gives the same tables."""
    random = Random(f"duplicates/{seed}")
    city = people_of_the_city(people, seed)
    active = city.filter(pl.col("status") == "ACTIVE")
    spoiler = Spoiler(random, active)
    firsts = active.sample(int(people * share), seed=seed).to_dicts()
    kinds = random.choices([kind for kind, _ in _SHARES], weights=[n for _, n in _SHARES], k=len(firsts))
    families = _families(active, firsts)
    seconds: list[Row] = []
    truth: dict[Pair, str] = {}

    def register_again(first: Row, name: str, spoil: Callable[[Spoiler, Row], None]) -> Row:
        second = dict(first, person_id=f"S{len(seconds):06}")
        spoil(spoiler, second)
        seconds.append({column: second[column] for column in REGISTER})
        truth[frozenset((first["person_id"], second["person_id"]))] = name
        return second

    for first, kind in zip(firsts, kinds, strict=True):
        second = register_again(first, kind.__name__, kind)
        if kind is Spoiler.younger_with_family and (family := families[first["household"]]):
            register_again(random.choice(family), "along", partial(Spoiler.along, to=second))
    again = pl.DataFrame(seconds, schema=dict.fromkeys(REGISTER, pl.String))
    return Seeded(pl.concat([city.select(REGISTER), again]), truth)


def _families(active: pl.DataFrame, firsts: Sequence[Row]) -> dict[str, list[Row]]:
    """Of each household of theirs, who is registered in it and not one of them."""
    homes, themselves = ([first[key] for first in firsts] for key in ("household", "person_id"))
    others = active.filter(pl.col("household").is_in(homes), ~pl.col("person_id").is_in(themselves))
    families: dict[str, list[Row]] = defaultdict(list)
    for other in others.to_dicts():
        families[other["household"]].append(other)
    return families


def _texts(frame: pl.DataFrame) -> pa.Table:
    table = frame.to_arrow()
    return table.cast(pa.schema([(name, pa.string()) for name in table.column_names]))
