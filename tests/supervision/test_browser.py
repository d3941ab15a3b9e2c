"""The dashboard in a real browser: axe finds nothing, pictures are drawn, phone and desk, both languages, on paper."""

from __future__ import annotations

from functools import partial

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browsers import needs_browser, violations
from tests.cast import Cast, sign_in
from tests.supervision.scene import tell

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]


def note(wrong: list[str], error: object) -> None:
    wrong.append(str(error))


def test_the_dashboard_is_accessible_and_fits(
    browser: Browser, live_server: LiveServer, cast: Cast, client: Client
) -> None:
    clean_up = tell(cast)
    wrong: list[str] = []
    path = reverse("supervision:deaths")
    lists = reverse("cases:cases") + "?kind=uncancelled_death&among=late"
    sign_in(client, clean_up.city_officer)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    for language, width in (("zh-hans", 390), ("en", 390), ("zh-hans", 1440)):
        context = browser.new_context(viewport={"width": width, "height": 900})
        cookies = {settings.SESSION_COOKIE_NAME: session, "django_language": language}
        context.add_cookies([{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()])
        page = context.new_page()
        page.on("pageerror", partial(note, wrong))
        for address in (path, f"{path}?outside=on", lists):
            page.goto(live_server.url + address)
            wrong += [f"{address} {language} {width}: {found}" for found in violations(page)]
            if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
                wide = "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth)"
                first = page.evaluate(f"{wide}.slice(0, 3).map(e => e.outerHTML.slice(0, 120))")
                wrong.append(f"{address}: wider than {width} px: {first}")
            if address == path:
                assert page.locator(".chart-picture svg").count() == 4
        context.close()
    assert "\n".join(wrong) == ""
