"""Founding the invented city and telling its story, once per database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
from django.conf import settings

from banji.foundation.models import LongJob
from banji.identity import prefixes
from banji.register.loading import load
from banji_demo.city import City, generate
from banji_demo.city.numbers import PREFIX_FILE
from banji_demo.lists import cremations, funeral_benefits, hospital_deaths, payees, payroll
from banji_demo.staging import departments, exchange, payments, staff
from banji_demo.staging.cases import Story
from banji_demo.staging.counters import Counters
from banji_demo.staging.nights import SHIFT, wake_on
from banji_demo.staging.offices import Office, Offices, open_offices
from banji_ziyang.city import load_divisions

BEGIN = date(2017, 3, 1)
# So far back the register the city hands over remembers what happened.
YEARS = 10
TOLD = "demo.story"


def is_told() -> bool:
    return LongJob.objects.filter(kind=TOLD, state=LongJob.DONE).exists()


def found_and_tell(*, people: int, seed: int, hrss_address: str) -> Iterator[str]:
    """Found the city, take the lists in, work them off. Says each thing it has done."""
    prefixes.add(PREFIX_FILE)
    wake_on(BEGIN)
    city, folder = generate(people, seed, YEARS), Path(settings.VAR) / "city"
    city.write(folder)
    yield f"an invented city: {city.people.height:,} people in {city.households.height:,} households"
    load_divisions(SHIFT)
    yield "divisions of 2018 and 2023, joined by village"
    offices = open_offices(people)
    staff.fill_posts(offices)
    departments.connect(hrss_address)
    departments.take_files(offices.health)
    yield f"{len(offices.stations)} stations, their bureaus and departments, everybody in post"
    loaded = load(folder, by=SHIFT).load
    yield f"register loaded: {loaded.accepted:,} rows accepted, {loaded.rejected:,} refused"
    yearly = _lists_of_deaths(city, offices, folder, seed, year=BEGIN.year - 1)
    for sent, sender in yearly:
        yield from exchange.send_list(sent, sender)
    yield from exchange.review([sent for sent, _sender in yearly], offices)
    counters = Counters(offices, dead_of(city), seed)
    yield from counters.tell()
    for line in Story(offices, dead_of(city), seed).tell():
        yield line
        yield from counters.tell()
    yield from exchange.deliver()
    yield from departments.answer_on_the_page(offices)
    yield from _the_other_direction(city, offices, folder, seed)
    # Then the first monthly list comes in: fresh work for whoever signs in.
    monthly = cremations(city, year=BEGIN.year, month=2, seed=seed)
    sent = exchange.Sent.written("civil_affairs.cremations", "2017-02", monthly, folder)
    yield from exchange.send_list(sent, offices.civil_affairs)
    yield from exchange.deliver()
    staff.add_citizen(*exchange.look_somebody_up(offices))
    LongJob.objects.create(kind=TOLD, subject=str(seed), state=LongJob.DONE, started_by="demo")


def _lists_of_deaths(
    city: City, offices: Offices, folder: Path, seed: int, *, year: int
) -> list[tuple[exchange.Sent, Office]]:
    """A year's list of each of the three departments that hear of deaths, as it writes them, and who sends it."""
    kinds = {
        "civil_affairs.cremations": (cremations, offices.civil_affairs),
        "hrss.funeral_benefits": (funeral_benefits, offices.hrss),
        "health.hospital_deaths": (hospital_deaths, offices.health),
    }
    return [
        (exchange.Sent.written(feed, str(year), listed(city, year=year, seed=seed), folder), sender)
        for feed, (listed, sender) in kinds.items()
    ]


def _the_other_direction(city: City, offices: Offices, folder: Path, seed: int) -> Iterator[str]:
    """The lists of who is paid, held against who is cancelled."""
    for feed, listed, payer in (
        ("hrss.payees", payees(city, seed=seed), offices.hrss),
        ("finance.payroll", payroll(city, seed=seed), offices.finance),
    ):
        sent = exchange.Sent.written(feed, "2017-04", listed, folder)
        yield from exchange.send_list(sent, payer)
    yield from exchange.deliver()
    yield from payments.tell_payers(offices)
    yield from exchange.deliver()


def dead_of(city: City) -> dict[str, date | None]:
    rows = city.truth.select("external_ref", pl.col("died_on").replace("", None).str.to_date(strict=False))
    return dict(rows.iter_rows())
