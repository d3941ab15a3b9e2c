"""A real browser for every room's tests: Debian's Chromium, with axe beside it; skipped by name where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.cast import Member, sign_in

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = Path(__file__).parent / "e2e/vendor/axe/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
SIZES = {"phone": PHONE, "desk": DESK}
# A folder for whoever wants to look at the pages.
PICTURES = os.environ.get("BANJI_PICTURES", "")

needs_browser = (
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: install it to run the browser tests"),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one module at a time: Playwright's loop runs in this thread, and other tests have loops of their own."""
    with pytest.MonkeyPatch.context() as patch:
        # Django must not take that loop for an asynchronous server.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as play:
            started = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            yield started
            started.close()


def violations(page: Page) -> list[str]:
    """What axe finds wrong with a page: the rule and the first place."""
    page.evaluate(AXE.read_text())
    result = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)
    return [f"{found['id']}: {found['nodes'][0]['html'][:160]}" for found in result["violations"]]


def at_work(browser: Browser, server: LiveServer, who: Member, *, size: str, language: str) -> Page:
    """A page of a browser in which somebody has signed in already; close its context."""
    context = browser.new_context(viewport=SIZES[size], base_url=server.url, reduced_motion="reduce")  # type: ignore[arg-type]
    _be(context, server, who, language)
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page


def _be(context: BrowserContext, server: LiveServer, who: Member, language: str) -> None:
    key = sign_in(Client(), who).cookies[settings.SESSION_COOKIE_NAME].value
    cookies = {settings.SESSION_COOKIE_NAME: key, "django_language": language}
    context.clear_cookies()
    context.add_cookies([{"name": n, "value": v, "url": server.url} for n, v in cookies.items()])


def faults(
    browser: Browser,
    server: LiveServer,
    seen: Iterable[tuple[Member, str]],
    *,
    size: str,
    language: str,
    name: str,
    absent: str = "",
) -> list[str]:
    """What is wrong with pages, each as somebody sees it: not answered, an error of its script, a complaint of axe, or
    wider than the screen. The page `absent` must be answered with 404. One context: what all pages share is loaded once."""
    context = browser.new_context(viewport=SIZES[size], base_url=server.url, reduced_motion="reduce")  # type: ignore[arg-type]
    found: list[str] = []
    for n, (who, path) in enumerate(seen):
        _be(context, server, who, language)
        page, wrong = context.new_page(), list[str]()
        page.on("pageerror", partial(_note, wrong))
        answer = page.goto(path)
        if answer is None or answer.status != (404 if path == absent else 200):
            wrong.append(f"answered {answer and answer.status}")
        wrong += violations(page)
        if too_wide := page.evaluate(_TOO_WIDE):
            wrong.append(f"wider than the screen: {too_wide}")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{n:02}-{size}-{language}.png", full_page=True)
        found += [f"{path} as {who.actor.role} ({size}, {language}): {fault}" for fault in wrong]
        page.close()
    context.close()
    return found


# The first three things that stick out.
_TOO_WIDE = """document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth)
    .slice(0, 3).map(e => e.outerHTML.slice(0, 120)).concat('…')"""


def _note(wrong: list[str], error: object) -> None:
    wrong.append(str(error))


def follow(control: Locator) -> None:
    """Click the first such link or button, which leads to another page, and wait for it: a bare click does not."""
    with control.page.expect_navigation():
        control.first.click()


def check(page: Page, name: str) -> None:
    """No complaint of axe, nothing wider than the screen; a picture where one is wanted."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    # From the top: what a bar covers only because of where the page was left is no fault of the page.
    page.evaluate("scrollTo(0, 0)")
    wrong = violations(page)
    assert not wrong, f"{name}: {wrong}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
