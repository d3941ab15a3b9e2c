"""A citizen number as it is typed: the browser says what the server would, fills what stands beside it, overwrites nothing
that was typed; and without a script the form still works."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from tests.browsers import at_work, check, follow, needs_browser
from tests.cast import Cast, sign_in
from tests.matters.deaths.scene import at

from banji.counter.models import Draft
from banji.foundation import clock
from banji.identity.numbers import BadCitizenId, check_digit, read_citizen_id
from banji.register.doings import NO_ID

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]


def number(first17: str) -> str:
    return first17 + check_digit(first17)


WOMAN, MAN = number("51990119800304002"), number("51990119750607003")
TYPED = [
    WOMAN, MAN, "519901800304002", WOMAN[:-1], WOMAN + "1", "5199011980030400A1", number("51990119800231002"),
    number("51990120300101002"), number("51990118790101002"), WOMAN[:-1] + ("1" if WOMAN[-1] != "1" else "2"),
    f"{WOMAN[:6]} {WOMAN[6:14]}-{WOMAN[14:]}", WOMAN.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    number("51990119800304010").replace("X", "ｘ"), "51990119800304010Х",
]  # fmt: skip


@contextmanager
def who_moves_in(
    browser: Browser, live_server: LiveServer, cast: Cast, size: str = "desk", language: str = "zh-hans"
) -> Iterator[Page]:
    """The page of a form that asks who comes from outside: number, sex and day of birth beside each other."""
    at(date(2022, 6, 1))
    page = at_work(browser, live_server, cast.clerk, size=size, language=language)
    page.goto(reverse("counter:page", args=[_draft(cast), 1]))
    yield page
    page.context.close()


def _draft(cast: Cast) -> UUID:
    clerk = sign_in(Client(), cast.clerk)
    address = reverse("counter:begin", args=["move_in", NO_ID])
    form_id = re.search(r'name="form_id" value="([0-9a-f-]+)"', clerk.get(address).content.decode())
    assert form_id
    facts = {"kind": "INTER_PROVINCE", "ground": "kin", "place": "重庆市渝中区", "count": "1"}
    answer = clerk.post(address, {"form_id": form_id[1], **facts})
    assert answer.status_code == 302, answer.content.decode()
    return Draft.objects.get(pk=form_id[1]).pk


def said(page: Page) -> str:
    return page.locator("#id_number-1_says").inner_text()


def beside(page: Page) -> tuple[str, str]:
    return page.input_value("#id_birth-1"), page.input_value("#id_sex-1")


def server(text: str) -> tuple[str, tuple[str, str]]:
    """What the server says is wrong with a number, and which day of birth and sex it reads from it."""
    try:
        right = read_citizen_id(text, today=clock.today())
    except BadCitizenId as bad:
        return bad.reason.zh, ("", "")
    return "", (right.birth_date.isoformat(), right.sex)


def test_the_browser_says_what_the_server_would(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    with who_moves_in(browser, live_server, cast) as page:
        for text in TYPED:
            page.fill("#id_number-1", text)
            page.locator("#id_number-1").blur()
            reason, filled = server(text)
            assert (said(page), beside(page)) == (reason, filled), text
            assert page.get_attribute("#id_number-1", "aria-invalid") == ("true" if reason else None), text


@pytest.mark.parametrize(("size", "language"), [("phone", "zh-hans"), ("desk", "en")])
def test_a_number_fills_and_disagrees(
    browser: Browser, live_server: LiveServer, cast: Cast, size: str, language: str
) -> None:
    with who_moves_in(browser, live_server, cast, size, language) as page:
        page.locator("#id_number-1").press_sequentially(WOMAN[:17])
        assert (said(page), beside(page)) == ("", ("", ""))  # nobody is told off in the middle of a number
        page.keyboard.type("1" if WOMAN[-1] != "1" else "2")
        assert said(page)
        check(page, f"number-{size}-{language}-wrong")
        page.fill("#id_number-1", WOMAN)
        assert beside(page) == ("1980-03-04", "2")
        page.select_option("#id_sex-1", "1")
        page.fill("#id_birth-1", "1981-01-01")
        page.locator("#id_birth-1").blur()
        assert "1980-03-04" in said(page)
        assert page.locator("#id_number-1_says").get_attribute("class") == "field-doubt"
        check(page, f"number-{size}-{language}-disagrees")
        page.fill("#id_number-1", MAN)
        assert beside(page) == ("1981-01-01", "1")  # typed by hand: left alone
        assert "1975-06-07" in said(page)


def test_without_a_script_the_server_fills(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    with who_moves_in(browser, live_server, cast) as scripted:
        cookies, address = scripted.context.cookies(), scripted.url
    plain = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    plain.add_cookies(cookies)  # type: ignore[arg-type]
    page = plain.new_page()
    page.goto(address)
    page.fill("#id_name-1", "钱多多")
    page.fill("#id_number-1", WOMAN[:-1] + ("1" if WOMAN[-1] != "1" else "2"))
    follow(page.locator("main form.section .btn-primary"))
    page.locator("#id_number-1_error").wait_for()
    page.fill("#id_number-1", WOMAN)
    page.select_option("#id_relation-1", "97")
    page.fill("#id_signed-1", "钱多多")
    follow(page.locator("main form.section .btn-primary"))
    page.wait_for_url("**/page/2/")
    plain.close()
