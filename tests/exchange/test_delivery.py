"""Delivery: at least once, in order, later and later, aside in the end and never dropped."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from pytest_django import Settings

from banji.accounts.models import Organisation
from banji.audit.acts import act
from banji.cases.models import Alarm
from banji.exchange import delivery, outbox, reactions
from banji.exchange.answers import desk
from banji.exchange.channels import drop
from banji.exchange.channels.signing import Shared
from banji.exchange.models import Delivery, Endpoint, Message
from banji.foundation import clock
from banji.foundation.actors import system
from banji.foundation.errors import NotFound, Refused
from tests.cast import Cast
from tests.exchange.test_outbox import ONE, PERSON, TWO, tell

pytestmark = pytest.mark.django_db
BY = system("tests.exchange")
S = Delivery.State


@pytest.fixture
def react() -> Iterator[Callable[[reactions.Reaction], None]]:
    """Let a function react to HUKOU_CANCELLED for the length of a test."""
    yield lambda function: reactions.react_to("HUKOU_CANCELLED", name="tests", function=function)
    reactions.forget("HUKOU_CANCELLED", "tests")


def inside(message: Message) -> Delivery:
    return message.deliveries.get(receiver="inside:tests")


def to_department(message: Message, organisation: Organisation) -> Delivery:
    return message.deliveries.get(organisation=organisation)


def again() -> None:
    """Let every pause be over."""
    Delivery.objects.filter(state=S.WAITING).update(not_before=clock.now())


def test_a_reaction_runs_once_and_in_order(cast: Cast, react: Callable[[reactions.Reaction], None]) -> None:
    heard: list[reactions.Inside] = []
    react(heard.append)
    messages = [tell(), tell()]
    assert delivery.deliver_due().processed == 2
    assert [one.id for one in heard] == [message.pk for message in messages]
    assert heard[0].payload["name"] == "张伟"
    assert delivery.deliver_due() == delivery.Delivered()
    assert inside(messages[0]).state == S.PROCESSED


def test_a_reaction_that_fails_leaves_nothing_and_holds_up_only_its_subject(
    cast: Cast, react: Callable[[reactions.Reaction], None]
) -> None:
    heard: list[str] = []

    def stumble(message: reactions.Inside) -> None:
        Endpoint.objects.create(organisation=cast.civil_affairs)
        if message.subject_ref == ONE:
            raise RuntimeError("the room is closed")
        heard.append(message.subject_ref)
        Endpoint.objects.all().delete()

    react(stumble)
    first, later, other = tell(), tell(), tell(key=TWO)
    done = delivery.deliver_due()
    assert (done.processed, done.failed) == (1, 1)
    assert heard == [TWO]
    assert not Endpoint.objects.exists()
    assert [inside(m).state for m in (first, later, other)] == [S.WAITING, S.WAITING, S.PROCESSED]
    assert "the room is closed" in inside(first).last_error
    assert inside(later).attempts == 0


def test_pauses_double_up_to_an_hour() -> None:
    pauses = [delivery.pause_after(n).total_seconds() for n in range(1, 12)]
    assert pauses[:4] == [30, 60, 120, 240]
    assert max(pauses) == pauses[-1] == 3600
    assert all(b in (2 * a, 3600) for a, b in pairwise(pauses))


def test_what_fails_for_ever_steps_aside_raises_an_alarm_and_holds_back_only_its_subject(
    cast: Cast, react: Callable[[reactions.Reaction], None]
) -> None:
    poison, heard = True, []

    def stumble(message: reactions.Inside) -> None:
        if poison and message.id == first.pk:
            raise Refused("No station answers for this village.")
        heard.append(message.id)

    react(stumble)
    first, later, other = tell(), tell(), tell(key=TWO)
    for _ in range(delivery.MOST_ATTEMPTS):
        again()
        delivery.deliver_due()
    assert list(delivery.aside()) == [inside(first)]
    assert heard == [other.pk]
    alarm = Alarm.objects.get(kind="DELIVERY_ASIDE", settled_at=None)
    assert (alarm.subject_kind, alarm.subject_id) == ("delivery", str(inside(first).pk))
    assert "死亡注销户口信息" in alarm.text
    poison = False
    delivery.retry([inside(first).pk], by=BY)
    delivery.deliver_due()
    assert heard == [other.pk, first.pk, later.pk]
    assert not Alarm.objects.filter(settled_at=None).exists()


def test_a_message_waits_out_its_pause(cast: Cast, react: Callable[[reactions.Reaction], None]) -> None:
    calls = []

    def stumble(message: reactions.Inside) -> None:
        calls.append(message)
        raise RuntimeError

    react(stumble)
    message = tell()
    delivery.deliver_due()
    delivery.deliver_due()
    assert len(calls) == 1
    assert inside(message).not_before - clock.now() > timedelta(seconds=25)


def test_a_department_on_the_platform_finds_it_in_its_inbox_and_gives_the_receipt(cast: Cast) -> None:
    message = tell()
    assert delivery.deliver_due().sent == 1
    box = desk.inbox_of(cast.liaison.actor)
    assert [d.message_id for d in box] == [message.pk]
    (seen,) = desk.read(list(box), by=cast.liaison.actor)
    assert set(seen.fields) == {"citizen_id_no", "name", "died_on", "cancelled_on"}
    assert desk.accept([box[0].pk], by=cast.liaison.actor) == 1
    assert desk.accept([box[0].pk], by=cast.liaison.actor) == 0
    desk.answer(box[0].pk, result="MATCHED", by=cast.liaison.actor)
    state = to_department(message, cast.civil_affairs)
    assert (state.state, state.result) == (S.PROCESSED, "MATCHED")


def test_nobody_else_sees_or_answers_it(cast: Cast) -> None:
    message = tell()
    delivery.deliver_due()
    box = to_department(message, cast.civil_affairs)
    for outsider in (cast.officer.actor, cast.citizen.actor, cast.sys_admin.actor):
        assert not desk.inbox_of(outsider).exists()
        assert desk.accept([box.pk], by=outsider) == 0
        with pytest.raises(NotFound):
            desk.answer(box.pk, result="MATCHED", by=outsider)
        with pytest.raises(NotFound):
            desk.read([box], by=outsider)


def test_a_department_outside_gets_a_signed_file_and_answers_by_one(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    settings.BANJI_DROP = tmp_path
    Endpoint.objects.create(organisation=cast.civil_affairs, channel=Endpoint.Channel.FILE)
    messages = [tell(), tell(key=TWO)]
    assert delivery.deliver_due().sent == 2
    (path,) = (drop.folder_of(cast.civil_affairs) / "out").iterdir()
    assert path.stat().st_mode & 0o077 == 0
    envelopes = [json.loads(line) for line in path.read_text().splitlines()]
    assert [e["message_id"] for e in envelopes] == [str(m.pk) for m in messages]
    signed = envelopes[0].pop("signature")
    assert signed == Shared.with_(cast.civil_affairs).sign(envelopes[0])
    assert Shared.with_(cast.east_station).sign(envelopes[0]) != signed
    assert ONE not in path.read_text()
    assert to_department(messages[0], cast.civil_affairs).state == S.SENT

    receipt = {"message_id": str(messages[0].pk), "state": "PROCESSED", "result": "MATCHED"}
    folder = drop.folder_of(cast.civil_affairs) / "receipts"
    folder.mkdir()
    (folder / "a.jsonl").write_text(
        json.dumps(receipt | {"signature": Shared.with_(cast.civil_affairs).sign(receipt)})
    )
    forged = receipt | {"message_id": str(messages[1].pk)}
    (folder / "b.jsonl").write_text(json.dumps(forged | {"signature": signed}))
    assert drop.collect_receipts() == 1
    assert [to_department(m, cast.civil_affairs).state for m in messages] == [S.PROCESSED, S.SENT]
    assert {p.suffix for p in folder.iterdir()} == {".taken", ".refused"}


def test_a_drop_that_cannot_be_written_is_tried_again(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    settings.BANJI_DROP = tmp_path / "file"
    Endpoint.objects.create(organisation=cast.civil_affairs, channel=Endpoint.Channel.FILE)
    message = tell()
    assert delivery.deliver_due().put_off == 1
    settings.BANJI_DROP = tmp_path / "drop"
    Endpoint.objects.update(probe_after=None)
    assert delivery.deliver_due().sent == 1
    assert to_department(message, cast.civil_affairs).attempts == 1


def test_what_a_killed_worker_took_is_sent_again_after_a_while(cast: Cast) -> None:
    message = tell()
    Delivery.objects.filter(message=message).update(in_flight_since=clock.now())
    assert delivery.deliver_due().sent == 0
    Delivery.objects.filter(message=message).update(in_flight_since=clock.now() - timedelta(minutes=11))
    assert delivery.deliver_due().sent == 1


def test_a_correction_names_what_it_replaces(cast: Cast) -> None:
    wrong = tell()
    with act("tests.correct", by=BY) as this:
        right = outbox.tell(
            "HUKOU_CANCELLED",
            subject_ref=ONE,
            order_key=ONE,
            payload=PERSON | {"died_on": "2017-01-03"},
            case_no="",
            by=BY,
            this=this,
            replaces=wrong,
        )
    assert list(wrong.replaced_by.all()) == [right]
