"""Lists of who is paid, as payers keep them: nearly everybody on them lives, some have died, and not all died here."""

from collections.abc import Iterator
from enum import StrEnum
from random import Random

import polars as pl

from banji_demo.city.model import City
from banji_demo.lists import dirt
from banji_demo.lists.deaths import strangers
from banji_demo.lists.listed import PersonList, Row

PAYEE_COLUMNS = ("姓名", "身份证号码", "待遇种类", "待遇享受开始日期", "经办机构", "月发放金额", "银行账号")
PAYROLL_COLUMNS = ("姓名", "身份证号码", "单位名称", "人员类别", "应发工资")


class Paid(StrEnum):
    """Who a row truly is, by the register and by the world."""

    LIVING = "living"
    CANCELLED = "cancelled"  # cancelled on death: these, and no others, should be found
    DEAD_UNCANCELLED = "dead_uncancelled"  # found once the registration is cancelled
    MOVED_OR_ENLISTED = "moved_or_enlisted"  # cancelled, and alive
    NOT_REGISTERED = "not_registered"


def payees(city: City, *, seed: int, living: int = 1500) -> PersonList:
    """Pensions and allowances of people of sixty and more: `living` of the living, and some of the dead.

    A tenth of those whose death is registered still draw; of those whose death is not, two thirds.
    """
    rng = Random(f"{seed}/{city.seed}/payees")
    old = _people(city).filter(pl.col("birth_date") < "1957")
    rows = [_payee(person, kind, rng) for person, kind in _drawn(old, living, 0.10, 0.65, rng)]
    return PersonList(
        "资阳市养老等待遇发放名册",
        PAYEE_COLUMNS,
        _shuffled(rows + list(_strangers(city, len(rows) // 50, rng)), rng),
    )


def payroll(city: City, *, seed: int, living: int = 400) -> PersonList:
    """Staff of public units: few of them die in service, and one in twenty of these still stands there."""
    rng = Random(f"{seed}/{city.seed}/payroll")
    staff = _people(city).filter(pl.col("birth_date").is_between(pl.lit("1955"), pl.lit("1995")))
    rows = [_employee(person, kind, rng) for person, kind in _drawn(staff, living, 0.05, 0.10, rng)]
    return PersonList("资阳市财政供养人员名册", PAYROLL_COLUMNS, _shuffled(rows, rng))


type Person = dict[str, str]


def _people(city: City) -> pl.DataFrame:
    """Register and truth side by side, those with a number."""
    truth = city.truth.select("external_ref", "died_on")
    people = city.people.select(
        "external_ref", "name", "citizen_id_no", "birth_date", "status", "cancel_reason"
    )
    return people.filter(pl.col("citizen_id_no") != "").join(truth, on="external_ref").sort("external_ref")


def _drawn(
    people: pl.DataFrame, living: int, cancelled: float, uncancelled: float, rng: Random
) -> Iterator[tuple[Person, Paid]]:
    kinds: dict[Paid, list[Person]] = {kind: [] for kind in Paid}
    for person in people.iter_rows(named=True):
        kinds[_kind(person)].append(person)
    wanted = {
        Paid.LIVING: min(living, len(kinds[Paid.LIVING])),
        Paid.CANCELLED: round(len(kinds[Paid.CANCELLED]) * cancelled),
        Paid.DEAD_UNCANCELLED: round(len(kinds[Paid.DEAD_UNCANCELLED]) * uncancelled),
        Paid.MOVED_OR_ENLISTED: round(len(kinds[Paid.MOVED_OR_ENLISTED]) * 0.2),
    }
    for kind, count in wanted.items():
        yield from ((person, kind) for person in rng.sample(kinds[kind], count))


def _kind(person: Person) -> Paid:
    if person["status"] == "CANCELLED":
        return Paid.CANCELLED if person["cancel_reason"] == "DEATH" else Paid.MOVED_OR_ENLISTED
    return Paid.DEAD_UNCANCELLED if person["died_on"] else Paid.LIVING


def _payee(person: Person, kind: Paid, rng: Random) -> Row:
    name, number = _typed(person["name"], person["citizen_id_no"], rng)
    year = int(person["birth_date"][:4]) + rng.choice((55, 60, 60, 60))
    benefit = rng.choices(
        ("城乡居民基本养老保险", "企业职工基本养老保险", "机关事业单位养老保险", "高龄津贴"), (70, 18, 7, 5)
    )[0]
    since = rng.choice(
        (
            f"{year}.{rng.randint(1, 12)}",
            f"{year}年{rng.randint(1, 12)}月",
            f"{year}-{rng.randint(1, 12):02}-01",
        )
    )
    money = f"{rng.uniform(100, 4200):.2f}", f"62170000{rng.randrange(10**11):011}"
    return Row(kind, person["external_ref"], (name, number, benefit, since, rng.choice(_AGENCIES), *money))


def _employee(person: Person, kind: Paid, rng: Random) -> Row:
    name, number = _typed(person["name"], person["citizen_id_no"], rng)
    unit, posts = rng.choice(_UNITS)
    return Row(
        kind,
        person["external_ref"],
        (name, number, unit, rng.choice(posts), f"{rng.uniform(2000, 7000):.2f}"),
    )


_AGENCIES = ("雁江区社会保险局", "安岳县社会保险局", "乐至县社会保险局", "资阳市社会保险局")
_UNITS = (
    ("城关第一小学", ("教师", "工勤")),
    ("城关初级中学", ("教师", "工勤")),
    ("县人民医院", ("医师", "护士", "工勤")),
    ("县文化馆", ("管理", "专业技术")),
    ("县水务局", ("公务员", "工勤")),
    ("镇人民政府", ("公务员", "事业管理")),
)


def _typed(name: str, number: str, rng: Random) -> tuple[str, str]:
    """Payers keep numbers better than funeral parlours, not perfectly: one row in twelve is not as registered."""
    chance = rng.random()
    if chance < 0.03 and number[6:10] < "1986":
        return name, dirt.old_form(number)
    if chance < 0.06:
        return name, dirt.full_width(number)
    if chance < 0.075:
        return dirt.misheard(name) or name, number
    if chance < 0.09:
        return name, dirt.typo(number, rng)
    return name, number


def _strangers(city: City, count: int, rng: Random) -> Iterator[Row]:
    """People of other cities who draw here."""
    for person in strangers(city, "2016-", count, rng):
        if person.number:
            cells = (
                person.name,
                person.number,
                "企业职工基本养老保险",
                "",
                rng.choice(_AGENCIES),
                "1800.00",
                "",
            )
            yield Row(Paid.NOT_REGISTERED, None, cells)


def _shuffled(rows: list[Row], rng: Random) -> tuple[Row, ...]:
    rng.shuffle(rows)
    return tuple(rows)
