"""A family of three moves in one stop, in a real browser and by keyboard alone; axe without a complaint."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from tests.browsers import needs_browser
from tests.cast import Cast
from tests.keyboard import Keyboard, at_keyboard
from tests.matters.migration.scene import HEAD, SON, WIFE, make_scene, registered, told

from banji.cases.models import Case
from banji.matters.migration.certificate import draw
from banji.matters.migration.models import MovePaper
from banji.printing.models import IssuedPaper
from banji.register.doings import NO_ID

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("size", "language"), [("phone", "en"), ("desk", "zh-hans")])
def test_a_one_stop_move_of_a_family_of_three(
    browser: Browser, live_server: LiveServer, cast: Cast, size: str, language: str
) -> None:
    scene = make_scene(cast)
    desk: Keyboard = at_keyboard(browser, live_server, cast.clerk, size, language, "move")
    desk.page.goto(reverse("counter:visits"))
    desk.look("visits")
    desk.press(f"a[href='{reverse('counter:begin', args=['move_here', NO_ID])}']")
    desk.type("#id_name", "赵大海")
    desk.type("#id_number", "519901198001010017")
    desk.look("who")
    desk.press("main form .btn-primary")
    for who in scene.family:
        desk.tick(f"#id_moves-{who.person_id}")
    desk.choose("#id_ground", "dwelling")
    desk.look("what")
    desk.press("main form .btn-primary")
    desk.type("#seat-words", "李家村")
    place = f"input[name=seat][value='{cast.places.village.code}']"
    desk.page.locator(place).wait_for()
    desk.tick(place)
    for who, relation in zip(scene.family, (HEAD, WIFE, SON), strict=True):
        desk.choose(f"#id_relation-{who.person_id}", relation)
        desk.tick(f"#id_signed-{who.person_id}")
    desk.look("where")
    desk.press("main form .btn-primary")
    for paper in ("OWN_BOOK", "DWELLING_PROOF"):
        desk.tick(f"#id_paper-{paper}")
    desk.press("main form .btn-primary")
    desk.look("check")
    desk.press("main form .btn-primary")
    desk.page.wait_for_url("**/visits/**")
    desk.look("receipt")
    case = Case.objects.get()
    assert len({registered(who.person_id).household_id for who in scene.family}) == 1
    assert told(case).state == "CLOSED"
    desk.page.goto(reverse("cases:case", args=[case.pk]))
    desk.look("case")
    desk.page.context.close()
    old = at_keyboard(browser, live_server, cast.outsider, size, language, "move-old-station")
    old.page.goto(reverse("cases:alarms"))
    old.look("alarms")
    old.page.context.close()


def test_from_outside_the_city(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    make_scene(cast)
    desk = at_keyboard(browser, live_server, cast.clerk, "phone", "zh-hans", "inward")
    desk.page.goto(reverse("counter:begin", args=["move_in", NO_ID]))
    desk.type("#id_place", "外省某市")
    desk.look("what")
    desk.press("main form .btn-primary")
    desk.type("#id_name-1", "钱多多")
    desk.type("#id_number-1", "519991198802296048")
    desk.type("#id_signed-1", "钱多多")
    desk.look("who")
    desk.press("main form .btn-primary")
    desk.look("where")
    desk.page.context.close()


@pytest.mark.parametrize(("size", "language"), [("phone", "en"), ("desk", "zh-hans")])
def test_a_lapsed_certificate_and_the_one_issued_again(
    browser: Browser, live_server: LiveServer, cast: Cast, size: str, language: str
) -> None:
    """The desk, the case, the person's page and the page that verifies the paper agree on the number."""
    scene = make_scene(cast)
    case = scene.outward()
    draw(case, cast.outsider.actor)
    scene.later(31)
    desk = at_keyboard(browser, live_server, cast.outsider, size, language, "certificate")
    desk.page.goto(reverse("cases:alarms"))
    desk.look("alarms")
    desk.page.goto(reverse("cases:case", args=[case.pk]))
    desk.look("lapsed")
    desk.page.goto(reverse("cases:step", args=[case.pk, "issue_again"]))
    desk.type("#id_reason", "遗失")
    desk.look("again")
    desk.press("main form .btn-primary")
    desk.page.wait_for_url(f"**{reverse('cases:case', args=[case.pk])}")
    number = MovePaper.objects.get(recorded_to=None).number
    assert number in desk.page.content()
    desk.look("issued")
    draw(case, cast.outsider.actor)
    old, new = IssuedPaper.objects.order_by("pk")
    for paper, name in ((old, "void"), (new, "good")):
        desk.page.goto(reverse("public:verify", args=[paper.verify_code]))
        assert (number in desk.page.content()) is (paper == new)
        desk.look(name)
    desk.page.goto(reverse("register:person", args=[scene.son.person_id]))
    desk.choose("#id_purpose", "COUNTER")
    desk.press("main form .btn-primary")
    desk.page.locator("#events").wait_for()
    assert number in desk.page.content()
    desk.look("person")
    desk.page.context.close()
