"""A duplicate found, merged, un-merged: by keyboard alone, on a phone and at a desk, in both languages, axe without a complaint."""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from tests.browsers import at_work, needs_browser
from tests.cast import Cast, Member
from tests.keyboard import Keyboard
from tests.matters.duplicates.scene import BY, TOWN_NUMBER, Scene, make_scene
from tests.matters.duplicates.test_numbers import BAD_CHECK, shares, wrong

from banji.foundation import clock
from banji.matters.duplicates.models import Search, Suspicion
from banji.matters.duplicates.searching.run import search
from banji.register import queries

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]


class Desk(Keyboard):
    """One officer before a browser without a mouse."""

    def __init__(self, browser: Browser, server: LiveServer, who: Member, size: str, language: str) -> None:
        page = at_work(browser, server, who, size=size, language=language)
        super().__init__(page, f"duplicates-{size}-{language}")

    def go(self, path: str) -> None:
        self.page.goto(path)

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
    station.look("case-suspected")
    station.press(f'main a[href$="{case}step/check/"]')
    station.look("step-check")
    station.choose("[name=comparison]", "SAME")
    station.type("[name=comparison_no]", "GB-2017-9")
    station.type("[name=finding]", "both neighbours know one man")
    station.submit()
    county = Desk(browser, live_server, scene.county, size, language)
    county.go(case)
    county.press(f'main a[href$="{case}step/confirm_same/"]')
    county.submit()
    station.go(case)
    station.press(f'main a[href$="{case}step/choose/"]')
    station.choose("[name=keep]", str(scene.farm.person_id))
    station.press("main form.section button.btn-primary")
    station.look("step-choose-refused")
    station.go(f"{case}step/choose/")
    station.choose("[name=keep]", str(scene.town.person_id))
    station.submit()
    scene.paper("DUPLICATE_DECISION")
    county.go(case)
    county.press(f'main a[href$="{case}step/cancel_other/"]')
    county.submit()
    county.look("case-merged")
    assert status(scene.farm.person_id) == "CANCELLED"
    led_on(county, scene)
    station.go(case)
    station.press(f'main a[href$="{case}step/propose_unmerging/"]')
    station.type("[name=reason]", "the brother came from abroad")
    station.submit()
    county.go(case)
    county.press(f'main a[href$="{case}step/unmerge/"]')
    county.look("step-unmerge")
    county.type("[name=reason]", "two people after all")
    county.submit()
    county.look("case-unmerged")
    assert (status(scene.farm.person_id), status(scene.town.person_id)) == ("ACTIVE", "ACTIVE")
    for desk in (city, station, county):
        desk.close()


def found(city: Desk, scene: Scene) -> str:
    """Start the search, see its end, open the list behind the number, and from there the case."""
    city.go("/duplicates/searches/")
    city.look("searches-empty")
    city.press("form[action$='/start/'] button")
    city.page.locator("section.job").wait_for()
    city.look("search-running")
    search(Search.objects.get().pk, by=BY)
    city.page.locator("#counts").wait_for()
    city.look("search-ended")
    city.press("main .equation a")
    city.look("list")
    city.press('main a[href^="/cases/"]')
    city.page.locator("#both").wait_for()
    scene.case = Suspicion.objects.get().case
    return f"/cases/{scene.case.pk}/"


def led_on(county: Desk, scene: Scene) -> None:
    """The cancelled record says where the person goes on."""
    county.go(f"/people/{scene.farm.person_id}/")
    county.choose("main select[name=purpose]", "VERIFY")
    county.press("main form button")
    county.look("person-merged")
    county.press(f"main a[href*='{scene.town.person_id}']")
    county.page.locator("main select[name=purpose], #who").first.wait_for()


def test_the_other_kinds(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    """A shared and a wrong number: their cases and steps, on a phone and at a desk."""
    scene = make_scene(cast)
    scene.suspect("duplicate_number", scene.farm, shares(scene))
    shared, shared_by = f"/cases/{scene.fresh.pk}/", scene.station
    scene.suspect("duplicate_registration")
    scene.checked().take("confirm_same", scene.county)
    twice, twice_by = f"/cases/{scene.fresh.pk}/", scene.station
    scene.suspect("duplicate_number", scene.town, shares(scene, "赵永福", TOWN_NUMBER))
    scene.paper("CHECK_RECORD")
    scene.take("no_agreement", said="两人都不愿变更", first=str(scene.town.person_id))
    undecided = f"/cases/{scene.fresh.pk}/"
    wrong(scene, BAD_CHECK)
    bad, bad_by = f"/cases/{scene.fresh.pk}/", scene.station
    for size, language in (("phone", "zh-hans"), ("desk", "en")):
        for name, path, who in (
            ("shared", shared, shared_by),
            ("shared-agree", f"{shared}step/agree/", shared_by),
            ("twice-with-others", twice, twice_by),
            ("twice-choose", f"{twice}step/choose/", twice_by),
            ("undecided", undecided, scene.county),
            ("undecided-decide", f"{undecided}step/decide/", scene.county),
            ("wrong", bad, bad_by),
            ("wrong-check", f"{bad}step/check/", bad_by),
            ("list", "/duplicates/", scene.city),
        ):
            desk = Desk(browser, live_server, who, size, language)
            desk.go(path)
            desk.look(f"numbers-{name}")
            desk.close()
