"""The systems' pages in a real browser: phone and desk, both languages, axe without a complaint."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.api.world import NUMBER, World, make_world, person_path
from tests.browsers import DESK, PHONE, follow, needs_browser, violations
from tests.cast import Member, make_cast, sign_in

PICTURES = os.environ.get("BANJI_PICTURES")  # a folder for those who want to look
SIZES = {"phone": PHONE, "desk": DESK}
pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """`visit(member)` is a page of a browser in which he is signed in."""
    contexts = []

    def opened(member: Member, *, size: str, language: str) -> Page:
        context = browser.new_context(
            viewport=SIZES[size],  # type: ignore[arg-type]
            base_url=live_server.url,
            extra_http_headers={"Accept-Language": language},
        )
        contexts.append(context)
        session = sign_in(Client(), member).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("size", "language"), [("phone", "zh-hans"), ("desk", "en")])
def test_the_pages_of_systems(visit: Callable[..., Page], size: str, language: str) -> None:
    world: World = make_world(make_cast())
    police, hrss = world.police, world.system(world.hrss, "BENEFIT_STOP")
    police.get(person_path(world.who.person_id))
    hrss.post("verify", {"question": "alive", "number": NUMBER})
    page = visit(world.cast.sec_admin, size=size, language=language)
    paths = {
        "clients": "/accounts/clients/",
        "client": f"/accounts/clients/{police.id}/",
        "new-client": "/accounts/clients/new/",
        "reference": "/api/",
    }
    for name, path in paths.items():
        answer = page.goto(path)
        assert answer
        assert answer.status == 200
        assert violations(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} px too wide"
        picture(page, f"{name}-{size}-{language}")
    page.goto(paths["new-client"])
    page.locator("select[name=organisation]").select_option(label="安平县人社局")
    page.locator("input[name=name]").fill("社保核验二")
    page.locator("input[value=verify]").check()
    follow(page.locator("main form button.btn-primary"))
    assert page.locator("main dl code").count() == 3
    assert violations(page) == []
    picture(page, f"secret-{size}-{language}")


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/api-{name}.png", full_page=True)
