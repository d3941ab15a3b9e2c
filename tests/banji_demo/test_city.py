"""The invented city keeps the rules of a register, and its truth explains where it breaks them."""

from datetime import date

import polars as pl
import pytest

from banji.identity import prefixes
from banji.identity.numbers import check_digit, read_citizen_id
from banji_demo.city import cast
from banji_demo.city.calendar import TODAY
from banji_demo.city.generation import generate
from banji_demo.city.model import HOUSEHOLD_COLUMNS, PEOPLE_COLUMNS, SIGN_COLUMNS, TRUTH_COLUMNS, City
from banji_demo.city.names import RARE
from banji_demo.city.numbers import PREFIX_FILE, PREFIXES
from banji_demo.city.places import villages

SIZE = 20_000
CLOCK = date(2017, 3, 1)
MEN = {"11", "21", "22", "23", "24", "28", "41", "43", "51", "53", "55", "61", "63", "73"}
WOMEN = {"12", "31", "32", "33", "34", "38", "42", "44", "52", "54", "56", "62", "64", "77"}


@pytest.fixture(scope="module")
def city() -> City:
    return generate(SIZE, 7)


@pytest.fixture(scope="module")
def active(city: City) -> pl.DataFrame:
    return city.people.filter(pl.col("status") == "ACTIVE").with_columns(
        born=pl.col("birth_date").str.to_date(), year=pl.col("birth_date").str.slice(0, 4).cast(pl.Int32)
    )


def test_the_clock_starts_where_the_demo_does() -> None:
    assert (CLOCK - date(1970, 1, 1)).days == TODAY


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("households", HOUSEHOLD_COLUMNS),
        ("people", PEOPLE_COLUMNS),
        ("signs_of_life", SIGN_COLUMNS),
        ("truth", TRUTH_COLUMNS),
    ],
)
def test_tables_have_the_load_format(city: City, table: str, columns: tuple[str, ...]) -> None:
    frame: pl.DataFrame = getattr(city, table)
    assert tuple(frame.columns) == columns
    assert set(frame.dtypes) == {pl.String}
    assert sum(frame.null_count().row(0)) == 0, "empty means unknown; null means nothing"


def test_size_is_what_was_asked_for(city: City) -> None:
    assert SIZE <= city.people.height < SIZE + 16
    assert city.truth["external_ref"].to_list() == city.people["external_ref"].to_list()


def test_a_city_smaller_than_its_cast_is_refused() -> None:
    with pytest.raises(ValueError, match="cast alone"):
        generate(10, 7)
    assert generate(len(cast.PEOPLE), 7).people.height == len(cast.PEOPLE)


def test_keys_are_unique_and_resolve(city: City) -> None:
    assert city.people["external_ref"].is_unique().all()
    assert city.households["household_no"].is_unique().all()
    assert set(city.people["household_no"]) == set(city.households["household_no"])
    assert set(city.signs_of_life["external_ref"]) <= set(city.people["external_ref"])
    assert set(city.households["village_code"]) <= {v.code for v in villages()}


def test_the_same_seed_gives_the_same_city_another_seed_another(city: City) -> None:
    again, other = generate(3_000, 7), generate(3_000, 8)
    assert again.people.equals(generate(3_000, 7).people)
    assert not again.people.equals(other.people)


@pytest.mark.parametrize("table", ["households", "people", "truth"])
def test_a_small_city_is_the_beginning_of_a_large_one(city: City, table: str) -> None:
    small: pl.DataFrame = getattr(generate(3_000, 7), table)
    assert small.equals(getattr(city, table).head(small.height))


def test_one_head_per_household_with_anybody_in_it(active: pl.DataFrame) -> None:
    heads = active.group_by("household_no").agg(n=(pl.col("relation_to_head") == "02").sum())
    assert set(heads["n"]) == {1}


