"""The cast: people of known cases, in every invented city under the same external_ref, whatever its seed.

The case numbers are those of the domain's list of test people. Who cannot stand in a register (the unborn,
unregistered, or registered in another city) is named in OUTSIDE.
"""

from typing import NamedTuple

import polars as pl

from banji_demo.city.model import HOUSEHOLD_COLUMNS, PEOPLE_COLUMNS, SIGN_COLUMNS, TRUTH_COLUMNS
from banji_demo.city.numbers import number


class Home(NamedTuple):
    """A household of the cast; `address` is what follows 四川省资阳市."""

    no: str
    village_code: str
    address: str
    segments: dict[str, str]


class Person(NamedTuple):
    """One register row. `sequence` is the number's three digits, from 900 so that nobody else has them."""

    ref: str
    case: int
    home: str
    relation: str
    name: str
    sex: str
    birth: str
    prefix: int
    sequence: int
    died: str = ""  # the truth; the register knows it only if `reason` is DEATH
    since: str = ""
    until: str = ""
    reason: str = ""
    card: str = "2"  # generation; "" = none
    issued: str = "2010-05-12"
    ethnicity: str = "01"
    marital: str = "21"
    shares: str = ""
    twin: str = ""

    @property
    def citizen_id_no(self) -> str:
        """Valid number; a shared one is written with the owner's prefix, birth date and sequence."""
        return number(self.prefix, int(self.birth.replace("-", "")), self.sequence)


def _rural(no: str, code: str, place: str, group: int, plate: int) -> Home:
    return Home(no, code, f"{place}{group}组{plate}号", {"group_no": str(group), "plate_no": f"{plate}号"})


def _flat(no: str, code: str, place: str, door: str) -> Home:
    plate = {"street": "建设路", "plate_no": "18号", "building_no": "3栋", "unit_no": "2单元"}
    storey = {"floor_no": door[0], "room_no": door}
    return Home(no, code, f"{place}建设路18号3栋2单元{door[0]}层{door}号", plate | storey)


_CITY = ("512002001001", "雁江区莲花街道雁中社区")
_TEMPLE = ("512022100202", "乐至县天池镇大林寺村")  # gone from the list of 2023
_BOARD = ("512021100201", "安岳县岳阳镇棋盘村")
_RIVER = ("512022100204", "乐至县天池镇新观音村")

HOMES = (
    _rural("5000000001", *_BOARD, 3, 12), _rural("5000000002", *_BOARD, 3, 14), _flat("5000000003", *_CITY, "201"),
    _rural("5000000004", *_BOARD, 4, 3), _rural("5000000005", *_RIVER, 1, 7), _rural("5000000006", *_RIVER, 1, 9),
    _rural("5000000007", *_RIVER, 2, 21), _flat("5000000008", *_CITY, "302"), _rural("5000000009", *_RIVER, 2, 22),
    _rural("5000000010", *_BOARD, 1, 5), _rural("5000000012", *_TEMPLE, 6, 8), _flat("5000000013", *_CITY, "501"),
    _flat("5000000113", *_CITY, "501"), _rural("5000000014", *_TEMPLE, 2, 4), _rural("5000000015", *_TEMPLE, 2, 5),
    _flat("5000000016", *_CITY, "601"), _flat("5000000116", *_CITY, "602"), _rural("5000000017", *_RIVER, 3, 3),
    _rural("5000000117", *_TEMPLE, 3, 17), _rural("5000000018", *_BOARD, 2, 2), _flat("5000000019", *_CITY, "701"),
    _rural("5000000020", *_RIVER, 4, 29), _rural("5000000021", *_BOARD, 4, 1), _flat("5000000121", *_CITY, "402"),
    _rural("5000000022", *_TEMPLE, 5, 22),
)  # fmt: skip

