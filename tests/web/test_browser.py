"""The gallery in a real browser: axe, both languages, light and dark, phone and desk."""

from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page
from tests.browsers import needs_browser, violations

pytestmark = list(needs_browser)


@pytest.fixture
def address(gallery_site: None) -> Iterator[str]:
    server = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={})
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


def opened(
    browser: Browser,
    address: str,
    *,
    width: int = 1440,
    language: str = "zh-hans",
    theme: str = "light",
    elder: str = "off",
) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    cookies = {"django_language": language, "banji_theme": theme, "banji_elder": elder}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    return context.new_page()


@pytest.mark.parametrize("path", ["/", "/question/", "/refused/"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_pages_are_accessible_and_fit(
    browser: Browser, address: str, path: str, language: str, theme: str, width: int
) -> None:
    page = opened(browser, address, width=width, language=language, theme=theme)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address + path)
    assert page.locator("html").get_attribute("data-bs-theme") == theme
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert complaints == []
    page.context.close()


def test_axe_would_notice(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.goto(address + "/question/")
    page.evaluate("document.querySelector('label[for=id_name]').remove()")
    assert any(found.startswith("label") for found in violations(page))
    page.context.close()


def test_larger_type_still_fits_a_phone(browser: Browser, address: str) -> None:
    page = opened(browser, address, width=390, elder="on")
    for path in ("/", "/question/"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > 17
    page.context.close()


def test_keys(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.goto(address + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("?/")
    assert page.locator("#search").input_value() == "?/"
    page.locator("h1").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
    page.context.close()


def test_show_asks_for_the_purpose_and_then_shows(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.goto(address + "/")
    page.locator(".masked button").click()
    page.locator(".purpose select").wait_for()
    assert page.evaluate("document.activeElement.name") == "purpose"
    page.locator(".purpose button").click()
    page.get_by_text("19310816").nth(1).wait_for()
    page.context.close()


def test_menus_open_and_close_and_charts_are_drawn(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.goto(address + "/")
    menu = page.locator("details.menu").last
    menu.locator("summary").click()
    assert menu.get_attribute("open") is not None
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    page.locator(".chart-picture svg").wait_for()
    page.context.close()


def test_a_step_that_fails_says_so(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.goto(address + "/")
    page.route("**/reveal/", lambda route: route.fulfill(status=500, body="broken"))
    page.locator(".masked button").click()
    page.get_by_text("这一步没有成功").wait_for()
    assert violations(page) == []
    page.context.close()
