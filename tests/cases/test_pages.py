"""The pages of cases, at HTTP: who sees what, what a form keeps, what a success says."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import Member, sign_in
from tests.matters.deaths.scene import DIED, Scene, at, make_scene

from banji.audit.models import AuditEntry, AuditSubject
from banji.cases.models import Alarm, Evidence, Service, Step
from banji.cases.nightly import tick
from banji.foundation import clock

pytestmark = pytest.mark.django_db
SERVED, AFTER = date(2017, 5, 2), date(2017, 6, 3)
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"


def go(client: Client, name: str, *args: object, **get: str) -> str:
    answer = client.get(reverse(name, args=args), get)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def page(client: Client, who: Member, name: str, *args: object, **get: str) -> str:
    return go(sign_in(client, who), name, *args, **get)


# ---------------------------------------------------------------- the desk


def test_the_desk_sorts_by_clock_and_its_numbers_open_lists(client: Client, scene: Scene) -> None:
    scene.signal()
    resting = make_scene(scene.cast, name="李大水", number="519901194001010019").served(date(2017, 3, 1))
    at(date(2017, 3, 17))
    fresh = make_scene(scene.cast, name="李大江", number="519901194102020013")
    fresh.signal()
    fresh.take("verify")
    shown = page(client, scene.cast.officer, "cases:desk")
    columns = re.split(r'<section class="section" aria-labelledby="', shown)[1:]
    assert ["李大山" in columns[0], "李大水" in columns[2]] == [True, True]
    assert "李大江" in columns[2]  # 15 days are more than a week away
    at(date(2017, 3, 28))
    columns = re.split(r'<section class="section" aria-labelledby="', go(client, "cases:desk"))[1:]
    assert "李大江" in columns[1]
    assert "李大水" in columns[1]  # its month ends on 1 April, a Saturday made a working day
    assert resting.fresh.due_on == date(2017, 4, 1)
    for url in re.findall(r'href="(/cases/\?[^"]+)"', shown):
        assert client.get(url.replace("&amp;", "&")).status_code == 200


def test_the_desk_is_one_recorded_reading(client: Client, scene: Scene) -> None:
    scene.signal()
    page(client, scene.cast.officer, "cases:desk")
    entry = AuditEntry.objects.filter(act="person.search", object_id="desk").get()
    assert (
        AuditSubject.objects.filter(entry_id=entry.pk).values_list("person_id", flat=True)[0]
        == scene.who.person_id
    )


@pytest.mark.parametrize("role", ["officer", "colleague", "clerk", "chief", "county_officer", "supervisor"])
def test_an_empty_desk_says_what_would_stand_here(client: Client, scene: Scene, role: str) -> None:
    assert page(client, getattr(scene.cast, role), "cases:desk").count('class="nothing"') == 3


def test_drafts_lie_on_the_chiefs_desk_and_wait_on_the_officers(client: Client, scene: Scene) -> None:
    scene.drafted(SERVED, AFTER)
    chief = re.split('aria-labelledby="', page(client, scene.cast.chief, "cases:desk"))
    officer = re.split('aria-labelledby="', page(client, scene.cast.officer, "cases:desk"))
    named = [next(p.split('"')[0] for p in parts if "李大山" in p) for parts in (chief, officer)]
    assert named == ["due", "waiting"]


@pytest.mark.parametrize("role", ["committee", "liaison", "sys_admin", "audit_admin"])
def test_who_works_on_no_case_sees_his_rooms(client: Client, scene: Scene, role: str) -> None:
    scene.signal()
    assert "李大山" not in page(client, getattr(scene.cast, role), "cases:desk")


# ---------------------------------------------------------------- list and case


def test_the_list_filters_sorts_and_searches(client: Client, scene: Scene) -> None:
    scene.signal()
    other = make_scene(scene.cast, name="周大水", number="519901194001010019")
    other.signal()
    other.take("verify")
    officer = scene.cast.officer
    assert ["李大山" in (shown := page(client, officer, "cases:cases")), "周大水" in shown] == [True, True]
    for asked, first, second in [
        ({"q": "李大"}, True, False),
        ({"q": other.fresh.number}, False, True),
        ({"state": "VERIFYING"}, False, True),
        ({"due_to": "2017-03-01"}, False, False),
        ({"open": "False"}, False, False),
        ({"late": "True"}, False, False),
        ({"sort": "-due_on", "village": str(scene.cast.places.village.pk)}, True, True),
    ]:
        shown = go(client, "cases:cases", **asked)
        assert ("李大山" in shown, "周大水" in shown) == (first, second), asked


def test_others_see_nothing_of_a_case(client: Client, scene: Scene) -> None:
    case = scene.signal()
    for name in ("cases:case", "cases:hold", "cases:hand_over", "cases:add_paper"):
        answer = sign_in(client, scene.cast.outsider).get(reverse(name, args=[case.pk]))
        assert answer.status_code in (403, 404), name
    assert (
        sign_in(client, scene.cast.outsider).get(reverse("cases:step", args=[case.pk, "verify"])).status_code
        == 404
    )
    assert "李大山" not in page(client, scene.cast.outsider, "cases:cases")
    assert sign_in(client, scene.cast.committee).get(reverse("cases:case", args=[case.pk])).status_code == 403


def test_the_case_page_answers_what_a_supervisor_asks(client: Client, scene: Scene) -> None:
    case = scene.served(SERVED).with_proof().fresh
    shown = page(client, scene.cast.supervisor, "cases:case", case.pk)
    for said in (
        "李大山",
        case.number,
        "****0013",
        "李家村民委员会3组12号",
        "东河派出所",
        "安平县民政局",
        "李小山",
    ):
        assert said in shown, said
    assert AuditEntry.objects.filter(act="person.open", case_no=case.number).exists()
    assert "act-" not in shown  # no step is the supervisor's


def test_what_cannot_be_done_now_is_there_with_its_reason(client: Client, scene: Scene) -> None:
    case = scene.served(SERVED).with_proof().fresh
    shown = page(client, scene.cast.officer, "cases:case", case.pk)
    assert re.search(r'aria-disabled="true"[^<]*aria-describedby', shown)
    assert "2017-06-03" in shown


def test_an_action_is_offered_for_each_step_of_ones_post(client: Client, scene: Scene) -> None:
    case = scene.signal()
    shown = page(client, scene.cast.clerk, "cases:case", case.pk)
    assert reverse("cases:step", args=[case.pk, "verify"]) not in shown
    shown = page(client, scene.cast.officer, "cases:case", case.pk)
    assert reverse("cases:step", args=[case.pk, "verify"]) in shown


# ---------------------------------------------------------------- steps


def post(client: Client, scene: Scene, name: str, **facts: object) -> str:
    """Send a step's form as the page made it; the page that follows."""
    url = reverse("cases:step", args=[scene.fresh.pk, name])
    given = client.get(url).context["form"].initial
    sent = {key: value for key, value in given.items() if value is not None} | facts
    return client.post(url, sent, follow=True).content.decode()


