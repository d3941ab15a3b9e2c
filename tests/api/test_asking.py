"""Yes, no or unknown; who may ask at all; how much; and what a refusal says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from allauth.idp.oidc.models import Token
from django.db import connections
from django.test import Client
from django.utils import timezone

from banji.accounts.clients import close_client, rotate_secret
from banji.api.models import AskedAbout, Volume
from banji.api.volume import TooMany, count, forget
from banji.audit.models import AuditEntry
from banji.cases.models import Alarm
from banji.exchange import questions
from banji.foundation import clock
from banji.foundation.actors import Actor, ActorKind
from banji.register.operations import cancel_death
from tests.api.world import FAR, NUMBER, TOKEN, WIFE, System, World, person_path, problem, token_of
from tests.cast import make_organisation, sign_in

pytestmark = pytest.mark.django_db
DIED = date(2016, 11, 2)


def dies(world: World) -> None:
    cancel_death(
        person_id=world.who.person_id,
        died_on=DIED,
        reason="",
        case_no="",
        by=world.cast.officer.actor,
        seen_registration_id=world.who.registration.pk,
    )


def alive(system: System, number: str, **more: str) -> dict[str, str]:
    said: dict[str, str] = system.post("verify", {"question": "alive", "number": number} | more).json()
    return said


def test_alive_is_answered_yes_no_or_unknown_and_the_day_of_death_where_the_entry_has_it(
    world: World,
) -> None:
    dies(world)
    hrss, civil = (
        world.system(world.hrss, "BENEFIT_STOP"),
        world.system(world.cast.civil_affairs, "RELIEF_STOP"),
    )
    today = clock.today().isoformat()
    assert alive(hrss, NUMBER) == {"answer": "no", "valid_on": today, "died_on": "2016-11-02"}
    assert alive(civil, NUMBER) == {"answer": "no", "valid_on": today}
    assert alive(hrss, FAR) == {"answer": "yes", "valid_on": today, "died_on": None}
    assert alive(hrss, NUMBER, valid_on="2016-11-01")["answer"] == "yes"
    assert alive(hrss, NUMBER, name="张三")["answer"] == "unknown"
    assert alive(hrss, NUMBER, name="·")["answer"] == "unknown"
    assert alive(hrss, NUMBER, name="李大山")["answer"] == "no"
    assert alive(hrss, "519901199001010011")["answer"] == "unknown"


def test_registered_here(world: World) -> None:
    dies(world)
    civil = world.system(world.cast.civil_affairs, "RELIEF_STOP")
    asked = [
        civil.post("verify", {"question": "registered", "number": n}).json() for n in (NUMBER, WIFE, FAR)
    ]
    assert [said["answer"] for said in asked] == ["no", "yes", "yes"]
    assert AuditEntry.objects.filter(act="person.search", actor_id=civil.id, case_no="2017-1").count() == 3


@pytest.mark.parametrize(
    ("who", "purpose", "question", "code"),
    [
        ("hrss", "BENEFIT_STOP", "registered", "no_catalogue_entry"),
        ("hrss", "RELIEF_STOP", "alive", "no_catalogue_entry"),
        ("hrss", "CURIOSITY", "alive", "no_catalogue_entry"),
    ],
)
def test_what_no_entry_allows_is_refused_with_the_article(
    world: World, who: str, purpose: str, question: str, code: str
) -> None:
    system = world.system(getattr(world, who), purpose)
    said = problem(system.post("verify", {"question": question, "number": NUMBER}, language="zh-hans"))
    assert (said["status"], said["code"]) == (403, code)
    assert "第八十八条" in said["rule"]
    assert said["remedy"]
    assert not AuditEntry.objects.filter(act="person.search").exists()


def test_a_department_reads_no_record(world: World) -> None:
    hrss = world.system(world.hrss, "BENEFIT_STOP")
    for path in (person_path(world.who.person_id), f"households/{world.who.household_id}"):
        said = problem(hrss.get(path))
        assert (said["status"], said["code"]) == (403, "insufficient_scope")


def test_an_entry_taken_back_holds_for_no_token(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hrss = world.system(world.hrss, "BENEFIT_STOP")
    assert alive(hrss, NUMBER)["answer"] == "yes"
    monkeypatch.setattr(questions, "questions", lambda: ())
    assert (
        problem(hrss.post("verify", {"question": "alive", "number": NUMBER}))["code"] == "no_catalogue_entry"
    )


def test_tokens_end_when_they_expire_are_revoked_or_their_secret_is_changed(world: World) -> None:
    by = world.cast.sec_admin.actor
    path = person_path(world.who.person_id)

    def refused(system: System) -> bool:
        answer = system.get(path)
        if answer.status_code == 200:
            return False
        assert problem(answer)["code"] == "invalid_token"
        assert answer["WWW-Authenticate"].startswith("Bearer")
        return answer.status_code == 401

    expired, revoked, rotated, closed = (world.police for _ in range(4))
    assert not any(refused(system) for system in (expired, revoked, rotated, closed))
    lasts = Token.objects.get(client=expired.id).expires_at - timezone.now()
    assert timedelta(minutes=14) < lasts <= timedelta(minutes=15)
    Token.objects.filter(client=expired.id).update(expires_at=timezone.now() - timedelta(seconds=1))
    gone = {"token": revoked.token, "client_id": revoked.id, "client_secret": revoked.secret}
    assert revoked.client.post("/identity/o/api/revoke", gone).status_code == 200
    secret = rotate_secret(client_id=rotated.id, by=by)
    close_client(client_id=closed.id, by=by)
    assert all(refused(system) for system in (expired, revoked, rotated, closed))
    assert token_of(Client(), rotated.id, secret)
    for system in (rotated, closed):
        given = {"grant_type": "client_credentials", "client_id": system.id, "client_secret": system.secret}
        assert Client().post(TOKEN, given).status_code in (400, 401)
    assert not Token.objects.filter(hash__contains=expired.token).exists()


def test_an_officers_session_is_no_token(world: World) -> None:
    signed_in = sign_in(Client(), world.cast.officer)
    assert problem(signed_in.get(f"/api/v1/{person_path(world.who.person_id)}"))["status"] == 401


def test_more_persons_than_the_entry_allows_stop_and_alarm_the_audit_administrator(world: World) -> None:
    hrss = world.system(world.hrss, "BENEFIT_STOP")
    assert alive(hrss, NUMBER)["answer"] == "yes"
    volume = Volume.objects.get(client_id=hrss.id)
    filler = [AskedAbout(volume=volume, subject=bytes([n]) * 16, n=n) for n in range(2, 51)]
    AskedAbout.objects.bulk_create(filler)
    Volume.objects.update(persons=50)
    for _ in range(2):
        answer = hrss.post("verify", {"question": "alive", "number": WIFE}, language="zh-hans")
        said = problem(answer)
        assert (said["status"], said["code"]) == (429, "too_many_persons")
        assert "第八十八条" in said["rule"]
    # Whoever was asked about before is answered again; nobody new.
    assert alive(hrss, NUMBER)["answer"] == "yes"
    alarm = Alarm.objects.get(kind="API_VOLUME")
    assert alarm.subject_id == hrss.id
    assert "安平县人社局系统" in sign_in(Client(), world.cast.audit_admin).get("/alarms/").text
    for other in (world.cast.supervisor, world.cast.sys_admin, world.cast.chief):
        assert "安平县人社局系统" not in sign_in(Client(), other).get("/alarms/").text


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_more_than_the_limit() -> None:
    entry = next(one for one in questions.questions() if one.code == "HRSS_ALIVE")
    asker = Actor(ActorKind.CLIENT, id="x", name="社保核验")

    def ask(n: int) -> bool:
        try:
            count([bytes([n]) * 16], entry=entry, by=asker)
        except TooMany:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        answered = list(pool.map(ask, [*range(60), *range(60)]))
    assert sum(answered[:60]) == entry.per_day
    # Asked again, everybody has the same answer.
    assert answered[60:] == answered[:60]
    assert Alarm.objects.filter(kind="API_VOLUME").count() == 1


def test_the_count_is_of_the_day_and_forgotten_later(world: World) -> None:
    hrss = world.system(world.hrss, "BENEFIT_STOP")
    alive(hrss, NUMBER)
    Volume.objects.update(day=clock.today() - timedelta(days=1), persons=50)
    assert alive(hrss, WIFE)["answer"] == "yes"
    forget(clock.today() + timedelta(days=90))
    assert list(Volume.objects.values_list("day", flat=True)) == [clock.today()]


def test_each_member_of_a_household_counts(world: World) -> None:
    police = world.police
    police.get(f"households/{world.who.household_id}")
    assert Volume.objects.get(client_id=police.id, entry="COUNTER_HOUSEHOLD").persons == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"question": "alive", "number": "123"}, "body.number"),
        ({"question": "rich", "number": NUMBER}, "body.question"),
        ({"question": "alive", "number": NUMBER, "case_no": ""}, "body.case_no"),
        ({"question": "alive", "number": NUMBER, "name": "\x00"}, "body.name"),
        ({"question": "alive", "number": NUMBER, "why": "so"}, "body.why"),
        ({"question": "alive", "number": NUMBER, "valid_on": "yesterday"}, "body.valid_on"),
    ],
)
def test_what_is_wrong_is_named(world: World, body: dict[str, str], field: str) -> None:
    said = problem(world.system(world.hrss, "BENEFIT_STOP").post("verify", body))
    assert (said["status"], said["code"]) == (422, "invalid")
    assert [one["field"] for one in said["fields"]] == [field]


def test_everything_else_is_a_problem_too(world: World) -> None:
    hrss = world.system(world.hrss, "BENEFIT_STOP")
    unreadable = hrss.client.post(
        "/api/v1/verify", "{", content_type="application/json", headers=hrss.headers
    )
    assert problem(unreadable)["code"] == "unreadable"
    wrong = hrss.client.delete("/api/v1/verify", headers=hrss.headers)
    assert (problem(wrong)["code"], wrong["Allow"]) == ("method_not_allowed", "POST")
    assert problem(hrss.client.get("/api/v1/everybody"))["code"] == "no_such_address"


def test_a_fault_of_ours_is_a_problem_and_is_written_down(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hrss = world.system(world.hrss, "BENEFIT_STOP")
    monkeypatch.setattr("banji.api.verify.identify", lambda *_, **__: 1 / 0)
    assert problem(hrss.post("verify", {"question": "alive", "number": NUMBER}))["code"] == "internal_error"


def test_the_language_is_the_askers(world: World) -> None:
    hrss = world.system(world.hrss, "BENEFIT_STOP")
    said = {lang: problem(hrss.post("verify", {}, language=lang)) for lang in ("zh-hans", "en")}
    assert said["en"]["title"] == "Something in the request is wrong"
    assert said["zh-hans"]["title"] == "请求内容有误"
    assert said["en"]["code"] == said["zh-hans"]["code"]


def test_organisations_of_one_department_have_the_same_entry(world: World) -> None:
    other = make_organisation("市人社局", "DEPARTMENT", department="HRSS")
    assert alive(world.system(other, "BENEFIT_STOP"), NUMBER)["answer"] == "yes"
