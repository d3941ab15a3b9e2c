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
from banji_demo.lists import cremations
from banji_demo.staging import exchange, staff
from banji_demo.staging.cases import SHIFT, Story, move_clock
from banji_demo.staging.offices import open_offices
from banji_ziyang.city import load_divisions

BEGIN = date(2017, 3, 1)
TOLD = "demo.story"


def is_told() -> bool:
    return LongJob.objects.filter(kind=TOLD, state=LongJob.DONE).exists()


def found_and_tell(*, people: int, seed: int) -> Iterator[str]:
    """Found the city, take the list in, work it off. Says each thing it has done."""
    prefixes.add(PREFIX_FILE)
    move_clock(BEGIN)
    city, folder = generate(people, seed), Path(settings.VAR) / "city"
    city.write(folder)
    yield f"an invented city: {city.people.height:,} people in {city.households.height:,} households"
    load_divisions(SHIFT)
    yield "divisions of 2018 and 2023, joined by village"
    offices = open_offices(people)
    staff.fill_posts(offices)
    yield f"{len(offices.stations)} stations, their bureaus and departments, everybody in post"
    loaded = load(folder, by=SHIFT).load
    yield f"register loaded: {loaded.accepted:,} rows accepted, {loaded.rejected:,} refused"
    yearly = cremations(city, year=BEGIN.year - 1, seed=seed)
    yield from exchange.send_list(yearly, "2016", folder, offices)
    yield from exchange.review(yearly, offices)
    yield from Story(offices, _dead(city), seed).tell()
    # Then the first monthly list comes in: fresh work for whoever signs in.
    yield from exchange.send_list(
        cremations(city, year=BEGIN.year, month=2, seed=seed), "2017-02", folder, offices
    )
    yield from exchange.deliver()
    staff.add_citizen(*exchange.look_somebody_up(offices))
    LongJob.objects.create(kind=TOLD, subject=str(seed), state=LongJob.DONE, started_by="demo")


def _dead(city: City) -> dict[str, date | None]:
    rows = city.truth.select("external_ref", pl.col("died_on").replace("", None).str.to_date(strict=False))
    return dict(rows.iter_rows())