def test_a_step_is_taken_and_says_what_follows(client: Client, scene: Scene) -> None:
    case = scene.signal()
    shown = post(sign_in(client, scene.cast.officer), scene, "verify")
    assert scene.state == "VERIFYING"
    assert 'class="note note-done"' in shown
    assert case.number in shown


def test_what_is_known_is_not_asked_again(client: Client, scene: Scene) -> None:
    scene.signal()
    scene.take("verify")
    sign_in(client, scene.cast.officer)
    asked = client.get(reverse("cases:step", args=[scene.fresh.pk, "confirm_death"])).context["form"].initial
    assert asked["died_on"] == DIED.isoformat()
    post(client, scene, "confirm_death")
    asked = client.get(reverse("cases:step", args=[scene.fresh.pk, "issue_notices"])).context["form"].initial
    assert asked["committee"] == "李家村民委员会"
    sign_in(client, scene.cast.clerk)
    asked = client.get(reverse("cases:step", args=[scene.fresh.pk, "declare"])).context["form"].initial
    assert asked["registration"] == scene.who.registration.pk


def test_a_refusal_keeps_what_was_typed_and_the_scan(client: Client, scene: Scene) -> None:
    scene.notified()
    sign_in(client, scene.cast.officer)
    url = reverse("cases:step", args=[scene.fresh.pk, "record_service"])
    form = client.get(url).context["form"]
    notice = form.fields["notice"].choices[1][0]
    sent = {
        "notice": notice,
        "method": "LEFT",
        "served_on": "2017-03-01",
        "first_witness": "甲",
        "version": scene.fresh.version,
    }
    answer = client.post(url, sent | {"proof": SimpleUploadedFile("回证.pdf", PDF)})
    shown, again = answer.content.decode(), answer.context["form"]
    assert not Service.objects.exists()
    assert 'role="alert"' in shown
    assert 'value="甲"' in shown
    kept = again.data["proof_kept"]
    client.post(url, sent | {"second_witness": "乙", "proof_kept": kept})
    assert Service.objects.get().proof.name == "回证.pdf"


