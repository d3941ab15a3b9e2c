"""By keyboard alone, on phone and desk, in both languages: a division of a household, a refusal that does not save
without its article, a date of birth corrected through two levels."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from tests.browsers import DESK, PHONE, needs_browser, violations
from tests.cast import Cast, Member, make_officer, sign_in
from tests.keyboard import choose, pick_day, press, reach, tick, write
from tests.matters.deaths.scene import at
from tests.register.lawful import brought
from tests.register.people import Resident, make_household, make_person

from banji.accounts.roles import Role
from banji.cases.models import Case
from banji.counter.models import VisitRecord
from banji.foundation import clock
from banji.register import queries

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]

SIZES = {"phone": PHONE, "desk": DESK}
LOOKS = [("phone", "zh-hans"), ("desk", "en"), ("phone", "en"), ("desk", "zh-hans")]
PICTURES = os.environ.get("BANJI_PICTURES")
GO = "main form .btn-primary"


@pytest.fixture
def head(cast: Cast) -> Resident:
    at(date(2022, 6, 1))
    village = cast.places.village
    who = make_person(make_household(village), village, number="519901195001010013")
    make_person(who.household_id, village, name="李小山", relation="20", born=date(1990, 1, 1))
    return who


def at_work(browser: Browser, server: LiveServer, member: Member, size: str, language: str) -> Page:
    context = browser.new_context(viewport=SIZES[size], base_url=server.url, reduced_motion="reduce")  # type: ignore[arg-type]
    key = sign_in(Client(), member).cookies[settings.SESSION_COOKIE_NAME].value
    cookies = {settings.SESSION_COOKIE_NAME: key, "django_language": language}
    context.add_cookies([{"name": n, "value": v, "url": server.url} for n, v in cookies.items()])
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page


def check(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def begin_division(page: Page, head: Resident, look: str) -> None:
    son = next(m for m in queries.household_members(head.household_id, clock.today()) if not m.is_head)
    page.goto(reverse("register:household", args=[head.household_id]))
    choose(page, "[name=purpose]", "COUNTER")
    press(page, GO)
    check(page, f"household-{look}")
    press(page, f"a[href='{reverse('counter:begin', args=['divide', head.household_id])}']")
    choose(page, "[name=ground]", "marriage")
    press(page, GO)  # nobody leaves yet
    page.locator(".errors, .note-overdue, [role=alert]").first.wait_for()
    check(page, f"nobody-leaves-{look}")
    choose(page, f"[name='member-{son.person_id}']", "02")
    press(page, GO)


@pytest.mark.parametrize(("size", "language"), LOOKS)
def test_a_household_is_divided(
    cast: Cast, head: Resident, browser: Browser, live_server: LiveServer, size: str, language: str
) -> None:
    look = f"{size}-{language}"
    page = at_work(browser, live_server, cast.clerk, size, language)
    begin_division(page, head, look)
    press(page, GO)  # without papers
    check(page, f"missing-{look}")
    for paper in brought("divide.marriage"):
        tick(page, f"[name='paper-{paper.paper}']")
    press(page, GO)
    check(page, f"last-look-{look}")
    press(page, GO)
    page.locator(".number-large").wait_for()
    check(page, f"receipt-{look}")
    assert page.locator(".number-large").inner_text() == VisitRecord.objects.get().number
    assert len(queries.household_members(head.household_id, clock.today())) == 1
    page.context.close()


@pytest.mark.parametrize(("size", "language"), LOOKS[:2])
def test_a_refusal_does_not_save_without_its_article(
    cast: Cast, head: Resident, browser: Browser, live_server: LiveServer, size: str, language: str
) -> None:
    look = f"{size}-{language}"
    page = at_work(browser, live_server, cast.clerk, size, language)
    begin_division(page, head, look)
    press(page, "a[href$='/refuse/']")
    write(page, "[name=applicant]", "李小山")
    write(page, "[name=reason]", "没有结婚，房屋也没有分割")
    write(page, "[name=remedy]", "结婚或者房屋分割后可以申请")
    press(page, GO)
    page.locator("#id_article_error").wait_for()
    check(page, f"no-article-{look}")
    assert not VisitRecord.objects.exists()
    assert page.input_value("[name=reason]") == "没有结婚，房屋也没有分割"
    choose(page, "[name=article]", "NORM_2021 14")
    press(page, GO)
    page.locator(".number-large").wait_for()
    check(page, f"refused-{look}")
    assert VisitRecord.objects.get().article == "NORM_2021 14"
    page.context.close()


@pytest.mark.parametrize(("size", "language"), LOOKS[:2])
def test_a_date_of_birth_is_corrected_through_two_levels(
    cast: Cast, head: Resident, browser: Browser, live_server: LiveServer, size: str, language: str,
    settings: settings,  # type: ignore[valid-type]
) -> None:  # fmt: skip
    settings.BANJI_PROFILE = "national_2021"  # type: ignore[attr-defined]
    look = f"{size}-{language}"
    page = at_work(browser, live_server, cast.clerk, size, language)
    page.goto(reverse("register:person", args=[head.person_id]))
    choose(page, "[name=purpose]", "COUNTER")
    press(page, GO)
    press(page, f"a[href='{reverse('corrections:at_counter', args=[head.person_id])}']")
    check(page, f"which-{look}")
    press(page, "main a[href$='/birth_date/']")
    pick_day(page, "[name=wanted]", 1950, 2, 1)
    write(page, "[name=why]", "出生证明写的是二月一日")
    check(page, f"take-up-{look}")
    press(page, GO)
    page.locator(".number-large").wait_for()
    check(page, f"promised-{look}")
    case = Case.objects.get()
    assert case.number in page.locator("main").inner_text()
    page.context.close()
    city = make_officer("cui", "崔立新", cast.county_bureau, Role.CITY_OFFICER)
    county, officer = cast.county_officer, cast.officer
    for who, step, stated in (
        (officer, "check", {"finding": "原始登记与出生证明一致，系录入差错"}),
        (officer, "send_to_review", {}),
        (county, "review", {"reason": "材料齐全，上报审批"}),
        (city, "approve_by_city", {"number": "519901195002010015"}),
    ):
        page = at_work(browser, live_server, who, size, language)
        case.refresh_from_db()
        page.goto(reverse("cases:case", args=[case.pk]))
        if step == "check":
            add_papers(page, case, look)
        press(page, f"main a[href*='/step/{step}/'], main [formaction*='/step/{step}/']")
        for name, text in stated.items():
            write(page, f"[name={name}]", text)
        check(page, f"{step}-{look}")
        if step == "approve_by_city":
            tick(page, "[name=sure]")
        press(page, GO)
        page.context.close()
    now = queries.person_on(head.person_id, clock.today()).particulars
    assert now is not None
    assert now.birth_date == date(1950, 2, 1)


def add_papers(page: Page, case: Case, look: str) -> None:
    """What the closed list asks for, put to the case one by one."""
    for paper in ("ERROR_PROOF", "INVESTIGATION_RECORD"):
        page.goto(reverse("cases:add_paper", args=[case.pk]))
        choose(page, "[name=paper]", paper)
        press(page, GO)
    page.goto(reverse("cases:case", args=[case.pk]))
    reach(page, "main a")
    check(page, f"with-papers-{look}")
