"""The signed web request, against the guide's own receiver on a real port that fails in every way it can."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from banji.accounts.models import Organisation
from banji.cases.models import Alarm
from banji.exchange import delivery
from banji.exchange.channels import networks, webhook
from banji.exchange.channels.signing import Shared
from banji.exchange.models import Delivery, Endpoint, Message, Reply
from banji.foundation import clock
from banji.foundation.actors import system
from banji.foundation.errors import Refused
from banji.foundation.models import Installation
from tests.cast import Cast, make_organisation
from tests.exchange.receiver import Department, code_of_the_guide
from tests.exchange.test_outbox import ONE, PERSON, tell

pytestmark = pytest.mark.django_db
BY = system("tests.exchange")
S = Delivery.State


def person(n: int) -> str:
    return f"person:01900000-0000-7000-8000-{n:012}"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "READ", 0.4)
    monkeypatch.setattr(webhook, "WHOLE", 1.0)


@pytest.fixture
def hrss(cast: Cast) -> Organisation:
    return make_organisation("安平县人社局", Organisation.Kind.DEPARTMENT, department="HRSS")


@pytest.fixture
def department(hrss: Organisation) -> Iterator[Department]:
    """A department's system, not yet running, and the endpoint that leads to it."""
    made = Department(Shared.with_(hrss).written)
    Endpoint.objects.create(organisation=hrss, channel=Endpoint.Channel.HTTP, address=made.address)
    yield made
    made.stop()


def to(message: Message, organisation: Organisation) -> Delivery:
    return message.deliveries.get(organisation=organisation)


def send(*messages_to: Organisation, n: int = 1, type_: str = "HUKOU_CANCELLED") -> Message:
    payload = PERSON | {"seen_on": "2017-04-01", "sent_on": "2017-04-01"}
    return tell(type_, key=person(n), to=list(messages_to), payload=payload)


def later(**time: float) -> None:
    clock.move_to(clock.now() + timedelta(**time), by=BY)


def probe_now() -> None:
    Endpoint.objects.update(probe_after=None)
    Delivery.objects.filter(state="WAITING").update(not_before=clock.now())


def test_a_message_arrives_signed_and_its_receipt_comes_with_the_answer(
    hrss: Organisation, department: Department
) -> None:
    message = send(hrss)
    with department.up():
        assert delivery.deliver_due().sent == 1
    arrived = to(message, hrss)
    assert (arrived.state, arrived.result) == (S.PROCESSED, "MATCHED")
    (envelope,) = department.order
    assert set(envelope["payload"]) == {"citizen_id_no", "name", "died_on", "cancelled_on"}
    assert ONE not in json.dumps(envelope)


def test_what_was_changed_on_the_way_is_not_taken_by_the_guides_receiver(hrss: Organisation) -> None:
    verify = code_of_the_guide()["verify"]
    shared = Shared.with_(hrss)
    headers = shared.headers("m-1", b"{}")
    assert verify(shared.written, headers, b"{}") == {}
    for changed, body in (
        (headers, b'{"a":1}'),
        (headers | {"webhook-id": "m-2"}, b"{}"),
        (headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) - 301)}, b"{}"),
    ):
        with pytest.raises(ValueError, match=r"not signed|too old"):
            verify(shared.written, changed, body)


def test_a_receiver_that_is_down_for_a_day_costs_no_message_a_try_and_is_caught_up_in_order(
    hrss: Organisation, department: Department
) -> None:
    messages = [send(hrss, n=n % 3) for n in range(9)]
    for _ in range(40):
        assert delivery.deliver_due().failed == 0
        later(minutes=36)
    assert {to(message, hrss).attempts for message in messages} == {0}
    assert Endpoint.objects.get().failures > 20
    (alarm,) = Alarm.objects.filter(kind="ENDPOINT_DOWN")
    assert alarm.settled_at is None
    assert alarm.text.startswith("安平县人社局")
    with department.up():
        assert delivery.deliver_due().sent == 9
        delivery.deliver_due()
    assert {to(message, hrss).state for message in messages} == {S.PROCESSED}
    told: dict[str, list[int]] = {}
    for envelope in department.order:
        told.setdefault(envelope["subject_ref"], []).append(envelope["seq"])
    assert list(told.values()) == [[1, 2, 3]] * 3
    alarm.refresh_from_db()
    assert alarm.settled_at is not None
    assert Endpoint.objects.get().down_since is None


def test_while_it_is_down_one_careful_try_is_made_now_and_then(
    hrss: Organisation, department: Department
) -> None:
    department.mood = "503"
    for n in range(10):
        send(hrss, n=n)
    with department.up():
        delivery.deliver_due()
        assert department.requests == 2
        delivery.deliver_due()
        assert department.requests == 2, "too early for another try"
        later(minutes=1)
        delivery.deliver_due()
        assert department.requests == 4
        department.mood = "ok"
        later(minutes=20)
        assert delivery.deliver_due().sent == 10


