"""Small registers and lists for the tests: a few people who matter among three hundred who do not."""

from itertools import product

import pyarrow as pa

from banji.identity.numbers import check_digit
from banji.matching import Result, match, prepare_list, prepare_register, run_tokeniser
from banji.matching.prepare import REGISTER_COLUMNS, REGISTER_MAY_HAVE

VILLAGE, NEXT_VILLAGE, FAR_VILLAGE = "512002001001", "512002001002", "512022100201"
ADDRESS = "四川省资阳市雁江区莲花街道雁中社区和平路18号"
TOKENS = run_tokeniser()


def number(birth: str, sequence: int = 1, prefix: str = "519901") -> str:
    """A whole number of the demo city; an odd sequence is a man's."""
    first17 = f"{prefix}{birth.replace('-', '')}{sequence:03d}"
    return first17 + check_digit(first17)


def person(person_id: str, name: str, birth: str, **changes: str) -> dict[str, str]:
    """A man of VILLAGE with his own number."""
    usual = {
        "sex": "1",
        "citizen_id_no": number(birth) if birth else "",
        "village_code": VILLAGE,
        "address": "",
        "former_name": "",
        "status": "ACTIVE",
        "household": "",
    }
    return {"person_id": person_id, "name": name, "birth_date": birth} | usual | changes


def row(name: str, birth: str = "", **changes: str) -> dict[str, str]:
    """A list's row without a number."""
    usual = {"sex": "1", "citizen_id_no": "", "village_code": VILLAGE, "address": "", "former_name": ""}
    return {"name": name, "birth_date": birth} | usual | changes


def register_table(*people: dict[str, str]) -> pa.Table:
    return pa.Table.from_pylist([*people, *_STRANGERS]).select(REGISTER_COLUMNS + REGISTER_MAY_HAVE)


def list_table(*rows: dict[str, str]) -> pa.Table:
    return (
        pa.Table.from_pylist(list(rows))
        if rows
        else pa.table({name: pa.array([], pa.string()) for name in row("")})
    )


def matched(people: list[dict[str, str]], rows: list[dict[str, str]], **options: object) -> Result:
    register = prepare_register(register_table(*people), TOKENS)
    return match(register, prepare_list(list_table(*rows), TOKENS), **options)  # type: ignore[arg-type]


def outcomes(people: list[dict[str, str]], rows: list[dict[str, str]]) -> list[tuple[str, str | None, str]]:
    """(outcome, person_id, why) of each row."""
    found = matched(people, rows).outcomes.to_pylist()
    return [(line["outcome"], line["person_id"], line["why"]) for line in found]


_STRANGERS = [
    person(
        f"S{i}",
        surname + given,
        f"{1920 + i // 4}-{1 + i % 12:02d}-{1 + i % 28:02d}",
        village_code=FAR_VILLAGE,
    )
    for i, (surname, given) in enumerate(
        product("赵钱孙周吴郑冯陈褚卫", "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥东南西北上下左右")
    )
]
