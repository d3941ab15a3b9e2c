"""Who stands on one department's list: its cast, most of the dead, some living by mistake, some of no register."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from banji_demo.city.model import City
from banji_demo.lists.clerk import Layout, kind_for, typed
from banji_demo.lists.deaths import Dead, by_ref, really_dead, strangers, wrongly_listed
from banji_demo.lists.listed import Kind, PersonList, Row

_CAST_YEAR = 2016
_FAR = range(33, 75)


@dataclass(frozen=True, kw_only=True)
class Source:
    """One department's habits. Shares are of the dead, then rows for each dead person listed.

    `cast`: who of the cast is on it, the day the list gives, the kind. `a_little_off`, `far_off`: how often the day of
    death differs from the truth, by a day or three, or by more than a month.
    """

    name: str
    title: Callable[[str], str]
    office: str
    columns: tuple[str, ...]
    layout: Layout
    cast: Mapping[str, tuple[str, Kind]]
    weights: Mapping[Kind, float]
    listed: float
    listed_if_cancelled: float
    not_registered: float
    living: float
    twice: float
    a_little_off: float = 0.0
    far_off: float = 0.0

    def of(self, city: City, year: int, month: int | None, seed: int) -> PersonList:
        """The list of a year, or of a month; the same for the same seed."""
        rng = Random(f"{self.name}{seed}/{city.seed}/{year}/{month}")
        period = f"{year}-" if month is None else f"{year}-{month:02d}"
        rows = list(self._rows(city, period, rng))
        rng.shuffle(rows)
        numbered = tuple(row._replace(cells=(n, *row.cells[1:])) for n, row in enumerate(rows, 1))
        span = f"{year}年度" if month is None else f"{year}年{month}月"
        return PersonList(self.title(span), self.columns, numbered, self.office)

    def _rows(self, city: City, period: str, rng: Random) -> Iterator[Row]:
        yield from (self._typed(person, self.cast[person.ref][1], rng) for person in self._cast(city, period))
        dead = [
            p
            for p in really_dead(city, period)
            if rng.random() < (self.listed_if_cancelled if p.cancelled else self.listed)
        ]
        own = [self._own(person, rng) for person in dead]
        yield from own
        for row in rng.sample(own, round(len(own) * self.twice)):
            yield row._replace(kind=Kind.DUPLICATE_ROW)
        for person in wrongly_listed(city, period, round(len(own) * self.living), rng):
            yield self._typed(person, Kind.LIVING, rng)
        for person in strangers(city, period, round(len(own) * self.not_registered), rng):
            yield self._typed(person, Kind.NOT_REGISTERED, rng)

    def _own(self, person: Dead, rng: Random) -> Row:
        kind = kind_for(person, rng, self.weights)
        if self.far_off and kind is Kind.CLEAN and rng.random() < self.far_off:
            earlier = person.died - timedelta(days=rng.choice(_FAR))
            return self._typed(person._replace(died=earlier), Kind.OTHER_DEATH_DATE, rng)
        if self.a_little_off and rng.random() < self.a_little_off:
            person = person._replace(died=person.died - timedelta(days=rng.randint(1, 3)))
        return self._typed(person, kind, rng)

    def _typed(self, person: Dead, kind: Kind, rng: Random) -> Row:
        return typed(person, kind, rng, self.layout)

    def _cast(self, city: City, period: str) -> list[Dead]:
        """A month's list has the deaths of its month, a year's also what was handed in late."""
        whole_year = period == f"{_CAST_YEAR}-"
        days = {ref: day for ref, (day, _) in self.cast.items() if whole_year or day.startswith(period)}
        return by_ref(city, days if period.startswith(str(_CAST_YEAR)) else {})
