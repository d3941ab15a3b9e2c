"""A citizen says that something is wrong, over HTTP: to a corrected register, to a refusal, or taken back."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.cast import Cast, make_citizen, sign_in
from tests.matters.corrections.scene import NUMBER, TODAY, Scene, particulars, take
from tests.matters.deaths.scene import at
from tests.register.people import SINCE, make_household, make_person

from banji.audit.models import AuditEntry
from banji.cases.evidence import add_evidence
from banji.cases.models import Case, Evidence, Step
from banji.cases.runner import take as take_step
from banji.foundation import clock
from banji.foundation.errors import NotFound, Refused
from banji.foundation.secrets import opened
from banji.matters.corrections.fields import FIELDS
from banji.matters.corrections.models import CorrectionFinding, CorrectionRequest
from banji.matters.corrections.operations import Wrong, ask_correction
from banji.matters.corrections.procedure import PROCEDURE
from banji.matters.corrections.telling import plain
from banji.register.models import Particulars, RegisterEvent
from banji.register.operations import Brought, change

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"
RIGHT = {"value": "李大山", "finding": "出生医学证明和档案均写作李大山"}


def tell(client: Client, scene: Scene, field: str, **said: Any) -> Any:
    sign_in(client, scene.citizen)
    return client.post(reverse("corrections:tell", args=[field]), said, follow=True)


# ---------------------------------------------------------------- the whole way


def test_a_name_written_wrongly_is_put_right_on_both_axes(client: Client, scene: Scene) -> None:
    sign_in(client, scene.citizen)
    which = client.get(
        client.get("/my/wrong/").content.decode().split('btn btn-primary" href="')[1].split('"')[0]
    )
    assert "李大三" in which.content.decode()
    scan = SimpleUploadedFile("出生证.pdf", PDF, content_type="application/pdf")
    said = {"wanted": "李大山", "why": "办户口时写错了"}
    check = tell(client, scene, "name", scan=scan, **said).content.decode()
    assert not Case.objects.exists()
    assert "您要说的是这些吗" in check
    assert "出生证.pdf" in check
    kept = re.search(r'name="scan_kept" value="([^"]+)"', check)
    assert kept
    receipt = tell(client, scene, "name", stage="send", scan_kept=kept[1], **said).content.decode()
    assert Case.objects.exists(), receipt
    case = scene.case
    assert case.number in receipt
    assert case.due_on == date(2017, 3, 22)  # 15 working days after 1 March
    assert "2017年3月22日" in receipt
    assert case.number in client.get("/my/cases/").content.decode()
    assert str(plain("APPLIED")) in receipt

    # on the desk of his station
    desk = sign_in(client, scene.cast.officer).get(reverse("cases:desk")).content.decode()
    assert reverse("cases:case", args=[case.pk]) in desk
    assert "与材料核对" in desk
    page = client.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert "登记为“李大三”，应为“李大山”" in page
    assert Evidence.objects.get(case=case).file is not None
    assert reverse("cases:evidence_file", args=[case.pk, Evidence.objects.get(case=case).pk]) in page
    assert "缺少民警调查材料" in take(client, scene.cast.officer, case, "check", **RIGHT)
    scene.papers("INVESTIGATION_RECORD")
    take(client, scene.cast.officer, case, "check", **RIGHT)
    assert scene.case.state == "CHECKED"
    take(client, scene.cast.chief, case, "approve")
    assert scene.case.state == "APPROVED"
    before = clock.stamp()
    take(client, scene.cast.officer, case, "enter")

    now = particulars(scene.who.person_id)
    assert (now.name, now.valid_from) == ("李大山", date(1950, 1, 1))
    closed = Particulars.objects.get(person=scene.who.person_id, name="李大三")
    assert closed.recorded_to is not None
    assert closed.recorded_to >= before
    event = RegisterEvent.objects.get(kind="CORRECT")
    assert (event.case_no, event.decided_by) == (case.number, "周文静")
    assert [paper["paper"] for paper in event.details["papers"]] == ["ERROR_PROOF"]
    sign_in(client, scene.citizen)
    assert "您的登记已经改正" in client.get(reverse("corrections:mine", args=[case.pk])).content.decode()
    assert "您的登记已经改正" in client.get("/my/cases/").content.decode()
    assert "李大山" in client.get("/my/record/").content.decode()


def test_a_slip_of_the_pen_is_corrected_at_once(client: Client, scene: Scene) -> None:
    case = scene.ask("sex", "2")
    assert "缺少能够证明登记差错的原始材料" in take(
        client, scene.cast.officer, case, "correct_at_once", value="女", finding="档案"
    )
    scene.papers("ERROR_PROOF")
    take(client, scene.cast.officer, case, "correct_at_once", value="女", finding="档案为女")
    assert (scene.last.state, particulars(scene.who.person_id).sex) == ("APPLIED_TO_REGISTER", "2")


@pytest.mark.parametrize(
    ("profile", "today", "steps"),
    [
        ("ziyang_2017", TODAY, [("officer", "send_to_county"), ("county_officer", "approve_by_county")]),
        (
            "national_2021",
            date(2022, 3, 1),
            [("chief", "send_to_review"), ("county_officer", "review"), ("city", "approve_by_city")],
        ),
    ],
)
def test_a_date_of_birth_is_decided_at_the_level_of_the_profile(
    client: Client, scene: Scene, settings: Any, profile: str, today: date, steps: list[tuple[str, str]]
) -> None:
    settings.BANJI_PROFILE = profile
    at(today)
    case = scene.ask("birth_date", "1952-03-04")
    scene.papers("ERROR_PROOF", "INVESTIGATION_RECORD")
    found = {"value": "1952年3月4日", "finding": "出生证"}
    assert "出生日期不能当场更正" in take(client, scene.cast.officer, case, "correct_at_once", **found)
    take(client, scene.cast.officer, case, "check", **found)
    assert "出生日期的更正由上级决定" in take(client, scene.cast.chief, case, "approve")
    new = {"number": "519901195203040018", "sure": "on"}
    people = {"city": scene.city_officer}
    for who, step in steps:
        member = people.get(who) or getattr(scene.cast, who)
        take(client, member, case, step, **({"reason": "属实"} | (new if step.startswith("approve") else {})))
    assert scene.last.state == "APPLIED_TO_REGISTER"
    now = particulars(scene.who.person_id)
    assert now.birth_date == date(1952, 3, 4)
    assert now.number is not None
    assert opened(now.number) == "519901195203040018"
    old = Particulars.objects.filter(person=scene.who.person_id, recorded_to__isnull=False).latest("pk")
    assert old.number is not None
    assert opened(old.number) == NUMBER
    # The number went into the secrets table, and nowhere else.
    kept = [
        *Step.objects.values_list("details", flat=True),
        *AuditEntry.objects.values_list("after", flat=True),
    ]
    assert "519901195203040018" not in repr(kept)


def test_a_relation_and_an_address_are_the_households(client: Client, scene: Scene) -> None:
    wife = make_citizen("guifang", "周桂芳", scene.wife.person_id)
    wrong = Wrong(field=FIELDS["relation"], wanted="12", why="我是妻子，不是儿子")
    case = ask_correction(scene.wife.person_id, wrong, by=wife.actor)
    add_evidence(case.pk, "ERROR_PROOF", by=scene.cast.officer.actor)
    facts = {"value": "妻子", "finding": "结婚证"}
    said = take(client, scene.cast.officer, case, "correct_at_once", **facts)
    assert "所填关系与性别不符" in said  # the register has her as a man: asked, not blocked
    assert scene.wife.registration.relation_to_head == "20"
    take(client, scene.cast.officer, case, "correct_at_once", **facts, sure="on")
    assert scene.wife.registration.relation_to_head == "12"
    assert scene.wife.registration.valid_from == SINCE  # it never was another one
    assert scene.who.registration.relation_to_head == "02"
    case = scene.ask("address", "李家村民委员会3组21号")
    page = sign_in(client, scene.cast.officer).get(reverse("cases:case", args=[case.pk])).content.decode()
    assert "户内成员一并更改" in page
    take(client, scene.cast.officer, case, "correct_at_once", value="李家村民委员会3组21号", finding="门牌")
    assert {scene.wife.registration.address_text, scene.who.registration.address_text} == {
        "李家村民委员会3组21号"
    }


def test_something_else_is_named_by_the_officer(client: Client, scene: Scene) -> None:
    case = scene.ask("other", "文化程度是高中")
    scene.papers("ERROR_PROOF")
    found = {"value": "高中", "finding": "毕业证"}
    assert "请写明是哪一项" in take(client, scene.cast.officer, case, "correct_at_once", **found)
    take(client, scene.cast.officer, case, "correct_at_once", item="education", **found)
    assert particulars(scene.who.person_id).education == "60"


# ---------------------------------------------------------------- refused


def checked(client: Client, scene: Scene) -> Case:
    case = scene.ask("name", "李大山")
    scene.papers("ERROR_PROOF", "INVESTIGATION_RECORD")
    take(client, scene.cast.officer, case, "check", **RIGHT)
    return scene.case


def test_the_reason_the_article_and_the_way_on_are_the_citizens_to_read(client: Client, scene: Scene) -> None:
    case = scene.ask("name", "李大山")
    assert scene.case.state == "APPLIED"
    assert 'role="alert"' in take(client, scene.cast.officer, case, "refuse", ground="NOT_PROVED")
    take(client, scene.cast.officer, case, "refuse", ground="NOT_PROVED", reason="两份材料写法不同")
    sign_in(client, scene.citizen)
    page = client.get(reverse("corrections:mine", args=[case.pk])).content.decode()
    for part in ("材料不能证明登记有差错", "第十七条", "两份材料写法不同", "可以重新申请", "行政复议法"):
        assert part in page
    assert client.get(reverse("corrections:which")).status_code == 200
    assert scene.ask("name", "李大山").pk != case.pk


def test_whoever_checked_does_not_approve(client: Client, scene: Scene) -> None:
    case = scene.ask("name", "李大山")
    scene.papers("ERROR_PROOF", "INVESTIGATION_RECORD")
    take(client, scene.cast.chief, case, "check", **RIGHT)
    take(client, scene.cast.chief, case, "approve")
    assert scene.case.state == "CHECKED"


def test_a_register_that_has_changed_since_is_not_overwritten(client: Client, scene: Scene) -> None:
    case = checked(client, scene)
    take(client, scene.cast.chief, case, "approve")
    change(
        person_id=scene.who.person_id,
        values={"education": "60"},
        on=TODAY,
        papers=[Brought("CHANGE_PROOF")],
        by=scene.cast.officer.actor,
        seen=particulars(scene.who.person_id).pk,
    )
    assert "打开之后已有变化" in take(client, scene.cast.officer, case, "enter")
    assert scene.case.state == "APPROVED"
    assert particulars(scene.who.person_id).name == "李大三"
    take(client, scene.cast.officer, case, "check_again", reason="登记有变动")
    assert CorrectionFinding.objects.filter(recorded_to=None).count() == 0
    take(client, scene.cast.officer, case, "check", **RIGHT)
    take(client, scene.cast.chief, case, "approve")
    take(client, scene.cast.officer, case, "enter")
    assert (particulars(scene.who.person_id).name, particulars(scene.who.person_id).education) == (
        "李大山",
        "60",
    )


def test_what_was_put_right_meanwhile_is_said(client: Client, scene: Scene) -> None:
    case = scene.ask("name", "李大山")
    scene.papers("ERROR_PROOF", "INVESTIGATION_RECORD")
    change(
        person_id=scene.who.person_id,
        values={"name": "李大川"},
        on=TODAY,
        papers=[Brought("CHANGE_APPLICATION")],
        by=scene.cast.officer.actor,
        seen=particulars(scene.who.person_id).pk,
    )
    assert "申请之后登记内容已有变化，现为：李大川" in take(
        client, scene.cast.officer, case, "check", **RIGHT
    )


@pytest.mark.parametrize(
    ("field", "wanted", "sentence"),
    [
        ("name", "李大三", "登记内容已经是这样"),
        ("birth_date", "1952-13-01", "日期"),
        ("ethnicity", "99999", "有效"),
        ("name", "", "必填"),
    ],
)
def test_a_request_that_makes_no_sense_is_not_taken(
    client: Client, scene: Scene, field: str, wanted: str, sentence: str
) -> None:
    page = tell(client, scene, field, wanted=wanted, why="写错了", stage="send").content.decode()
    assert 'role="alert"' in page
    assert sentence in page
    assert not Case.objects.exists()


def test_a_file_that_is_no_paper_is_not_kept(client: Client, scene: Scene) -> None:
    scan = SimpleUploadedFile("a.exe", b"MZ\x00\x01", content_type="application/pdf")
    page = tell(client, scene, "name", wanted="李大山", why="写错了", scan=scan).content.decode()
    assert "您要说的是这些吗" not in page
    assert 'role="alert"' in page


def test_the_head_is_not_put_right_for_one(client: Client, scene: Scene) -> None:
    case = scene.ask("relation", "20")
    scene.papers("ERROR_PROOF")
    said = take(client, scene.cast.officer, case, "correct_at_once", value="20", finding="无")
    assert "户主涉及全户成员" in said
    assert scene.who.registration.relation_to_head == "02"


# ---------------------------------------------------------------- whose it is


def test_the_citizen_takes_it_back(client: Client, scene: Scene) -> None:
    case = checked(client, scene)
    sign_in(client, scene.citizen)
    assert client.get(reverse("corrections:withdraw", args=[case.pk])).status_code == 200
    assert scene.case.state == "CHECKED"
    page = client.post(reverse("corrections:withdraw", args=[case.pk]), follow=True).content.decode()
    assert "您已撤回申请" in page
    assert (scene.last.state, scene.last.is_open) == ("WITHDRAWN", False)
    assert Step.objects.filter(case=case).latest("seq").actor_kind == "citizen"
    with pytest.raises(Refused):
        take_step(case.pk, "withdraw", by=scene.citizen.actor)


def test_one_at_a_time(client: Client, scene: Scene) -> None:
    case = scene.ask("name", "李大山")
    with pytest.raises(Refused, match="此人已有"):
        scene.ask("sex", "2")
    answer = tell(client, scene, "sex", wanted="2", why="写错了", stage="send")
    assert answer.redirect_chain[-1][0] == reverse("corrections:mine", args=[case.pk])
    assert (
        reverse("corrections:mine", args=[case.pk])
        in client.get(reverse("corrections:which")).content.decode()
    )
    assert CorrectionRequest.objects.count() == 1


def test_nobody_sees_or_moves_what_is_anothers(client: Client, scene: Scene, cast: Cast) -> None:
    case = scene.ask("name", "李大山")
    stranger = make_citizen("guifang", "周桂芳", scene.wife.person_id)
    sign_in(client, stranger)
    for name in ("mine", "withdraw"):
        assert client.get(reverse(f"corrections:{name}", args=[case.pk])).status_code == 404
    assert client.post(reverse("corrections:withdraw", args=[case.pk])).status_code == 404
    assert case.number not in client.get("/my/cases/").content.decode()
    with pytest.raises(NotFound):
        take_step(case.pk, "withdraw", by=stranger.actor)
    with pytest.raises(NotFound):
        ask_correction(
            scene.who.person_id, Wrong(field=FIELDS["name"], wanted="李四", why="x"), by=stranger.actor
        )
    with pytest.raises(Refused):  # his own, and yet not his step
        take_step(case.pk, "refuse", by=scene.citizen.actor, reason="x", facts={"ground": "RIGHT"})
    with pytest.raises(Refused):  # an officer takes nothing back for him
        take_step(case.pk, "withdraw", by=cast.officer.actor)
    assert sign_in(client, cast.outsider).get(reverse("cases:case", args=[case.pk])).status_code == 404
    assert scene.case.state == "APPLIED"
    assert sign_in(client, cast.officer).get(reverse("corrections:which")).status_code == 403


def test_whoever_is_not_registered_is_told(client: Client, cast: Cast) -> None:
    sign_in(client, cast.citizen)
    assert client.get(reverse("corrections:which")).status_code == 404


# ---------------------------------------------------------------- the table


def test_every_state_has_plain_words_and_each_step_its_form(client: Client, scene: Scene) -> None:
    assert all(re.search("[一-鿿]", str(plain(state.code))) for state in PROCEDURE.states)
    case = checked(client, scene)
    for state in PROCEDURE.open_states():
        Case.objects.filter(pk=case.pk).update(state=state)
        for who in (scene.cast.chief, scene.cast.county_officer):
            sign_in(client, who)
            assert client.get(reverse("cases:case", args=[case.pk])).status_code == 200
            for row in PROCEDURE.steps_from(state):
                answer = client.get(reverse("cases:step", args=[case.pk, row.name]))
                assert answer.status_code == (200 if who.actor.role in row.by else 404), row.name


def test_what_nobody_checks_is_overdue_on_the_desk(client: Client, scene: Scene) -> None:
    case = scene.ask("name", "李大山")
    assert case.due_on is not None
    at(case.due_on + timedelta(days=1))
    sign_in(client, scene.cast.officer)
    columns = client.get(reverse("cases:desk")).context["columns"]
    assert [column["count"] for column in columns] == [1, 0, 0]


def test_somebody_of_the_other_town(client: Client, scene: Scene, cast: Cast) -> None:
    """The request goes to the station where the person is registered."""
    west = cast.places.west_villages[0]
    other = make_person(make_household(west, number="5190000009"), west, name="赵小河")
    citizen = make_citizen("xiaohe", "赵晓河", other.person_id)
    case = ask_correction(
        other.person_id, Wrong(field=FIELDS["name"], wanted="赵晓河", why="错字"), by=citizen.actor
    )
    assert case.station == cast.west_station
