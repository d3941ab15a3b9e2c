"""The register against itself: seeded second registrations are found, and families and namesakes are not taken for one."""

from __future__ import annotations

from random import Random

import polars as pl
import pyarrow as pa
import pytest

from banji.identity.numbers import check_digit, repairs
from banji.matching import prepare_register, run_tokeniser
from banji.matching.tokens import token_column
from banji.matching.within import within
from banji_demo.duplicates_bench import Seeded, seeded

ROW = {
    "sex": "1",
    "birth_date": "1962-08-09",
    "village_code": "519901100201",
    "address": "东河镇李家村3组12号",
    "status": "ACTIVE",
}
FAR = {"village_code": "519902101001", "address": "西山镇石门社区东街8号"}
ONE, OTHER = (first17 + check_digit(first17) for first17 in ("51990119620809011", "51990119620809033"))
TOKENS = run_tokeniser()


def found(*people: dict[str, str], damaged: str = "") -> list[set[str]]:
    rows = [ROW | {"person_id": str(n), "citizen_id_no": ""} | person for n, person in enumerate(people)]
    crowd = [
        ROW
        | {
            "person_id": f"c{n}",
            "name": f"无{chr(0x4E00 + n)}",
            "birth_date": f"{1900 + n}-{n % 12 + 1:02}-{n % 28 + 1:02}",
            "citizen_id_no": "",
        }
        for n in range(64)
    ]
    table = pl.DataFrame(rows + crowd).to_arrow()
    table = table.cast(pa.schema([(name, pa.string()) for name in table.column_names]))
    meant = {}
    if damaged:
        n = next(n for n, person in enumerate(people) if person.get("citizen_id_no") == damaged)
        meant = {str(n): token_column(TOKENS, pa.array(repairs(damaged))).to_pylist()}
    pairs = within(prepare_register(table, TOKENS), repairs=meant).to_pylist()
    return [{pair["first"], pair["second"]} for pair in pairs]


PAIRS = {
    "another number, another county": [{"name": "李大山", "citizen_id_no": ONE}, FAR | {"name": "李大山", "citizen_id_no": OTHER}],
    "the same number": [{"name": "李大山", "citizen_id_no": ONE}, FAR | {"name": "李大山", "citizen_id_no": ONE}],
    "no number at one of them": [{"name": "李大山", "citizen_id_no": ONE}, FAR | {"name": "李大山"}],
    "a name that sounds the same, in one village": [
        {"name": "李大伟", "citizen_id_no": ONE},
        {"name": "李大维", "citizen_id_no": OTHER, "address": "东河镇李家村5组1号"},
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_one_person_twice(name: str) -> None:
    assert found(*PAIRS[name]) == [{"0", "1"}]


def test_a_number_that_does_not_hold_is_repaired() -> None:
    typo = ONE[:9] + "3" + ONE[10:]
    pair = [
        {"name": "李大山", "citizen_id_no": ONE},
        FAR | {"name": "李大山", "citizen_id_no": typo, "birth_date": "1961-08-09"},
    ]
    assert found(*pair, damaged=typo) == [{"0", "1"}]


TWO_PEOPLE = {
    "twins whose names sound the same": [{"name": "李大伟", "citizen_id_no": ONE}, {"name": "李大维", "citizen_id_no": OTHER}],
    "twins with one character in common": [{"name": "李大伟", "citizen_id_no": ONE}, {"name": "李大山", "citizen_id_no": OTHER}],
    "father and son of one name": [
        {"name": "李大山", "citizen_id_no": ONE},
        {"name": "李大山", "citizen_id_no": "519901198803040116", "birth_date": "1988-03-04"},
    ],
    "one number under two names": [{"name": "李大山", "citizen_id_no": ONE}, FAR | {"name": "王建国", "citizen_id_no": ONE}],
    "somebody cancelled": [{"name": "李大山", "citizen_id_no": ONE}, FAR | {"name": "李大山", "citizen_id_no": ONE, "status": "CANCELLED"}],
}  # fmt: skip


@pytest.mark.parametrize("name", TWO_PEOPLE)
def test_two_people_are_left_alone(name: str) -> None:
    assert found(*TWO_PEOPLE[name]) == []


@pytest.fixture(scope="module")
def city() -> Seeded:
    return seeded(40_000, 7, share=0.005)


def test_precision_and_recall_on_a_seeded_city(city: Seeded) -> None:
    pairs = city.search()
    right = [pair for pair in pairs if pair in city.truth]
    assert len(right) / len(pairs) >= 0.95
    assert len(right) / len(city.truth) >= 0.70


def test_the_order_of_the_register_means_nothing(city: Seeded) -> None:
    order = list(range(len(city.register)))
    Random(3).shuffle(order)
    assert set(city._replace(register=city.register[order]).search()) == set(city.search())
