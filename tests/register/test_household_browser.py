"""The household page under a clerk's hands, by keyboard alone, on phone and desk, in both languages: two keys from a member
to what is done about him, a wrong relation put right, a page of the book drawn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from banji.counter.models import VisitRecord
from banji.foundation import clock
from banji.register import operations as do
from banji.register import queries
from tests.browsers import needs_browser
from tests.cast import Cast
from tests.keyboard import at_keyboard
from tests.register.lawful import brought
from tests.register.people import Resident, make_household, make_person

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]

GO = "main form .btn-primary"


@pytest.fixture
def son(cast: Cast) -> Resident:
    """In a household that a daughter has left, and whose head was another once."""
    village, today = cast.places.village, clock.today()
    home = make_household(village)
    head = make_person(home, village, number="519901195001010013")
    wife = make_person(home, village, name="周桂芳", relation="12", born=date(1952, 1, 1))
    son = make_person(home, village, name="李小山", relation="20", born=date(1978, 1, 1))
    daughter = make_person(home, village, name="李小水", relation="30", born=date(1980, 1, 1))
    common = {"household_id": home, "by": cast.clerk.actor}
    do.divide(
        **common, leaving={daughter.person_id: "02"}, ground="marriage", on=today - timedelta(days=10),
        papers=brought("divide.marriage"), seen={daughter.person_id: daughter.registration.pk},
    )  # fmt: skip
    relations = {head.person_id: "11", wife.person_id: "02", son.person_id: "20"}
    do.choose_head(
        **common, relations=relations, on=today - timedelta(days=5), papers=brought("choose_head"),
        seen={who.person_id: who.registration.pk for who in (head, wife, son)},
    )  # fmt: skip
    return son


@pytest.mark.parametrize(("size", "language"), [("phone", "zh-hans"), ("desk", "en"), ("phone", "en")])
def test_a_household_under_a_clerks_hands(
    cast: Cast, son: Resident, browser: Browser, live_server: LiveServer, size: str, language: str
) -> None:
    desk = at_keyboard(browser, live_server, cast.clerk, size, language, "household")
    home = reverse("register:household", args=[son.household_id])
    desk.page.goto(home)
    desk.choose("[name=purpose]", "COUNTER")
    desk.press(GO)
    desk.look("closed")
    member = f".member-doings:has(a[href*='{son.person_id}'])"
    desk.reach(f"{member} summary")
    desk.page.keyboard.press("Enter")
    desk.page.locator(f"{member}[open]").wait_for()
    desk.look("member")
    desk.press(f"{member} a[href*='/correct_relation/']")  # the purpose is not asked again
    desk.choose("[name=relation]", "23")
    desk.type("[name=reason]", "次子误录为子")
    desk.look("relation")
    desk.press(GO)
    desk.look("papers")
    for paper in brought("correct.other"):
        desk.tick(f"[name='paper-{paper.paper}']")
    desk.press(GO)
    desk.press(GO)
    desk.page.locator(".number-large").wait_for()
    desk.look("receipt")
    assert VisitRecord.objects.get().item == "correct_relation"
    now = queries.person_on(son.person_id, clock.today()).registration
    assert now is not None
    assert now.relation_to_head == "23"
    desk.page.context.close()