def test_relation_and_sex_agree(city: City) -> None:
    wrong = city.people.filter(
        (pl.col("relation_to_head").is_in(MEN) & (pl.col("sex") != "1"))
        | (pl.col("relation_to_head").is_in(WOMEN) & (pl.col("sex") != "2"))
    )
    assert wrong.is_empty(), wrong
    assert set(city.people["relation_to_head"]) <= MEN | WOMEN | {"02", "99"}


def test_only_collective_households_have_people_without_kinship(city: City) -> None:
    kinless = city.people.filter(
        pl.col("relation_to_head") == "99", pl.col("external_ref").str.starts_with("P")
    )
    kinds = kinless.join(city.households, on="household_no")["household_type"]
    assert set(kinds) == {"COLLECTIVE", "PUBLIC_COLLECTIVE"}


def _ages_between(active: pl.DataFrame, relations: list[str]) -> pl.Series:
    heads = active.filter(pl.col("relation_to_head") == "02").select("household_no", head_born="born")
    them = active.filter(pl.col("relation_to_head").is_in(relations)).join(heads, on="household_no")
    return them.select((pl.col("born") - pl.col("head_born")).dt.total_days() / 365.25).to_series()


@pytest.mark.parametrize(
    ("relations", "least", "most"),
    [
        (["11", "12"], -9, 9),
        (["21", "22", "23", "31", "32", "33"], 15, 55),
        (["41", "42", "43", "44"], 34, 75),
        (["51", "52"], -45, -15),
    ],
)
def test_ages_fit_the_relation(active: pl.DataFrame, relations: list[str], least: int, most: int) -> None:
    gaps = _ages_between(active, relations)
    assert len(gaps) > 50
    assert least < gaps.min() <= gaps.max() < most  # type: ignore[operator]


def test_numbers_check_and_know_only_invented_prefixes(city: City) -> None:
    numbers = city.people["citizen_id_no"].filter(city.people["citizen_id_no"] != "")
    assert all(n[17] == check_digit(n[:17]) for n in numbers)
    assert set(numbers.str.slice(0, 6)) == {str(p) for p in PREFIXES}
    assert numbers.len() > SIZE - 60, "nearly everybody has one"


def test_numbers_agree_with_birth_and_sex_but_for_the_known_faults(city: City) -> None:
    people = city.people.join(city.truth, on="external_ref").filter(pl.col("citizen_id_no") != "")
    in_number = pl.col("citizen_id_no").str.slice(6, 8)
    odd = pl.col("citizen_id_no").str.slice(16, 1).cast(pl.Int32) % 2 == 1
    birth_wrong = people.filter(in_number != pl.col("birth_date").str.replace_all("-", ""))
    sex_wrong = people.filter(odd != (pl.col("sex") == "1"))
    assert set(birth_wrong["external_ref"]) == set(
        people.filter(pl.col("number_error") == "birth")["external_ref"]
    )
    assert set(sex_wrong["external_ref"]) == set(
        people.filter(pl.col("number_error") == "sex")["external_ref"]
    )
    assert birth_wrong.height > 5
    assert sex_wrong.height > 0


def test_a_number_is_shared_exactly_where_the_truth_says_so(city: City) -> None:
    number = dict(city.people.select("external_ref", "citizen_id_no").iter_rows())
    pairs = (
        city.truth.filter(pl.col("shares_number_with") != "")
        .select("external_ref", "shares_number_with")
        .rows()
    )
    assert len(pairs) > 4
    assert all(number[a] == number[b] != "" for a, b in pairs)
    held = city.people.filter(pl.col("citizen_id_no") != "")["citizen_id_no"]
    assert held.len() - held.n_unique() == len(pairs)


