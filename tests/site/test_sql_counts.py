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
from tests.register.people import make_household, make_person

COUNTS: dict[str, int] = json.loads(Path(__file__).with_name("sql_counts.json").read_text())
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
