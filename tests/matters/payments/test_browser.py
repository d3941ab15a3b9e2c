"""Every page of the payments matter in a real browser: axe finds nothing, both languages, phone and desk."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from tests.browsers import SIZES, faults, needs_browser
from tests.cast import Member
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


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages(scene: Scene, live_server: LiveServer, browser: Browser, language: str, size: str) -> None:
    found = faults(browser, live_server, pages(scene), size=size, language=language, name="payments")
    assert "\n".join(found) == ""
