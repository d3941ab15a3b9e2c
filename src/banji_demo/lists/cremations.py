"""A civil-affairs list of cremations as it would really arrive, with the truth beside every row."""

from datetime import date, timedelta

from banji_demo.city.model import City
from banji_demo.lists.clerk import Clerk
from banji_demo.lists.dirt import Cell
from banji_demo.lists.listed import Kind, PersonList
from banji_demo.lists.source import Source

COLUMNS = (
    "序号", "死者姓名", "性别", "身份证号码", "出生日期", "死亡日期", "火化日期", "户籍地址", "殡仪馆", "火化证编号",
)  # fmt: skip
# Case 2 is a death of 2014 handed in afterwards; case 3 is alive, whatever the hospital wrote.
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
# Shares are our own estimate; that of borrowed numbers is the one of the matching benchmark.
_WEIGHTS = {
    Kind.CLEAN: 34, Kind.OLD_NUMBER: 11, Kind.SPREADSHEET_CELL: 8, Kind.SPREADSHEET_TEXT: 6, Kind.FULL_WIDTH: 5,
    Kind.SPACED: 6, Kind.TYPO: 5, Kind.SWAPPED: 2, Kind.NO_NUMBER: 9, Kind.BORROWED_NUMBER: 1.3,
    Kind.NAME_MISHEARD: 6, Kind.BIRTH_DATE_OFF: 4, Kind.OTHER_ADDRESS: 4,
}  # fmt: skip
_PARLOURS = {"雁江": "资阳市雁江区殡仪馆", "安岳": "安岳县殡仪馆", "乐至": "乐至县殡仪馆"}
_LAST_DAY = date(2017, 2, 28)


def cremations(city: City, *, year: int = 2016, month: int | None = None, seed: int) -> PersonList:
    """The list of one year's, or one month's, cremations of the city's three funeral parlours."""
    return _SOURCE.of(city, year, month, seed)


def _cells(clerk: Clerk) -> tuple[Cell, ...]:
    died = clerk.person.died
    cremated = min(died + timedelta(days=clerk.rng.randint(1, 4)), _LAST_DAY)
    birth = clerk.birth()
    return (
        None,
        clerk.name(),
        clerk.sex(),
        clerk.number(),
        clerk.birth_cell(birth),
        clerk.day(died),
        clerk.day(cremated),
        clerk.address(),
        clerk.by_county(_PARLOURS),
        f"{cremated.year}{clerk.rng.randrange(10**6):06d}",
    )


_SOURCE = Source(
    name="",
    title="资阳市{}火化人员名册".format,
    office="资阳市民政局",
    columns=COLUMNS,
    layout=_cells,
    cast=CAST_ROWS,
    weights=_WEIGHTS,
    listed=0.95,
    listed_if_cancelled=0.50,
    not_registered=0.16,
    living=0.025,
    twice=0.03,
)
