"""From a payer's list to items: nothing about the living goes on, and a later cancellation still finds the list."""

from __future__ import annotations

from datetime import date

import pytest
from tests.matters.payments.scene import (
    CHEN,
    DIED,
    LI,
    OTHER_LI,
    PAYROLL,
    ZHAO,
    Scene,
    at,
    items,
    only,
    outcomes,
    row_of,
    told,
)

from banji.audit.verify import verify
from banji.exchange import counts, retention
from banji.exchange.delivery import deliver_due
from banji.exchange.models import InboundRow, Message
from banji.foundation.actors import system
from banji.matters.payments import operations
from banji.matters.payments.procedure import FOUND, Outcome
from banji.reconciliation import decisions, living
from banji.reconciliation.models import Candidate, Decision, Listed

# The snapshot is read by a connection of its own, which sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)

LI_ROW, OTHER_ROW = row_of("李大山", LI), row_of("李大山", OTHER_LI)
CHEN_ROW, ZHAO_ROW = row_of("陈秀英", CHEN), row_of("赵永福", ZHAO)
NOBODY = row_of("钱无名", date(1951, 1, 1))


def listed_messages() -> int:
    return Message.objects.filter(type__in=("PAYEE_LIST", "PAYROLL_LIST")).count()


def test_of_a_list_of_the_living_only_the_dead_go_on_and_the_counts_add_up(scene: Scene) -> None:
    scene.cancel(scene.li)
    scene.end_otherwise(scene.zhao, "SETTLED_ABROAD")
    misheard = row_of("陈秀瑛", CHEN)
    batch = scene.send(LI_ROW, OTHER_ROW, misheard, ZHAO_ROW, NOBODY, "张无号,,城乡居民养老金")
    assert outcomes(batch) == [
        ("MATCHED", ""),
        ("MATCHED", "match.living"),
        ("NOT_FOUND", "match.no_dead"),
        ("MATCHED", "match.living"),
        ("NOT_FOUND", "match.nobody"),
        ("SET_ASIDE", "cell_missing"),
    ]
    found = counts.counts_of([batch.pk])[batch.pk]
    assert (found.received, found.matched, found.not_found, found.set_aside) == (6, 3, 2, 1)
    assert found.balanced
    assert counts.unbalanced() == {}
    # Nothing about anybody else is told or kept as a candidate.
    assert listed_messages() == 1
    assert not Candidate.objects.exists()
    item = only()
    assert (item.person_id, item.payer, item.benefit) == (scene.li.person_id, scene.hrss, "RESIDENT_PENSION")
    assert (item.state, item.sure, item.died_on, item.cancelled_on) == (FOUND, True, DIED, date(2017, 3, 1))
    assert item.due_on == date(2017, 3, 8)
    assert list(verify()) == []


def test_amounts_and_accounts_are_not_kept(scene: Scene) -> None:
    from banji.exchange.inbox import content_of

    batch = scene.send(CHEN_ROW)
    kept = content_of(InboundRow.objects.get(batch=batch))
    assert set(kept.cells) == {"name", "citizen_id_no", "benefit_kind"}


def test_a_doubtful_row_waits_for_a_clerk_only_if_a_dead_person_may_be_meant(scene: Scene) -> None:
    scene.cancel(scene.chen)
    # The dead person's number under another name: somebody else draws it, or a slip of the pen.
    batch = scene.send(row_of("陈秀瑛", CHEN), row_of("赵永富", ZHAO))
    assert [outcome for outcome, _ in outcomes(batch)] == ["REVIEW", "NOT_FOUND"]
    assert items() == []
    row = InboundRow.objects.filter(batch=batch, outcome="REVIEW").get()
    decisions.decide_same(row.pk, scene.chen.person_id, by=scene.officer, reason="比对一致")
    deliver_due()
    assert only().sure is False
    with pytest.raises(operations.Refused, match="两条记录"):
        operations.tell(only().item, by=scene.officer)
    operations.tell(only().item, by=scene.officer, same_person=True)
    assert told("STILL_PAID") == ["安平县人社局"]
    # Taken back: the item goes, and the payer hears of it.
    decisions.undo(Decision.objects.get(recorded_to=None).pk, by=scene.officer, reason="另有其人")
    deliver_due()
    assert only().outcome == Outcome.NOT_SAME
    assert told("STILL_PAID_WITHDRAWN") == ["安平县人社局"]


def test_who_is_cancelled_after_the_list_came_is_found_too(scene: Scene) -> None:
    scene.send(LI_ROW, OTHER_ROW, CHEN_ROW)
    assert items() == []
    assert listed_messages() == 0
    at(date(2017, 3, 20))
    scene.cancel(scene.li)
    item = only()
    assert (item.person_id, item.found_on, item.listed_on) == (
        scene.li.person_id,
        date(2017, 3, 20),
        date(2017, 3, 1),
    )
    # Whoever asks again, the night or another message, changes nothing.
    living.tell_the_dead(by=system("tests"))
    deliver_due()
    assert listed_messages() == 1
    assert len(items()) == 1


