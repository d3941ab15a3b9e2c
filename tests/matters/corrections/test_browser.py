"""A citizen's way in a real browser: phone and desk, both languages, axe without a complaint."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from tests.browsers import SIZES, at_work, check, follow, needs_browser
from tests.cast import Cast
from tests.matters.corrections.scene import make_scene

from banji.cases.models import Case
from banji.cases.runner import take

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("size", "language"), [("phone", "en"), ("desk", "zh-hans")])
def test_from_my_record_to_a_number_and_to_a_refusal(
    browser: Browser, live_server: LiveServer, cast: Cast, size: str, language: str
) -> None:
    scene, look = make_scene(cast), f"{size}-{language}"
    page = at_work(browser, live_server, scene.citizen, size=size, language=language)
    page.goto("/my/wrong/")
    check(page, f"wrong-{look}")
    follow(page.locator("main a.btn-primary"))
    check(page, f"which-{look}")
    follow(page.locator("main a[href$='/name/']"))
    page.fill("#id_wanted", "李大山")
    check(page, f"tell-{look}")
    page.fill("#id_why", "办户口时把山写成了三")
    scan = {"name": "chusheng.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    page.set_input_files("#id_scan", scan)  # type: ignore[arg-type]
    follow(page.locator("main form[enctype] button"))
    page.get_by_text("chusheng.pdf").wait_for()
    check(page, f"check-{look}")
    follow(page.locator("main button[value=change]"))
    page.get_by_text("chusheng.pdf").wait_for()
    assert page.input_value("#id_wanted") == "李大山"
    follow(page.locator("main form[enctype] button"))
    follow(page.locator("main button[value=send]"))
    page.locator(".number-large").wait_for()
    check(page, f"receipt-{look}")
    case = Case.objects.get()
    assert page.locator(".number-large").inner_text() == case.number
    follow(page.locator("main a[href$='/withdraw/']"))
    check(page, f"withdraw-{look}")
    facts = {"ground": "NOT_PROVED"}
    take(case.pk, "refuse", by=cast.officer.actor, reason="两份材料写法不同", facts=facts)
    page.goto("/my/cases/")
    check(page, f"cases-{look}")
    follow(page.locator(f"main a[href*='{case.pk}']"))
    page.locator("#refused").wait_for()
    check(page, f"refused-{look}")
    page.context.close()


def test_the_officers_pages(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    scene = make_scene(cast)
    case = scene.ask("name", "李大山")
    scene.papers("ERROR_PROOF", "INVESTIGATION_RECORD")
    for size in SIZES:
        page = at_work(browser, live_server, cast.officer, size=size, language="zh-hans")
        for name in ("", "step/check/", "step/refuse/"):
            page.goto(f"/cases/{case.pk}/{name}")
            check(page, f"officer-{name.strip('/').replace('/', '-') or 'case'}-{size}")
        page.context.close()
