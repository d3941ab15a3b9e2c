"""The traps of real lists, one table each (design §4, domain 4.1 and 4.10)."""

import pytest
from tests.matching.tables import FAR_VILLAGE, NEXT_VILLAGE, matched, number, outcomes, person, row

BORN = "1950-01-12"
OWN = number(BORN)
WANG = person("wang", "王建国", BORN)


def slip(text: str, place: int) -> str:
    return text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]


def swap(text: str, place: int) -> str:
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({"citizen_id_no": OWN}, "number:whole"),
        ({"citizen_id_no": f" {OWN[:6]}-{OWN[6:14]}-{OWN[14:]} "}, "number:whole"),
        ({"citizen_id_no": OWN[:6] + OWN[8:17]}, "number:fifteen"),
        ({"citizen_id_no": f"{OWN[0]}.{OWN[1:15]}E+17"}, "number:first15"),
        ({"citizen_id_no": OWN[:15] + "000"}, "number:first15"),
        ({"citizen_id_no": slip(OWN, 4)}, "number:repaired"),
        ({"citizen_id_no": slip(OWN, 15)}, "number:repaired"),
        ({"citizen_id_no": swap(OWN, 8)}, "number:repaired"),
        ({"birth_date": "1950.1.12"}, "number:birth"),
        ({"birth_date": "1950年1月12日"}, "number:birth"),
        ({"birth_date": "19500112"}, "number:birth"),
        ({"birth_date": "１９５０年１月１２日"}, "number:birth"),
        ({"birth_date": "18275"}, "number:birth"),
        ({"birth_date": "1950-12-01"}, "number:birth_swapped"),
        ({"birth_date": "1949-01-12"}, "number:birth_year_off"),
        ({"birth_date": "1950-01-11"}, "number:birth_day_off"),
        ({"citizen_id_no": OWN, "birth_date": "1949-12-10"}, "number:whole_other_birth"),
    ],
)
def test_a_damaged_number_or_birth_date_still_finds_its_person(changes, level):
    [found] = matched([WANG], [row("王建国", **changes)]).outcomes.to_pylist()
    assert (found["outcome"], found["person_id"]) == ("suggest", "wang")
    assert level in found["levels"].split()


@pytest.mark.parametrize(
    ("registered", "listed", "level"),
    [
        ("阿余·木呷", "阿余•木呷", "name:same"),
        ("阿余·木呷", "阿余木呷", "name:same"),
        ("王建国", "王 建国", "name:same"),
        ("王䶮", "王䶮", "name:same"),
        ("陈\U00030ede", "陈\U00030ede", "name:same"),
        ("陈龙\U00030ede", "陈龙\ue863", "name:illegible"),
        ("陈龙\U00030ede", "陈龙?", "name:illegible"),
        ("王建国", "王健国", "name:homophone"),
        ("王建国", "王建", "name:missing"),
        ("王未", "王末", "name:lookalike"),
        ("王正强", "王振强", "name:sounds_near"),
    ],
)
def test_a_damaged_name_with_the_right_number_is_suggested(registered, listed, level):
    [found] = matched(
        [person("p", registered, BORN)], [row(listed, BORN, citizen_id_no=OWN)]
    ).outcomes.to_pylist()
    assert (found["outcome"], found["person_id"]) == ("suggest", "p")
    assert level in found["levels"].split()


def test_a_former_name_counts_where_the_register_knows_it():
    people = [person("p", "王志远", BORN, former_name="王狗娃")]
    assert outcomes(people, [row("王狗娃", citizen_id_no=OWN)]) == [("suggest", "p", "")]
    assert outcomes([person("p", "王志远", BORN)], [row("王狗娃", citizen_id_no=OWN)]) == [
        ("conflict", "p", "other_name")
    ]


@pytest.mark.parametrize("stated", ["", "1950-01-12", "1980-03-04"])
@pytest.mark.parametrize("listed", ["王建军", "李四海", "王秀英"])
def test_a_valid_number_under_another_name_is_never_its_owner(listed, stated):
    """A borrowed number, a brother's too, even where the list computed the birth date from it."""
    assert outcomes([WANG], [row(listed, stated, citizen_id_no=OWN)]) == [("conflict", "wang", "other_name")]


def test_a_borrowed_number_is_a_conflict_even_if_the_true_person_stands_out():
    dead = person("dead", "王建军", "1948-05-06", citizen_id_no=number("1948-05-06"))
    [found] = matched([WANG, dead], [row("王建军", "1948-05-06", citizen_id_no=OWN)]).outcomes.to_pylist()
    assert found["outcome"] == "conflict"
    assert {found["person_id"], found["runner_up"]} == {"dead", "wang"}


def test_another_sex_and_another_birth_date_under_one_name_is_a_conflict_too():
    rows = [row("王建国", "1988-08-08", sex="2", citizen_id_no=OWN)]
    assert outcomes([WANG], rows) == [("conflict", "wang", "other_person")]
    assert outcomes([WANG], [row("王建国", sex="2", citizen_id_no=OWN)]) == [("suggest", "wang", "")]


def test_two_people_with_one_number_are_a_conflict():
    double = person("double", "张三丰", BORN, citizen_id_no=OWN)
    assert outcomes([WANG, double], [row("王建国", BORN, citizen_id_no=OWN)]) == [
        ("conflict", "wang", "other_name")
    ]
    same_name = person("again", "王建国", BORN, citizen_id_no=OWN)
    assert outcomes([WANG, same_name], [row("王建国", BORN, citizen_id_no=OWN)])[0][::2] == (
        "conflict",
        "two_holders",
    )


