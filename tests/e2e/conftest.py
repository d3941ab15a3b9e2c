"""A small city with its offices, a real browser, and the jobs run when a test says so."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import connections
from playwright.sync_api import Browser, Page
from procrastinate.contrib.django import app
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.browsers import DESK, follow

from banji.identity import prefixes
from banji.register.loading import load
from banji_demo.city import City, generate
from banji_demo.city.numbers import PREFIX_FILE
from banji_demo.lists import PersonList, cremations
from banji_demo.staging import staff
from banji_demo.staging.nights import SHIFT, wake_on
from banji_demo.staging.offices import Offices, open_offices
from banji_ziyang.city import load_divisions

PEOPLE, SEED = 1200, 11


@dataclass(frozen=True, slots=True)
class Town:
    """The invented city as the browser tests meet it."""

    city: City
    offices: Offices
    listed: PersonList
    list_path: Path


@pytest.fixture
def town(transactional_db: None, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Loaded and staffed on 1 March 2017."""
    # The jobs' threads must leave no connection behind when the database is dropped.
    monkeypatch.setitem(connections["default"].settings_dict, "CONN_MAX_AGE", 0)
    settings.BANJI_FILES, settings.BANJI_DROP = tmp_path / "files", tmp_path / "drop"
    settings.BANJI_TRAIL_COPY = tmp_path / "trail"
    prefixes.add(PREFIX_FILE)
    wake_on(date(2017, 3, 1))
    city = generate(PEOPLE, SEED)
    city.write(tmp_path / "city")
    load_divisions(SHIFT)
    offices = open_offices(PEOPLE)
    staff.fill_posts(offices)
    load(tmp_path / "city", by=SHIFT)
    listed = cremations(city, year=2016, seed=SEED)
    listed.write_xlsx(tmp_path / "cremations.xlsx")
    return Town(city, offices, listed, tmp_path / "cremations.xlsx")


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """`visit("officer")` signs in with password and code and returns the page; `size=PHONE` for a phone."""
    contexts = []

    def opened(username: str = "", *, size: dict[str, int] = DESK, language: str = "zh-CN") -> Page:
        context = browser.new_context(viewport=size, locale=language, base_url=live_server.url)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if username:
            sign_in(page, username)
        return page

    yield opened
    for context in contexts:
        context.close()


def sign_in(page: Page, username: str) -> None:
    page.goto("/sign-in/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", staff.PASSWORD)
    follow(page.locator("main button[type=submit], main form button"))
    if code := code_of(username):
        page.fill("input[name=code]", code)
        follow(page.locator("main button[type=submit], main form button"))


def code_of(username: str) -> str:
    """What the person's authenticator shows now; empty for accounts without one."""
    row = Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__username=username).first()
    return format_hotp_value(hotp_value(decrypt(row.data["secret"]), int(time.time()) // 30)) if row else ""


def run_jobs() -> None:
    """Work off what the site has put in the queue, as `banji serve`'s worker would; in a thread without a loop."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_work).result(timeout=120)


def _work() -> None:
    try:
        with app.replace_connector(app.connector.get_worker_connector()) as worker:
            worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    finally:
        connections.close_all()
