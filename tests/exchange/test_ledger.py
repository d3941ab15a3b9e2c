"""Who owes whom what since when: counted from the rows, each number with its list, each side its own line."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from banji.accounts.models import Organisation
from banji.accounts.roles import Role
from banji.audit.models import AuditEntry
from banji.cases.models import Alarm
from banji.exchange import delivery, endpoints, ledger, reminders
from banji.exchange.answers import desk, sent_back
from banji.exchange.answers.replies import Answer, take_answer
from banji.exchange.channels import opened
from banji.exchange.channels.signing import Shared
from banji.exchange.models import Delivery, Endpoint, Reply
from banji.foundation import clock
from banji.foundation.actors import system
from banji.foundation.errors import Refused
from tests.cast import Cast, Member, make_officer, make_organisation, sign_in
from tests.exchange.test_outbox import tell

pytestmark = pytest.mark.django_db
BY = system("tests.exchange")
FRIDAY = 4
FEEDBACK = "BENEFIT_STOPPED_FEEDBACK"


@pytest.fixture(autouse=True)
def in_english(settings: Settings) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def hrss(cast: Cast) -> Organisation:
    return make_organisation("安平县人社局", Organisation.Kind.DEPARTMENT, department="HRSS")


@pytest.fixture
def their_liaison(hrss: Organisation) -> Member:
    return make_officer("hrss", "赵联络", hrss, Role.LIAISON)


def send(to: Organisation, n: int, **state: object) -> Delivery:
    message = tell(key=f"person:01900000-0000-7000-8000-{n:012}", to=[to])
    found = Delivery.objects.filter(message=message, organisation=to)
    found.update(**({"state": "DELIVERED"} | state))
    return found.get()


def debts(organisation: Organisation) -> dict[str, int]:
    lines = ledger.owed(clock.today(), only=organisation.pk)
    return {line.what: line.count for line in lines if line.what != ledger.LIST}


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"exchange:{name}", args=args), headers={"accept-language": "en"})
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_each_state_is_somebodys_debt(hrss: Organisation) -> None:
    now = clock.now()
    for n, state in enumerate(("WAITING", "ASIDE", "SENT", "DELIVERED", "ACCEPTED", "REJECTED", "OVERTAKEN")):
        send(hrss, n, state=state, accepted_at=now if state in ("ACCEPTED", "REJECTED") else None)
    paid = send(hrss, 20, state="PROCESSED", result="MATCHED", processed_at=now)
    send(hrss, 21, state="PROCESSED", result="NOT_MATCHED", processed_at=now)
    assert debts(hrss) == {"MESSAGE": 2, "RECEIPT": 1, "ANSWER": 2, "SENT_BACK": 1, "FEEDBACK": 1}
    take_answer(Answer(uuid4(), FEEDBACK, paid.message_id, {"stopped_on": "2017-04-01"}), sender=hrss, by=BY)
    assert "FEEDBACK" not in debts(hrss)


def test_who_may_not_send_the_feedback_does_not_owe_it(cast: Cast) -> None:
    health = make_organisation("安平县卫生局", Organisation.Kind.DEPARTMENT, department="HEALTH")
    send(health, 1, state="PROCESSED", result="MATCHED", processed_at=clock.now())
    assert debts(health) == {}


def test_it_becomes_late_after_the_term_and_not_before(hrss: Organisation) -> None:
    send(hrss, 1, state="SENT")
    today = clock.today()

    def late_on(day: date) -> bool:
        return any(line.late for line in ledger.owed(day, only=hrss.pk) if line.what == "RECEIPT")

    (line,) = (line for line in ledger.owed(today, only=hrss.pk) if line.what == "RECEIPT")
    assert line.since == today
    assert not late_on(line.due_on)
    assert late_on(line.due_on + timedelta(days=1))


def test_lateness_is_counted_in_working_days(hrss: Organisation) -> None:
    send(hrss, 1, state="SENT")

    def line(day: date) -> ledger.Owed:
        return next(one for one in ledger.owed(day, only=hrss.pk) if one.what == "RECEIPT")

    due = line(clock.today()).due_on
    while (due := due + timedelta(days=1)).weekday() != FRIDAY:
        pass
    before = line(due).late_by
    assert [line(due + timedelta(days=n)).late_by - before for n in (1, 2, 3)] == [0, 0, 1]


def test_a_due_list_opens_the_lists_of_that_kind_from_there(client: Client, cast: Cast) -> None:
    sign_in(client, cast.county_officer)
    url = f"{reverse('exchange:batches')}?feed=civil_affairs.cremations&amp;sender={cast.civil_affairs.pk}"
    assert url in page(client, "owed")
    assert client.get(url.replace("&amp;", "&")).status_code == 200
    sign_in(client, cast.sys_admin)
    assert reverse("exchange:batches") not in page(client, "owed")


def test_what_was_sent_back_ends_when_somebody_has_looked(
    client: Client, cast: Cast, hrss: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sent_back._RENEWALS, "HUKOU_CANCELLED")
    first, second = (send(hrss, n, state="REJECTED", result="号码不符") for n in (1, 2))
    sign_in(client, cast.county_officer)
    assert reverse("exchange:look", args=[first.pk]) in page(
        client, "behind", hrss.pk, "SENT_BACK", "HUKOU_CANCELLED"
    )
    assert "号码不符" in page(client, "look", first.pk)
    url = reverse("exchange:look", args=[first.pk])
    assert client.post(url, {"reason": " "}).status_code == 400
    assert client.post(url, {"reason": "人社局录入有误"}).status_code == 302
    assert client.post(url, {"reason": "再次"}).status_code == 404
    assert debts(hrss) == {"SENT_BACK": 1}
    new = sent_back.tell_again(second.pk, by=cast.county_officer.actor)
    assert new.replaces == second.message
    assert [one.organisation for one in new.deliveries.all()] == [hrss]
    assert debts(hrss) == {"MESSAGE": 1}
    assert AuditEntry.objects.filter(act__in=("exchange.close_sent_back", "exchange.tell_again")).count() == 2


def test_told_again_it_says_what_the_register_says_now(
    hrss: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        sent_back._RENEWALS, "HUKOU_CANCELLED", lambda _subject, told: told | {"name": "张为"}
    )
    box = send(hrss, 1, state="REJECTED", result="姓名不符")
    assert opened(sent_back.tell_again(box.pk, by=BY))["name"] == "张为"


def test_a_cancellation_that_was_revoked_is_not_told_again(hrss: Organisation) -> None:
    box = send(hrss, 1, state="REJECTED", result="本人在世")
    tell(
        "ALIVE_CORRECTION",
        key=box.message.order_key,
        payload={"citizen_id_no": "519901195001010017", "name": "张伟", "seen_on": "2017-03-03"},
    )
    with pytest.raises(Refused, match="void"):
        sent_back.tell_again(box.pk, by=BY)
    box.refresh_from_db()
    assert box.closed_at is None


@pytest.mark.parametrize("who", ["officer", "liaison", "supervisor", "sys_admin"])
def test_only_the_county_and_the_city_close_what_was_sent_back(
    client: Client, cast: Cast, hrss: Organisation, who: str
) -> None:
    box = send(hrss, 1, state="REJECTED", result="号码不符")
    sign_in(client, getattr(cast, who))
    assert client.post(reverse("exchange:look", args=[box.pk]), {"reason": "x"}).status_code == 403


def test_the_number_of_statements_does_not_grow(client: Client, cast: Cast, hrss: Organisation) -> None:
    sign_in(client, cast.county_officer)
    page(client, "owed")

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page(client, "owed")
        return len(seen)

    send(hrss, 1)
    few = statements()
    others = [
        make_organisation(f"单位{n}", Organisation.Kind.DEPARTMENT, department="HEALTH") for n in range(5)
    ]
    for n, one in enumerate(others):
        send(one, n, state=["WAITING", "SENT", "ACCEPTED"][n % 3])
    assert statements() == few


def test_every_number_opens_its_list_and_shows_no_person(
    client: Client, cast: Cast, hrss: Organisation
) -> None:
    send(hrss, 1)
    sign_in(client, cast.county_officer)
    said = page(client, "owed")
    url = reverse("exchange:behind", args=[hrss.pk, "ANSWER", "HUKOU_CANCELLED"])
    assert url in said
    assert "D-1" in page(client, "behind", hrss.pk, "ANSWER", "HUKOU_CANCELLED")
    assert "张伟" not in said + page(client, "behind", hrss.pk, "ANSWER", "HUKOU_CANCELLED")


def test_a_liaison_sees_only_his_own_line(
    client: Client, cast: Cast, hrss: Organisation, their_liaison: Member
) -> None:
    send(hrss, 1)
    send(cast.civil_affairs, 2)
    sign_in(client, their_liaison)
    said = page(client, "owed")
    assert "You owe the police" in said
    assert "安平县人社局" in said
    assert "安平县民政局" not in said
    url = reverse("exchange:behind", args=[cast.civil_affairs.pk, "ANSWER", "HUKOU_CANCELLED"])
    assert client.get(url).status_code == 404


def test_a_liaison_reports_that_payment_has_stopped(
    client: Client, cast: Cast, hrss: Organisation, their_liaison: Member
) -> None:
    box = send(hrss, 1)
    sign_in(client, their_liaison)
    said = page(client, "inbox")
    assert 'name="stopped_on"' in said
    url = reverse("exchange:reply", args=[box.pk, FEEDBACK])
    form = {"stopped_on": "2017-04-01", "form": str(uuid4())}
    assert client.post(url, form).status_code == 302
    assert client.post(url, form).status_code == 302
    assert Reply.objects.get().received_by == their_liaison.actor.name
    assert 'name="stopped_on"' not in page(client, "inbox")
    sign_in(client, cast.liaison)
    client.post(url, form | {"form": str(uuid4())})
    assert Reply.objects.count() == 1


def test_a_department_is_reminded_once_and_then_an_alarm_is_raised(hrss: Organisation) -> None:
    one = send(hrss, 1, state="SENT")
    sent_on = clock.today()

    def night(days: int) -> int:
        clock.move_to(clock.now() + (sent_on + timedelta(days=days) - clock.today()), by=BY)
        reminded = reminders.remind(clock.today())
        delivery.deliver_due()
        return reminded

    open_alarms = Alarm.objects.filter(kind="ANSWERS_OVERDUE", settled_at=None)
    assert night(1) == 0
    assert night(16) == 1
    assert (night(16), night(17)) == (0, 0)
    assert not open_alarms.exists()
    assert Delivery.objects.filter(organisation=hrss, message__type="ANSWER_REMINDER").count() == 1
    night(40)
    night(41)
    (alarm,) = open_alarms.all()
    assert alarm.text.startswith("安平县人社局")
    Delivery.objects.filter(pk=one.pk).update(state="PROCESSED")
    night(42)
    assert not open_alarms.exists()
    assert Delivery.objects.filter(organisation=hrss, message__type="ANSWER_REMINDER").count() == 1


# ------------------------------------------------------------------ receivers


def test_the_administrator_sets_a_receiver_up(client: Client, cast: Cast, hrss: Organisation) -> None:
    sign_in(client, cast.sys_admin)
    assert "安平县人社局" in page(client, "endpoints")
    url = reverse("exchange:endpoint", args=[hrss.pk])
    wrong = client.post(url, {"channel": "HTTP", "address": "gopher://x"})
    assert wrong.status_code == 400
    assert "https://exchange.example.gov.cn/banji" in wrong.content.decode()
    assert not Endpoint.objects.exists()
    assert client.post(url, {"channel": "HTTP", "address": "http://127.0.0.1:9/banji"}).status_code == 302
    assert Endpoint.objects.get().address == "http://127.0.0.1:9/banji"
    assert AuditEntry.objects.filter(act="exchange.set_endpoint").count() == 1
    assert client.post(reverse("exchange:send_test", args=[hrss.pk])).status_code == 302
    assert Delivery.objects.get(organisation=hrss).message.type == "CONNECTION_TEST"
    delivery.deliver_due()
    assert "does not answer" in page(client, "endpoints")
    assert "does not answer" in page(client, "endpoint", hrss.pk)
    client.post(url, {"channel": "PAGE", "address": ""})
    delivery.deliver_due()
    assert Delivery.objects.get(organisation=hrss).state == "DELIVERED"


def test_a_new_key_is_shown_once_and_recorded(client: Client, cast: Cast, hrss: Organisation) -> None:
    sign_in(client, cast.sys_admin)
    before = Shared.with_(hrss).written
    answer = client.post(reverse("exchange:new_key", args=[hrss.pk]))
    key = Shared.with_(hrss).written
    assert key != before
    assert key in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert key not in page(client, "endpoint", hrss.pk)
    entry = AuditEntry.objects.get(act="exchange.new_key")
    assert (entry.before, entry.after) == ({"generation": 1}, {"generation": 2})


def test_what_a_receiver_may_not_ask_for_is_refused(hrss: Organisation) -> None:
    offered = ["DATA_ERROR_REPORT", "STILL_PAID", "STILL_PAID_WITHDRAWN"]
    assert sorted(endpoints.optional_types(hrss)) == offered
    with pytest.raises(Refused):
        endpoints.set_endpoint(hrss, channel="PAGE", address="", types=["HUKOU_CANCELLED"], by=BY)


@pytest.mark.parametrize("who", ["officer", "liaison", "county_officer", "sec_admin", "audit_admin"])
def test_nobody_else_sets_receivers_up(client: Client, cast: Cast, hrss: Organisation, who: str) -> None:
    sign_in(client, getattr(cast, who))
    assert client.get(reverse("exchange:endpoints")).status_code == 403
    assert client.post(reverse("exchange:new_key", args=[hrss.pk])).status_code == 403


def test_the_inbox_takes_no_answer_back(cast: Cast) -> None:
    box = send(cast.civil_affairs, 1, state="ACCEPTED")
    desk.answer(box.pk, result="MATCHED", by=cast.liaison.actor)
    with pytest.raises(Refused):
        desk.reject(box.pk, reason="no", by=cast.liaison.actor)
    box.refresh_from_db()
    assert (box.state, box.result) == ("PROCESSED", "MATCHED")
