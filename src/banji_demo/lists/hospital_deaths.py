"""Medical certificates of death as a health system hands them over: a day and a minute, numbers often missing, the cause
withheld."""

from datetime import date

from banji_demo.city.model import City
from banji_demo.lists.clerk import Clerk
from banji_demo.lists.dirt import Cell
from banji_demo.lists.listed import Kind, PersonList
from banji_demo.lists.source import Source

COLUMNS = (
    "序号", "死者姓名", "性别", "身份证号", "出生日期", "死亡时间", "医疗机构", "死亡证编号", "户籍地址", "死亡原因",
)  # fmt: skip
# Case 3: the hospital says dead, and two days later he stands at the counter.
CAST_ROWS = {
    "C03-seen-alive": ("2016-12-05", Kind.LIVING),
    "C12-grandmother": ("2016-09-12", Kind.CLEAN),
    "C16-yan": ("2016-06-14", Kind.NAME_RARE),
    "C22-committee-not-served": ("2016-05-27", Kind.CLEAN),
}
_WEIGHTS = {
    Kind.CLEAN: 60, Kind.OLD_NUMBER: 5, Kind.FULL_WIDTH: 1, Kind.SPACED: 2, Kind.TYPO: 6, Kind.SWAPPED: 2,
    Kind.NO_NUMBER: 12, Kind.BORROWED_NUMBER: 2, Kind.NAME_MISHEARD: 6, Kind.BIRTH_DATE_OFF: 3, Kind.OTHER_ADDRESS: 3,
}  # fmt: skip
_HOSPITALS = {"雁江": "资阳市第一人民医院", "安岳": "安岳县人民医院", "乐至": "乐至县人民医院"}


def hospital_deaths(city: City, *, year: int = 2016, month: int | None = None, seed: int) -> PersonList:
    """One year's, or one month's, deaths in the city's hospitals."""
    return _SOURCE.of(city, year, month, seed)


def _cells(clerk: Clerk) -> tuple[Cell, ...]:
    died, rng = clerk.person.died, clerk.rng
    return (
        None,
        clerk.name(),
        clerk.sex(),
        clerk.number(),
        clerk.birth_cell(clerk.birth()),
        _moment(died, rng.randrange(24 * 60)),
        clerk.by_county(_HOSPITALS),
        f"5120{died.year}{rng.randrange(10**6):06d}",
        clerk.address(),
        "（未填报）",
    )


def _moment(day: date, minute: int) -> str:
    return f"{day.isoformat()} {minute // 60:02}:{minute % 60:02}"


_SOURCE = Source(
    name="health/",
    title="资阳市{}医疗机构死亡人员名单".format,
    office="资阳市卫生和计划生育委员会",
    columns=COLUMNS,
    layout=_cells,
    cast=CAST_ROWS,
    weights=_WEIGHTS,
    listed=0.30,
    listed_if_cancelled=0.35,
    not_registered=0.12,
    living=0.008,
    twice=0.02,
    a_little_off=0.05,
    far_off=0.01,
)
