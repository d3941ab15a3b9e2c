"""A wrong cancellation revoked two events later, in a real browser: what stands on it is shown, picked, and settled."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from tests.browsers import SIZES, at_work, check, follow, needs_browser
from tests.cast import Cast
from tests.matters.deaths.scene import Scene, at, make_scene
from tests.register.lawful import brought
from tests.register.people import Resident, make_person

from banji.foundation import clock
from banji.register import operations, queries

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]


def cancelled_by_mistake(cast: Cast) -> tuple[Scene, Resident]:
    """李大山 is cancelled ex officio; his wife becomes head, then takes another name; then he is seen alive."""
    at(date(2017, 3, 1))
    scene = make_scene(cast)
    home, village = scene.who.household_id, cast.places.village
    wife = make_person(home, village, name="周桂芳", relation="12", born=date(1953, 4, 5))
    scene.drafted(date(2017, 5, 2), date(2017, 6, 3)).take("cancel_ex_officio", by=cast.chief.actor)
    at(date(2017, 6, 10))
    operations.choose_head(
        household_id=home, relations={wife.person_id: "02"}, by=cast.clerk.actor, on=clock.today(),
        seen={wife.person_id: wife.registration.pk}, papers=brought("choose_head"),
    )  # fmt: skip
    at(date(2017, 6, 12))
    who = queries.person_on(wife.person_id, clock.today()).particulars
    assert who is not None
    operations.change(
        person_id=wife.person_id, values={"name": "周桂花"}, on=clock.today(), papers=brought("change.name"),
        by=cast.clerk.actor, seen=who.pk,
    )  # fmt: skip
    at(date(2017, 6, 20))
    scene.take("propose_revocation", by=cast.county_officer.actor)
    return scene, wife


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_wrong_cancellation_revoked_two_events_later(
    cast: Cast, browser: Browser, live_server: LiveServer, size: str, language: str
) -> None:
    scene, wife = cancelled_by_mistake(cast)
    page = at_work(browser, live_server, scene.city_officer, size=size, language=language)
    page.goto(reverse("cases:step", args=[scene.fresh.pk, "revoke"]))
    page.fill("[name=reason]", "本人到窗口，确认在世")
    follow(page.locator("main form [type=submit], main form button").last)
    page.locator(".alert, .errors, [role=alert]").first.wait_for()
    check(page, f"revoke-refused-{size}-{language}")
    page.select_option("[name=returns]", "11")  # husband of the new head
    check(page, f"revoke-picked-{size}-{language}")
    follow(page.locator("main form [type=submit], main form button").last)
    page.wait_for_url(lambda url: not url.rstrip("/").endswith("/revoke"))
    check(page, f"revoked-{size}-{language}")
    today = clock.today()
    head, husband = (queries.person_on(p.person_id, today).registration for p in (wife, scene.who))
    assert head is not None
    assert husband is not None
    assert (head.relation_to_head, husband.relation_to_head, husband.status) == ("02", "11", "ACTIVE")
    who = queries.person_on(wife.person_id, today).particulars
    assert who is not None
    assert who.name == "周桂花"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_new_head_revoked_on_the_persons_page(
    cast: Cast, browser: Browser, live_server: LiveServer, size: str, language: str
) -> None:
    _scene, wife = cancelled_by_mistake(cast)
    page = at_work(browser, live_server, cast.chief, size=size, language=language)
    page.goto(reverse("register:person", args=[wife.person_id]))
    page.select_option("main select[name=purpose]", "COUNTER")
    follow(page.locator("main form button"))
    page.locator("#events").wait_for()
    check(page, f"person-events-{size}-{language}")
    follow(page.locator("main a[href$='/revoke/']").last)
    page.locator("[name=reason]").wait_for()
    check(page, f"revoke-page-{size}-{language}")
    page.fill("[name=reason]", "选错了人")
    follow(page.locator("main form button").last)
    page.locator("#events").wait_for()
    check(page, f"after-revoking-{size}-{language}")
    row = queries.person_on(wife.person_id, clock.today()).registration
    assert row is not None
    assert row.relation_to_head == "12"