def test_a_cancellation_of_which_no_message_came_is_found_by_night(scene: Scene) -> None:
    scene.send(CHEN_ROW)
    scene.end_otherwise(scene.chen, "DEATH")
    assert living.tell_the_dead(by=system("tests")) == 1
    deliver_due()
    assert (only().died_on, only().cancelled_on) == (None, DIED)


def test_cancelled_for_another_reason_is_never_found(scene: Scene) -> None:
    scene.send(CHEN_ROW)
    for reason in ("ENLISTED", "SETTLED_ABROAD", "DUPLICATE", "MOVED_OUT", "OTHER"):
        scene.end_otherwise(scene.chen, reason)
        living.tell_the_dead(by=system("tests"))
    deliver_due()
    assert items() == []


def test_the_list_of_the_next_month_says_it_again_without_a_second_item(scene: Scene) -> None:
    scene.cancel(scene.li)
    scene.send(LI_ROW, CHEN_ROW)
    first = only()
    at(date(2017, 4, 3))
    batch = scene.send(LI_ROW, CHEN_ROW, ZHAO_ROW)
    assert outcomes(batch) == [("MATCHED", ""), ("MATCHED", "match.living"), ("MATCHED", "match.living")]
    assert (only().item, only().listed_on, only().found_on) == (
        first.item,
        date(2017, 4, 3),
        date(2017, 3, 1),
    )


def test_still_listed_after_the_stop_is_found_anew(scene: Scene) -> None:
    scene.cancel(scene.li)
    scene.send(LI_ROW)
    operations.tell(only().item, by=scene.officer)
    operations.answer_stopped(only().item, stopped_on=date(2017, 3, 1), by=scene.payer.actor)
    at(date(2017, 4, 3))
    scene.send(LI_ROW, CHEN_ROW)
    assert [item.state for item in items()] == ["CLOSED", "FOUND"]


def test_what_an_officer_has_cleared_up_is_not_asked_again(scene: Scene) -> None:
    scene.cancel(scene.li)
    scene.send(LI_ROW)
    operations.dismiss(only().item, by=scene.officer, reason="领取人为同名亲属")
    at(date(2017, 4, 3))
    scene.send(LI_ROW, CHEN_ROW)
    assert only().outcome == Outcome.NOT_SAME


def test_two_payers_and_two_benefits_are_items_of_their_own(scene: Scene) -> None:
    scene.cancel(scene.li)
    scene.send(LI_ROW, row_of("李大山", LI, "高龄津贴"))
    scene.send(f"{row_of('李大山', LI, '第一小学')}", f"{row_of('陈秀英', CHEN, '第一小学')}", feed=PAYROLL)
    found = sorted((item.payer.name, item.benefit, item.unit) for item in items())
    assert found == [
        ("安平县人社局", "RELIEF", ""),
        ("安平县人社局", "RESIDENT_PENSION", ""),
        ("安平县财政局", "PAYROLL", "第一小学"),
    ]


def test_the_same_living_person_on_two_payrolls_is_no_item(scene: Scene) -> None:
    scene.send(row_of("陈秀英", CHEN, "第一小学"), row_of("陈秀英", CHEN, "文化馆"), feed=PAYROLL)
    assert items() == []
    assert listed_messages() == 0


def test_a_restored_person_closes_the_item_and_the_payer_is_told_once(scene: Scene) -> None:
    event = scene.cancel(scene.li)
    scene.send(LI_ROW)
    scene.send(row_of("李大山", LI, "第一小学"), feed=PAYROLL)
    for item in items():
        operations.tell(item.item, by=scene.officer)
    scene.restore(scene.li, event)
    assert {item.outcome for item in items()} == {Outcome.RESTORED}
    # HRSS by the ordinary correction, finance because it had been told by us.
    assert sorted(name for name in told("ALIVE_CORRECTION") if name in ("安平县人社局", "安平县财政局")) == [
        "安平县人社局",
        "安平县财政局",
    ]
    # Cancelled again: found again with the next list.
    scene.cancel(scene.li, date(2017, 2, 1))
    at(date(2017, 4, 3))
    scene.send(LI_ROW, CHEN_ROW)
    assert [item.state for item in items(payer=scene.hrss)] == ["CLOSED", "FOUND"]


def test_who_stood_on_a_list_is_forgotten_with_it(scene: Scene) -> None:
    scene.send(LI_ROW, CHEN_ROW)
    assert Listed.objects.count() == 2
    by = system("tests")
    assert living.forget(by=by) == 0
    at(date(2017, 5, 20))
    assert retention.purge(by=by)["hrss.payees"] == 2
    assert living.forget(by=by) == 2
    assert Listed.objects.count() == 0
    scene.cancel(scene.li)
    assert items() == []
