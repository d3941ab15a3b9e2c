"""A duplicate found, merged, un-merged: by keyboard alone, on a phone and at a desk, in both languages, axe without a complaint."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Locator
from pytest_django.live_server_helper import LiveServer
from tests.browsers import DESK, PHONE, needs_browser, violations
from tests.cast import Cast, Member, sign_in
from tests.matters.duplicates.scene import BY, Scene, make_scene
from tests.matters.duplicates.test_numbers import BAD_CHECK, shares, wrong

from banji.foundation import clock
from banji.matters.duplicates.models import Search, Suspicion
from banji.matters.duplicates.searching.run import search
from banji.register import queries

PICTURES = os.environ.get("BANJI_PICTURES", "")
SIZES = {"phone": PHONE, "desk": DESK}

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]


class Desk:
    """One officer before a browser without a mouse."""

    def __init__(self, browser: Browser, server: LiveServer, who: Member, size: str, language: str) -> None:
        self.look = f"{size}-{language}"
        context = browser.new_context(viewport=SIZES[size], base_url=server.url, reduced_motion="reduce")  # type: ignore[arg-type]
        key = sign_in(Client(), who).cookies[settings.SESSION_COOKIE_NAME].value
        cookies = {settings.SESSION_COOKIE_NAME: key, "django_language": language}
        context.add_cookies([{"name": n, "value": v, "url": server.url} for n, v in cookies.items()])
        self.page = context.new_page()
        self.page.set_default_timeout(15_000)

    def go(self, path: str) -> None:
        self.page.goto(path)

    def check(self, name: str) -> None:
        if PICTURES:
            self.page.screenshot(path=Path(PICTURES) / f"{name}-{self.look}.png", full_page=True)
        assert violations(self.page) == [], name
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name

    def tab_to(self, target: Locator) -> None:
        """Only the tabulator leads there: what cannot be reached by it is not found."""
        target.wait_for(state="attached")
        for _ in range(150):
            if target.evaluate("here => here === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard does not reach {target}.")

    def press(self, selector: str) -> None:
        self.tab_to(self.page.locator(selector).first)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, selector: str, text: str) -> None:
        self.tab_to(self.page.locator(selector))
        self.page.keyboard.type(text)

    def pick(self, selector: str, value: str) -> None:
        """Arrow keys, as in any list."""
        field = self.page.locator(selector)
        self.tab_to(field)
        for _ in range(30):
            if field.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} is not in the list.")

    def submit(self) -> None:
        """The step's own button: then the case."""
        self.press("main form.section button.btn-primary")
        self.page.locator("#both").wait_for()

    def close(self) -> None:
        self.page.context.close()


def status(person_id: UUID) -> str | None:
    return queries.status_on(person_id, clock.today())


@pytest.mark.parametrize(("size", "language"), [("phone", "zh-hans"), ("desk", "en")])
def test_a_duplicate_found_merged_un_merged(
    browser: Browser, live_server: LiveServer, cast: Cast, size: str, language: str
) -> None:
    scene = make_scene(cast)
    city = Desk(browser, live_server, scene.city, size, language)
    case = found(city, scene)
    station = Desk(browser, live_server, scene.station, size, language)
    scene.paper("CHECK_RECORD")
    station.go(case)
    station.check("case-suspected")
    station.press(f'main a[href$="{case}step/check/"]')
    station.check("step-check")
    station.pick("[name=comparison]", "SAME")
    station.type("[name=comparison_no]", "GB-2017-9")
    station.type("[name=finding]", "both neighbours know one man")
    station.submit()
    county = Desk(browser, live_server, scene.county, size, language)
    county.go(case)
    county.press(f'main a[href$="{case}step/confirm_same/"]')
    county.submit()
    station.go(case)
    station.press(f'main a[href$="{case}step/choose/"]')
    station.pick("[name=keep]", str(scene.farm.person_id))
    station.press("main form.section button.btn-primary")
    station.check("step-choose-refused")
    station.go(f"{case}step/choose/")
    station.pick("[name=keep]", str(scene.town.person_id))
    station.submit()
    scene.paper("DUPLICATE_DECISION")
    county.go(case)
    county.press(f'main a[href$="{case}step/cancel_other/"]')
    county.submit()
    county.check("case-merged")
    assert status(scene.farm.person_id) == "CANCELLED"
    led_on(county, scene)
    station.go(case)
    station.press(f'main a[href$="{case}step/propose_unmerging/"]')
    station.type("[name=reason]", "the brother came from abroad")
    station.submit()
    county.go(case)
    county.press(f'main a[href$="{case}step/unmerge/"]')
    county.check("step-unmerge")
    county.type("[name=reason]", "two people after all")
    county.submit()
    county.check("case-unmerged")
    assert (status(scene.farm.person_id), status(scene.town.person_id)) == ("ACTIVE", "ACTIVE")
    for desk in (city, station, county):
        desk.close()


def found(city: Desk, scene: Scene) -> str:
    """Start the search, see its end, open the list behind the number, and from there the case."""
    city.go("/duplicates/searches/")
    city.check("searches-empty")
    city.press("form[action$='/start/'] button")
    city.page.locator("section.job").wait_for()
    city.check("search-running")
    search(Search.objects.get().pk, by=BY)
    city.page.locator("#counts").wait_for()
    city.check("search-ended")
    city.press("main .equation a")
    city.check("list")
    city.press('main a[href^="/cases/"]')
    city.page.locator("#both").wait_for()
    scene.case = Suspicion.objects.get().case
    return f"/cases/{scene.case.pk}/"


def led_on(county: Desk, scene: Scene) -> None:
    """The cancelled record says where the person goes on."""
    county.go(f"/people/{scene.farm.person_id}/")
    county.tab_to(county.page.locator("main select[name=purpose]"))
    county.pick("main select[name=purpose]", "VERIFY")
    county.press("main form button")
    county.check("person-merged")
    county.press(f"main a[href*='{scene.town.person_id}']")
    county.page.locator("main select[name=purpose], #who").first.wait_for()


def test_the_other_kinds(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    """A shared and a wrong number: their cases and steps, on a phone and at a desk."""
    scene = make_scene(cast)
    scene.suspect("duplicate_number", scene.farm, shares(scene))
    shared, shared_by = f"/cases/{scene.fresh.pk}/", scene.station
    wrong(scene, BAD_CHECK)
    bad, bad_by = f"/cases/{scene.fresh.pk}/", scene.station
    for size, language in (("phone", "zh-hans"), ("desk", "en")):
        for name, path, who in (
            ("shared", shared, shared_by),
            ("shared-agree", f"{shared}step/agree/", shared_by),
            ("wrong", bad, bad_by),
            ("wrong-check", f"{bad}step/check/", bad_by),
            ("list", "/duplicates/", scene.city),
        ):
            desk = Desk(browser, live_server, who, size, language)
            desk.go(path)
            desk.check(f"numbers-{name}")
            desk.close()
