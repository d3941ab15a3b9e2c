"""A birth at the counter in a real browser, by keyboard alone: phone and desk, both languages, axe without a complaint."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from tests.browsers import needs_browser
from tests.cast import Cast
from tests.keyboard import Keyboard, at_keyboard
from tests.matters.births.scene import make_scene, registered

from banji.cases.models import Case

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("size", "language"), [("phone", "en"), ("desk", "zh-hans")])
def test_a_birth(browser: Browser, live_server: LiveServer, cast: Cast, size: str, language: str) -> None:
    scene = make_scene(cast)
    desk: Keyboard = at_keyboard(browser, live_server, cast.clerk, size, language, "birth")
    desk.page.goto(reverse("register:household", args=[scene.home]))
    desk.choose("#id_purpose", "COUNTER")
    desk.press("main form button")
    desk.press(f"a[href='{reverse('counter:begin', args=['birth', scene.home])}']")
    desk.look("family")
    desk.choose("#id_follows", str(scene.son.person_id))
    desk.choose("#id_ground", "in_wedlock")
    desk.choose("#id_other", str(scene.son_wife.person_id))
    desk.choose("#id_relation", "41")
    desk.press("main form .btn-primary")
    desk.look("child")
    desk.press("main form .btn-primary")  # nothing is filled in yet
    desk.look("child-errors")
    desk.type("#id_name", "李宝宝")
    desk.choose("#id_sex", "1")
    desk.day("#id_birth_date", "2017-02-20")
    desk.press("main form .btn-primary")
    desk.look("papers")
    for paper in ("BIRTH_CERTIFICATE", "PARENT_BOOK", "MARRIAGE_CERTIFICATE"):
        desk.tick(f"#id_paper-{paper}")
    desk.type("#id_number-BIRTH_CERTIFICATE", "P510000001")
    desk.press("main form .btn-primary")
    desk.look("check")
    desk.press("main form .btn-primary")
    desk.page.wait_for_url("**/visits/**")
    desk.look("receipt")
    case = Case.objects.get()
    assert case.person_id is not None
    assert registered(case.person_id) == ("ACTIVE", scene.home)
    desk.press("main a[href*='like=']")
    assert desk.page.input_value("#id_follows") == str(scene.son.person_id)
    desk.page.goto(reverse("cases:case", args=[case.pk]))
    desk.look("case")
    desk.page.context.close()