# fmt: off
PEOPLE = (
    Person("C01-elder", 1, "5000000001", "51", "周德贵", "1", "1919-11-05", 519902, 901, card="1", issued="1988-04-01", marital="30"),
    Person("C01-son", 1, "5000000001", "02", "周文全", "1", "1948-03-17", 519902, 903),
    Person("C01-daughter-in-law", 1, "5000000001", "12", "唐素芳", "2", "1950-08-02", 519902, 902),
    Person("C02-dead-old-number", 2, "5000000002", "02", "李秀珍", "2", "1919-06-18", 519902, 904, died="2014-02-20", card="1", issued="1988-04-01", marital="30"),
    Person("C03-seen-alive", 3, "5000000003", "02", "罗清云", "1", "1941-09-23", 519901, 905, issued="2012-02-08"),
    Person("C03-wife", 3, "5000000003", "12", "曾淑华", "2", "1944-01-30", 519901, 906),
    Person("C04-father", 4, "5000000004", "02", "何勇", "1", "1982-07-14", 519902, 907, marital="10"),
    Person("C05-adopter-1997", 5, "5000000005", "02", "谢国富", "1", "1955-12-01", 519903, 909, marital="10"),
    Person("C05-adopter-2003", 5, "5000000006", "02", "廖琼英", "2", "1961-04-19", 519903, 908, marital="30"),
    Person("C06-married-away", 6, "5000000007", "32", "邓春梅", "2", "1971-02-11", 519903, 910, until="1993-10-08", reason="MOVED_OUT", card="1", issued="1989-03-01"),
    Person("C06-father", 6, "5000000007", "02", "邓泽先", "1", "1946-05-25", 519903, 911, marital="30"),
    Person("C07-graduate", 7, "5000000010", "21", "王海涛", "1", "1992-10-09", 519902, 913, until="2015-01-15", reason="MOVED_OUT", marital="10"),
    Person("C08-mother", 8, "5000000008", "02", "张雪", "2", "1988-06-06", 519901, 912, issued="2013-06-20"),
    Person("C09-mother", 9, "5000000009", "02", "付小红", "2", "1985-09-12", 519903, 914, marital="40"),
    Person("C10-civil-servant", 10, "5000000010", "02", "王建国", "1", "1964-10-01", 519902, 915),
    Person("C10-wife", 10, "5000000010", "12", "蒋丽", "2", "1967-03-08", 519902, 916),
    Person("C12-grandfather", 12, "5000000012", "02", "杨永昌", "1", "1936-12-19", 519903, 917, card="1", issued="1987-11-11"),
    Person("C12-grandmother", 12, "5000000012", "12", "肖玉兰", "2", "1938-08-08", 519903, 918, died="2016-09-12", issued="2008-03-03"),
    Person("C12-son", 12, "5000000012", "21", "杨世平", "1", "1966-01-27", 519903, 919),
    Person("C12-daughter-in-law", 12, "5000000012", "38", "吴群芳", "2", "1968-11-15", 519903, 920),
    Person("C12-grandson", 12, "5000000012", "41", "杨林", "1", "1993-05-04", 519903, 921, marital="10"),
    Person("C13-former-owner", 13, "5000000013", "02", "钟伟", "1", "1975-02-18", 519901, 923),
    Person("C13-owner", 13, "5000000113", "02", "倪敏", "2", "1980-07-07", 519901, 922),
    Person("C14-mother", 14, "5000000014", "02", "陶艳", "2", "1990-04-23", 519903, 924, issued="2015-09-01"),
    Person("C15-mother", 15, "5000000015", "02", "苏丹", "2", "1989-01-20", 519903, 926, issued="2014-04-04"),
    Person("C15-twin-elder", 15, "5000000015", "22", "严子涵", "1", "2015-08-16", 519903, 925, card="", issued="", marital=""),
    Person("C15-twin-younger", 15, "5000000015", "23", "严子轩", "1", "2015-08-16", 519903, 927, card="", issued="", marital="", twin="C15-twin-elder"),
    Person("C16-biang", 16, "5000000016", "02", "李\U00030ede", "1", "1978-03-29", 519901, 929),
    Person("C16-chun", 16, "5000000016", "12", "王\U0002cb5a", "2", "1979-11-02", 519901, 928),
    Person("C16-yan", 16, "5000000116", "02", "陈䶮", "1", "1947-07-21", 519901, 931, died="2016-06-14", issued="2007-10-10"),
    Person("C16-dot", 16, "5000000116", "99", "扎西·顿珠", "1", "1981-02-05", 519900, 933, ethnicity="04"),
    Person("C16-other-dot", 16, "5000000116", "99", "阿依古丽•买买提", "2", "1984-12-12", 519900, 930, ethnicity="05"),
    Person("C17-owner", 17, "5000000017", "02", "刘志明", "1", "1952-05-20", 519903, 935, died="2016-10-03"),
    Person("C17-sharer", 17, "5000000117", "02", "刘志明", "1", "1952-05-20", 519903, 935, shares="C17-owner"),
    Person("C18-father", 18, "5000000018", "02", "秦华云", "1", "1969-06-30", 519902, 937, marital="40"),
    Person("C18-soldier", 18, "5000000018", "21", "秦鹏", "1", "1997-08-01", 519902, 939, until="2016-09-10", reason="ENLISTED", issued="2013-09-02", marital="10"),
    Person("C19-landlord", 19, "5000000019", "02", "贺明珍", "2", "1959-09-09", 519901, 932),
    Person("C20-leap-day", 20, "5000000020", "02", "黎光荣", "1", "1936-02-29", 519903, 941, died="2016-02-29", issued="2006-08-08", marital="30"),
    Person("C21-abolished-prefix", 21, "5000000021", "02", "黄成玉", "1", "1950-04-11", 519981, 943),
    Person("C21-other-citys-prefix", 21, "5000000121", "02", "彭淑清", "2", "1950-10-27", 519991, 934, died="2016-11-19", marital="30"),
    Person("C22-committee-not-served", 22, "5000000022", "02", "易福田", "1", "1939-03-13", 519903, 945, died="2016-05-28", issued="2009-01-06", marital="30"),
)
# fmt: on

