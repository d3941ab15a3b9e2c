"""The lists of HRSS and health: their own dirt, the truth beside each row, and every form read back row by row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from banji.departments.health.feed import FEED as HEALTH
from banji.departments.hrss.feed import FEED as HRSS
from banji.exchange.feeds import Feed
from banji_demo.city import City, generate
from banji_demo.lists import PersonList, cremations, funeral_benefits, hospital_deaths
from banji_demo.lists.listed import Kind

pytestmark = pytest.mark.django_db
TODAY = date(2017, 3, 1)
BOTH = pytest.mark.parametrize(
    ("make", "feed"), [(funeral_benefits, HRSS), (hospital_deaths, HEALTH)], ids=["hrss", "health"]
)


@pytest.fixture(scope="module")
def city() -> City:
    return generate(40_000, 7)


def write(listed: PersonList, path: Path, encoding: str = "") -> Path:
    if path.suffix == ".xlsx":
        listed.write_xlsx(path)
    elif path.suffix == ".json":
        listed.write_json(path)
    else:
        listed.write_csv(path, encoding=encoding)
    return path


@BOTH
@pytest.mark.parametrize(
    ("name", "encoding"), [("a.csv", "gb18030"), ("b.csv", "utf-8"), ("c.json", ""), ("d.xlsx", "")]
)
def test_every_form_is_read_under_the_numbers_of_its_truth(
    city: City, tmp_path: Path, make: Callable[..., PersonList], feed: Feed, name: str, encoding: str
) -> None:
    listed = make(city, year=2016, seed=7)
    path = write(listed, tmp_path / name, encoding)
    reading = feed.read(path, TODAY)
    rows = list(reading.rows)
    assert [row.row_no for row in rows] == listed.row_numbers(path.suffix)
    assert {row.problem for row in rows} <= {"", "duplicate", "nothing_to_find_by"}
    assert [code for code, _given in reading.notes] == ["columns_never_kept"]


@BOTH
def test_the_same_seed_is_the_same_list(city: City, make: Callable[..., PersonList], feed: Feed) -> None:
    assert make(city, year=2016, seed=7) == make(city, year=2016, seed=7)
    month = make(city, year=2016, month=3, seed=7)
    assert 0 < len(month.rows) < len(make(city, year=2016, seed=7).rows) / 4


def test_the_dead_stand_on_several_lists_with_other_days(city: City, tmp_path: Path) -> None:
    lists = {make: make(city, year=2016, seed=7) for make in (cremations, funeral_benefits, hospital_deaths)}
    refs = [{row.external_ref for row in listed.rows if row.external_ref} for listed in lists.values()]
    assert len(refs[0] & refs[1]) > 0.3 * len(refs[1])
    assert refs[0] & refs[1] & refs[2]
    truth = dict(city.truth.select("external_ref", "died_on").iter_rows())
    rows = said_days(lists[funeral_benefits], tmp_path / "list.csv")
    off = [
        abs(said - date.fromisoformat(truth[ref]))
        for kind, ref, said in rows
        if kind is Kind.OTHER_DEATH_DATE
    ]
    assert off
    assert min(off) > timedelta(days=31)
    assert {Kind.LIVING, Kind.NOT_REGISTERED} <= set(lists[funeral_benefits].counts())
    assert {Kind.LIVING, Kind.NO_NUMBER, Kind.NOT_REGISTERED} <= set(lists[hospital_deaths].counts())


def said_days(listed: PersonList, path: Path) -> list[tuple[Kind, str, date]]:
    """Kind, person and the day of death that was read, of the rows that mean somebody."""
    read = HRSS.read(write(listed, path, "gb18030"), TODAY).rows
    return [
        (row.kind, row.external_ref, date.fromisoformat(said.clean["died_on"]))
        for row, said in zip(listed.rows, read, strict=True)
        if row.external_ref and not said.problem
    ]


def test_the_cast_has_its_rows(city: City) -> None:
    kinds = {row.external_ref: row.kind for row in hospital_deaths(city, year=2016, seed=7).rows}
    assert kinds["C03-seen-alive"] is Kind.LIVING
    kinds = {row.external_ref: row.kind for row in funeral_benefits(city, year=2016, seed=7).rows}
    assert kinds["C20-leap-day"] is Kind.OTHER_DEATH_DATE
    assert "C03-seen-alive" not in kinds
