"""A civil-affairs list of cremations as it would really arrive, with the truth beside every row."""

from collections.abc import Iterator
from random import Random

from banji_demo.city.model import City
from banji_demo.lists.clerk import kind_for, typed
from banji_demo.lists.deaths import Dead, by_ref, really_dead, strangers, wrongly_listed
from banji_demo.lists.listed import CremationList, Kind, Row

# The cast's rows: who, the day the list gives, the kind. Case 2 is a death of 2014 handed in afterwards;
# case 3 is alive, whatever the hospital wrote.
_CAST_YEAR = 2016
CAST_ROWS = {
    "C02-dead-old-number": ("2014-02-20", Kind.OLD_NUMBER),
    "C03-seen-alive": ("2016-12-05", Kind.LIVING),
    "C12-grandmother": ("2016-09-12", Kind.CLEAN),
    "C16-yan": ("2016-06-14", Kind.NAME_RARE),
    "C17-owner": ("2016-10-03", Kind.CLEAN),
    "C20-leap-day": ("2016-02-29", Kind.FULL_WIDTH),
    "C21-other-citys-prefix": ("2016-11-19", Kind.OLD_NUMBER),
    "C22-committee-not-served": ("2016-05-28", Kind.CLEAN),
}
_LISTED, _LISTED_IF_CANCELLED = 0.95, 0.50  # who was cremated and written down
_NOT_REGISTERED, _LIVING, _TWICE = 0.16, 0.025, 0.03  # rows for each dead person listed


def cremations(city: City, *, year: int = 2016, month: int | None = None, seed: int) -> CremationList:
    """The list of one year's, or one month's, cremations of the city's three funeral parlours."""
    rng = Random(f"{seed}/{city.seed}/{year}/{month}")
    period = f"{year}-" if month is None else f"{year}-{month:02d}"
    rows = list(_rows(city, period, rng))
    rng.shuffle(rows)
    numbered = tuple(row._replace(cells=(n, *row.cells[1:])) for n, row in enumerate(rows, 1))
    span = f"{year}年度" if month is None else f"{year}年{month}月"
    return CremationList(f"资阳市{span}火化人员名册", numbered)


def _rows(city: City, period: str, rng: Random) -> Iterator[Row]:
    yield from (typed(person, CAST_ROWS[person.ref][1], rng) for person in _cast(city, period))
    dead = [
        p
        for p in really_dead(city, period)
        if rng.random() < (_LISTED_IF_CANCELLED if p.cancelled else _LISTED)
    ]
    own = [typed(person, kind_for(person, rng), rng) for person in dead]
    yield from own
    for row in rng.sample(own, round(len(own) * _TWICE)):
        yield row._replace(kind=Kind.DUPLICATE_ROW)
    for person in wrongly_listed(city, period, round(len(own) * _LIVING), rng):
        yield typed(person, Kind.LIVING, rng)
    for person in strangers(city, period, round(len(own) * _NOT_REGISTERED), rng):
        yield typed(person, Kind.NOT_REGISTERED, rng)


def _cast(city: City, period: str) -> list[Dead]:
    """A month's list has the deaths of its month, a year's also what was handed in late."""
    whole_year = period == f"{_CAST_YEAR}-"
    days = {ref: day for ref, (day, _) in CAST_ROWS.items() if whole_year or day.startswith(period)}
    return by_ref(city, days if period.startswith(str(_CAST_YEAR)) else {})
