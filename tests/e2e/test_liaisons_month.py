"""A month of a department's liaison: his lists, his messages, what he owes, and never anything of another department."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import fastexcel
import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browsers import DESK, PHONE, follow, needs_browser, violations
from tests.e2e.conftest import Town, run_jobs
from tests.e2e.pensioners import (
    CREMATIONS,
    Pensioner,
    a_list_of_civil_affairs,
    cancel,
    months_list,
    two_who_still_draw,
)

from banji.exchange import feeds
from banji.exchange.counts import counts_of
from banji.exchange.models import Batch, Delivery
from banji_demo.lists import PersonList, payees
from banji_demo.staging.nights import wake_on

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
FUNERALS, PAYEES, PAYROLL = "hrss.funeral_benefits", "hrss.payees", "finance.payroll"
# What the catalogue lets HRSS know of a cancellation.
ALLOWED = ["公民身份号码", "姓名", "死亡日期", "注销日期"]


def test_a_liaisons_month(town: Town, visit: Visit, tmp_path: Path) -> None:
    paid = payees(town.city, seed=town.city.seed, living=40)
    first, second = (cancel(town, one) for one in two_who_still_draw(town, paid))
    theirs = a_list_of_civil_affairs(town)
    liaison = visit("liaison_hrss")
    the_police_owe_him(liaison)
    wrong = hand_in_the_wrong_file(liaison, tmp_path)
    funerals = hand_in_the_months_list(liaison, town, tmp_path)
    run_jobs()
    it_is_refused_in_words(liaison, wrong)
    every_row_is_accounted_for(liaison, funerals, tmp_path)
    he_reads_no_more_than_the_catalogue_allows(liaison, first)
    he_answers_a_cancellation(liaison, first)
    hand_in_the_payees(liaison, paid, tmp_path)
    the_police_tell_the_payer(visit, second)
    he_answers_what_is_still_paid(liaison, second)
    next_month_he_hears_who_was_not_found(liaison, funerals)
    nothing_of_another_department(liaison, town, theirs)
    his_pages_fit_and_are_accessible(liaison)


# ------------------------------------------------------------------ his lists


def hand_in_the_wrong_file(page: Page, folder: Path) -> Batch:
    """He starts from the template, and then takes that of another department."""
    page.goto("/lists/")
    follow(page.locator(f"a[href='/lists/send/{FUNERALS}/']"))
    with page.expect_download() as started:
        page.click("a[href*='/lists/template/']")
    template = folder / "template.xlsx"
    started.value.save_as(template)
    assert "死亡日期" in text_of(template)
    return hand_in(page, FUNERALS, feeds.get(PAYROLL).template)


def hand_in_the_months_list(page: Page, town: Town, folder: Path) -> Batch:
    path = folder / "丧葬补助金2017-02.csv"
    months_list(town).write_csv(path, encoding="gb18030")
    batch = hand_in(page, FUNERALS, path, period="2017-02")
    expect(page.locator("main .progress, main progress").first).to_be_visible()  # it waits to be read
    return batch


def hand_in_the_payees(page: Page, paid: PersonList, folder: Path) -> None:
    path = folder / "待遇领取人员2017-03.csv"
    paid.write_csv(path, encoding="gb18030")
    hand_in(page, PAYEES, path, period="2017-03")
    run_jobs()


def hand_in(page: Page, feed: str, path: Path, *, period: str = "") -> Batch:
    page.goto(f"/lists/send/{feed}/")
    page.set_input_files("input[type=file]", path)
    page.fill("input[name=period]", period)
    follow(page.locator("main form button.btn-primary"))
    page.wait_for_url(re.compile("/lists/[0-9a-f-]{36}/"))
    return Batch.objects.get(pk=page.url.rstrip("/").rpartition("/")[2])


def text_of(sheet: Path) -> str:
    """All that stands on the first sheet of a workbook."""
    rows = fastexcel.read_excel(sheet).load_sheet(0, header_row=None, dtypes="string").to_polars().rows()
    return " ".join(cell for row in rows for cell in row if cell)


def it_is_refused_in_words(page: Page, wrong: Batch) -> None:
    page.goto(f"/lists/{wrong.pk}/")
    refusal = page.locator("main [role=alert]")
    expect(refusal).to_contain_text("死亡日期")  # what is missing
    expect(refusal.locator(f"a[href='/lists/send/{FUNERALS}/']")).to_be_visible()  # what to do next


def every_row_is_accounted_for(page: Page, batch: Batch, folder: Path) -> None:
    page.goto(f"/lists/{batch.pk}/")
    numbers = [int(n.replace(",", "")) for n in page.locator(".equation strong").all_inner_texts()]
    counts = counts_of([batch.pk])[batch.pk]
    assert numbers == [counts.received, counts.matched, counts.review, counts.not_found, counts.set_aside]
    assert numbers[0] == sum(numbers[1:])
    with page.expect_download() as started:
        page.click(f"a[href='/lists/{batch.pk}/errors/']")
    started.value.save_as(folder / "errors.xlsx")
    sheet = text_of(folder / "errors.xlsx")
    assert "欧阳远客" in sheet
    follow(page.locator(f"a[href='/lists/{batch.pk}/rows/NOT_FOUND/']"))
    expect(page.locator("tbody tr", has_text="欧阳远客")).to_be_visible()


# ------------------------------------------------------------------ his messages


def he_reads_no_more_than_the_catalogue_allows(page: Page, who: Pensioner) -> None:
    page.goto("/inbox/")
    message = message_about(page, who)
    assert message.locator("dt").all_inner_texts() == ALLOWED
    assert "民政" not in message.inner_text()
    assert owed(page) == {"ANSWER/HUKOU_CANCELLED": 2}


def he_answers_a_cancellation(page: Page, who: Pensioner) -> None:
    """The receipts at once; then what became of one; then the day on which payment stopped."""
    page.goto("/inbox/")
    follow(page.locator("main button[form=accept]"))
    message = message_about(page, who)
    message.locator("select[name=result]").select_option("MATCHED")
    follow(message.locator("form[action$='/answer/'] button"))
    expect(message).to_contain_text("已查到并办理")
    assert owed(page) == {"ANSWER/HUKOU_CANCELLED": 1, "FEEDBACK/HUKOU_CANCELLED": 1}
    page.goto("/inbox/")
    message.locator("input[name=stopped_on]").fill("2017-03-01")
    follow(message.locator("form[action*='/reply/'] button"))
    assert owed(page) == {"ANSWER/HUKOU_CANCELLED": 1}
    run_jobs()


def message_about(page: Page, who: Pensioner, title: str = "死亡注销户口信息") -> Locator:
    return page.locator("main .section").filter(has_text=who.name).filter(has_text=title)


def the_police_owe_him(page: Page) -> None:
    """Both messages have not reached his inbox yet; and his first lists are due."""
    assert owed(page) == {"MESSAGE/HUKOU_CANCELLED": 2}
    expect(page.locator("section:has(#side2)")).to_contain_text("丧葬补助金")


def owed(page: Page) -> dict[str, int]:
    """How many of what, both ways, as "who owes what" shows it; lists and questions aside."""
    page.goto("/messages/owed/")
    read = "links => links.map(a => [a.getAttribute('href'), a.firstChild.textContent])"
    links = page.locator("main tbody a[href^='/messages/owed/']").evaluate_all(read)
    found = {"/".join(href.strip("/").split("/")[-2:]): int(number) for href, number in links}
    return {what: number for what, number in found.items() if not what.endswith("DATA_ERROR_REPORT")}


def the_police_tell_the_payer(visit: Visit, who: Pensioner) -> None:
    page = visit("county")
    open_item(page, who)
    follow(page.locator("main a[href$='/tell/']"))
    press(page)
    run_jobs()


def he_answers_what_is_still_paid(page: Page, who: Pensioner) -> None:
    assert owed(page) == {"ANSWER/HUKOU_CANCELLED": 1, "ANSWER/STILL_PAID": 1}
    open_item(page, who)
    follow(page.locator("main a[href$='/stopped/']"))
    page.fill("input[name=stopped_on]", "2017-03-01")
    press(page)
    expect(page.locator("main")).to_contain_text("已办结: 已停发")
    assert owed(page) == {}  # nor is anything awaited to the message of the cancellation
    page.goto("/payments/lag/")
    told, stopped, silent = page.locator("main tbody tr td a").all_inner_texts()
    assert (told, stopped, silent) == ("2", "2", "0")


def open_item(page: Page, who: Pensioner) -> None:
    page.goto("/payments/")
    follow(page.locator("main tbody tr", has_text=who.name).locator("a").first)


def press(page: Page) -> None:
    follow(page.locator("main form button.btn-primary"))
    assert not page.locator("main [role=alert]").count(), page.inner_text("main")[:600]


def next_month_he_hears_who_was_not_found(page: Page, batch: Batch) -> None:
    wake_on(date(2017, 4, 1))
    run_jobs()
    page.goto("/inbox/")
    follow(page.locator(f"a[href='/lists/{batch.pk}/rows/NOT_FOUND/']"))
    expect(page.locator("tbody tr", has_text="欧阳远客")).to_be_visible()


def nothing_of_another_department(page: Page, town: Town, theirs: Batch) -> None:
    """Their lists, rows and messages are not there for him: the same answer as for what does not exist."""
    office = town.offices.civil_affairs.organisation
    message = Delivery.objects.filter(organisation=office, message__type="HUKOU_CANCELLED").first()
    assert message is not None
    for path in (
        f"/lists/{theirs.pk}/",
        f"/lists/{theirs.pk}/rows/NOT_FOUND/",
        f"/lists/{theirs.pk}/errors/",
        f"/lists/send/{CREMATIONS}/",
        f"/lists/template/{CREMATIONS}/",
        f"/messages/owed/{office.pk}/ANSWER/HUKOU_CANCELLED/",
    ):
        assert page.request.get(path).status == 404, path
    page.goto("/inbox/")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
    given = {"csrfmiddlewaretoken": token, "result": "MATCHED"}
    sent = page.request.post(
        f"/inbox/{message.pk}/answer/", form=given, headers={"Referer": page.url}, max_redirects=0
    )
    assert sent.status == 404
    for path in ("/inbox/", "/lists/", "/messages/owed/", "/payments/"):
        page.goto(path)
        assert office.name not in page.inner_text("main"), path


def his_pages_fit_and_are_accessible(page: Page) -> None:
    for size in (PHONE, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for path in ("/inbox/", "/messages/owed/"):
            page.goto(path)
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, size)