def test_leading_digits_shared_by_chance_are_no_conflict_beside_the_right_person():
    neighbour = person("neighbour", "张三丰", BORN, citizen_id_no=number(BORN, 3))
    rows = [row("王建国", citizen_id_no=OWN[:15] + "000")]
    assert outcomes([WANG, neighbour], rows) == [("suggest", "wang", "")]
    assert (
        outcomes([WANG, neighbour], [row("李四海", citizen_id_no=OWN[:15] + "000", village_code="")])[0][0]
        != "suggest"
    )


def test_twins_are_told_apart_by_their_names():
    twin = person("twin", "王建军", BORN, citizen_id_no=number(BORN, 3))
    rows = [row("王建国", BORN), row("王建军", BORN)]
    assert outcomes([WANG, twin], rows) == [("suggest", "wang", ""), ("suggest", "twin", "")]
    assert outcomes([WANG, twin], [row("王建伟", BORN)])[0][0] != "suggest"


def test_namesakes_of_one_village_are_told_apart_by_birth_date_and_never_guessed():
    namesake = person("namesake", "王建国", "1971-07-07")
    assert outcomes([WANG, namesake], [row("王建国", BORN)]) == [("suggest", "wang", "")]
    assert outcomes([WANG, namesake], [row("王建国")])[0][0] != "suggest"
    same_day = person("same_day", "王建国", BORN, citizen_id_no=number(BORN, 5))
    assert outcomes([WANG, same_day], [row("王建国", BORN)])[0][::2] == ("review", "gap")


def test_a_name_alone_never_suggests_however_rare_and_near():
    people = [person("rare", "鄢䶮龘", BORN, address="莲花街道雁中社区18号")]
    [found] = matched(people, [row("鄢䶮龘", address="莲花街道雁中社区18号")]).outcomes.to_pylist()
    assert (found["outcome"], found["person_id"], found["why"]) == ("review", "rare", "number")


def test_a_number_alone_never_suggests():
    assert outcomes([WANG], [row("", BORN, citizen_id_no=OWN)]) == [("review", "wang", "name")]
    assert outcomes([WANG], [row("无名氏", BORN, citizen_id_no=OWN)]) == [("review", "wang", "name")]


def test_who_is_not_in_the_register_is_nobody():
    rows = [row("欧阳不存", "1933-03-03", citizen_id_no=number("1933-03-03")), row("无名氏", village_code="")]
    assert outcomes([WANG], rows) == [("none", None, "nobody"), ("none", None, "nobody")]


def test_two_valid_numbers_that_differ_are_two_people():
    rows = [row("王建国", "1950-01-12", citizen_id_no=number(BORN, 77), village_code=FAR_VILLAGE)]
    assert outcomes([WANG], rows)[0][0] != "suggest"


def test_an_entry_repeated_is_suggested_once():
    rows = [row("王建国", BORN), row("王建国", BORN, citizen_id_no=OWN), row("王建国", BORN)]
    assert outcomes([WANG], rows) == [
        ("review", "wang", "claimed"),
        ("suggest", "wang", ""),
        ("review", "wang", "claimed"),
    ]


def test_two_different_entries_near_one_person_leave_it_to_a_clerk():
    rows = [row("王建国", BORN), row("王健国", BORN)]
    assert {outcome for outcome, _, _ in outcomes([WANG], [rows[0]])} == {"suggest"}
    assert "suggest" not in {outcome for outcome, _, _ in outcomes([WANG], rows)}


def test_a_cancelled_person_is_found_and_says_so():
    [found] = matched([WANG | {"status": "CANCELLED"}], [row("王建国", BORN)]).outcomes.to_pylist()
    assert (found["outcome"], found["status"]) == ("suggest", "CANCELLED")


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({"address": "莲花街道雁中社区和平路18号"}, "place:address"),
        ({"village_code": "", "address": "雁江区莲花街道雁中社区 和平路１８号"}, "place:address"),
        ({}, "place:village"),
        ({"village_code": "", "address": "资阳市雁江区莲花街道雁中社区居委会"}, "place:village_name"),
        ({"village_code": NEXT_VILLAGE}, "place:town"),
        ({"village_code": "512002200201"}, "place:county"),
        ({"village_code": FAR_VILLAGE}, "place:differs"),
        ({"village_code": ""}, "place:unknown"),
    ],
)
def test_village_county_and_address_speak_once(changes, level):
    people = [WANG | {"address": "四川省资阳市雁江区莲花街道雁中社区和平路18号"}]
    [found] = matched(people, [row("王建国", BORN, citizen_id_no=OWN, **changes)]).outcomes.to_pylist()
    assert [said for said in found["levels"].split() if said.startswith("place:")] == [level]


def test_a_namesake_at_the_same_door_is_not_suggested_by_the_number_that_was_borrowed():
    """The number is the one's, the birth date beside it the other's: nobody can tell from here who is meant."""
    born = "1971-05-20"
    other = person("other", "王建国", born, citizen_id_no=number(born))
    assert outcomes([WANG, other], [row("王建国", born, citizen_id_no=OWN)]) == [
        ("conflict", "wang", "two_people")
    ]
    assert outcomes([WANG], [row("王建国", born, citizen_id_no=OWN)])[0][0] == "suggest"