def test_twins_and_namesakes_are_what_the_truth_says(city: City) -> None:
    people = {row["external_ref"]: row for row in city.people.iter_rows(named=True)}
    twins = city.truth.filter(pl.col("twin_of") != "").select("external_ref", "twin_of").rows()
    assert len(twins) > 10
    for younger, elder in ((people[a], people[b]) for a, b in twins):
        assert younger["birth_date"] == elder["birth_date"]
        assert younger["household_no"] == elder["household_no"]
        assert younger["name"] != elder["name"]
        assert younger["citizen_id_no"] != elder["citizen_id_no"] or not younger["citizen_id_no"]
    namesakes = city.truth.filter(pl.col("namesake_of") != "").select("external_ref", "namesake_of").rows()
    assert len(namesakes) > 5
    assert all(people[a]["name"] == people[b]["name"] for a, b in namesakes)


def test_an_old_city_with_many_very_old_and_many_dead_among_them(city: City, active: pl.DataFrame) -> None:
    age = 2017 - active["year"]
    assert 0.20 < (age >= 60).mean() < 0.30  # type: ignore[operator]
    assert 0.03 < (age >= 80).mean() < 0.07  # type: ignore[operator]
    assert 0.10 < (age < 15).mean() < 0.22  # type: ignore[operator]
    dead = set(city.truth.filter(pl.col("died_on") != "")["external_ref"])
    ancient = active.filter(age >= 100)
    assert ancient.height > 20
    assert sum(ref in dead for ref in ancient["external_ref"]) > 0.8 * ancient.height
    assert (active.filter(age >= 62)["id_card_generation"] == "1").mean() > 0.03  # type: ignore[operator]


def test_cancelled_history_is_small_dated_and_explained(city: City) -> None:
    cancelled = city.people.filter(pl.col("status") == "CANCELLED")
    assert 0.01 < cancelled.height / city.people.height < 0.06
    assert set(cancelled["cancel_reason"]) == {"DEATH", "MOVED_OUT", "ENLISTED"}
    assert (cancelled["valid_to"] > cancelled["valid_from"]).all()
    assert (cancelled["valid_to"] <= "2017-03-01").all()
    rest = city.people.filter(pl.col("status") == "ACTIVE")
    assert set(rest["valid_to"]) == set(rest["cancel_reason"]) == {""}
    assert (city.people["valid_from"] >= city.people["birth_date"]).all()


def test_a_registered_death_is_a_true_death_before_the_cancellation(city: City) -> None:
    deaths = city.people.filter(pl.col("cancel_reason") == "DEATH").join(city.truth, on="external_ref")
    assert (deaths["died_on"] != "").all()
    assert (deaths["died_on"] < deaths["valid_to"]).all()


def test_nobody_is_seen_alive_after_his_death(city: City) -> None:
    seen = city.signs_of_life.join(city.truth, on="external_ref").filter(pl.col("died_on") != "")
    assert seen.height > 50
    assert (seen["happened_on"] < seen["died_on"]).all()
    assert {"COUNTER_VISIT", "ID_CARD_RENEWED", "VERIFIED_VISIT", "PERMIT_ENDORSED"} == set(
        city.signs_of_life["kind"]
    )


def test_village_clans_hold_most_houses_in_the_country(city: City) -> None:
    heads = city.people.filter(pl.col("relation_to_head") == "02", pl.col("sex") == "1").join(
        city.households, on="household_no"
    )
    rural = heads.filter(pl.col("group_no") != "").with_columns(surname=pl.col("name").str.slice(0, 1))
    sizes = rural.group_by("village_code", "surname").len()
    first = sizes.group_by("village_code").agg(first=pl.col("len").max(), all=pl.col("len").sum())
    big = first.filter(pl.col("all") > 60)
    assert (big["first"] / big["all"]).median() > 0.3  # type: ignore[operator]


def test_names_hold_what_breaks_systems(city: City) -> None:
    text = "".join(city.people["name"])
    assert {c for c in "𠮷䶮㼆𬭚\U00030ede" if c in text} == set("𠮷䶮㼆𬭚\U00030ede")
    assert sum(c in text for c in RARE) > 12
    assert "·" in text
    assert city.people["name"].str.len_chars().min() == 2
    more = generate(100_000, 7).people["name"]
    assert 0.1 < more.is_duplicated().mean() < 0.4  # type: ignore[operator]


