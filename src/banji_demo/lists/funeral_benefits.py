"""HRSS's export of funeral benefits: numbers mostly right, the claimant's instead of the dead's now and then, and days of
death as the family said them."""

from datetime import date, timedelta

from banji_demo.city.model import City
from banji_demo.lists.clerk import Clerk
from banji_demo.lists.dirt import Cell
from banji_demo.lists.listed import Kind, PersonList
from banji_demo.lists.source import Source

# Amount and account stand in the export as such systems write it; the reader leaves them where they are.
COLUMNS = (
    "序号", "死者姓名", "性别", "社会保障号码", "出生日期", "死亡日期", "办理日期", "待遇种类", "经办机构", "发放金额", "银行账号",
)  # fmt: skip
CAST_ROWS = {
    "C02-dead-old-number": ("2014-02-20", Kind.OLD_NUMBER),
    "C17-owner": ("2016-10-03", Kind.CLEAN),
    "C20-leap-day": ("2016-04-05", Kind.OTHER_DEATH_DATE),
    "C21-other-citys-prefix": ("2016-11-19", Kind.CLEAN),
    "C22-committee-not-served": ("2016-05-28", Kind.CLEAN),
}
_WEIGHTS = {
    Kind.CLEAN: 70, Kind.OLD_NUMBER: 6, Kind.FULL_WIDTH: 2, Kind.SPACED: 3, Kind.TYPO: 4, Kind.SWAPPED: 1,
    Kind.NO_NUMBER: 1, Kind.BORROWED_NUMBER: 4, Kind.NAME_MISHEARD: 6, Kind.BIRTH_DATE_OFF: 3,
}  # fmt: skip
_AGENCIES = {
    "雁江": "雁江区社会保险事务中心", "安岳": "安岳县社会保险事务中心", "乐至": "乐至县社会保险事务中心",
}  # fmt: skip
_KINDS = ("丧葬补助金", "丧葬补助金", "丧葬补助金和抚恤金", "城乡居民养老保险丧葬补助")
_LAST_DAY = date(2017, 2, 28)


def funeral_benefits(city: City, *, year: int = 2016, month: int | None = None, seed: int) -> PersonList:
    """The recipients of one year's, or one month's, funeral benefits, by the day of death."""
    return _SOURCE.of(city, year, month, seed)


def _cells(clerk: Clerk) -> tuple[Cell, ...]:
    died, rng = clerk.person.died, clerk.rng
    handled = max(died, min(died + timedelta(days=rng.choice((4, 9, 15, 22, 40, 75))), _LAST_DAY))
    return (
        None,
        clerk.name(),
        clerk.sex(),
        clerk.number(),
        clerk.birth_cell(clerk.birth()),
        clerk.day(died),
        clerk.day(handled),
        rng.choice(_KINDS),
        clerk.by_county(_AGENCIES),
        f"{rng.randrange(30, 90) * 100}.00",
        f"6200{rng.randrange(10**12):012d}",
    )


_SOURCE = Source(
    name="hrss/",
    title="资阳市{}丧葬补助金领取人员名单".format,
    office="资阳市人力资源和社会保障局",
    columns=COLUMNS,
    layout=_cells,
    cast=CAST_ROWS,
    weights=_WEIGHTS,
    listed=0.45,
    listed_if_cancelled=0.70,
    not_registered=0.06,
    living=0.012,
    twice=0.02,
    a_little_off=0.10,
    far_off=0.03,
)