def test_a_scan_nobody_stored_here_is_not_taken(client: Client, scene: Scene) -> None:
    scene.notified()
    sign_in(client, scene.cast.officer)
    url = reverse("cases:step", args=[scene.fresh.pk, "record_service"])
    notice = client.get(url).context["form"].fields["notice"].choices[1][0]
    client.post(url, {"notice": notice, "method": "IN_PERSON", "receiver": "李", "served_on": "2017-03-01",
                      "version": scene.fresh.version, "proof_kept": "forged"})  # fmt: skip
    assert Service.objects.get().proof is None


def test_a_case_that_moved_on_is_not_acted_on_blindly(client: Client, scene: Scene) -> None:
    scene.signal()
    sign_in(client, scene.cast.officer)
    url = reverse("cases:step", args=[scene.fresh.pk, "no_match"])
    seen = client.get(url).context["form"].initial["version"]
    scene.take("verify", by=scene.cast.colleague.actor)
    answer = client.post(url, {"version": seen, "reason": "同名"})
    assert 'role="alert"' in answer.content.decode()
    assert scene.state == "VERIFYING"


def test_the_whole_way_by_pages(client: Client, scene: Scene) -> None:
    scene.signal()
    cast = scene.cast
    sign_in(client, cast.officer)
    for name, facts in [
        ("verify", {}),
        ("confirm_death", {}),
        ("issue_notices", {"declarant": "李小山", "declarant_relation": "儿子"}),
    ]:
        post(client, scene, name, **facts)
    at(SERVED)
    for _addressee in range(2):
        form = client.get(reverse("cases:step", args=[scene.fresh.pk, "record_service"])).context["form"]
        notice = next(key for key, _title in form.fields["notice"].choices if key)
        post(
            client,
            scene,
            "record_service",
            notice=notice,
            method="IN_PERSON",
            receiver="李小山",
            served_on="2017-05-02",
        )
    assert Service.objects.filter(recorded_to=None).count() == 2
    add = reverse("cases:add_paper", args=[scene.fresh.pk])
    for paper in ("COMMITTEE_PROOF", "INVESTIGATION_RECORD"):
        client.post(add, {"paper": paper, "scan": SimpleUploadedFile(f"{paper}.pdf", PDF + paper.encode())})
    at(AFTER)
    tick()
    sign_in(client, cast.officer)
    post(client, scene, "draft_cancellation")
    post(sign_in(client, cast.chief), scene, "cancel_ex_officio")
    assert scene.state == "CANCELLED_EX_OFFICIO"


# ---------------------------------------------------------------- papers, lifecycle, alarms


def test_papers_come_from_the_closed_list_and_go_back_with_a_reason(client: Client, scene: Scene) -> None:
    case = scene.signal()
    sign_in(client, scene.cast.clerk)
    add = reverse("cases:add_paper", args=[case.pk])
    assert "MIGRATION_PAPERS" not in client.get(add).content.decode()
    assert client.post(add, {"paper": "MIGRATION_PAPERS"}).status_code == 200
    assert client.post(add, {"paper": "CREMATION_PROOF", "lost": "on"}).status_code == 200
    assert not Evidence.objects.exists()
    client.post(add, {"paper": "DECEASED_ID_CARD", "lost": "on"})
    assert Evidence.objects.get().facts == {"lost": True}
    scan = SimpleUploadedFile("火化证明.pdf", PDF)
    client.post(add, {"paper": "CREMATION_PROOF", "document_no": "资火1", "scan": scan})
    row = Evidence.objects.get(paper="CREMATION_PROOF")
    answer = client.get(reverse("cases:evidence_file", args=[case.pk, row.pk]))
    assert b"".join(answer.streaming_content) == PDF
    back = reverse("cases:withdraw_paper", args=[case.pk, row.pk])
    assert client.post(back, {"reason": ""}).status_code == 200
    client.post(back, {"reason": "编号有误"})
    row.refresh_from_db()
    assert row.recorded_to is not None


def test_a_program_is_not_a_scan(client: Client, scene: Scene) -> None:
    case = scene.signal()
    add = reverse("cases:add_paper", args=[case.pk])
    scan = SimpleUploadedFile("证明.pdf", b"MZ\x90\x00\x03")
    answer = sign_in(client, scene.cast.clerk).post(add, {"paper": "CREMATION_PROOF", "scan": scan})
    assert 'role="alert"' in answer.content.decode()
    assert not Evidence.objects.exists()


