"""The file drop when things go wrong: each fault is named, put aside and alarmed, and nothing is lost."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from banji.accounts.models import Organisation
from banji.audit.models import AuditEntry
from banji.cases.alarms import settle_alarm
from banji.cases.models import Alarm
from banji.exchange import delivery
from banji.exchange.channels import drop
from banji.exchange.channels.signing import Shared
from banji.exchange.models import Delivery, Endpoint, Message
from tests.cast import Cast
from tests.exchange.test_outbox import ONE, TWO, tell

pytestmark = pytest.mark.django_db
S = Delivery.State


@pytest.fixture
def office(cast: Cast, settings: Settings, tmp_path: Path) -> Organisation:
    settings.BANJI_DROP = tmp_path / "drop"
    Endpoint.objects.create(organisation=cast.civil_affairs, channel=Endpoint.Channel.FILE)
    (drop.folder_of(cast.civil_affairs) / "receipts").mkdir(parents=True)
    return cast.civil_affairs


@pytest.fixture
def sent(office: Organisation) -> Message:
    message = tell(key=ONE, to=[office])
    delivery.deliver_due()
    return message


def put(office: Organisation, name: str, *lines: object, by: Organisation | None = None) -> Path:
    shared = Shared.with_(by or office)
    text = "\n".join(
        json.dumps(line | {"signature": shared.sign(line)}) if isinstance(line, dict) else str(line)
        for line in lines
    )
    path = drop.folder_of(office) / "receipts" / name
    path.write_text(text)
    return path


def receipt(message: Message, **more: str) -> dict[str, str]:
    return {"message_id": str(message.pk), "state": "PROCESSED", "result": "MATCHED"} | more


def state_of(message: Message) -> str:
    return message.deliveries.get(organisation__isnull=False).state


@pytest.mark.parametrize("call", ["fsync", "open"])
def test_a_full_disk_costs_no_message_a_try_and_leaves_no_half_file(
    office: Organisation, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_args: object, **_more: object) -> int:
        raise OSError(28, "No space left on device")

    messages = [tell(key=ONE, to=[office]), tell(key=TWO, to=[office])]
    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        assert delivery.deliver_due().put_off == 2
    out = drop.folder_of(office) / "out"
    assert not list(out.iterdir())
    assert Endpoint.objects.get().last_fault.endswith("No space left on device")
    Endpoint.objects.update(probe_after=None)
    assert delivery.deliver_due().sent == 2
    assert {state_of(message) for message in messages} == {S.SENT}


def test_a_receipt_half_written_is_left_until_it_has_its_name(office: Organisation, sent: Message) -> None:
    path = put(office, "a.new", receipt(sent))
    assert drop.collect_receipts() == 0
    assert path.exists()
    path.rename(path.with_suffix(".jsonl"))
    assert drop.collect_receipts() == 1
    assert state_of(sent) == S.PROCESSED


@pytest.mark.parametrize(
    "lines",
    [
        lambda _message, _cast: ['{"half": '],
        lambda _message, _cast: ["[1, 2]"],
        lambda message, _cast: [receipt(message) | {"state": "SENT"}],
        lambda message, _cast: [receipt(message, message_id="01900000-0000-7000-8000-0000000000ff")],
        lambda message, _cast: [receipt(message, message_id="nonsense")],
        lambda message, _cast: [json.dumps(receipt(message) | {"signature": "é"})],
        lambda message, cast: [
            json.dumps(
                receipt(message) | {"signature": Shared.with_(cast.east_station).sign(receipt(message))}
            )
        ],
    ],
    ids=[
        "broken",
        "no object",
        "no such state",
        "unknown id",
        "no id",
        "no signature",
        "another's signature",
    ],
)
def test_a_file_that_makes_no_sense_is_put_aside_with_one_alarm(
    cast: Cast, office: Organisation, sent: Message, lines: Callable[[Message, Cast], list[object]]
) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        put(office, name, *lines(sent, cast))
    assert drop.collect_receipts() == 0
    assert sorted(p.name for p in (drop.folder_of(office) / "receipts").iterdir()) == [
        "a.refused",
        "b.refused",
    ]
    assert state_of(sent) == S.SENT
    delivery.deliver_due()
    assert Alarm.objects.filter(kind="RECEIPTS_REFUSED", settled_at=None).count() == 1
    assert AuditEntry.objects.filter(act="exchange.refuse_receipts").count() == 2


def refused_alarms() -> list[Alarm]:
    drop.collect_receipts()
    delivery.deliver_due()
    return list(Alarm.objects.filter(kind="RECEIPTS_REFUSED", settled_at=None))


def test_settled_by_hand_the_next_refused_file_raises_a_new_alarm(cast: Cast, office: Organisation) -> None:
    put(office, "a.jsonl", "nonsense")
    (first,) = refused_alarms()
    settle_alarm(first.pk, by=cast.sys_admin.actor, reason="已联系民政局")
    assert not refused_alarms()
    put(office, "b.jsonl", "nonsense")
    (second,) = refused_alarms()
    assert second.pk != first.pk


def test_it_is_over_with_a_good_file_once_the_refused_one_is_gone(
    office: Organisation, sent: Message
) -> None:
    put(office, "a.jsonl", "nonsense")
    put(office, "b.jsonl", receipt(sent))
    assert refused_alarms()  # the good file says nothing about the refused one that still lies there
    (drop.folder_of(office) / "receipts" / "a.refused").unlink()
    put(office, "c.jsonl", receipt(sent))
    assert not refused_alarms()


def test_one_line_that_cannot_be_placed_does_not_lose_the_others(office: Organisation, sent: Message) -> None:
    put(office, "a.jsonl", receipt(sent, message_id="nonsense"), receipt(sent))
    assert drop.collect_receipts() == 1
    assert state_of(sent) == S.PROCESSED


def test_the_same_file_twice_and_a_late_state_change_nothing(office: Organisation, sent: Message) -> None:
    put(office, "a.jsonl", receipt(sent))
    put(office, "b.jsonl", receipt(sent), receipt(sent, state="DELIVERED"), receipt(sent, state="REJECTED"))
    assert drop.collect_receipts() == 1
    assert state_of(sent) == S.PROCESSED
    assert {p.suffix for p in (drop.folder_of(office) / "receipts").iterdir()} == {".taken"}


def test_an_answer_comes_by_file_too(cast: Cast, office: Organisation, sent: Message) -> None:
    answer = {
        "message_id": "01900000-0000-7000-8000-0000000000aa",
        "type": "BENEFIT_STOPPED_FEEDBACK",
        "reply_to": str(sent.pk),
        "payload": {"stopped_on": "2017-04-01"},
    }
    put(office, "a.jsonl", answer)
    assert drop.collect_receipts() == 1
    assert sent.answers.get().sender == office
