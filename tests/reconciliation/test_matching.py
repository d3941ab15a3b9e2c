"""From a list to decisions: what the machine may settle, what waits, and that nothing is done twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from banji.audit.verify import verify
from banji.exchange import counts, inbox
from banji.exchange.channels import opened
from banji.exchange.models import Batch, InboundRow, Message
from banji.foundation.errors import NotFound, Refused
from banji.reconciliation import decisions, machine, run
from banji.reconciliation.models import Candidate, Decision
from banji.register.models import Particulars
from tests.cast import Cast
from tests.reconciliation.scene import (
    BY,
    CHEN,
    FEED,
    LI,
    ZHAO,
    Town,
    make_town,
    number,
    outcomes,
    row,
    send,
    send_and_match,
)

# The snapshot is read by a connection of its own, which sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)
O = InboundRow.Outcome  # noqa: E741

LI_ROW = ("李大山", number(LI), "1940-03-05", "2016-05-01", "东河镇李家村")
NOBODY = ("钱无名", number(date(1951, 1, 1)), "1951-01-01", "2016-05-02", "")
DOUBT = ("陈秀瑛", "", "1938-11-02", "2016-06-01", "西山镇新桥村")
BAD = ("", number(CHEN), "", "2016-06-01", "")
BORROWED = ("周小毛", number(ZHAO), "", "2016-06-01", "")


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.BANJI_FILES = tmp_path / "files"


@pytest.fixture
def town(cast: Cast) -> Town:
    return make_town(cast)


def told() -> list[Message]:
    return list(Message.objects.filter(type="DEATH_CREMATION").order_by("created_at", "pk"))


def test_each_row_ends_in_exactly_one_outcome_and_the_counts_add_up(
    cast: Cast, town: Town, tmp_path: Path
) -> None:
    batch = send_and_match(cast, tmp_path, LI_ROW, DOUBT, NOBODY, BAD, BORROWED)
    assert outcomes(batch) == [O.MATCHED, O.REVIEW, O.NOT_FOUND, O.SET_ASIDE, O.REVIEW]
    found = counts.counts_of([batch.pk])[batch.pk]
    assert found == counts.Counts(received=5, matched=1, review=2, not_found=1, set_aside=1, waiting=0)
    assert found.balanced
    assert counts.unbalanced() == {}


def test_a_lost_row_is_noticed(cast: Cast, town: Town, tmp_path: Path) -> None:
    batch = send_and_match(cast, tmp_path, LI_ROW, NOBODY)
    Batch.objects.filter(pk=batch.pk).update(reading=batch.reading | {"rows": 3})
    assert list(counts.unbalanced()) == [batch]


def test_number_and_name_agree_is_handed_over_with_what_the_matter_needs(
    cast: Cast, town: Town, tmp_path: Path
) -> None:
    batch = send_and_match(cast, tmp_path, LI_ROW)
    (message,) = told()
    assert opened(message) == {
        "person_id": str(town.li.person_id),
        "row": row(batch, 0).pk,
        "sender": cast.civil_affairs.pk,
        "has_number": True,
        "died_on": "2016-05-01",
        "place": "",
        "document_no": "",
        "received_on": batch.received_at.astimezone().date().isoformat(),
    }
    decision = Decision.objects.get()
    assert (decision.by_machine, decision.verdict, decision.person_id) == (True, "SAME", town.li.person_id)
    assert list(verify()) == []


@pytest.mark.parametrize(
    ("cells", "by_machine"),
    [
        (LI_ROW, True),
        (("李大山", number(LI)[:6] + number(LI)[8:17], "", "2016-05-01", ""), True),
        (
            ("李大山", number(LI)[:-2] + "9" + number(LI)[-1], "1940-03-05", "2016-05-01", "东河镇李家村"),
            True,
        ),
        (("李大山", float(number(LI)[:15] + "000"), "1940-03-05", "2016-05-01", "东河镇李家村"), False),
        (("李大山", number(LI), "1941-03-05", "2016-05-01", ""), False),
        (("李小山", number(LI), "1940-03-05", "2016-05-01", ""), False),
        (("李大山", "", "1940-03-05", "2016-05-01", "东河镇李家村"), False),
    ],
)
def test_the_machine_decides_only_where_number_and_name_both_agree(
    cast: Cast, town: Town, tmp_path: Path, cells: tuple[Any, ...], by_machine: bool
) -> None:
    batch = send_and_match(cast, tmp_path, cells)
    assert outcomes(batch) == [O.MATCHED if by_machine else O.REVIEW]
    assert Decision.objects.exists() == by_machine
    best = Candidate.objects.get(row=row(batch, 0), rank=1)
    assert best.person_id == town.li.person_id
    assert len(told()) == by_machine


def test_levels_that_let_the_machine_decide_are_levels_of_the_table() -> None:
    from banji.reconciliation.reasons import level

    assert all(level(code) for code in machine.NUMBER_AGREES | machine.NAME_AGREES)
    assert not machine.decides("review", ["number:whole", "name:same"])
    assert not machine.decides("conflict", ["number:whole", "name:same"])


def test_the_same_file_again_is_the_same_batch(cast: Cast, town: Town, tmp_path: Path) -> None:
    first = send_and_match(cast, tmp_path, LI_ROW, DOUBT)
    file = first.file
    again = inbox.receive(feed=FEED, sender=cast.civil_affairs, file=file, period="2016", by=BY)
    assert again == first
    run.match_batch(first.pk, by=BY)
    assert (Batch.objects.count(), InboundRow.objects.count(), len(told())) == (1, 2, 1)


def test_a_grown_list_scores_only_what_is_new_and_hands_over_nothing_twice(
    cast: Cast, town: Town, tmp_path: Path
) -> None:
    send_and_match(cast, tmp_path, LI_ROW, DOUBT)
    zhao = ("赵永福", number(ZHAO), "1935-05-06", "2016-07-01", "")
    grown = send_and_match(cast, tmp_path, zhao, DOUBT, LI_ROW, name="grown.xlsx")
    assert outcomes(grown) == [O.MATCHED, O.REVIEW, O.MATCHED]
    assert len(told()) == 2
    assert set(Candidate.objects.filter(run__batch=grown).values_list("row__row_no", flat=True)) == {2}
    assert row(grown, 1).reason_code == "match.same_as_before"


def test_a_changed_date_of_death_is_new_content_and_told_again(
    cast: Cast, town: Town, tmp_path: Path
) -> None:
    send_and_match(cast, tmp_path, LI_ROW)
    send_and_match(cast, tmp_path, (*LI_ROW[:3], "2016-09-09", LI_ROW[4]), name="corrected.xlsx")
    assert [opened(message)["died_on"] for message in told()] == ["2016-05-01", "2016-09-09"]


def test_killed_in_the_middle_it_goes_on_where_it_stopped(
    cast: Cast, town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = send(cast, tmp_path, LI_ROW, ("赵永福", number(ZHAO), "", "2016-07-01", ""), NOBODY)
    monkeypatch.setattr(run, "CHUNK", 1)
    real, calls = run._settle, []

    def killed(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(*arguments)

    monkeypatch.setattr(run, "_settle", killed)
    with pytest.raises(KeyboardInterrupt):
        run.match_batch(batch.pk, by=BY)
    assert outcomes(batch) == [O.MATCHED, None, None]
    assert counts.counts_of([batch.pk])[batch.pk].waiting == 2
    monkeypatch.setattr(run, "_settle", real)
    assert run.match_batch(batch.pk, by=BY).balanced
    assert outcomes(batch) == [O.MATCHED, O.MATCHED, O.NOT_FOUND]
    assert len(told()) == 2
    assert not list((tmp_path / "work").glob("*"))


def test_a_person_changed_since_the_snapshot_waits_for_a_clerk(
    cast: Cast, town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = send(cast, tmp_path, LI_ROW)
    real = run._score

    def changed_meanwhile(*arguments: Any) -> Any:
        scored = real(*arguments)
        from banji.audit.acts import act

        with act("tests.rename", by=BY) as this:
            this.close(Particulars.objects.get(person=town.li.person_id, recorded_to=None))
        return scored

    monkeypatch.setattr(run, "_score", changed_meanwhile)
    run.match_batch(batch.pk, by=BY)
    assert (outcomes(batch), row(batch, 0).reason_code) == ([O.REVIEW], "match.changed")
    assert told() == []


# ------------------------------------------------------------------ the clerk


def test_a_clerk_decides_and_every_list_with_that_row_follows(cast: Cast, town: Town, tmp_path: Path) -> None:
    by = cast.county_officer.actor
    first = send_and_match(cast, tmp_path, DOUBT)
    grown = send_and_match(cast, tmp_path, DOUBT, LI_ROW, name="grown.xlsx")
    made = decisions.decide_same(row(first, 0).pk, town.chen.person_id, by=by)
    assert (outcomes(first), outcomes(grown)) == ([O.MATCHED], [O.MATCHED, O.MATCHED])
    assert [opened(message)["person_id"] for message in told()].count(str(town.chen.person_id)) == 1
    assert not made.by_machine
    with pytest.raises(Refused) as refused:
        decisions.decide_none(row(grown, 0).pk, by=by)
    assert refused.value.code == "decided"


def test_nobody_is_meant(cast: Cast, town: Town, tmp_path: Path) -> None:
    batch = send_and_match(cast, tmp_path, DOUBT)
    decisions.decide_none(row(batch, 0).pk, by=cast.county_officer.actor)
    assert (outcomes(batch), told()) == ([O.NOT_FOUND], [])
    again = send_and_match(cast, tmp_path, DOUBT, NOBODY, name="again.xlsx")
    assert outcomes(again) == [O.NOT_FOUND, O.NOT_FOUND]


def test_the_sender_is_asked_and_the_row_still_waits(cast: Cast, town: Town, tmp_path: Path) -> None:
    batch = send_and_match(cast, tmp_path, DOUBT)
    by = cast.county_officer.actor
    decisions.ask_sender(row(batch, 0).pk, by=by, reason="姓名是秀英还是秀瑛？")
    question = Message.objects.get(type="DATA_ERROR_REPORT")
    assert opened(question) == {"question": "姓名是秀英还是秀瑛？", "batch": str(batch.pk), "row_no": 2}
    assert question.deliveries.get().organisation == cast.civil_affairs
    assert outcomes(batch) == [O.REVIEW]
    decisions.decide_same(row(batch, 0).pk, town.chen.person_id, by=by)
    assert outcomes(batch) == [O.MATCHED]
    assert Decision.objects.filter(recorded_to=None).count() == 1


def test_a_decision_is_undone_and_the_matter_is_told(cast: Cast, town: Town, tmp_path: Path) -> None:
    batch = send_and_match(cast, tmp_path, LI_ROW)
    (decision,) = Decision.objects.all()
    decisions.undo(decision.pk, by=cast.officer.actor, reason="同名同号，另有其人")
    assert (outcomes(batch), row(batch, 0).reason_code) == ([O.REVIEW], "match.undone")
    withdrawn = Message.objects.get(type="MATCH_WITHDRAWN")
    assert opened(withdrawn)["person_id"] == str(town.li.person_id)
    assert withdrawn.order_key == told()[0].order_key
    assert withdrawn.seq > told()[0].seq
    decisions.decide_same(row(batch, 0).pk, town.li.person_id, by=cast.officer.actor)
    assert len(told()) == 2
    assert list(verify()) == []


def test_a_borrowed_number_needs_a_word_of_explanation(cast: Cast, town: Town, tmp_path: Path) -> None:
    batch = send_and_match(cast, tmp_path, BORROWED)
    pk, by = row(batch, 0).pk, cast.county_officer.actor
    assert Candidate.objects.get(row=pk, rank=1).proposal == "conflict"
    with pytest.raises(Refused) as refused:
        decisions.decide_same(pk, town.zhao.person_id, by=by)
    assert refused.value.code == "no_reason"
    decisions.decide_same(pk, town.zhao.person_id, by=by, reason="小名，家属确认")


def test_only_an_officer_of_the_area_decides(cast: Cast, town: Town, tmp_path: Path) -> None:
    batch = send_and_match(cast, tmp_path, DOUBT)
    pk = row(batch, 0).pk
    with pytest.raises(Refused):
        decisions.decide_none(pk, by=BY)
    for outsider in (cast.officer, cast.liaison, cast.supervisor, cast.sys_admin):
        with pytest.raises(NotFound):
            decisions.decide_none(pk, by=outsider.actor)
    with pytest.raises(Refused) as refused:
        decisions.decide_same(pk, town.li.person_id, by=cast.outsider.actor)
    assert refused.value.code == "not_proposed"
    decisions.decide_none(pk, by=cast.outsider.actor)
