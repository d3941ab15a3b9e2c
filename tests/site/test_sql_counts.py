"""How many statements the pages cost that are opened most, transaction marks included: never more by accident.

A count that has changed on purpose is written into sql_counts.json by hand.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import sign_in
from tests.matters.deaths.scene import Scene, a_scene, at, make_scene  # noqa: F401  (a fixture)
from tests.register.chains import make_division
from tests.register.people import make_household, make_person

from banji.exchange.models import Delivery
from banji.register.operations import note_sign_of_life

COUNTS: dict[str, int] = json.loads(Path(__file__).with_name("sql_counts.json").read_text())
# However good the reason: a page somebody waits for asks the database no more often than this.
AT_MOST = 12
pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(scene: Scene) -> dict[str, str]:
    """The page of each count, on a small register: a case, a household of three, and somebody out of the area."""
    case = scene.signal()
    who, places = scene.who, scene.cast.places
    for name in ("周桂芳", "李小山"):
        make_person(who.household_id, places.village, name=name, relation="12")
    west = places.west_villages[0]
    make_person(make_household(west, number="5190000009"), west, name="李大海")
    return {
        "person": reverse("register:person", args=[who.person_id]),
        "household": reverse("register:household", args=[who.household_id]),
        "search": reverse("register:people") + "?q=李大&purpose=COUNTER",
        "desk": reverse("cases:desk"),
        "case": reverse("cases:case", args=[case.pk]),
        "clean_up": reverse("supervision:deaths"),
        "population": reverse("supervision:population"),
        "changes": reverse("supervision:changes"),
    }


def opened(client: Client, address: str, name: str) -> None:
    """The purpose is given, and the page opened once before it is counted: what changes a session is not its cost."""
    if name in ("person", "household"):
        client.post(address, {"purpose": "COUNTER"})
    assert client.get(address).status_code == 200


def statements(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in seen.captured_queries]


@pytest.mark.parametrize("name", COUNTS)
def test_what_a_page_costs(scene: Scene, pages: dict[str, str], client: Client, name: str) -> None:
    opened(sign_in(client, scene.cast.officer), pages[name], name)
    asked = statements(client, pages[name])
    assert len(asked) == COUNTS[name], "\n".join(sql[:160] for sql in asked)


@pytest.mark.parametrize("name", COUNTS)
def test_no_page_asks_too_often(name: str) -> None:
    assert COUNTS[name] <= AT_MOST


@pytest.mark.parametrize("name", ["person", "household", "search"])
def test_more_people_cost_nothing_more(
    scene: Scene, pages: dict[str, str], client: Client, name: str
) -> None:
    places = scene.cast.places
    for n, village in enumerate((*places.east_villages, *places.west_villages)):
        make_person(scene.who.household_id, places.village, name=f"李小{n}", relation="21")
        make_person(make_household(village, number=f"519000010{n}"), village, name=f"李大{n}")
    opened(sign_in(client, scene.cast.officer), pages[name], name)
    assert len(statements(client, pages[name])) == COUNTS[name]


def test_more_cases_cost_nothing_more(scene: Scene, pages: dict[str, str], client: Client) -> None:
    at(date(2017, 3, 2))
    for n in range(3):
        make_scene(scene.cast, name=f"李大{n}", number=f"51990119400101{n}{n}19").signal()
    opened(sign_in(client, scene.cast.officer), pages["desk"], "desk")
    assert len(statements(client, pages["desk"])) == COUNTS["desk"]


@pytest.mark.parametrize("name", ["population", "changes"])
def test_more_divisions_cost_nothing_more(
    scene: Scene, pages: dict[str, str], client: Client, name: str
) -> None:
    places = scene.cast.places
    for n in range(3):
        village = make_division(f"新{n}村", f"51990110021{n}", places.east, date(2010, 1, 1))
        make_person(make_household(village, number=f"519000020{n}"), village, name=f"李新{n}")
    opened(sign_in(client, scene.cast.officer), pages[name], name)
    assert len(statements(client, pages[name])) == COUNTS[name]


def test_a_longer_history_costs_nothing_more(scene: Scene, pages: dict[str, str], client: Client) -> None:
    """Signs of life, a cancellation with its rows, events and messages, a second case, readings."""
    who, officer = scene.who, scene.cast.officer
    for day in range(1, 9):
        note_sign_of_life(
            person_id=who.person_id,
            kind="COUNTER_VISIT",
            happened_on=date(2016, 1, day),
            source="柜台",
            by=officer.actor,
        )
    cancelled_by_procedure(scene)
    opened(sign_in(client, officer), pages["person"], "person")
    assert len(statements(client, pages["person"])) == COUNTS["person"]


def test_a_longer_case_costs_nothing_more(scene: Scene, pages: dict[str, str], client: Client) -> None:
    """Signals, steps, papers, notices and their services, messages to departments."""
    scene.signal("B", source="REPORT", received_on=date(2017, 3, 1))
    cancelled_by_procedure(scene)
    opened(sign_in(client, scene.cast.officer), pages["case"], "case")
    assert Delivery.objects.filter(message__case_no=scene.fresh.number, organisation__isnull=False).exists()
    assert len(statements(client, pages["case"])) == COUNTS["case"]


def cancelled_by_procedure(scene: Scene) -> None:
    scene.drafted(date(2017, 3, 2), date(2017, 4, 6))
    scene.take("cancel_ex_officio", by=scene.cast.chief.actor)
