"""The identity services of citizens, and the page for whoever guesses codes, in a real browser: phone and desk, both languages."""

from __future__ import annotations

import secrets

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from tests.browsers import at_work, check, follow, needs_browser
from tests.cast import SETTING_UP, make_cast

from banji.accounts import citizens
from banji.public.guessing import CODES

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("size", "language"), [("phone", "zh-hans"), ("desk", "en")])
def test_a_service_is_tested_and_made_up_codes_wait(
    browser: Browser, live_server: LiveServer, size: str, language: str
) -> None:
    cast, look = make_cast(), f"{size}-{language}"
    page = at_work(browser, live_server, cast.sec_admin, size=size, language=language)
    page.goto("/accounts/identity-services/")
    check(page, f"identity-none-{look}")
    citizens.offer_local_provider(site=live_server.url, name="安平通", by=SETTING_UP)
    page.goto("/accounts/identity-services/")
    follow(page.locator("ul.actions button.btn-primary"))
    page.locator("#test-title").wait_for()
    check(page, f"identity-tested-{look}")
    for _ in range(CODES.free + 1):
        page.request.get(f"/verify/{secrets.token_hex(16)}/")
    answer = page.goto(f"/verify/{secrets.token_hex(16)}/")
    assert answer
    assert answer.status == 429
    check(page, f"codes-wait-{look}")
    page.context.close()