OUTSIDE = (
    (4, "child of seven, mother missing: not yet registered"),
    (5, "two privately adopted children, of 1997 and 2003: not yet registered"),
    (8, "child of a foreign father: not yet registered"),
    (9, "boy in grade one: not yet registered"),
    (11, "migrant with a permit endorsed 40 days late: registered in another city"),
    (14, "baby who died before registration"),
    (19, "forty dormitory workers: registered in other cities"),
)

_SIGNS = (
    ("C01-elder", "VERIFIED_VISIT", "2016-10-09", "社区民警入户"),
    ("C03-seen-alive", "COUNTER_VISIT", "2016-12-07", "派出所窗口"),
    ("C13-owner", "COUNTER_VISIT", "2016-03-22", "派出所窗口"),
    ("C17-sharer", "COUNTER_VISIT", "2017-01-10", "派出所窗口"),
)


def _frame(rows: list[dict[str, str]], columns: tuple[str, ...]) -> pl.DataFrame:
    return pl.DataFrame(
        [{name: row.get(name, "") for name in columns} for row in rows],
        schema=dict.fromkeys(columns, pl.String),
    )


def households() -> pl.DataFrame:
    """The cast's households in the load format."""
    rows = [
        {"household_no": home.no, "household_type": "FAMILY", "village_code": home.village_code}
        | {"address_text": f"四川省资阳市{home.address}"} | home.segments
        for home in HOMES
    ]  # fmt: skip
    return _frame(rows, HOUSEHOLD_COLUMNS)


def people() -> pl.DataFrame:
    """The cast in the load format."""
    return _frame([_row(person) for person in PEOPLE], PEOPLE_COLUMNS)


def _row(p: Person) -> dict[str, str]:
    return {
        "external_ref": p.ref, "household_no": p.home, "relation_to_head": p.relation, "name": p.name, "sex": p.sex,
        "birth_date": p.birth, "ethnicity": p.ethnicity, "citizen_id_no": p.citizen_id_no,
        "native_place": "四川省资阳市", "marital_status": p.marital, "valid_from": max(p.birth, p.since, "1958-07-09"),
        "status": "CANCELLED" if p.reason else "ACTIVE", "valid_to": p.until, "cancel_reason": p.reason,
        "id_card_generation": p.card, "id_card_issued_on": p.issued,
        "id_card_valid_to": "9999-12-31" if p.card and p.birth < "1960" else "",
    }  # fmt: skip


def signs_of_life() -> pl.DataFrame:
    """Case 3's visit to the counter comes two days after "death"."""
    return _frame([dict(zip(SIGN_COLUMNS, row, strict=True)) for row in _SIGNS], SIGN_COLUMNS)


def truth() -> pl.DataFrame:
    """Who of the cast is really dead, and each one's part."""
    rows = [
        {"external_ref": p.ref, "died_on": p.died, "twin_of": p.twin, "shares_number_with": p.shares, "role": f"case {p.case}"}
        for p in PEOPLE
    ]  # fmt: skip
    return _frame(rows, TRUTH_COLUMNS)
