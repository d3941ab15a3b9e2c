"""The pages of messages in a real browser: axe finds nothing, nothing sticks out, both languages, phone and desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from banji.accounts.models import Organisation
from banji.accounts.roles import Role
from banji.departments.hrss.feed import FEED as HRSS
from banji.exchange import delivery
from banji.exchange.models import Delivery, Endpoint
from banji.exchange.not_found import report_not_found
from banji.foundation import clock
from banji.foundation.actors import system
from tests.browsers import SIZES, faults, needs_browser
from tests.cast import Cast, Member, make_officer, make_organisation
from tests.departments.hrss.test_feed import GOOD
from tests.departments.sheets import csv_of, hand_in
from tests.exchange.test_ledger import send

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]


def shown(cast: Cast) -> list[tuple[Member, str]]:
    """A few weeks of exchange: something late each way, a system that is down, an inbox with an answer to give."""
    hrss = make_organisation("安平县人力资源和社会保障局", Organisation.Kind.DEPARTMENT, department="HRSS")
    liaison = make_officer("hrss", "赵联络", hrss, Role.LIAISON)
    for n, state in enumerate(("WAITING", "SENT", "DELIVERED", "ACCEPTED", "REJECTED")):
        send(hrss, n, state=state, accepted_at=clock.now() if state in ("ACCEPTED", "REJECTED") else None)
        send(cast.civil_affairs, n + 10, state=state)
    Endpoint.objects.create(
        organisation=hrss, channel="HTTP", address="https://exchange.rsj.anping.example.gov.cn/receive/banji",
        down_since=clock.now(), last_fault="no connection (NewConnectionError)", failures=3,
        probe_after=clock.now() + timedelta(minutes=5),
    )  # fmt: skip
    with transaction.atomic():
        clock.move_to(clock.now() + timedelta(days=40), by=system("tests.browser"))
    delivery.deliver_here()
    behind = reverse("exchange:behind", args=[hrss.pk, "ANSWER", "HUKOU_CANCELLED"])
    sent_back = reverse("exchange:behind", args=[hrss.pk, "SENT_BACK", "HUKOU_CANCELLED"])
    rejected = Delivery.objects.filter(organisation=hrss, state="REJECTED").latest("pk")
    return [
        *lists(hrss, liaison),
        (cast.county_officer, sent_back),
        (cast.county_officer, reverse("exchange:look", args=[rejected.pk])),
        (cast.county_officer, reverse("exchange:owed")),
        (liaison, reverse("exchange:owed")),
        (cast.county_officer, behind),
        (liaison, reverse("exchange:inbox")),
        (cast.sys_admin, reverse("exchange:endpoints")),
        (cast.sys_admin, reverse("exchange:endpoint", args=[hrss.pk])),
        (cast.county_officer, reverse("exchange:deliveries")),
    ]


def lists(hrss: Organisation, liaison: Member) -> list[tuple[Member, str]]:
    """A list told late, with rows that cannot be used, and the report about it in the inbox."""
    late = GOOD | {"死者姓名": "张国华", "死亡日期": "2016-01-05", "办理日期": "2016-02-01"}
    batch = hand_in(HRSS, hrss, csv_of(GOOD, late, GOOD | {"死者姓名": ""}), name="2017年2月丧葬补助金.csv")
    with transaction.atomic():
        clock.move_to(clock.now() + timedelta(days=40), by=system("tests.browser"))
    report_not_found(clock.today(), by=system("tests.browser"))
    delivery.deliver_here()
    return [
        (liaison, reverse("exchange:send", args=["hrss.funeral_benefits"])),
        (liaison, reverse("exchange:batches")),
        (liaison, reverse("exchange:batch", args=[batch.pk])),
        (liaison, reverse("exchange:rows", args=[batch.pk, "LATE"])),
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_clean(
    browser: Browser, live_server: LiveServer, cast: Cast, language: str, size: str
) -> None:
    found = faults(browser, live_server, shown(cast), size=size, language=language, name="exchange")
    assert "\n".join(found) == ""
