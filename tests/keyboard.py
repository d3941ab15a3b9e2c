"""Working a page with the keyboard alone: every control is reached with Tab, and nothing is clicked."""

from __future__ import annotations

from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browsers import at_work, check
from tests.cast import Member

_FAR = 250


class Keyboard:
    """A page under somebody's hands; `look` checks it as it stands."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name

    def look(self, what: str) -> None:
        check(self.page, f"{self.name}-{what}")

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
    """`name` begins the names of the pictures."""
    return Keyboard(at_work(browser, server, who, size=size, language=language), f"{name}-{size}-{language}")
