"""A clerk who never touches the mouse: fields are reached with Tab, buttons pressed with Enter."""

from __future__ import annotations

from playwright.sync_api import Page

_MOST_TABS = 400
_HERE = "selector => document.activeElement !== null && document.activeElement.matches(selector)"


def reach(page: Page, selector: str) -> None:
    """Tab on until the focus stands there; where it never comes, the page cannot be used without a mouse."""
    page.locator(selector).first.wait_for()
    for _tab in range(_MOST_TABS):
        if page.evaluate(_HERE, selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {selector}")


def write(page: Page, selector: str, text: str) -> None:
    reach(page, selector)
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def pick_day(page: Page, selector: str, year: int, month: int, day: int) -> None:
    """The browser's own field of a day: year, month and day are typed in the order of its language (en-US)."""
    reach(page, selector)
    page.keyboard.type(f"{month:02d}{day:02d}{year}")


def choose(page: Page, selector: str, value: str) -> None:
    """An option of a list, with the arrows."""
    reach(page, selector)
    page.keyboard.press("Home")
    for _option in range(_MOST_TABS):
        if page.locator(selector).input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{selector} has no option {value}")


def tick(page: Page, selector: str) -> None:
    reach(page, selector)
    page.keyboard.press("Space")


def press(page: Page, selector: str) -> None:
    """A button or a link, and wait for the page it leads to."""
    reach(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")
