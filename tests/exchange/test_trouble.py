"""What is wrong with the exchange is said once while it lasts, and again when a look at it did not help."""

from __future__ import annotations

from datetime import timedelta

import pytest

from banji.audit.acts import act
from banji.cases.alarms import alarms_of, settle_alarm
from banji.cases.models import Alarm
from banji.exchange import delivery, trouble
from banji.foundation import clock
from banji.foundation.actors import system
from tests.cast import Cast

pytestmark = pytest.mark.django_db
BY = system("tests.exchange")
DOWN = "ENDPOINT_DOWN"


def test_an_outage_somebody_has_looked_at_is_said_again_after_a_day(cast: Cast) -> None:
    since = clock.now()

    def fails(**later: int) -> list[Alarm]:
        clock.move_to(clock.now() + timedelta(**later), by=BY)
        with act("tests.trouble", by=BY) as this:
            trouble.begin(DOWN, subject=("organisation", 7), receiver="民政局", since=since, this=this)
        delivery.deliver_due()
        return list(Alarm.objects.filter(kind=DOWN, settled_at=None))

    (first,) = fails(minutes=30)
    assert fails(minutes=15) == [first]
    settle_alarm(first.pk, by=cast.county_officer.actor, reason="正在抢修")
    assert not fails(minutes=15)
    (second,) = fails(hours=24)
    assert second.pk != first.pk


def test_the_administrator_sees_alarms_of_the_exchange_and_no_others(cast: Cast) -> None:
    for kind in (DOWN, "CASE_OVERDUE"):
        Alarm.objects.create(
            kind=kind, subject_kind="organisation", subject_id="7", raised_at=clock.now(), text="x"
        )
    assert [alarm.kind for alarm in alarms_of(cast.sys_admin.actor)] == [DOWN]
    assert not alarms_of(cast.liaison.actor).exists()
