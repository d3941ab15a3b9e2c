"""Every page of the payments matter in a real browser: axe finds nothing, both languages, phone and desk."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from tests.browsers import DESK, PHONE, needs_browser, violations
from tests.cast import Member, sign_in
from tests.matters.payments.scene import Scene, at, only
from tests.matters.payments.test_items import asked, row

from banji.matters.payments import finding, operations

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]


def pages(scene: Scene) -> list[tuple[Member, str]]:
    """An item in each state, and each page as somebody who works with it."""
    item = asked(scene)
    scene.cancel(scene.chen)
    finding.find(scene.chen.person_id, row(scene, "陈秀英", "企业职工养老金"), by=scene.officer)
    scene.cancel(scene.zhao)
    finding.find(scene.zhao.person_id, row(scene, "赵永福", "高龄津贴"), by=scene.officer)
    done = only(person=scene.zhao.person_id).item
    operations.tell(done, by=scene.officer, same_person=True)
    at(date(2017, 4, 20))
    operations.answer_stopped(done, stopped_on=date(2017, 4, 1), by=scene.payer.actor)
    fresh = only(person=scene.chen.person_id).item
    officer, payer = scene.cast.county_officer, scene.payer
    step = lambda which, name: reverse("payments:step", args=[which, name])  # noqa: E731
    return [
        (officer, reverse("payments:items")),
        (payer, reverse("payments:items")),
        (scene.treasurer, reverse("payments:items")),
        (officer, reverse("payments:item", args=[fresh])),
        (officer, reverse("payments:item", args=[done])),
        (payer, reverse("payments:item", args=[item])),
        (officer, step(fresh, "tell")),
        (payer, step(item, "stopped")),
        (payer, step(item, "said_alive")),
        (officer, step(item, "dismiss")),
        (officer, reverse("payments:lag")),
        (officer, reverse("payments:told")),
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages(
    scene: Scene, live_server: LiveServer, browser: Browser, client: Client, language: str
) -> None:
    found: list[str] = []
    shots = os.environ.get("BANJI_SHOTS", "")
    for n, (who, url) in enumerate(pages(scene)):
        sign_in(client, who)
        for size in (DESK, PHONE):
            context = browser.new_context(viewport=size, locale=language, base_url=live_server.url)
            for name, value in (
                (settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value),
                (settings.LANGUAGE_COOKIE_NAME, language),
            ):
                context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
            page = context.new_page()
            response = page.goto(url)
            assert response is not None
            assert response.status == 200, url
            width = page.evaluate("document.documentElement.scrollWidth")
            found += [f"{url} at {size['width']}: {v}" for v in violations(page)]
            found += [f"{url} at {size['width']} is {width} wide"] if width > size["width"] else []
            if shots:
                page.screenshot(
                    path=str(Path(shots) / f"{n:02}-{language}-{size['width']}.png"), full_page=True
                )
            context.close()
    assert found == []
