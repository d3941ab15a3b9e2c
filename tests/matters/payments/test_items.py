"""The life of an item: every step of its table, who may take it, what the payer is told, and its undoing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from tests.cast import Cast
from tests.matters.payments.scene import (
    BY,
    DIED,
    LI,
    PAYEES,
    Scene,
    at,
    items,
    number,
    only,
    told,
)
from tests.register.people import Resident

from banji.cases.models import Alarm
from banji.cases.procedure import problems
from banji.exchange import ledger
from banji.exchange.answers.replies import Answer, take_answer
from banji.exchange.channels import opened
from banji.exchange.delivery import deliver_due
from banji.exchange.feeds import ReadRow
from banji.exchange.inbox import keep_rows
from banji.exchange.models import Batch, InboundRow, Message
from banji.files.operations import store
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused
from banji.foundation.ids import uuid7
from banji.matters.payments import finding, operations, queries
from banji.matters.payments import told as payers_told
from banji.matters.payments.models import PayerTold, StillPaid
from banji.matters.payments.procedure import ANSWERED, CLOSED, FOUND, PROCEDURE, TOLD, Outcome

pytestmark = pytest.mark.django_db
WHY = "经核实"


def row(scene: Scene, name: str = "李大山", benefit: str = "城乡居民养老金", day: int = 0) -> InboundRow:
    """A row of a list of payees, without matching it."""
    file = store(f"{name},{benefit},{day},{uuid7()}\n".encode(), name="list.csv", by=BY)
    batch = Batch.objects.create(
        feed=PAYEES,
        sender=scene.hrss,
        file=file,
        received_at=clock.now(),
        received_by="tests",
        state=Batch.State.READ,
    )
    clean = {"name": name, "citizen_id_no": "519901194003050013", "benefit_kind": benefit}
    keep_rows(batch, [ReadRow(1, clean, clean)], by=BY)
    return InboundRow.objects.select_related("batch__sender").get(batch=batch)


def found(scene: Scene, who: Resident | None = None) -> UUID:
    """An item about a dead person, as the machine finds it; an officer has to compare."""
    who = who or scene.li
    scene.cancel(who)
    item = finding.find(who.person_id, row(scene), by=BY)
    assert item is not None
    return item.item


def asked(scene: Scene) -> UUID:
    item = found(scene)
    operations.tell(item, by=scene.officer, same_person=True)
    return item


def test_the_table_is_sound() -> None:
    assert list(problems(PROCEDURE)) == []


def test_the_payer_is_told_what_the_catalogue_allows_and_nobody_else(scene: Scene) -> None:
    item = asked(scene)
    assert told("STILL_PAID") == ["安平县人社局"]
    message = Message.objects.get(type="STILL_PAID")
    assert opened(message) == {
        "citizen_id_no": number(LI),
        "name": "李大山",
        "died_on": "2016-11-02",
        "cancelled_on": "2017-03-01",
        "listed_on": "2017-03-01",
        "benefit_kind": "城乡居民养老金",
        "unit": "",
        "row_no": "1",
    }
    now = only(item=item)
    assert (now.state, now.told_on, now.due_on) == (TOLD, date(2017, 3, 1), date(2017, 3, 15))


@pytest.mark.parametrize(
    ("stopped_on", "outcome"),
    [
        (date(2017, 2, 1), Outcome.STOPPED_BEFORE),
        (date(2017, 3, 1), Outcome.STOPPED),
        (date(2017, 3, 6), Outcome.STOPPED),
    ],
)
def test_stopped_closes_and_is_noted_for_the_lag(scene: Scene, stopped_on: date, outcome: str) -> None:
    item = asked(scene)
    at(date(2017, 3, 6))
    operations.answer_stopped(item, stopped_on=stopped_on, by=scene.payer.actor)
    now = only(item=item)
    assert (now.state, now.outcome, now.stopped_on) == (CLOSED, outcome, stopped_on)
    noted = PayerTold.objects.get(payer=scene.hrss, recorded_to=None)
    assert (noted.died_on, noted.stopped_on, noted.answered_on) == (DIED, stopped_on, date(2017, 3, 6))


def test_who_has_answered_on_the_page_owes_no_word_of_it_any_more(scene: Scene) -> None:
    def owed() -> list[str]:
        found = ledger.open_deliveries(scene.hrss.pk).order_by("message__type")
        return list(found.values_list("message__type", flat=True))

    item = asked(scene)
    deliver_due()
    assert owed() == ["HUKOU_CANCELLED", "STILL_PAID"]
    operations.answer_not_due(item, reason="遗属抚恤金", by=scene.payer.actor)
    assert owed() == []
    operations.tell_again(item, reason="名册上仍是本人", by=scene.officer)
    deliver_due()
    assert owed() == ["STILL_PAID"]


def test_a_wrong_day_is_corrected_by_the_payer(scene: Scene) -> None:
    item = asked(scene)
    operations.answer_stopped(item, stopped_on=date(2017, 2, 1), by=scene.payer.actor)
    operations.answer_stopped(item, stopped_on=date(2017, 3, 1), by=scene.payer.actor)
    assert (only(item=item).outcome, only(item=item).stopped_on) == (Outcome.STOPPED, date(2017, 3, 1))
    assert PayerTold.objects.get(payer=scene.hrss, recorded_to=None).stopped_on == date(2017, 3, 1)


def test_paid_to_somebody_else_is_looked_into_and_accepted_or_told_again(scene: Scene) -> None:
    item = asked(scene)
    operations.answer_not_due(item, reason="遗属待遇", by=scene.payer.actor)
    assert (only(item=item).state, only(item=item).due_on) == (ANSWERED, date(2017, 3, 8))
    operations.tell_again(item, reason="遗属无此待遇", by=scene.officer)
    assert told("STILL_PAID") == ["安平县人社局"] * 2
    operations.answer_not_due(item, reason="领取人为配偶", by=scene.payer.actor)
    operations.accept(item, reason="核实无误", by=scene.officer)
    assert (only(item=item).state, only(item=item).outcome) == (CLOSED, Outcome.NOT_DUE)
    operations.reopen(item, reason="再核", by=scene.officer)
    assert (only(item=item).state, only(item=item).outcome) == (FOUND, "")


def test_said_to_be_alive_raises_an_alarm_and_restores_nothing(scene: Scene) -> None:
    item = asked(scene)
    operations.answer_alive(item, reason="本人上月到窗口认证", by=scene.payer.actor)
    deliver_due()
    alarm = Alarm.objects.get(kind="SAID_ALIVE")
    assert alarm.station == scene.cast.east_station
    assert scene.li.registration.status == "CANCELLED"
    with pytest.raises(Refused, match="死亡案件"):
        operations.accept(item, reason=WHY, by=scene.officer)
    operations.tell_again(item, reason="复核后确已死亡", by=scene.officer)
    assert only(item=item).state == TOLD


def test_dismissed_after_telling_is_taken_back_at_the_payer_too(scene: Scene) -> None:
    item = asked(scene)
    operations.dismiss(item, reason="名单上的是同名亲属", by=scene.officer)
    assert told("STILL_PAID_WITHDRAWN") == ["安平县人社局"]
    operations.reopen(item, reason="误判", by=scene.officer)
    assert only(item=item).state == FOUND


def test_the_answer_may_come_by_message_and_to_the_ordinary_one_of_the_cancellation(scene: Scene) -> None:
    item = found(scene)
    message = Message.objects.get(type="HUKOU_CANCELLED")
    answer = Answer(uuid7(), "BENEFIT_STOPPED_FEEDBACK", message.pk, {"stopped_on": "2017-03-01"})
    for _ in range(2):
        take_answer(answer, sender=scene.hrss, by=scene.payer.actor)
        deliver_due()
    assert (only(item=item).state, only(item=item).outcome) == (CLOSED, Outcome.STOPPED)
    noted = PayerTold.objects.get(payer=scene.hrss, recorded_to=None)
    assert (noted.told_on, noted.stopped_on) == (date(2017, 3, 1), date(2017, 3, 1))


def test_a_stop_without_any_item_counts_for_the_lag(scene: Scene) -> None:
    scene.cancel(scene.chen)
    assert set(PayerTold.objects.values_list("payer__name", flat=True)) == {"安平县人社局", "安平县民政局"}
    message = Message.objects.get(type="HUKOU_CANCELLED")
    payers_told.record_stop(
        scene.chen.person_id, scene.hrss, date(2017, 3, 1), date(2017, 3, 1), message.pk, by=BY
    )
    assert items() == []
    assert PayerTold.objects.get(payer=scene.hrss, recorded_to=None).stopped_on == date(2017, 3, 1)


def test_no_answer_in_time_is_reminded_once_and_raises_one_alarm_a_payer(scene: Scene) -> None:
    item = asked(scene)
    at(date(2017, 3, 15))
    assert finding.remind(by=BY) == 0
    at(date(2017, 3, 16))
    assert [finding.remind(by=BY), finding.remind(by=BY)] == [1, 0]
    assert told("STILL_PAID") == ["安平县人社局"] * 2
    assert only(item=item).due_on == date(2017, 3, 15)
    alarm = Alarm.objects.get(kind="PAYMENTS_UNANSWERED", settled_at=None)
    assert alarm.subject_id == str(scene.hrss.pk)
    operations.answer_stopped(item, stopped_on=date(2017, 3, 1), by=scene.payer.actor)
    finding.remind(by=BY)
    assert not Alarm.objects.filter(kind="PAYMENTS_UNANSWERED", settled_at=None).exists()


def test_the_same_row_twice_or_an_older_one_changes_nothing(scene: Scene) -> None:
    scene.cancel(scene.li)
    old, new = row(scene), row(scene, benefit="城乡居民养老保险")
    for one in (new, old, new):
        finding.find(scene.li.person_id, one, by=BY)
    assert only().row_id == new.pk
    assert StillPaid.objects.count() == 1


def test_nobody_living_ever_gets_an_item(scene: Scene) -> None:
    for who in (scene.li, scene.other_li, scene.chen):
        assert finding.find(who.person_id, row(scene), by=BY) is None
    scene.end_otherwise(scene.zhao, "DUPLICATE")
    assert finding.find(scene.zhao.person_id, row(scene), by=BY) is None
    assert not StillPaid.objects.exists()


REFUSED: dict[str, Callable[[UUID, Actor], object]] = {
    "a stop in the future": lambda i, by: operations.answer_stopped(i, stopped_on=date(2017, 4, 1), by=by),
    "no reason given": lambda i, by: operations.answer_not_due(i, reason=" ", by=by),
    "another item's step": lambda i, by: operations.accept(i, reason=WHY, by=by),
    "a stale page": lambda i, by: operations.answer_stopped(i, stopped_on=date(2017, 3, 1), by=by, seen=0),
    "telling is not the payer's": lambda i, by: operations.tell(i, by=by),
    "dismissing is not the payer's": lambda i, by: operations.dismiss(i, reason=WHY, by=by),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_to_the_payer(scene: Scene, what: str) -> None:
    item = asked(scene)
    with pytest.raises(Refused):
        REFUSED[what](item, scene.payer.actor)
    assert only(item=item).state == TOLD


def test_who_sees_which_items(scene: Scene) -> None:
    cast: Cast = scene.cast
    item = found(scene)
    sees = lambda who: queries.items_of(who.actor).filter(item=item).exists()  # noqa: E731
    insiders = (cast.officer, cast.chief, cast.county_officer, cast.supervisor)
    outsiders = (cast.outsider, cast.liaison, scene.treasurer, cast.committee, cast.sys_admin, cast.citizen)
    assert [sees(who) for who in insiders] == [True] * len(insiders)
    assert [sees(who) for who in (*outsiders, scene.payer)] == [False] * (len(outsiders) + 1)
    operations.tell(item, by=scene.officer, same_person=True)
    assert sees(scene.payer)
    with pytest.raises(NotFound):
        operations.answer_stopped(item, stopped_on=date(2017, 3, 1), by=scene.treasurer.actor)


def test_the_lag_by_payer_in_days(scene: Scene) -> None:
    for who, stopped_on in (
        (scene.li, date(2017, 3, 11)),
        (scene.zhao, date(2017, 3, 21)),
        (scene.chen, None),
    ):
        scene.cancel(who, date(2017, 2, 19))
        message = Message.objects.filter(type="HUKOU_CANCELLED").latest("created_at")
        if stopped_on:
            payers_told.record_stop(
                who.person_id, scene.hrss, stopped_on, date(2017, 3, 25), message.pk, by=BY
            )
    lag = {row.payer: row for row in queries.lag_by_payer(scene.officer)}
    hrss = lag["安平县人社局"]
    assert (hrss.told, hrss.stopped, hrss.silent, hrss.since) == (3, 2, 1, date(2017, 3, 1))
    assert hrss.from_death == (25.0, 29.0)
    assert hrss.from_telling == hrss.from_cancellation == (15.0, 19.0)
    assert (lag["安平县民政局"].silent, lag["安平县民政局"].from_death) == (3, (None, None))
    assert [row.told for row in queries.lag_by_payer(scene.payer.actor)] == [3]
    assert [row.told for row in queries.lag_by_payer(scene.cast.outsider.actor)] == [2, 2]