@pytest.mark.parametrize("mood", ["500", "hang", "noise", "drop", "404", "302"])
def test_whatever_way_it_fails_nothing_is_lost_and_nothing_is_worked_off_twice(
    hrss: Organisation, department: Department, mood: str
) -> None:
    department.mood = mood
    messages = [send(hrss, n=n) for n in range(3)]
    with department.up():
        assert delivery.deliver_due().sent == 0
        assert Endpoint.objects.get().down_since is not None
        assert {to(message, hrss).attempts for message in messages} == {0}
        department.mood = "ok"
        probe_now()
        assert delivery.deliver_due().sent == 3
    assert sorted(e["message_id"] for e in department.order) == sorted(str(m.pk) for m in messages)


def test_an_answer_that_drips_in_is_cut_off(hrss: Organisation, department: Department) -> None:
    department.mood = "drip"
    messages = [send(hrss, n=n) for n in range(2)]
    with department.up():
        assert delivery.deliver_due().sent == 0
        assert {to(message, hrss).state for message in messages} == {S.WAITING}
        department.mood = "ok"
        probe_now()
        assert delivery.deliver_due().sent == 2


@pytest.mark.parametrize("mood", ["garbage", "endless"])
def test_an_answer_that_makes_no_sense_is_still_an_answer(
    hrss: Organisation, department: Department, mood: str
) -> None:
    department.mood = mood
    message = send(hrss)
    with department.up():
        assert delivery.deliver_due().sent == 1
    assert to(message, hrss).state == S.DELIVERED


@pytest.mark.parametrize("status", ["422", "500"])
def test_one_bad_message_drags_nobody_down_and_steps_aside_with_an_alarm(
    hrss: Organisation, department: Department, status: str
) -> None:
    bad = send(hrss)
    department.mood = lambda envelope: status if envelope["message_id"] == str(bad.pk) else "ok"
    good = []
    with department.up():
        for n in range(delivery.MOST_ATTEMPTS):
            good.append(send(hrss, n=n + 10))
            probe_now()
            delivery.deliver_due()
        delivery.deliver_due()
    assert {to(message, hrss).state for message in good} == {S.PROCESSED}
    assert [one.pk for one in delivery.aside()] == [to(bad, hrss).pk]
    assert Alarm.objects.filter(kind="DELIVERY_ASIDE", settled_at=None).count() == 1
    assert not Alarm.objects.filter(kind="ENDPOINT_DOWN", settled_at=None).exists()


def test_an_envelope_that_cannot_be_made_does_not_stop_the_others(
    hrss: Organisation, department: Department
) -> None:
    bad, good = send(hrss, n=1), send(hrss, n=2, type_="CONNECTION_TEST")
    Organisation.objects.filter(pk=hrss.pk).update(department="EDUCATION")
    with department.up():
        done = delivery.deliver_due()
    assert (done.sent, done.failed) == (1, 1)
    assert "does not allow HUKOU_CANCELLED" in to(bad, hrss).last_error
    assert to(good, hrss).state == S.PROCESSED


def test_a_correction_passes_a_message_that_stands_aside_and_the_late_one_is_not_sent_any_more(
    hrss: Organisation, department: Department
) -> None:
    wrong, right = send(hrss), send(hrss, type_="ALIVE_CORRECTION")
    again = send(hrss)
    Delivery.objects.filter(message=wrong).update(state="ASIDE")
    Delivery.objects.filter(message=again).update(not_before=clock.now() + timedelta(hours=1))
    with department.up():
        assert delivery.deliver_due().sent == 1
        assert delivery.retry([to(wrong, hrss).pk], by=BY) == 1
        delivery.deliver_due()
        assert [e["type"] for e in department.order] == ["ALIVE_CORRECTION"]
        assert to(wrong, hrss).state == S.OVERTAKEN
        later(hours=2)
        delivery.deliver_due()
    assert to(right, hrss).state == to(again, hrss).state == S.PROCESSED
    assert [e["seq"] for e in department.order] == [2, 3]


def test_the_answer_was_lost_it_arrives_twice_and_counts_once(
    hrss: Organisation, department: Department
) -> None:
    department.mood = "drop"
    message = send(hrss)
    with department.up():
        delivery.deliver_due()
        probe_now()
        delivery.deliver_due()
        assert department.requests == 2
        department.mood = "ok"
        probe_now()
        delivery.deliver_due()
    assert len(department.order) == 1
    assert (to(message, hrss).state, to(message, hrss).attempts) == (S.PROCESSED, 1)


def test_a_new_key_takes_over_while_the_old_one_still_holds(
    hrss: Organisation, department: Department
) -> None:
    Endpoint.objects.update(key_generation=2, old_key_until=clock.now() + timedelta(days=7))
    new = Shared.with_(hrss).written
    assert new != department.handler.key
    send(hrss, n=1)
    with department.up():
        assert delivery.deliver_due().sent == 1
        department.handler.key = new
        send(hrss, n=2)
        assert delivery.deliver_due().sent == 1
        department.handler.key = Department(new.replace("whsec_", "whsec_AAAA")).handler.key
        send(hrss, n=3)
        assert delivery.deliver_due().sent == 0


# ------------------------------------------------------------------ where it may go


