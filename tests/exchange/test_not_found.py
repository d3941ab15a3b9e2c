"""The monthly report to the source: what meant nobody, once, to its own sender only."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from banji.accounts.models import Organisation
from banji.departments.hrss.feed import FEED as HRSS
from banji.exchange.channels import opened
from banji.exchange.delivery import deliver_due
from banji.exchange.models import Batch, Delivery, InboundRow, Message
from banji.exchange.not_found import in_runs, report_not_found
from banji.foundation import clock
from tests.cast import Cast, make_organisation, sign_in
from tests.departments.hrss.test_feed import GOOD
from tests.departments.sheets import BY, csv_of, hand_in
from tests.reconciliation.scene import send_and_match
from tests.reconciliation.test_matching import BAD

pytestmark = pytest.mark.django_db
NOBODY = ("无此人", "519901193001010019", "", "2016-06-01", "")


def next_month() -> date:
    return (clock.today().replace(day=1) + timedelta(days=40)).replace(day=1)


@pytest.fixture
def batch(cast: Cast, tmp_path: Path) -> Batch:
    return send_and_match(cast, tmp_path, NOBODY, (*NOBODY[:3], "2016-06-02", ""), BAD)


def test_each_sender_hears_of_its_own_rows_once(cast: Cast, batch: Batch) -> None:
    hrss = make_organisation("安平县人社局", Organisation.Kind.DEPARTMENT, department="HRSS")
    other = hand_in(HRSS, hrss, csv_of(GOOD | {"死者姓名": ""}))
    assert report_not_found(clock.today(), by=BY) == 0, "this month is not over"
    assert report_not_found(next_month(), by=BY) == 2
    assert report_not_found(next_month() + timedelta(days=6), by=BY) == 0
    told = {
        m.deliveries.get().organisation_id: opened(m)
        for m in Message.objects.filter(type="DATA_ERROR_REPORT")
    }
    assert set(told) == {cast.civil_affairs.pk, hrss.pk}
    assert told[cast.civil_affairs.pk]["lists"] == [
        {"batch": str(batch.pk), "file": "list.xlsx", "not_found": "2–3", "set_aside": "4"}
    ]
    assert [one["batch"] for one in told[hrss.pk]["lists"]] == [str(other.pk)]
    assert f"{clock.today().year}年{clock.today().month}月" in told[hrss.pk]["question"]


def test_a_month_in_which_the_site_was_down_is_caught_up(cast: Cast, batch: Batch) -> None:
    later = (next_month() + timedelta(days=70)).replace(day=1)
    second = InboundRow.objects.filter(batch=batch).order_by("row_no").first()
    assert second
    InboundRow.objects.filter(pk=second.pk).update(settled_at=clock.now() + timedelta(days=40))
    assert report_not_found(later, by=BY) == 2
    assert report_not_found(later, by=BY) == 0
    # In the order in which they were told: ids of messages of one millisecond have none.
    told = Delivery.objects.filter(message__type="DATA_ERROR_REPORT").order_by("pk")
    keys = list(told.values_list("message__order_key", flat=True))
    assert keys == sorted(keys)
    assert len(keys) == 2


def test_rows_that_mean_somebody_are_not_reported(cast: Cast, batch: Batch) -> None:
    InboundRow.objects.filter(batch=batch).exclude(outcome="SET_ASIDE").update(outcome="MATCHED")
    report_not_found(next_month(), by=BY)
    (message,) = Message.objects.filter(type="DATA_ERROR_REPORT")
    assert opened(message)["lists"][0]["not_found"] == ""


def test_the_liaison_finds_the_rows_and_the_error_sheet(client: Client, cast: Cast, batch: Batch) -> None:
    report_not_found(next_month(), by=BY)
    deliver_due()
    sign_in(client, cast.liaison)
    page = client.get(reverse("exchange:inbox")).content.decode()
    for name, more in (("rows", ["NOT_FOUND"]), ("rows", ["SET_ASIDE"]), ("errors", [])):
        url = reverse(f"exchange:{name}", args=[batch.pk, *more])
        assert url in page
        assert client.get(url).status_code == 200


@pytest.mark.parametrize(("numbers", "said"), [([], ""), ([5], "5"), ([5, 3, 6, 7, 9, 10], "3、5–7、9–10")])
def test_runs_of_numbers(numbers: list[int], said: str) -> None:
    assert in_runs(numbers) == said
