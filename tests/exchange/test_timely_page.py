"""The page of a list says how many of its rows were told late, and opens them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from banji.accounts.models import Organisation
from banji.accounts.roles import Role
from banji.departments.health.feed import FEED as HEALTH
from banji.departments.hrss.feed import FEED as HRSS
from banji.exchange.models import Batch
from banji.foundation import clock
from tests.cast import Cast, Member, make_officer, make_organisation, sign_in
from tests.departments.hrss.test_feed import GOOD
from tests.departments.sheets import csv_of, hand_in

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def liaison(cast: Cast) -> Member:
    hrss = make_organisation("安平县人社局", Organisation.Kind.DEPARTMENT, department="HRSS")
    return make_officer("hrss", "温良", hrss, Role.LIAISON)


@pytest.fixture
def batch(liaison: Member) -> Batch:
    sender = Organisation.objects.get(pk=liaison.actor.organisation_id)
    long_ago = clock.today() - timedelta(days=70)
    rows = (GOOD | {"办理日期": str(long_ago)}, GOOD | {"办理日期": str(clock.today())})
    return hand_in(HRSS, sender, csv_of(*rows))


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"exchange:{name}", args=args), headers=ENGLISH)
    assert answer.status_code == 200
    return answer.content.decode()


def test_late_rows_are_a_number_that_opens_its_list(client: Client, liaison: Member, batch: Batch) -> None:
    sign_in(client, liaison)
    shown = page(client, "batch", batch.pk)
    assert "1 row of 2 (50 %) was told late" in shown
    assert "The longest took 70 days." in shown
    assert reverse("exchange:rows", args=[batch.pk, "LATE"]) in shown
    rows = page(client, "rows", batch.pk, "LATE")
    assert "1 row: told late" in rows


def test_a_liaison_sends_his_own_lists_only(client: Client, liaison: Member) -> None:
    sign_in(client, liaison)
    assert HRSS.title.en in page(client, "send", HRSS.code)
    assert ".json" not in page(client, "send", HRSS.code)
    for other in (HEALTH.code, "civil_affairs.cremations"):
        assert client.get(reverse("exchange:send", args=[other])).status_code == 404


def test_a_liaison_of_health_may_send_json(client: Client, cast: Cast) -> None:
    health = make_organisation("安平县卫生局", Organisation.Kind.DEPARTMENT, department="HEALTH")
    sign_in(client, make_officer("health", "安康", health, Role.LIAISON))
    assert ".csv,.json,.xls,.xlsx" in page(client, "send", HEALTH.code)
