"""From a red number on the dashboard to the row of the register behind it, in three clicks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from tests.browsers import follow, needs_browser
from tests.e2e.conftest import Town, run_jobs
from tests.e2e.pensioners import a_list_of_civil_affairs

from banji.cases.models import Case
from banji_demo.staging.nights import wake_on

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]


def test_from_a_red_number_to_the_row_in_three_clicks(town: Town, visit: Callable[..., Page]) -> None:
    a_list_of_civil_affairs(town)
    run_jobs()
    wake_on(date(2017, 6, 1))  # nobody has verified anything
    page = visit("chief")
    page.goto("/supervision/deaths/")
    red = page.locator(".headlines .tone-overdue > a")
    count = int(red.locator("strong").inner_text())
    follow(red)
    cases = page.locator("main tbody tr")
    expect(cases).to_have_count(count)
    follow(cases.first.locator("a[href^='/cases/']").first)
    number = page.locator("main").get_by_text("DEATH-").first.inner_text()
    case = next(one for one in Case.objects.select_related("person") if one.number in number)
    person = page.locator("section[aria-labelledby=people] dl a").first
    name = person.inner_text()
    follow(person)
    # Whoever opens a record says what for: the case he comes from stands there already.
    expect(page.locator("input[name=case_no]")).to_have_value(case.number)
    expect(page.locator("select[name=purpose]")).to_have_value("CASE")
    follow(page.locator("main form button.btn-primary"))
    page.wait_for_url(f"**/people/{case.person_id}/**")
    expect(page.locator("main")).to_contain_text(name)
