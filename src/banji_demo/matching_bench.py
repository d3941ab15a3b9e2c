"""A register and a list with documented errors and known truth: what `bench/matching.py` and the tests measure on.

The register is the invented city's. The list's people are drawn from it, mostly old ones as in a list of the dead; 15 %
of them are then taken out of the register, so that the absent too have kin, namesakes and neighbours in it.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

import polars as pl

from banji.identity.names import pinyin_key
from banji.identity.numbers import to_15
from banji.matching.names import lookalike_groups
from banji.matching.prepare import LIST_COLUMNS, REGISTER_COLUMNS, REGISTER_MAY_HAVE
from banji_demo.city.calendar import TODAY
from banji_demo.city.generation import generate as generate_city
from banji_demo.city.places import villages

type Row = dict[str, str]

ABSENT = 0.15
REGISTER = REGISTER_COLUMNS + REGISTER_MAY_HAVE


class Bench(NamedTuple):
    """`register`: REGISTER columns. `rows`: LIST_COLUMNS. `truth`, a line for each list row: person_id ('' = not in the
    register), kind of error, borrowed_from (whose number it carries)."""

    register: pl.DataFrame
    rows: pl.DataFrame
    truth: pl.DataFrame


class Kind(NamedTuple):
    """One kind of error: its share of the list and what it does to a row."""

    name: str
    share: float
    spoil: Callable[["Spoiler", Row], None]


class Spoiler:
    """Makes list rows out of register rows. `living` are people whose number may be borrowed."""

    def __init__(self, random: Random, living: Sequence[Row], kin: dict[str, list[Row]]) -> None:
        self.random = random
        self.living = living
        self.kin = kin
        self.borrowed_from = ""
        self.kind = ""

    def exact(self, row: Row) -> None:
        """As registered."""

    def fifteen(self, row: Row) -> None:
        """The number of the first-generation card."""
        row["citizen_id_no"] = to_15(row["citizen_id_no"]) or row["citizen_id_no"]

    def one_digit(self, row: Row) -> None:
        """One digit of the number mistyped."""
        number = row["citizen_id_no"]
        if number:
            place = self.random.randrange(17)
            other = self.random.choice([d for d in "0123456789" if d != number[place]])
            row["citizen_id_no"] = number[:place] + other + number[place + 1 :]

    def swap(self, row: Row) -> None:
        """Two neighbouring digits of the number swapped."""
        number = row["citizen_id_no"]
        places = [i for i in range(5, len(number) - 2) if number[i] != number[i + 1]]
        if places:
            i = self.random.choice(places)
            row["citizen_id_no"] = number[:i] + number[i + 1] + number[i] + number[i + 2 :]

    def rounded(self, row: Row) -> None:
        """The number as a spreadsheet leaves it."""
        number = row["citizen_id_no"]
        if number:
            as_float = f"{number[0]}.{number[1:15].rstrip('0')}E+17"
            row["citizen_id_no"] = self.random.choice((as_float, number[:15] + "000"))

    def no_number(self, row: Row) -> None:
        """The number is missing."""
        row["citizen_id_no"] = ""

    def borrowed(self, row: Row) -> None:
        """A living person's number: a relative's (the one who reported) or, as often, a stranger's. In half of the
        rows the birth date was computed from it."""
        kin = self.kin.get(row["household_no"], [])
        kin = [
            k
            for k in kin
            if k["person_id"] != row["person_id"] and k["citizen_id_no"] not in ("", row["citizen_id_no"])
        ]
        lender = (
            self.random.choice(kin) if kin and self.random.random() < 0.5 else self.random.choice(self.living)
        )
        self.borrowed_from = lender["person_id"]
        row["citizen_id_no"] = lender["citizen_id_no"]
        if self.random.random() < 0.5:
            row["birth_date"] = lender["birth_date"]

    def homophone(self, row: Row) -> None:
        """One character written by ear."""
        self._replace(row, lambda c: [o for o in _by_sound().get(pinyin_key(c), "") if o != c])

    def lookalike(self, row: Row) -> None:
        """One character written by sight; where the table has none, it counts as a wrong character."""
        self._replace(
            row, lambda c: [o for group in lookalike_groups() if c in group for o in group if o != c]
        )

    def wrong_character(self, row: Row) -> None:
        """One character simply another."""
        self._replace(row, lambda c: [o for o in "建国明华文军平林秀芳英珍" if o != c])

    def missing_character(self, row: Row) -> None:
        """One character of a given name left out."""
        name = row["name"]
        if len(name) > 2:
            place = self.random.randrange(1, len(name))
            row["name"] = name[:place] + name[place + 1 :]

    def unreadable(self, row: Row) -> None:
        """One character lost: a question mark or a vendor's private use character."""
        name = row["name"]
        place = self.random.randrange(1, len(name))
        row["name"] = name[:place] + self.random.choice("?\ue123") + name[place + 1 :]

    def former_name(self, row: Row) -> None:
        """The name borne before."""
        row["name"] = row["former_name"] or row["name"]

    def spaced(self, row: Row) -> None:
        """A space inside the name, another dot."""
        row["name"] = (
            row["name"].replace("·", "•") if "·" in row["name"] else f"{row['name'][0]} {row['name'][1:]}"
        )

    def other_village(self, row: Row) -> None:
        """Another village, most often of the same town."""
        town = [
            v for v in villages() if v.code[:9] == row["village_code"][:9] and v.code != row["village_code"]
        ]
        village = (
            self.random.choice(town)
            if town and self.random.random() < 0.6
            else self.random.choice(villages())
        )
        row["village_code"] = village.code
        row["address"] = f"四川省资阳市{village.county}{village.town}{village.name}"

    def old_village(self, row: Row) -> None:
        """A village's name of long ago, without a code."""
        row["village_code"] = ""
        row["address"] = (
            f"{row['address'].split('镇')[0].split('乡')[0]}镇{self.random.choice('红东新双')}{self.random.choice('旗风桥龙')}村"
        )

    def birth_off(self, row: Row) -> None:
        """Birth date stated wrongly, in half of the rows without a number to say better: month and day swapped, a
        year off, one digit, by the lunar calendar."""
        born = date.fromisoformat(row["birth_date"])
        years = born.year + self.random.choice((-1, 1))
        off = [
            born.replace(year=years, day=min(born.day, 28)),
            born - timedelta(days=self.random.randrange(20, 51)),
        ]
        off.append(born.replace(day=born.day % 28 + 1))
        if born.day <= 12:
            off.append(born.replace(month=born.day, day=born.month))
        row["birth_date"] = self.random.choice(off).isoformat()
        if self.random.random() < 0.5:
            row["citizen_id_no"] = ""

    def sex_wrong(self, row: Row) -> None:
        """The other sex."""
        row["sex"] = "2" if row["sex"] == "1" else "1"

    def _replace(self, row: Row, others: Callable[[str], Sequence[str]]) -> None:
        name = row["name"]
        if places := [i for i in range(1, len(name)) if others(name[i])]:
            place = self.random.choice(places)
            row["name"] = name[:place] + self.random.choice(others(name[place])) + name[place + 1 :]
        else:
            self.kind = "wrong character"
            self.wrong_character(row)


