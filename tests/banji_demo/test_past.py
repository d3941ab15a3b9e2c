"""A city's past leads to its present: chains without hole or overlap, each change with its event."""

import polars as pl
import pytest

from banji.register.loading.columns import COLUMNS, EVENTS, REGISTRATIONS
from banji_demo.city import generate
from banji_demo.city.model import EVENT_COLUMNS, REGISTRATION_COLUMNS, City

SIZE, YEARS = 6_000, 10
BEGIN = "2007-03"


@pytest.fixture(scope="module")
def city() -> City:
    return generate(SIZE, 7, YEARS)


@pytest.fixture(scope="module")
def rows(city: City) -> pl.DataFrame:
    assert city.registrations is not None
    return city.registrations.with_columns(
        before=pl.col("valid_to").shift(1).over("external_ref"),
        nth=pl.int_range(pl.len()).over("external_ref"),
    )


@pytest.fixture(scope="module")
def events(city: City) -> pl.DataFrame:
    assert city.events is not None
    return city.events


def test_the_tables_have_the_load_format() -> None:
    assert COLUMNS[REGISTRATIONS] == REGISTRATION_COLUMNS
    assert COLUMNS[EVENTS] == EVENT_COLUMNS


def test_the_past_changes_nothing_of_today(city: City) -> None:
    today = generate(SIZE, 7)
    assert (today.registrations, today.events) == (None, None)
    for table in ("people", "signs_of_life", "truth"):
        assert getattr(city, table).equals(getattr(today, table))
    assert city.households.head(today.households.height).equals(today.households)
    assert city.households["household_no"].is_unique().all()


def test_a_small_citys_past_is_the_beginning_of_a_large_ones(
    rows: pl.DataFrame, events: pl.DataFrame
) -> None:
    small = generate(2_000, 7, YEARS)
    assert small.registrations is not None
    assert small.events is not None
    assert small.registrations.equals(rows.select(REGISTRATION_COLUMNS).head(small.registrations.height))
    assert small.events.height > 500
    assert small.events.join(events, on=EVENT_COLUMNS, how="anti").is_empty()


def test_every_chain_is_whole(city: City, rows: pl.DataFrame) -> None:
    assert set(rows["external_ref"]) == set(city.people["external_ref"])
    assert rows.filter(pl.col("nth") > 0, pl.col("valid_from") != pl.col("before")).is_empty()
    assert (
        rows.filter(pl.col("valid_to") != "")["valid_from"]
        < rows.filter(pl.col("valid_to") != "")["valid_to"]
    ).all()
    assert rows.filter(pl.col("valid_to") == "").height == city.people.height
    births = dict(city.people.select("external_ref", "birth_date").iter_rows())
    assert all(since >= births[ref] for ref, since in rows.select("external_ref", "valid_from").iter_rows())


def test_every_chain_ends_as_the_register_says(city: City, rows: pl.DataFrame) -> None:
    last = rows.filter(pl.col("valid_to") == "").join(city.people, on="external_ref", suffix="_now")
    for name in ("household_no", "relation_to_head", "status", "cancel_reason"):
        assert (last[name] == last[f"{name}_now"]).all(), name
    gone = last.filter(pl.col("status") == "CANCELLED")
    assert gone.height > 100
    assert (gone["valid_from"] == gone["valid_to_now"]).all()


def test_only_who_is_on_the_way_belongs_to_no_household(city: City, rows: pl.DataFrame) -> None:
    homeless = rows.filter(pl.col("household_no") == "")
    assert set(homeless["status"]) == {"IN_TRANSIT"}
    assert homeless.height > 20
    assert set(rows["household_no"]) - {""} == set(city.households["household_no"])


def test_what_began_within_the_years_has_its_event(rows: pl.DataFrame, events: pl.DataFrame) -> None:
    drawn = rows.filter(pl.col("external_ref").str.starts_with("P"))
    old, new = drawn.filter(pl.col("event_ref") == ""), drawn.filter(pl.col("event_ref") != "")
    assert (old["valid_from"] < "2007-03-05").all()
    assert (new["valid_from"] >= BEGIN).all()
    assert events["event_ref"].is_unique().all()
    said = new.join(events, on="event_ref", suffix="_said")
    assert said.height == new.height
    assert (said["valid_from"] == said["event_date"]).all()
    assert (said["external_ref"] == said["external_ref_said"]).all()
    places = events.select("external_ref", "event_date", "seq")
    assert places.is_unique().all()


def test_the_years_hold_all_that_happens_in_a_city(rows: pl.DataFrame, events: pl.DataFrame) -> None:
    kinds = dict(events["kind"].value_counts().iter_rows())
    assert set(kinds) == {
        *("BIRTH", "MOVE_IN", "MOVE_WITHIN", "DIVIDE", "NEW_HEAD", "MOVE_OUT", "CANCEL", "CANCEL_DEATH", "CHANGE")
    }  # fmt: skip
    assert min(kinds.values()) > 20
    began = rows.join(events, on="event_ref").select("kind", "status").unique()
    states = {kind: set(began.filter(pl.col("kind") == kind)["status"]) for kind in kinds if kind != "CHANGE"}
    assert {kind: state for kind, (state,) in states.items() if state != "ACTIVE"} == {
        "MOVE_OUT": "IN_TRANSIT", "CANCEL": "CANCELLED", "CANCEL_DEATH": "CANCELLED"
    }  # fmt: skip


def test_given_up_households_lost_all_their_members_by_moving(city: City, rows: pl.DataFrame) -> None:
    stays = rows.filter(pl.col("household_no").str.starts_with("515"))
    assert stays["household_no"].n_unique() > 50
    assert (stays["valid_to"] != "").all()
    assert set(stays["status"]) == {"ACTIVE"}