def test_addresses_are_rural_urban_and_some_not_standard(city: City) -> None:
    homes = city.households
    standard = homes["address_text"].str.starts_with("四川省资阳市")
    assert 0.85 < standard.mean() < 0.97  # type: ignore[operator]
    rural = homes.filter(pl.col("group_no") != "", standard)
    assert rural["address_text"].str.contains(r"村\d+组\d+号$|社区\d+组\d+号$").mean() > 0.95  # type: ignore[operator]
    flats = homes.filter(pl.col("room_no") != "")
    assert flats.height > 300
    full = flats.filter(pl.col("address_text").str.contains(r"号\d+栋\d单元\d层\d+号$"))
    assert full.height > 0.9 * flats.height
    assert homes["address_text"].str.contains("[０-９]").any()
    assert homes["address_text"].str.contains("社$").any()


def test_the_whole_cast_is_there_whatever_the_seed() -> None:
    for seed in (1, 99):
        people = generate(500, seed).people
        assert people.head(len(cast.PEOPLE))["external_ref"].to_list() == [p.ref for p in cast.PEOPLE]
    named = {p.case for p in cast.PEOPLE} | {case for case, _ in cast.OUTSIDE}
    assert named == set(range(1, 23))


def test_the_casts_numbers_are_good_and_nobody_elses(city: City) -> None:
    for person in cast.PEOPLE:
        read = read_citizen_id(person.citizen_id_no, today=CLOCK)
        assert read.birth_date == date.fromisoformat(person.birth)
        assert read.sex == person.sex
    drawn = city.people.filter(pl.col("external_ref").str.starts_with("P"))["citizen_id_no"]
    assert not set(drawn) & {p.citizen_id_no for p in cast.PEOPLE}


def _one(city: City, ref: str) -> dict[str, str]:
    row = city.people.join(city.truth, on="external_ref").filter(pl.col("external_ref") == ref)
    return row.row(0, named=True)


def test_the_cases_say_what_they_are_about(city: City) -> None:
    elder, dead = _one(city, "C01-elder"), _one(city, "C02-dead-old-number")
    assert (elder["id_card_generation"], elder["died_on"]) == ("1", "")
    assert dead["status"] == "ACTIVE"
    assert dead["died_on"] < "2014-03-01"
    visits = city.signs_of_life.filter(pl.col("external_ref") == "C03-seen-alive")
    assert visits["happened_on"].to_list() == ["2016-12-07"]
    family = city.people.filter(pl.col("household_no") == _one(city, "C12-son")["household_no"])
    assert family.height == 5
    assert _one(city, "C16-biang")["name"].endswith("\U00030ede")
    assert _one(city, "C17-owner")["citizen_id_no"] == _one(city, "C17-sharer")["citizen_id_no"]
    for ref, prefix in (("C21-abolished-prefix", "519981"), ("C21-other-citys-prefix", "519991")):
        assert _one(city, ref)["citizen_id_no"].startswith(prefix)
        assert _one(city, ref)["birth_date"].startswith("1950")


def test_the_invented_prefixes_can_be_made_known() -> None:
    prefixes.add(PREFIX_FILE)
    try:
        assert all(prefixes.ever_valid(str(p)) for p in PREFIXES)
    finally:
        prefixes.remove(PREFIX_FILE)
    assert not any(prefixes.ever_valid(str(p)) for p in PREFIXES), "unassigned in reality"


def test_couples_are_married_or_widowed_never_single(active: pl.DataFrame) -> None:
    spouses = active.filter(pl.col("relation_to_head").is_in(["11", "12", "28", "38"]))
    spouses = spouses.filter(pl.col("external_ref").str.starts_with("P"))
    assert spouses.height > 2_000
    assert set(spouses["marital_status"]) == {"21", "30"}
