"""What has outlived its term goes; hash, outcome and counts stay; nobody else can touch a payload."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from banji.accounts.models import Organisation
from banji.exchange import inbox, lateness, overdue, retention
from banji.exchange.models import Batch, Delivery, InboundRow, Message
from banji.files.operations import store
from banji.foundation import clock
from tests.cast import Cast, make_organisation
from tests.exchange.test_outbox import tell
from tests.reconciliation.scene import BY, FEED, send
from tests.reconciliation.test_matching import BAD, LI_ROW

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(cast: Cast, settings: Settings, tmp_path: Path) -> Batch:
    settings.BANJI_FILES = tmp_path / "files"
    return send(cast, tmp_path, LI_ROW, BAD)


def make_old(days: int) -> None:
    """As the owner, for the site cannot: everything was received long ago."""
    from tests.roles import APP, OWNER, act_as

    act_as(OWNER)
    long_ago = clock.now() - timedelta(days=days)
    Batch.objects.update(received_at=long_ago)
    Message.objects.update(created_at=long_ago)
    act_as(APP)


@pytest.mark.django_db(transaction=True)
def test_payloads_go_after_their_term_and_everything_else_stays(batch: Batch) -> None:
    tell()
    Delivery.objects.update(state=Delivery.State.PROCESSED)
    hashes = list(InboundRow.objects.order_by("pk").values_list("row_hash", flat=True))
    first, _second = InboundRow.objects.order_by("pk")
    inbox.settle([inbox.Settlement(first.pk, InboundRow.Outcome.MATCHED)], at=clock.now())
    assert retention.purge(by=BY)[FEED] == 0
    make_old(1094)
    assert retention.purge(by=BY)[FEED] == 0
    make_old(1096)
    purged = retention.purge(by=BY)
    assert (purged[FEED], purged["HUKOU_CANCELLED"]) == (2, 1)
    assert not InboundRow.objects.exclude(payload=None).exists()
    assert list(InboundRow.objects.order_by("pk").values_list("row_hash", flat=True)) == hashes
    first.refresh_from_db()
    assert (first.outcome, inbox.content_of(first)) == (InboundRow.Outcome.MATCHED, inbox.PURGED)


@pytest.mark.django_db(transaction=True)
def test_what_still_waits_is_kept_whatever_its_age(batch: Batch) -> None:
    first = InboundRow.objects.order_by("pk")[0]
    inbox.settle([inbox.Settlement(first.pk, InboundRow.Outcome.REVIEW)], at=clock.now())
    tell()
    make_old(5000)
    purged = retention.purge(by=BY)
    assert (purged[FEED], purged["HUKOU_CANCELLED"]) == (1, 0)


def test_nothing_young_is_purged_even_by_a_wrong_call(batch: Batch) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT exchange_purge('rows', %s, %s)", [FEED, clock.now() - timedelta(days=29)])


def test_the_site_cannot_change_a_payload(batch: Batch) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        InboundRow.objects.update(payload=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.update(payload=None)


def test_a_list_is_late_after_its_period_and_its_grace(cast: Cast) -> None:
    """Yearly since 2017-01-01, ten working days of grace."""
    (owed,) = lateness.expected_lists(date(2017, 12, 1))
    assert (owed.sender, owed.last_received, owed.late) == (cast.civil_affairs, None, False)
    (owed,) = lateness.expected_lists(date(2018, 2, 1))
    assert owed.late


def test_a_message_nobody_received_is_late_after_three_working_days(cast: Cast) -> None:
    message = tell()
    told_on = message.created_at.astimezone(clock.CITY_TIME).date()
    assert not overdue.late_deliveries(told_on + timedelta(days=1))
    (late,) = overdue.late_deliveries(told_on + timedelta(days=15))
    assert late.message == message
    Delivery.objects.update(state=Delivery.State.PROCESSED)
    assert not overdue.late_deliveries(told_on + timedelta(days=15))


def test_a_list_is_owed_by_the_head_unless_an_office_below_really_sends_it(
    cast: Cast, tmp_path: Path, django_assert_num_queries: Any
) -> None:
    kind = Organisation.Kind.DEPARTMENT
    below = make_organisation("东河镇民政办", kind, department="CIVIL_AFFAIRS")
    Organisation.objects.filter(pk=below.pk).update(parent=cast.civil_affairs)
    health = make_organisation("安平县卫生局", kind, department="HEALTH")
    with django_assert_num_queries(2):
        owed = lateness.expected_lists(date(2017, 12, 1))
    assert {(one.entry.feed, one.sender) for one in owed} == {
        (FEED, cast.civil_affairs),
        ("health.hospital_deaths", health),
    }
    path = tmp_path / "list.csv"
    path.write_text("姓名,身份证号码,死亡日期\n李大山,519901195001010017,2016-05-01\n")
    inbox.receive(feed=FEED, sender=below, file=store(path.read_bytes(), name="list.csv", by=BY), by=BY)
    owed = lateness.expected_lists(date(2017, 12, 1))
    assert {one.sender for one in owed if one.entry.feed == FEED} == {below}
