"""What became of each unit between two lists. Codes alone prove nothing: of the codes that two lists share some
carry another place's name; and a town is not a function of a town: 天池镇 became 天池街道 and 南塔街道.

A unit above the villages stays if code and short name are the same under a unit that stays, else it ends. For a
village the first rule that fits counts:

1. same short name in the same town: stays if the code is the same too, else it was given another code (RECODE);
2. same short name, once in each list's rest of the county, in another town, and at least two villages went that way:
   transferred, and this shows where the town went;
3. same name without its kind (天生村, 天生社区), once, in the same town or where the town went: renamed;
4. same code and town, and the names share a character (盐井村, 盐井溪村): probably renamed;
5. the town went to one town only: merged there, and no list tells into which village. The successor is the town;
6. else nobody can tell mechanically: it is left for a human, who settles it from the decree (`settling`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from banji.addresses.lists import LEVELS, VILLAGE, Unit, Units
from banji.addresses.names import stem

# One pair of equal names between two towns may be chance (龙潭村 is everywhere); two show a way.
ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Link:
    """`old` became `new`; both are codes of their own list. `how` and `rule` as in `models.Succession`."""

    old: str
    new: str
    how: str
    rule: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Codes of the old list that stay or end, codes of the new list that begin, and what became of what."""

    stays: frozenset[str]
    ends: tuple[str, ...]
    begins: tuple[str, ...]
    links: tuple[Link, ...]
    unknown: tuple[str, ...]
    # Where each old town's villages went, if to one town only.
    towns: dict[str, str]

    def __bool__(self) -> bool:
        return bool(self.ends or self.begins)


@dataclass(slots=True)
class _Villages:
    """The villages of two lists while they are being paired."""

    old: Units
    new: Units
    stays: frozenset[str]
    links: dict[str, tuple[str, str]] = field(default_factory=dict)  # old → (new, rule)
    kept: set[str] = field(default_factory=set)
    went: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # town → towns

    def rest(self) -> list[Unit]:
        paired = self.links.keys() | self.kept
        return [u for u in self.old.values() if u.level == VILLAGE and u.code not in paired]

    def fresh(self) -> list[Unit]:
        met = {new for new, _rule in self.links.values()} | self.kept
        return [u for u in self.new.values() if u.level == VILLAGE and u.code not in met]

    def link(self, pairs: Iterable[tuple[Unit, Unit]], rule: str) -> None:
        self.links.update((old.code, (new.code, rule)) for old, new in pairs)


def compare(old: Units, new: Units) -> Comparison:
    """Compare the units valid until a change with those of the list that follows it. Both by code."""
    villages = _Villages(old, new, _staying(old, new))
    for rule in (_same_place, _same_name_elsewhere, _same_stem, _same_code, _into_town):
        rule(villages)
    stays = villages.stays | villages.kept
    met = Counter(new_code for new_code, _rule in villages.links.values())
    links = tuple(
        Link(code, to, _how(old[code], new[to], villages, met[to] > 1 or to in villages.kept), rule)
        for code, (to, rule) in sorted(villages.links.items())
    )
    return Comparison(
        stays=stays,
        ends=tuple(code for code in old if code not in stays),
        begins=tuple(code for code in new if code not in stays),
        links=links,
        unknown=tuple(sorted(unit.code for unit in villages.rest())),
        towns={old: next(iter(new)) for old, new in villages.went.items() if len(new) == 1},
    )


def _staying(old: Units, new: Units) -> frozenset[str]:
    """Codes above the villages that are the same unit in both lists, from the top down."""
    stays: set[str] = set()
    for code, unit in old.items():
        same = new.get(code)
        if unit.level == VILLAGE or same is None or (same.short, same.parent) != (unit.short, unit.parent):
            continue
        if not unit.parent or unit.parent in stays:
            stays.add(code)
    return frozenset(stays)


def _how(old: Unit, new: Unit, villages: _Villages, several: bool) -> str:
    if new.level < VILLAGE or several:
        return "MERGE"
    if old.parent != new.parent or new.parent not in villages.stays:
        return "TRANSFER"
    return "RECODE" if old.short == new.short else "RENAME"


def _same_place(v: _Villages) -> None:
    """Rule 1."""
    places = {(u.parent, u.short): u for u in v.fresh() if u.parent in v.stays}
    for unit in v.rest():
        same = places.get((unit.parent, unit.short))
        if same is not None and same.code == unit.code:
            v.kept.add(unit.code)
        elif same is not None:
            v.link([(unit, same)], "SAME_NAME")
    for town in v.stays:
        v.went[town].add(town)


def _same_name_elsewhere(v: _Villages) -> None:
    """Rule 2: the only place where the way of a town is learnt."""
    pairs = _once(
        v.rest(), v.fresh(), lambda u: (_county(u, v.old), u.short), lambda u: (_county(u, v.new), u.short)
    )
    ways = Counter((old.parent, new.parent) for old, new in pairs)
    sure = [(old, new) for old, new in pairs if ways[old.parent, new.parent] >= ENOUGH]
    v.link(sure, "SAME_NAME")
    for old, new in sure:
        v.went[old.parent].add(new.parent)


def _same_stem(v: _Villages) -> None:
    """Rule 3. A pair counts if neither side has a second candidate."""
    v.link(_only(v.rest(), v.fresh(), v), "SAME_STEM")


def _same_code(v: _Villages) -> None:
    """Rule 4."""
    fresh = {unit.code: unit for unit in v.fresh()}
    pairs = [(old, fresh[old.code]) for old in v.rest() if old.code in fresh]
    v.link(
        [
            (old, new)
            for old, new in pairs
            if new.parent in v.went[old.parent] and set(stem(old.short)) & set(stem(new.short))
        ],
        "SAME_CODE",
    )


def _into_town(v: _Villages) -> None:
    """Rule 5."""
    for old in v.rest():
        towns = v.went[old.parent]
        if len(towns) == 1:
            v.link([(old, v.new[next(iter(towns))])], "TOWN_ONLY")


def _county(unit: Unit, units: Units) -> str:
    while unit.level > LEVELS["county"]:
        unit = units[unit.parent]
    return unit.code


def _only(rest: list[Unit], fresh: list[Unit], v: _Villages) -> list[tuple[Unit, Unit]]:
    """Pairs of equal stem in the same town or where the town went, without a second candidate on either side."""
    places: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in fresh:
        places[unit.parent, stem(unit.short)].append(unit)
    pairs = [
        (old, new) for old in rest for town in v.went[old.parent] for new in places[town, stem(old.short)]
    ]
    olds, news = Counter(old.code for old, _ in pairs), Counter(new.code for _, new in pairs)
    return [(old, new) for old, new in pairs if olds[old.code] == news[new.code] == 1]


def _once(
    rest: list[Unit],
    fresh: list[Unit],
    old_key: Callable[[Unit], Hashable],
    new_key: Callable[[Unit], Hashable],
) -> list[tuple[Unit, Unit]]:
    """Pairs of equal key where the key stands once on each side."""
    olds, news = _single(rest, old_key), _single(fresh, new_key)
    return [(unit, news[key]) for key, unit in olds.items() if key in news]


def _single(units: list[Unit], key: Callable[[Unit], Hashable]) -> dict[Hashable, Unit]:
    counts = Counter(map(key, units))
    return {key(unit): unit for unit in units if counts[key(unit)] == 1}
