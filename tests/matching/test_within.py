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
ONE, OTHER, YOUNGER, MONTH = (
    first17 + check_digit(first17)
    for first17 in ("51990119620809011", "51990119620809033", "51990119650809033", "51990119621109033")
)
THREE_YEARS = {"name": "李大山", "citizen_id_no": YOUNGER, "birth_date": "1965-08-09"}
THREE_MONTHS = {"name": "李大山", "citizen_id_no": MONTH, "birth_date": "1962-11-09"}
WIFE = {"name": "周桂芳", "sex": "2", "birth_date": "1964-04-05"}
TOKENS = run_tokeniser()


def found(*people: dict[str, str], damaged: str = "") -> list[set[str]]:
    usual = ROW | {"citizen_id_no": "", "former_name": "", "household": ""}
    rows = [usual | {"person_id": str(n)} | person for n, person in enumerate(people)]
    crowd = [
        usual
        | {
            "person_id": f"c{n}",
            "name": f"无{chr(0x4E00 + n)}",
            "birth_date": f"{1900 + n}-{n % 12 + 1:02}-{n % 28 + 1:02}",
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
    "made younger, at the door": [{"name": "李大山", "citizen_id_no": ONE}, THREE_YEARS],
    "another month, at the door": [{"name": "李大山", "citizen_id_no": ONE}, THREE_MONTHS],
    "made younger, elsewhere in the village": [{"name": "李大山", "citizen_id_no": ONE}, THREE_YEARS | {"address": "东河镇李家村5组1号"}],
    "made younger and renamed, in the village": [
        {"name": "李大山", "citizen_id_no": ONE},
        THREE_YEARS | {"name": "李海", "former_name": "李大山", "address": "东河镇李家村5组1号"},
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_one_person_twice(name: str) -> None:
    assert found(*PAIRS[name]) == [{"0", "1"}]


def test_made_younger_far_away_with_his_wife() -> None:
    """What two households have in common is one of the family; she is a pair herself."""
    home, there = {"household": "A"}, FAR | {"household": "B"}
    family = [home | {"name": "李大山", "citizen_id_no": ONE}, home | WIFE, there | THREE_YEARS, there | WIFE]
    assert sorted(map(sorted, found(*family))) == [["0", "2"], ["1", "3"]]
    alone = [*family[:3], there | WIFE | {"name": "周丽"}]
    assert found(*alone) == []
    dormitory = [
        there | {"name": f"王{chr(0x4E00 + n)}", "birth_date": f"1980-01-{n + 1:02}"} for n in range(12)
    ]
    assert sorted(map(sorted, found(*family, *dormitory))) == [["1", "3"]]


def test_a_number_that_does_not_hold_is_repaired() -> None:
    typo = ONE[:9] + "3" + ONE[10:]
    pair = [
        {"name": "李大山", "citizen_id_no": ONE},
        FAR | {"name": "李大山", "citizen_id_no": typo, "birth_date": "1961-08-09"},
    ]
    assert found(*pair, damaged=typo) == [{"0", "1"}]


TWO_PEOPLE = {
    "namesakes a few years apart, in two counties": [{"name": "李大山", "citizen_id_no": ONE}, FAR | THREE_YEARS],
    "namesakes a few months apart, in one village": [
        {"name": "李大山", "citizen_id_no": ONE},
        THREE_MONTHS | {"address": "东河镇李家村5组1号"},
    ],
    "namesakes a generation apart, in one village": [
        {"name": "李大山", "citizen_id_no": ONE},
        {"name": "李大山", "citizen_id_no": "519901198808090118", "birth_date": "1988-08-09", "address": "东河镇李家村5组1号"},
    ],
    "somebody younger without a number, in another county": [{"name": "李大山", "citizen_id_no": ONE}, FAR | {"name": "李大山", "birth_date": "1963-08-09"}],
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
