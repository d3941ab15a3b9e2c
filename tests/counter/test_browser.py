"""By keyboard alone, on phone and desk, in both languages: a division of a household, a refusal that does not save
without its article, a date of birth corrected through two levels."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.browsers import needs_browser
from tests.cast import Cast, make_officer
from tests.keyboard import Keyboard, at_keyboard
from tests.matters.deaths.scene import at
from tests.register.lawful import brought
from tests.register.people import Resident, make_household, make_person

from banji.accounts.roles import Role
from banji.cases.models import Case
from banji.counter.models import VisitRecord
from banji.foundation import clock
from banji.register import queries

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]

LOOKS = [("phone", "zh-hans"), ("desk", "en")]
GO = "main form .btn-primary"


@pytest.fixture
def head(cast: Cast) -> Resident:
    at(date(2022, 6, 1))
    village = cast.places.village
    who = make_person(make_household(village), village, number="519901195001010013")
    make_person(who.household_id, village, name="李小山", relation="20", born=date(1990, 1, 1))
    return who


def begin_division(desk: Keyboard, head: Resident) -> None:
    son = next(m for m in queries.household_members(head.household_id, clock.today()) if not m.is_head)
    desk.page.goto(reverse("register:household", args=[head.household_id]))
    desk.choose("[name=purpose]", "COUNTER")
    desk.press(GO)
    desk.look("household")
    desk.press(f"a[href='{reverse('counter:begin', args=['divide', head.household_id])}']")
    desk.choose("[name=ground]", "marriage")
    desk.press(GO)  # nobody leaves yet
    desk.page.locator(".errors, .note-overdue, [role=alert]").first.wait_for()
    desk.look("nobody-leaves")
    desk.choose(f"[name='member-{son.person_id}']", "02")
    desk.press(GO)


@pytest.mark.parametrize(("size", "language"), LOOKS)
def test_a_household_is_divided(
    cast: Cast, head: Resident, browser: Browser, live_server: LiveServer, size: str, language: str
) -> None:
    desk = at_keyboard(browser, live_server, cast.clerk, size, language, "counter")
    begin_division(desk, head)
    desk.press(GO)  # without papers
    desk.look("missing")
    for paper in brought("divide.marriage"):
        desk.tick(f"[name='paper-{paper.paper}']")
    desk.press(GO)
    desk.look("last-look")
    desk.press(GO)
    desk.page.locator(".number-large").wait_for()
    desk.look("receipt")
    assert desk.page.locator(".number-large").inner_text() == VisitRecord.objects.get().number
    assert len(queries.household_members(head.household_id, clock.today())) == 1
    desk.page.context.close()


@pytest.mark.parametrize(("size", "language"), LOOKS)
def test_a_refusal_does_not_save_without_its_article(
    cast: Cast, head: Resident, browser: Browser, live_server: LiveServer, size: str, language: str
) -> None:
    desk = at_keyboard(browser, live_server, cast.clerk, size, language, "counter")
    begin_division(desk, head)
    desk.press("a[href$='/refuse/']")
    desk.type("[name=applicant]", "李小山")
    desk.type("[name=reason]", "没有结婚，房屋也没有分割")
    desk.type("[name=remedy]", "结婚或者房屋分割后可以申请")
    desk.press(GO)
    desk.page.locator("#id_article_error").wait_for()
    desk.look("no-article")
    assert not VisitRecord.objects.exists()
    assert desk.page.input_value("[name=reason]") == "没有结婚，房屋也没有分割"
    desk.choose("[name=article]", "NORM_2021 14")
    desk.press(GO)
    desk.page.locator(".number-large").wait_for()
    desk.look("refused")
    assert VisitRecord.objects.get().article == "NORM_2021 14"
    desk.page.context.close()


@pytest.mark.parametrize(("size", "language"), LOOKS)
def test_a_date_of_birth_is_corrected_through_two_levels(
    cast: Cast, head: Resident, browser: Browser, live_server: LiveServer, size: str, language: str,
    settings: Settings,
) -> None:  # fmt: skip
    settings.BANJI_PROFILE = "national_2021"
    desk = at_keyboard(browser, live_server, cast.clerk, size, language, "counter")
    desk.page.goto(reverse("register:person", args=[head.person_id]))
    desk.choose("[name=purpose]", "COUNTER")
    desk.press(GO)
    desk.press(f"a[href='{reverse('corrections:at_counter', args=[head.person_id])}']")
    desk.look("which")
    desk.press("main a[href$='/birth_date/']")
    desk.day("[name=wanted]", "1950-02-01")
    desk.type("[name=why]", "出生证明写的是二月一日")
    desk.look("take-up")
    desk.press(GO)
    desk.page.locator(".number-large").wait_for()
    desk.look("promised")
    case = Case.objects.get()
    assert case.number in desk.page.locator("main").inner_text()
    desk.page.context.close()
    city_officer = make_officer("cui", "崔立新", cast.county_bureau, Role.CITY_OFFICER)
    county, officer = cast.county_officer, cast.officer
    for who, step, stated in (
        (officer, "check", {"finding": "原始登记与出生证明一致，系录入差错"}),
        (officer, "send_to_review", {}),
        (county, "review", {"reason": "材料齐全，上报审批"}),
        (city_officer, "approve_by_city", {"number": "519901195002010015"}),
    ):
        desk = at_keyboard(browser, live_server, who, size, language, "counter")
        case.refresh_from_db()
        desk.page.goto(reverse("cases:case", args=[case.pk]))
        if step == "check":
            add_papers(desk, case)
        desk.press(f"main a[href*='/step/{step}/'], main [formaction*='/step/{step}/']")
        for name, text in stated.items():
            desk.type(f"[name={name}]", text)
        desk.look(step)
        if step == "approve_by_city":
            desk.tick("[name=sure]")
        desk.press(GO)
        desk.page.context.close()
    now = queries.person_on(head.person_id, clock.today()).particulars
    assert now is not None
    assert now.birth_date == date(1950, 2, 1)


def add_papers(desk: Keyboard, case: Case) -> None:
    """What the closed list asks for, put to the case one by one."""
    for paper in ("ERROR_PROOF", "INVESTIGATION_RECORD"):
        desk.page.goto(reverse("cases:add_paper", args=[case.pk]))
        desk.choose("[name=paper]", paper)
        desk.press(GO)
    desk.page.goto(reverse("cases:case", args=[case.pk]))
    desk.reach("main a")
    desk.look("with-papers")
