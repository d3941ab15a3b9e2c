"""The population's pages in a real browser: phone and desk, both languages, axe without a complaint, the picture drawn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browsers import DESK, PHONE, PICTURES, check, follow, needs_browser
from tests.cast import Cast, sign_in
from tests.register.chains import K, Link, R, S, make_chain, make_division, merge
from tests.supervision.test_deaths import at

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]

SINCE, DAY, TODAY = date(2005, 1, 1), date(2017, 6, 10), date(2017, 6, 20)


@pytest.fixture
def month(cast: Cast) -> None:
    at(TODAY)
    villages = [*cast.places.east_villages, *cast.places.west_villages]
    new = make_division("新桥社区", "519901101299", cast.places.west, DAY)
    merge([villages[2], villages[3]], [new], DAY)
    for n in range(40):
        born = TODAY - timedelta(days=400 * n + 900 * (n % 7))
        village = villages[n % 4]
        links = [Link(SINCE, S.ACTIVE, village)]
        if n % 9 == 0:
            links.append(Link(DAY, S.CANCELLED, village, K.CANCEL_DEATH, R.DEATH))
        if n % 9 == 1:
            links.append(Link(DAY, S.ACTIVE, villages[(n + 1) % 4], K.MOVE_WITHIN))
        make_chain(links, born=born, sex="12"[n % 2], name=f"李{chr(0x4E00 + n)}")
    make_chain([Link(DAY, S.ACTIVE, villages[0], K.BIRTH)], born=DAY, name="李小宝")


@pytest.mark.usefixtures("month")
@pytest.mark.parametrize(
    ("language", "size"),
    [("zh-hans", PHONE), ("en", DESK), ("zh-hans", DESK)],
    ids=["phone", "english", "desk"],
)
def test_the_pages(
    browser: Browser,
    live_server: LiveServer,
    cast: Cast,
    client: Client,
    language: str,
    size: dict[str, int],
    request: pytest.FixtureRequest,
) -> None:
    sign_in(client, cast.county_officer)
    context = browser.new_context(viewport=size, base_url=live_server.url)  # type: ignore[arg-type]
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = {settings.SESSION_COOKIE_NAME: session, "django_language": language}
    context.add_cookies([{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()])
    page, look = context.new_page(), request.node.callspec.id
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(reverse("supervision:population"))
    assert page.locator(".chart-picture svg").count() == 1
    check(page, f"population-{look}")
    page.goto(reverse("supervision:population") + "?on=1999-01-01&find=新")
    check(page, f"population-empty-{look}")
    page.goto(reverse("supervision:changes") + "?month=2017-06")
    check(page, f"changes-{look}")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1032, "height": 780})  # A4 across, without its margins
    assert page.evaluate("document.querySelector('.balance').scrollWidth <= innerWidth"), (
        "wider than the paper"
    )
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/printed-{look}.png")
    page.emulate_media(media="screen")
    page.set_viewport_size(size)  # type: ignore[arg-type]
    follow(page.locator("tr.whole td a").nth(1))
    page.select_option("main select[name=purpose]", "SUPERVISION")
    follow(page.locator("main form button"))
    page.locator("tbody th a", has_text="李小宝").wait_for()
    check(page, f"changed-{look}")
    village = cast.places.village.pk
    page.goto(reverse("register:village_residents", args=[village]) + "?valid_on=2017-05-31")
    page.select_option("main select[name=purpose]", "SUPERVISION")
    follow(page.locator("main form button"))
    page.locator("tbody tr").first.wait_for()
    check(page, f"residents-{look}")
    page.goto(reverse("addresses:division", args=[village]))
    check(page, f"division-{look}")
    assert wrong == []
    context.close()
