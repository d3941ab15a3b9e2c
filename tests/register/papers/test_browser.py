"""A household book issued in a real browser, on a phone and at a desk, in both languages; then verified by anybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from banji.printing.models import IssuedPaper
from tests.browsers import follow, needs_browser
from tests.cast import Cast
from tests.register.people import Resident, make_household, make_person
from tests.register.test_pages_browser import answer, check

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def head(cast: Cast) -> Resident:
    home = make_household(cast.places.village)
    make_person(home, cast.places.village, name="周桂芳", relation="12")
    return make_person(home, cast.places.village, name="李𠮷䶮", number="519901195001010013")


@pytest.mark.parametrize(("size", "language"), [("phone", "zh-hans"), ("desk", "en")])
def test_a_book_is_issued_and_verified(
    cast: Cast, head: Resident, visit: Callable[..., Page], size: str, language: str
) -> None:
    page, look = visit(cast.officer, size=size, language=language), f"{size}-{language}"
    page.goto(f"/households/{head.household_id}/")
    answer(page)
    page.locator("#papers").wait_for()
    check(page, f"papers-household-{look}")
    follow(page.locator("section[aria-labelledby=papers] button"))
    page.locator("tbody tr").wait_for()
    check(page, f"papers-issued-{look}")
    book = IssuedPaper.objects.get(kind="household_book")
    assert page.locator("tbody tr").inner_text().count(book.number) == 1
    shown = page.request.get(f"/papers/{book.number}/")
    assert shown.headers["content-type"] == "application/pdf"
    assert shown.body().startswith(b"%PDF")
    page.goto(f"/people/{head.person_id}/")
    answer(page)
    page.locator("#papers").scroll_into_view_if_needed()
    check(page, f"papers-person-{look}")
    page.goto(f"/verify/{book.verify_code}/")
    page.locator(".state-done").wait_for()
    check(page, f"papers-valid-{look}")
    page.goto(f"/papers/{book.number}/withdraw/")
    check(page, f"papers-withdraw-{look}")
    page.locator("form textarea").fill("印错")
    follow(page.locator("main form button"))
    page.locator("tbody tr").wait_for()
    page.goto(f"/verify/{book.verify_code}/")
    page.locator(".state-overdue").wait_for()
    check(page, f"papers-not-valid-{look}")