@pytest.mark.parametrize(
    ("ip", "allowed"),
    [
        ("8.8.8.8", True),
        ("10.20.1.1", True),
        ("10.21.1.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("fe80::1%eth0", False),
        ("0.0.0.0", False),
        ("192.168.1.1", False),
        ("224.0.0.1", False),
    ],
)
def test_a_live_city_sends_nothing_into_its_own_machine(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, ip: str, allowed: bool
) -> None:
    settings.BANJI_EXCHANGE_NETWORKS = ["10.20.0.0/16"]
    monkeypatch.setattr("banji.foundation.installation.kind", lambda: Installation.LIVE)
    assert networks.may_go_to(ip) is allowed


@pytest.mark.parametrize(
    "address",
    ["http://a.example", "https://", "ftp://a.example", "https://u:p@a.example/", "https://a.example/#x",
     "https://a.example:99999/", "nonsense", "https://例子.example/"],
)  # fmt: skip
def test_an_address_that_cannot_be_right_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr("banji.foundation.installation.kind", lambda: Installation.LIVE)
    with pytest.raises(Refused) as refused:
        networks.read_address(address)
    assert refused.value.remedy


# ------------------------------------------------------------------ receipts sent to us


def post(
    client: Client, organisation: Organisation, body: bytes, **changed: str
) -> tuple[int, dict[str, object]]:
    """As the guide does it."""
    key = Shared.with_(organisation).written
    headers = code_of_the_guide()["headers_of"](key, organisation.pk, body) | changed
    answer = client.post(
        "/api/exchange/receipts", body, content_type=headers.pop("content-type"), headers=headers
    )
    return answer.status_code, answer.json()


def lines(*said: dict[str, object]) -> bytes:
    return json.dumps({"receipts": said}).encode()


def test_receipts_and_answers_are_posted_and_go_forward_only(
    client: Client, hrss: Organisation, department: Department
) -> None:
    message = send(hrss)
    department.mood = "garbage"
    with department.up():
        delivery.deliver_due()
    done = {"message_id": str(message.pk), "state": "PROCESSED", "result": "MATCHED"}
    assert post(client, hrss, lines(done)) == (200, {"taken": 1, "not_taken": []})
    assert post(client, hrss, lines(done)) == (200, {"taken": 0, "not_taken": []})
    for behind in ("DELIVERED", "REJECTED"):
        status, said = post(client, hrss, lines(done | {"state": behind, "result": "no"}))
        assert (status, said["taken"]) == (200, 0)
        assert said["not_taken"][0]["code"] == "behind"  # type: ignore[index]
    assert (to(message, hrss).state, to(message, hrss).result) == (S.PROCESSED, "MATCHED")
    stopped = {
        "message_id": "01900000-0000-7000-8000-0000000000aa",
        "type": "BENEFIT_STOPPED_FEEDBACK",
        "reply_to": str(message.pk),
        "payload": {"stopped_on": "2017-04-01"},
    }
    assert post(client, hrss, lines(stopped, stopped))[1]["taken"] == 1
    assert Reply.objects.get().sender == hrss


def test_nobody_posts_for_another(
    client: Client, cast: Cast, hrss: Organisation, department: Department
) -> None:
    Endpoint.objects.create(organisation=cast.civil_affairs)
    message = send(hrss)
    delivery.deliver_due()
    said = lines({"message_id": str(message.pk), "state": "PROCESSED"})
    assert post(client, hrss, said, **{"banji-sender": str(cast.civil_affairs.pk)})[0] == 401
    assert post(client, hrss, said, **{"banji-sender": "x"})[0] == 401
    assert post(client, hrss, said, **{"webhook-timestamp": "1"})[0] == 401
    assert post(client, hrss, said, **{"webhook-signature": "v1,é"})[0] == 401
    status, answer = post(client, cast.civil_affairs, said)
    assert (status, answer["taken"]) == (200, 0)
    assert to(message, hrss).state == S.WAITING


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"receipts": [1]}', b'{"receipts": {}}', b"\xff", lines(*[{}] * 1001)],
)
def test_what_cannot_be_read_is_refused(
    client: Client, hrss: Organisation, department: Department, body: bytes
) -> None:
    assert post(client, hrss, body)[0] == 400


def test_one_wrong_line_does_not_stop_the_others(
    client: Client, hrss: Organisation, department: Department
) -> None:
    message = send(hrss)
    good = {"message_id": str(message.pk), "state": "ACCEPTED", "result": "\ud800\u0000 ok"}
    odd = [
        {},
        {"message_id": "x", "state": "ACCEPTED"},
        {"type": 5, "payload": 7},
        {"type": [], "message_id": []},
    ]
    status, answer = post(client, hrss, lines(*odd, good))
    assert (status, answer["taken"], len(answer["not_taken"])) == (200, 1, 4)  # type: ignore[arg-type]
    assert to(message, hrss).result == "? ok"


def test_too_much_and_too_often_is_refused(
    client: Client, hrss: Organisation, department: Department
) -> None:
    assert post(client, hrss, b" " * ((1 << 20) + 1))[0] == 413
    said = {post(client, hrss, lines())[0] for _ in range(61)}
    assert said == {200, 429}
