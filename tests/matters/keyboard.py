"""Working a page with the keyboard alone: every control is reached with Tab, and nothing is clicked."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from tests.browsers import DESK, PHONE, violations
from tests.cast import Member, sign_in

PICTURES = os.environ.get("BANJI_PICTURES", "") or os.environ.get("BANJI_TEST_PICTURES", "")
SIZES = {"phone": PHONE, "desk": DESK}
_FAR = 250


class Keyboard:
    """A page under somebody's hands; `look` checks it as it stands."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name

    def look(self, what: str) -> None:
        """No complaint of axe, nothing wider than the screen; a picture where one is wanted."""
        if PICTURES:
            self.page.screenshot(path=Path(PICTURES) / f"{self.name}-{what}.png", full_page=True)
        assert violations(self.page) == [], what
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), what

    def reach(self, selector: str) -> None:
        """Go on with Tab until the control has the focus. Fails if it never has."""
        wanted = self.page.locator(selector).first
        wanted.wait_for()
        for _n in range(_FAR):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} is never reached with Tab")

    def press(self, selector: str) -> None:
        """A button or a link, and the page it leads to."""
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, selector: str, text: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def day(self, selector: str, day: str) -> None:
        """A date field takes figures, in the order of the browser's language: here year, month, day is not sure."""
        self.reach(selector)
        year, month, of_month = day.split("-")
        order = self.page.evaluate(
            "new Intl.DateTimeFormat(navigator.language).formatToParts().map(part => part.type).filter(t => t != 'literal')"
        )
        figures = {"year": f"00{year}", "month": month, "day": of_month}
        for part in order:
            self.page.keyboard.type(figures[part])
        assert self.page.input_value(selector) == day

    def choose(self, selector: str, value: str) -> None:
        """A choice of a select, by the arrows."""
        self.reach(selector)
        self.page.keyboard.press("Home")
        for _n in range(_FAR):
            if self.page.input_value(selector) == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{selector} has no {value}")

    def tick(self, selector: str) -> None:
        self.reach(selector)
        if not self.page.is_checked(selector):
            self.page.keyboard.press("Space")


def at_keyboard(
    browser: Browser, server: LiveServer, who: Member, size: str, language: str, name: str
) -> Keyboard:
    context = browser.new_context(viewport=SIZES[size], base_url=server.url, reduced_motion="reduce")  # type: ignore[arg-type]
    key = sign_in(Client(), who).cookies[settings.SESSION_COOKIE_NAME].value
    cookies = {settings.SESSION_COOKIE_NAME: key, "django_language": language}
    context.add_cookies([{"name": n, "value": v, "url": server.url} for n, v in cookies.items()])
    page = context.new_page()
    page.set_default_timeout(15_000)
    return Keyboard(page, f"{name}-{size}-{language}")
