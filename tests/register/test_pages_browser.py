"""The pages of the register in a real browser: phone and desk, both languages, axe without a complaint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from banji.foundation import clock
from banji.foundation.models import LongJob
from banji.register.models import Load
from banji.register.operations import cancel_death, note_sign_of_life, restore
from tests.browsers import DESK, PHONE, check, follow, needs_browser
from tests.cast import Cast, Member, make_citizen, sign_in
from tests.register.people import Resident, make_household, make_person

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]

SIZES = {"phone": PHONE, "desk": DESK}


@pytest.fixture
def resident(cast: Cast) -> Resident:
    """李大山, head of three, cancelled by mistake and restored; his village has a namesake in the other town."""
    village, other = cast.places.village, cast.places.west_villages[0]
    home = make_household(village)
    head = make_person(home, village, name="李大山\ue123", number="519901195001010013", phone="15400000001")
    make_person(home, village, name="周桂芳", relation="12", born=date(1953, 4, 5))
    make_person(home, village, name="李小山", relation="20", born=date(1980, 7, 7), card=False)
    make_person(make_household(other, number="5190000009"), other, name="李大海")
    event = cancel_death(
        person_id=head.person_id,
        died_on=date(2017, 2, 3),
        reason="火化证明",
        case_no="DEATH-519901-2017-1",
        by=cast.officer.actor,
        seen_registration_id=head.registration.pk,
    )
    note_sign_of_life(
        person_id=head.person_id,
        kind="COUNTER_VISIT",
        happened_on=date(2017, 2, 20),
        source="东河窗口",
        by=cast.clerk.actor,
    )
    restore(
        person_id=head.person_id,
        revokes=event.pk,
        reason="误销",
        case_no="DEATH-519901-2017-1",
        by=cast.chief.actor,
    )
    return head


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """`visit(member)` is a page of a browser in which he is signed in."""
    contexts = []

    def opened(member: Member, *, size: str = "desk", language: str = "zh-hans") -> Page:
        context = browser.new_context(
            viewport=SIZES[size],  # type: ignore[arg-type]
            base_url=live_server.url,
            reduced_motion="reduce",
        )
        contexts.append(context)
        key = sign_in(Client(), member).cookies[settings.SESSION_COOKIE_NAME].value
        cookies = {settings.SESSION_COOKIE_NAME: key, "django_language": language}
        context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()])
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield opened
    for context in contexts:
        context.close()


def answer(page: Page, purpose: str = "COUNTER") -> None:
    page.select_option("main select[name=purpose]", purpose)
    follow(page.locator("main form button"))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_officers_pages(
    cast: Cast, resident: Resident, visit: Callable[..., Page], size: str, language: str
) -> None:
    page = visit(cast.officer, size=size, language=language)
    look = f"{size}-{language}"
    page.goto("/people/")
    check(page, f"search-empty-{look}")
    if size == "desk":  # from the box on top of every page: the purpose is then asked once
        page.fill("#search", "李大")
        page.keyboard.press("Enter")
        page.wait_for_url("**/people/?q=*")
    else:
        page.fill("#id_q", "李大")
    answer(page)
    page.get_by_role("rowheader", name="李**").wait_for()
    check(page, f"search-{look}")
    follow(page.get_by_role("link", name="李大山"))
    check(page, f"ask-{look}")
    answer(page, "VERIFY")
    page.locator("#axes").wait_for()
    check(page, f"person-{look}")
    page.locator(".masked button").first.click()
    page.get_by_text("19500101").wait_for()
    page.locator("#looked").scroll_into_view_if_needed()
    page.goto(f"/people/{resident.person_id}/?valid_on=2017-02-03&known_at=")
    page.locator(".note-working h3").wait_for()
    check(page, f"person-then-{look}")
    page.goto(f"/people/{resident.person_id}/?valid_on=2017-02-31&known_at=2999-01-01T00:00")
    check(page, f"person-wrong-moment-{look}")
    page.goto(f"/households/{resident.household_id}/")
    answer(page, "VERIFY")
    page.get_by_role("link", name="周桂芳").wait_for()
    check(page, f"household-{look}")
    page.goto("/people/?q=李")
    check(page, f"search-short-{look}")
    page.goto("/people/?q=李家村")
    page.locator("#places").wait_for()
    page.goto("/people/?q=李家村民委员会3组12号")
    page.locator("#homes").wait_for()
    check(page, f"search-places-{look}")
    page.goto("/people/01a209de-5e1a-70a5-b11c-a23b979a645d/")
    answer(page)
    page.locator(".note-overdue").wait_for()
    check(page, f"out-of-reach-{look}")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_citizens_pages(
    cast: Cast, resident: Resident, visit: Callable[..., Page], size: str, language: str
) -> None:
    page = visit(make_citizen("dashan", "李大山", resident.person_id), size=size, language=language)
    for path in ("/", "/my/looked/", "/my/cases/", "/my/wrong/", "/people/"):
        page.goto(path)
        check(page, f"citizen{path.replace('/', '-')}{size}-{language}")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_loads(cast: Cast, visit: Callable[..., Page], size: str, language: str) -> None:
    page = visit(cast.county_officer, size=size, language=language)
    page.goto("/loads/")
    check(page, f"loads-empty-{size}-{language}")
    now = clock.now()
    shared = {"recorded_from": now, "started_at": now, "by": "dba", "kind": Load.LATER}
    failed = {"state": Load.State.FAILED, "message": "少一列", "ended_at": now, "rejected": 12}
    Load.objects.create(label="安平县 2016", digest="cd" * 32, **shared, **failed)
    load = Load.objects.create(label="安平县 2017", digest="ab" * 32, accepted=20358, warned=1204, **shared)
    LongJob.objects.create(
        kind="register.load", subject=str(load.pk), state=LongJob.RUNNING, stage="add", done=30, total=120
    )
    page.goto("/loads/")
    check(page, f"loads-{size}-{language}")


def test_a_refusal_stays_in_the_page(cast: Cast, resident: Resident, visit: Callable[..., Page]) -> None:
    """A part of the page that is refused leaves the record where it is; the sentence stands above it."""
    page = visit(cast.officer)
    page.goto(f"/people/{resident.person_id}/")
    answer(page)
    page.locator(".masked button").first.wait_for()
    page.evaluate(
        "htmx.ajax('POST', location.pathname + 'reveal/shoe-size/', {source: '.masked', target: '.masked'})"
    )
    page.locator("#messages .note-overdue").wait_for()
    assert page.locator("#axes").is_visible()
