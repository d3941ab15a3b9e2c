"""The dashboard in a real browser: axe finds nothing, pictures are drawn, phone and desk, both languages, on paper."""

from __future__ import annotations

from functools import partial

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browsers import at_work, check, needs_browser
from tests.cast import Cast
from tests.supervision.scene import tell

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]


def note(wrong: list[str], error: object) -> None:
    wrong.append(str(error))


def test_the_dashboard_is_accessible_and_fits(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    officer = tell(cast).city_officer
    wrong: list[str] = []
    path = reverse("supervision:deaths")
    lists = reverse("cases:cases") + "?kind=uncancelled_death&among=late"
    for language, size in (("zh-hans", "phone"), ("en", "phone"), ("zh-hans", "desk")):
        page = at_work(browser, live_server, officer, size=size, language=language)
        page.on("pageerror", partial(note, wrong))
        for n, address in enumerate((path, f"{path}?outside=on", lists)):
            page.goto(address)
            check(page, f"dashboard-{n}-{size}-{language}")
            if address == path:
                assert page.locator(".chart-picture svg").count() == 4
        page.context.close()
    assert "\n".join(wrong) == ""