KINDS = (
    Kind("exact", 0.50, Spoiler.exact),
    Kind("15-digit number", 0.06, Spoiler.fifteen),
    Kind("one digit of the number", 0.04, Spoiler.one_digit),
    Kind("two digits swapped", 0.02, Spoiler.swap),
    Kind("rounded by a spreadsheet", 0.05, Spoiler.rounded),
    Kind("no number", 0.10, Spoiler.no_number),
    Kind("borrowed number", 0.012, Spoiler.borrowed),
    Kind("homophone", 0.03, Spoiler.homophone),
    Kind("looks alike", 0.012, Spoiler.lookalike),
    Kind("wrong character", 0.003, Spoiler.wrong_character),
    Kind("missing character", 0.01, Spoiler.missing_character),
    Kind("unreadable character", 0.004, Spoiler.unreadable),
    Kind("former name", 0.008, Spoiler.former_name),
    Kind("spaces and dots", 0.02, Spoiler.spaced),
    Kind("another village", 0.05, Spoiler.other_village),
    Kind("old village name", 0.02, Spoiler.old_village),
    Kind("birth date off", 0.03, Spoiler.birth_off),
    Kind("sex wrong", 0.01, Spoiler.sex_wrong),
    Kind("twin, no number", 0.006, Spoiler.no_number),
    Kind("namesake in the village, no number", 0.006, Spoiler.no_number),
)


