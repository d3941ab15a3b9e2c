"""Readings are written without holding a lane beforehand: none is lost, none waits, the chain stays whole."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from banji.audit import chain
from banji.audit.acts import ILLEGAL_DEMAND, act
from banji.audit.models import AuditEntry, AuditLane, AuditSubject
from banji.audit.readings import OPENED, record_reading
from banji.audit.verify import verify
from banji.foundation.actors import Actor, ActorKind
from banji.foundation.errors import IllegalDemand
from banji.foundation.ids import uuid7

pytestmark = pytest.mark.django_db(transaction=True)

CLERK = Actor(ActorKind.OFFICER, "7", "周文静", role="CLERK")
WRITERS, EACH = 8, 12


@pytest.fixture(autouse=True)
def trail_copy(settings: Settings, tmp_path: Path) -> None:
    settings.BANJI_TRAIL_COPY = tmp_path


def read(times: int = 1) -> None:
    for _ in range(times):
        record_reading(OPENED, by=CLERK, persons=[uuid7(), uuid7()], purpose="COUNTER")


def in_threads(count: int) -> None:
    def run() -> None:
        try:
            read(EACH)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("own_lane", [True, False], ids=["a lane each", "all begin with the same lane"])
def test_many_readers_at_once(own_lane: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not own_lane:
        monkeypatch.setattr(chain, "_OWN", chain._OWN.replace("pg_backend_pid()", "0"))
    read()
    in_threads(WRITERS)
    assert AuditEntry.objects.filter(act=OPENED).count() == WRITERS * EACH + 1
    assert AuditSubject.objects.count() == 2 * (WRITERS * EACH + 1)
    assert list(verify()) == []


def test_a_lane_that_is_held_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow act holds the lane a reader would begin with: he goes on to the next and waits for nobody."""
    monkeypatch.setattr(chain, "_OWN", chain._OWN.replace("pg_backend_pid()", "0"))
    read()
    with transaction.atomic():
        chain.take_lane()  # the first free one: lane 0
        in_threads(1)
    assert Counter(AuditEntry.objects.values_list("lane", flat=True)) == {0: 1, 1: EACH}
    assert list(verify()) == []


def test_a_lane_that_went_on_after_its_head_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read()
    seen = chain.read_head()
    read()
    monkeypatch.setattr("banji.audit.acts.read_head", lambda attempt: seen)
    read()  # every attempt sees a head that is past: it queues for a lane like any other act
    assert AuditEntry.objects.count() == 3
    assert list(verify()) == []


def test_a_reading_within_an_act_ends_with_it() -> None:
    with transaction.atomic():
        with act("case.look", by=CLERK):
            read()
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()
    with act("case.look", by=CLERK):
        read()
    assert AuditEntry.objects.count() == 2
    assert AuditLane.objects.count() == chain.LANES
    assert list(verify()) == []


def test_an_unlawful_demand_is_refused_and_stays_in_the_trail() -> None:
    def demand() -> None:
        with act("case.add_evidence", by=CLERK, object_=("case", "x")), act("inner", by=CLERK):
            raise IllegalDemand("不得要求“独生子女父母光荣证”")

    with pytest.raises(IllegalDemand):
        demand()
    entry = AuditEntry.objects.get(act=ILLEGAL_DEMAND)
    assert (entry.actor_name, entry.object_id) == ("周文静", "x")
    assert "独生子女父母光荣证" in entry.purpose
    assert list(verify()) == []
