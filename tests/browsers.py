"""A real browser for every room's tests: Debian's Chromium, with axe beside it; skipped by name where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = Path(__file__).parent / "e2e/vendor/axe/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}

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
    result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{found['id']}: {found['nodes'][0]['html'][:160]}" for found in result["violations"]]