def generate(register_size: int, list_size: int, seed: int, *, hard: bool = False) -> Bench:
    """About `register_size` people (whole households) and exactly `list_size` rows, one in a hundred a repetition.

    `hard`: four of five numbers missing and a third of the villages and addresses blank, on top of the errors.
    The same seed gives the same tables.
    """
    random = Random(f"matching/{seed}/{hard}")
    people, twins, namesakes = _people(register_size + int(list_size * ABSENT), seed)
    kinds = random.choices(KINDS, weights=[kind.share for kind in KINDS], k=list_size - list_size // 100)
    chosen = _subjects(random, people, kinds, twins, namesakes)
    taken_out = {chosen[i] for i in range(len(chosen)) if random.random() < ABSENT}
    subjects = people[chosen].to_dicts()
    spoiler = Spoiler(
        random, people[random.sample(range(len(people)), 2000)].to_dicts(), _kin(people, subjects)
    )
    spoiler.living = [p for p in spoiler.living if p["status"] == "ACTIVE" and p["citizen_id_no"]]
    absent = {people["person_id"][i] for i in taken_out}
    lines = [
        _line(spoiler, kind, subject, absent, hard=hard)
        for kind, subject in zip(kinds, subjects, strict=True)
    ]
    lines += [dict(random.choice(lines)) for _ in range(list_size // 100)]
    random.shuffle(lines)
    frame = pl.DataFrame(lines)
    kept = pl.Series("i", range(len(people))).is_in(list(taken_out)).not_()
    truth = frame.select("person_id", "kind", "borrowed_from")
    return Bench(people.filter(kept).select(REGISTER), frame.select(LIST_COLUMNS), truth)


def people_of_the_city(size: int, seed: int) -> pl.DataFrame:
    """REGISTER columns of an invented city's people, and some more."""
    return _people(size, seed)[0]


def _people(size: int, seed: int) -> tuple[pl.DataFrame, list[int], list[int]]:
    """The city's people with their addresses, and where the twins and the village namesakes stand."""
    city = generate_city(size, seed)
    homes = city.households.select("household_no", "village_code", address="address_text")
    people = (
        city.people.select("household_no", pl.col("household_no").alias("household"), "name", "former_name", "sex", "birth_date", "citizen_id_no", "status", person_id="external_ref")
        .join(homes, on="household_no", how="left", maintain_order="left")
        .join(city.truth.select("twin_of", "namesake_of", person_id="external_ref"), on="person_id", how="left", maintain_order="left")
        .with_columns(pl.col("village_code", "address").fill_null(""))
    )  # fmt: skip
    return people, _where(people["twin_of"]), _where(people["namesake_of"])


def _where(named: pl.Series) -> list[int]:
    found: list[int] = (named.fill_null("") != "").arg_true().to_list()
    return found


def _subjects(
    random: Random, people: pl.DataFrame, kinds: Sequence[Kind], twins: list[int], namesakes: list[int]
) -> list[int]:
    """Row numbers in `people`, nobody twice: mostly the old; twins, namesakes and the renamed where the kind asks."""
    old_date = (date(1970, 1, 1) + timedelta(days=TODAY - 62 * 365)).isoformat()
    usable = (people["name"].str.len_chars() > 1) & (people["birth_date"] != "")
    pools = {
        "twin, no number": twins,
        "namesake in the village, no number": namesakes,
        "former name": _where(people["former_name"]),
    }
    pools = {name: random.sample(pool, len(pool)) for name, pool in pools.items()}
    old = (usable & (people["birth_date"] < old_date)).arg_true().to_list()
    others = usable.arg_true().to_list()
    queue = [
        *random.sample(others, min(len(others), 2 * len(kinds))),
        *random.sample(old, min(len(old), int(len(kinds) * 0.8))),  # taken from the end: the old first
    ]
    seen: set[int] = set()
    chosen = []
    for kind in random.sample(list(enumerate(kinds)), len(kinds)):
        pool = pools.get(kind[1].name) or queue
        while (person := pool.pop() if pool else queue.pop()) in seen:
            pass
        seen.add(person)
        chosen.append((kind[0], person))
    return [person for _, person in sorted(chosen)]


def _kin(people: pl.DataFrame, subjects: Sequence[Row]) -> dict[str, list[Row]]:
    """The active members of the subjects' households."""
    houses = pl.Series([subject["household_no"] for subject in subjects]).unique()
    members = people.filter(pl.col("household_no").is_in(houses.implode()), pl.col("status") == "ACTIVE")
    kin: dict[str, list[Row]] = {}
    for member in members.to_dicts():
        kin.setdefault(member["household_no"], []).append(member)
    return kin


def _line(spoiler: Spoiler, kind: Kind, subject: Row, absent: set[str], *, hard: bool) -> Row:
    row = dict(subject)
    spoiler.borrowed_from = ""
    spoiler.kind = kind.name
    if spoiler.random.random() < 0.3 and row["citizen_id_no"]:
        row["birth_date"] = row["birth_date"] if kind.name in ("birth date off", "no number") else ""
    row["address"] = spoiler.random.choice((row["address"], row["address"].removeprefix("四川省资阳市"), ""))
    _spoil(spoiler, kind, row, subject)
    if hard and spoiler.random.random() < 0.8:
        row["citizen_id_no"] = ""
        row["birth_date"] = row["birth_date"] or subject["birth_date"]
    if spoiler.random.random() < (1 / 3 if hard else 0.05):
        row["village_code"] = row["address"] = ""
    if not row["citizen_id_no"] and not row["birth_date"]:
        row["birth_date"] = subject["birth_date"]
    truth = "" if subject["person_id"] in absent else subject["person_id"]
    kept = {column: row[column] for column in LIST_COLUMNS}
    return kept | {"person_id": truth, "kind": spoiler.kind, "borrowed_from": spoiler.borrowed_from}


def _spoil(spoiler: Spoiler, kind: Kind, row: Row, subject: Row) -> None:
    if kind.name == "birth date off":
        row["birth_date"] = subject["birth_date"]
    kind.spoil(spoiler, row)


@cache
def _by_sound() -> dict[str, str]:
    """The 3,755 characters of GB 2312's first level by how they sound."""
    level_1 = bytes(
        b
        for row in range(0xB0, 0xD8)
        for cell in range(0xA1, 0xFF)
        if (row, cell) <= (0xD7, 0xF9)
        for b in (row, cell)
    )
    sounds: dict[str, str] = {}
    for character in level_1.decode("gb2312"):
        sound = pinyin_key(character)
        sounds[sound] = sounds.get(sound, "") + character
    return sounds