def test_hold_resume_hand_over_reopen(client: Client, scene: Scene) -> None:
    case, cast = scene.signal(), scene.cast
    sign_in(client, cast.officer)
    hold = reverse("cases:hold", args=[case.pk])
    assert 'role="alert"' in client.post(hold, {"until": "2018-01-01", "reason": "等"}).content.decode()
    client.post(hold, {"until": "2017-03-20", "reason": "等候回函"})
    assert scene.fresh.hold_until == date(2017, 3, 20)
    client.post(reverse("cases:resume", args=[case.pk]))
    assert scene.fresh.hold_until is None
    post(client, scene, "no_match", reason="同名不同人")
    sign_in(client, cast.supervisor).post(reverse("cases:reopen", args=[case.pk]), {"reason": "再查"})
    assert scene.state == "VERIFYING"
    hand = reverse("cases:hand_over", args=[case.pk])
    sent = {"to_station": cast.west_station.pk, "to_post": cast.outsider.post.pk, "reason": "已迁居"}
    sign_in(client, cast.officer).post(hand, sent)
    assert scene.fresh.station == cast.west_station


def test_alarms_are_listed_and_settled(client: Client, scene: Scene) -> None:
    scene.signal()
    at(date(2017, 4, 1))
    tick()
    assert scene.fresh.number in page(client, scene.cast.officer, "cases:alarms")
    alarm = Alarm.objects.get()
    client.post(reverse("cases:settle_alarm", args=[alarm.pk]), {"reason": "已安排"})
    alarm.refresh_from_db()
    assert alarm.settled_by == "周文静"
    assert 'class="nothing"' in go(client, "cases:alarms")


def test_a_supervisor_sees_units_and_no_persons(client: Client, scene: Scene) -> None:
    scene.signal()
    at(date(2017, 4, 1))
    shown = page(client, scene.cast.supervisor, "cases:overdue")
    assert "东河派出所" in shown
    assert "李大山" not in shown
    url = re.search(r'href="(/cases/\?station[^"]+)"', shown)
    assert url
    assert scene.fresh.number in client.get(url[1].replace("&amp;", "&")).content.decode()


# ---------------------------------------------------------------- law, clock


@pytest.mark.parametrize("role", ["clerk", "liaison", "sys_admin", "supervisor", "committee"])
def test_the_law_in_force_is_open_to_every_officer(client: Client, scene: Scene, role: str) -> None:
    shown = page(client, getattr(scene.cast, role), "cases:law")
    assert "deaths.notice_period" in shown
    assert "三（三）2" in shown


def test_both_profiles_and_other_days_can_be_read(client: Client, scene: Scene) -> None:
    shown = page(client, scene.cast.clerk, "cases:law", profile="national_2021", on="2022-01-01")
    assert "30日" in shown or "30 days" in shown
    answer = client.get(reverse("cases:law"), {"profile": "moon", "on": "2022-01-01"})
    assert "deaths.notice_period" not in answer.content.decode()


def test_the_clock_of_an_invented_city_goes_forward_only(client: Client, scene: Scene) -> None:
    scene.served(SERVED).with_proof()
    sign_in(client, scene.cast.sys_admin)
    client.post(reverse("cases:clock"), {"day": "2017-04-01"})
    assert clock.today() == SERVED
    client.post(reverse("cases:clock"), {"day": AFTER.isoformat()})
    assert (clock.today(), scene.state) == (AFTER, "EX_OFFICIO_READY")
    assert AuditEntry.objects.filter(act="demo.move_clock").count() == 1


def statements(client: Client, name: str, *args: object) -> int:
    with CaptureQueriesContext(connection) as asked:
        go(client, name, *args)
    return len(asked)


def test_more_rows_ask_for_no_more_statements(client: Client, scene: Scene) -> None:
    scene.signal()
    make_scene(scene.cast, name="李大水", number="519901194001010019").served(SERVED)
    sign_in(client, scene.cast.officer)
    pages = [("cases:desk",), ("cases:cases",), ("cases:case", scene.fresh.pk)]
    few = [statements(client, *page) for page in pages]
    for n in range(5):
        make_scene(scene.cast, name=f"李大{n}", number=f"5199011940010120{n:02}").signal()
    scene.signal("B", source="COMMITTEE", organisation=scene.cast.village_committee)
    scene.take("verify")
    scene.with_proof()
    assert [statements(client, *page) for page in pages] == few


def test_steps_told_to_nobody_stay_in_the_story(client: Client, scene: Scene) -> None:
    scene.signal()
    scene.take("record_visit", visited_on=date(2017, 3, 1), met="邻居", finding="说已过世")
    shown = page(client, scene.cast.officer, "cases:case", scene.fresh.pk)
    assert "说已过世" in shown
    assert Step.objects.filter(case=scene.fresh).count() == 2
