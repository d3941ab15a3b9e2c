"""Papers of the register: what stands on each, who may print it, and for how long it says what the register says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from banji.addresses.models import Division, Succession
from banji.audit.acts import act
from banji.audit.models import AuditEntry, AuditSubject
from banji.audit.verify import verify as verify_trail
from banji.foundation import clock
from banji.foundation.actors import Actor, system
from banji.foundation.errors import NotFound, Refused
from banji.printing import operations as printing
from banji.printing.models import IssuedPaper, Withdrawal
from banji.printing.operations import Paper
from banji.printing.queries import State, states_of
from banji.register import operations as do
from banji.register import papers as register_papers
from banji.register.models import Particulars, RegisterEvent, Registration
from banji.register.operations.writing import like
from banji.register.papers import drafts, issuing, permits
from banji.register.papers.issuing import Need
from tests.cast import Cast, sign_in
from tests.matters.deaths.documents.test_papers import characters
from tests.register.lawful import brought
from tests.register.people import Resident, make_household, make_person

pytestmark = pytest.mark.django_db

OLD, NEW = "519901195001010013", "519901194901010014"
RARE = "李𠮷䶮㼆𬭚\U00030ede"


@dataclass
class Scene:
    """李… with a wife and a son in a family household of the east town; papers are printed by an officer there."""

    cast: Cast
    head: Resident
    wife: Resident
    son: Resident
    drawn: dict[str, dict[str, Any]]

    @property
    def by(self) -> Actor:
        return self.cast.officer.actor

    def issue(self, kind: str, who: Resident | None = None, by: Actor | None = None) -> IssuedPaper:
        need = Need(by or self.by, "COUNTER")
        return issuing.issue_for_person((who or self.head).person_id, kind, need)

    def book(self, by: Actor | None = None) -> IssuedPaper:
        need = Need(by or self.by, "COUNTER")
        return issuing.issue_for_household(self.head.household_id, "household_book", need)

    def seen(self, *people: Resident) -> dict[UUID, int]:
        return {who.person_id: who.registration.pk for who in people}


@pytest.fixture
def scene(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Scene:
    village = cast.places.village
    home = make_household(village)
    drawn: dict[str, dict[str, Any]] = {}
    real = drafts.render

    def keep(template: str, data: dict[str, Any]) -> bytes:
        drawn[template.rsplit("/", 1)[-1].removesuffix(".typ")] = data
        return real(template, data)

    monkeypatch.setattr(drafts, "render", keep)
    return Scene(
        cast,
        make_person(home, village, name=RARE, former_name="李大山", number=OLD),
        make_person(home, village, name="周桂芳", relation="12", born=date(1953, 4, 5)),
        make_person(home, village, name="李小山", relation="20", born=date(1980, 7, 7)),
        drawn,
    )


def today() -> date:
    return clock.today()


def state_of(paper: IssuedPaper) -> State:
    fresh = IssuedPaper.objects.select_related("withdrawal").get(pk=paper.pk)
    return states_of([fresh])[fresh.pk]


def public_page(paper: IssuedPaper) -> str:
    return Client().get(reverse("public:verify", args=[paper.verify_code])).content.decode()


# ---------------------------------------------------------------- what happens to people


def die(scene: Scene, who: Resident) -> Any:
    return do.cancel_death(
        person_id=who.person_id,
        died_on=today() - timedelta(days=3),
        reason="疾病",
        case_no="",
        by=scene.by,
        seen_registration_id=who.registration.pk,
    )


def come_back(scene: Scene, who: Resident, event: Any) -> Any:
    return do.restore(
        person_id=who.person_id,
        revokes=event.pk,
        reason="误销",
        case_no="",
        by=scene.cast.chief.actor,
    )


def leave(scene: Scene, *people: Resident) -> Any:
    return do.move_out(
        persons=[who.person_id for who in people],
        to="重庆市渝中区",
        ground="other_province",
        on=today(),
        papers=brought("move_out.other_province"),
        by=scene.by,
        seen=scene.seen(*people),
        certificate_no="川迁00012345",
    )


def renumber(scene: Scene) -> Any:
    row = Particulars.objects.get(person=scene.head.person_id, recorded_to=None, valid_to=None)
    return do.correct(
        person_id=scene.head.person_id,
        values={"birth_date": date(1949, 1, 1), "number": NEW},
        papers=brought("correct.birth_date"),
        by=scene.cast.county_officer.actor,
        seen=row.pk,
        reason="出生日期有误",
    )


def rewrite(scene: Scene) -> Any:
    seat = do.Seat(scene.cast.places.village.pk, "李家村民委员会团结路5号")
    return do.change_seat(
        household_id=scene.head.household_id,
        seat=seat,
        by=scene.by,
        seen=scene.seen(scene.head, scene.wife, scene.son),
        on=today(),
        reason="安装门牌",
    )


def rename_village(scene: Scene) -> Succession:
    """李家村 was merged into 周家村 a year ago."""
    old, new = scene.cast.places.east_villages
    day = today() - timedelta(days=400)
    Division.objects.filter(pk=old.pk).update(valid_to=day)
    return Succession.objects.create(
        predecessor=old,
        successor=new,
        happened_on=day,
        how=Succession.How.MERGE,
        rule=Succession.Rule.SETTLED,
        source="tests",
    )


# ---------------------------------------------------------------- the household book


def test_the_book_has_the_head_page_and_a_page_for_each_member(scene: Scene) -> None:
    book = scene.book()
    data = scene.drawn["household_book"]
    assert data["household"] == {
        "type": "家庭户",
        "head": RARE,
        "number": "5190000001",
        "address": "李家村民委员会3组12号",
    }
    assert [page["name"] for page in data["pages"]] == [RARE, "周桂芳", "李小山"]
    assert [page["relation"] for page in data["pages"]] == ["户主", "妻", "子"]
    assert data["pages"][0]["citizen_id_no"] == OLD
    assert data["pages"][0]["former_name"] == "李大山"
    assert data["watermark"]["user"] == "周文静"
    # Each page is a paper of its own: four numbers, four codes, one file.
    issued = list(IssuedPaper.objects.order_by("pk"))
    assert [paper.kind for paper in issued] == ["household_book", *["member_page"] * 3]
    assert [page["number"] for page in data["pages"]] == [paper.number for paper in issued[1:]]
    assert {paper.file_id for paper in issued} == {book.file_id}
    assert len({paper.verify_code for paper in issued}) == 4


def test_a_change_of_one_member_leaves_the_others_pages_valid(scene: Scene) -> None:
    book = scene.book()
    pages = {paper.person_id: paper for paper in IssuedPaper.objects.filter(kind="member_page")}
    do.change(
        person_id=scene.son.person_id,
        values={"education": "21"},
        on=today(),
        papers=brought("change.other"),
        by=scene.by,
        seen=Particulars.objects.get(person=scene.son.person_id).pk,
    )
    assert state_of(book) == State.VALID
    assert state_of(pages[scene.wife.person_id]) == State.VALID
    assert state_of(pages[scene.son.person_id]) == State.OVERTAKEN
    new = scene.issue("member_page", scene.son)
    assert state_of(pages[scene.son.person_id]) == State.REPLACED
    assert state_of(new) == State.VALID
    entry = scene.drawn["member_page"]["entries"][0]
    assert (entry["item"], entry["by"]) == ("文化程度变更", "周文静")


def test_a_corrected_relation_stands_among_the_changes(scene: Scene) -> None:
    pages = {p.person_id: p for p in (scene.book(), *IssuedPaper.objects.filter(kind="member_page"))}
    do.correct_relations(
        household_id=scene.son.household_id, relations={scene.son.person_id: "23"}, reason="次子误录为子",
        papers=brought("correct.other"), by=scene.by, seen=scene.seen(scene.son),
    )  # fmt: skip
    assert state_of(pages[scene.son.person_id]) == State.OVERTAKEN
    scene.issue("member_page", scene.son)
    data = scene.drawn["member_page"]
    assert (data["relation"], data["entries"][0]["item"]) == ("次子", "与户主关系更正")


def test_a_new_address_voids_the_head_page_and_stands_among_the_changes(scene: Scene) -> None:
    old = scene.book()
    rewrite(scene)
    assert state_of(old) == State.OVERTAKEN
    new = scene.book()
    (seat,) = scene.drawn["household_book"]["seats"]
    assert seat == {"address": "李家村民委员会团结路5号", "on": today().isoformat(), "by": "周文静"}
    assert (state_of(old), state_of(new)) == (State.REPLACED, State.VALID)


def test_another_head_voids_the_head_page(scene: Scene) -> None:
    book = scene.book()
    die(scene, scene.head)
    assert state_of(book) == State.OVERTAKEN


def test_a_dead_members_page_is_stamped(scene: Scene) -> None:
    die(scene, scene.wife)
    page = scene.issue("member_page", scene.wife)
    day = today() - timedelta(days=3)
    assert scene.drawn["member_page"]["ended"] == {"word": "死亡", "on": day.isoformat(), "why": "疾病"}
    assert scene.drawn["member_page"]["relation"] == "妻"
    assert state_of(page) == State.VALID
    assert [p["name"] for p in _book_pages(scene)] == [RARE, "李小山"]


def _book_pages(scene: Scene) -> list[dict[str, Any]]:
    scene.book()
    found: list[dict[str, Any]] = scene.drawn["household_book"]["pages"]
    return found


def test_a_collective_household_prints_its_head_page_alone(scene: Scene) -> None:
    village = scene.cast.places.village
    home = make_household(village, kind="COLLECTIVE", number="5190000077")
    make_person(home, village, name="欧阳雪", relation="99")
    issuing.issue_for_household(home, "household_book", Need(scene.by, "COUNTER"))
    assert scene.drawn["household_book"]["household"]["type"] == "集体户"
    assert scene.drawn["household_book"]["pages"] == []


def test_the_sheet_says_who_where_and_what_changed(scene: Scene) -> None:
    renumber(scene)
    paper = scene.issue("register_sheet")
    data = scene.drawn["register_sheet"]
    assert (data["name"], data["household"]["head"], data["household"]["number"]) == (
        RARE,
        RARE,
        "5190000001",
    )
    assert {entry["item"]: entry["value"] for entry in data["entries"]} == {
        "出生日期更正": "1949-01-01",
        "公民身份号码更正": NEW,
    }
    assert state_of(paper) == State.VALID


def test_whence_somebody_came(scene: Scene) -> None:
    home = do.Home(
        {scene.son.person_id: "02"}, seat=do.Seat(scene.cast.places.east_villages[1].pk, "周家村2组5号")
    )
    do.move_within(
        home=home,
        ground="dwelling",
        on=today(),
        papers=brought("move_within.dwelling"),
        by=scene.by,
        seen=scene.seen(scene.son),
    )
    scene.issue("member_page", scene.son)
    came = scene.drawn["member_page"]["came_here"]
    assert came.endswith("由李家村民委员会3组12号迁来")
    assert came.startswith(f"{today().year}年")
    assert scene.drawn["member_page"]["came_to_city"] == ""


# ---------------------------------------------------------------- proofs


def test_a_cancellation_is_proven_until_it_is_revoked(scene: Scene) -> None:
    event = die(scene, scene.wife)
    paper = scene.issue("cancellation_proof", scene.wife)
    data = scene.drawn["cancellation_proof"]
    assert (data["reason"], data["died_on"]) == ("死亡", (today() - timedelta(days=3)).isoformat())
    assert data["cancelled_on"] == today().isoformat()
    assert data["legal_basis"][0]["article"] == "第八条"
    assert state_of(paper) == State.VALID
    back = come_back(scene, scene.wife, event)
    assert state_of(paper) == State.OVERTAKEN
    with pytest.raises(NotFound, match=r"."):
        scene.issue("cancellation_proof", scene.wife)
    restored = scene.issue("restoration_proof", scene.wife)
    assert scene.drawn["restoration_proof"]["revoked"]["on"] == event.event_date.isoformat()
    assert scene.drawn["restoration_proof"]["reason"] == "误销"
    assert restored.about == f"event:{back.pk}"
    assert state_of(restored) == State.VALID


def test_what_an_earlier_register_cancelled_is_proven_without_what_it_did_not_say(scene: Scene) -> None:
    with act("tests.cancelled", by=system("tests")) as this:
        row = scene.wife.registration
        this.close(row)
        this.add(like(row, valid_to=date(2016, 8, 9)))
        this.add(
            like(row, valid_from=date(2016, 8, 9), valid_to=None, status="CANCELLED", cancel_reason="DEATH")
        )
    paper = scene.issue("cancellation_proof", scene.wife)
    data = scene.drawn["cancellation_proof"]
    assert (data["died_on"], data["cancelled_on"]) == ("", "2016-08-09")
    assert state_of(paper) == State.VALID


def test_one_certificate_for_all_who_moved_out_together(scene: Scene) -> None:
    event, _other = leave(scene, scene.son, scene.wife)
    paper = scene.issue("migration_certificate", scene.son)
    data = scene.drawn["migration_certificate"]
    assert [(m["name"], m["relation"]) for m in data["movers"]] == [("周桂芳", "持证人"), ("李小山", "")]
    assert (data["certificate_no"], data["to"]) == ("川迁00012345", "重庆市渝中区")
    assert paper.valid_until == date.fromisoformat(event.details["valid_until"])
    scene.issue("member_page", scene.son)
    gone = {"word": "迁出", "on": today().isoformat(), "why": "迁往重庆市渝中区"}
    assert scene.drawn["member_page"]["ended"] == gone
    # Printed again from the other's page it is the same certificate.
    again = scene.issue("migration_certificate", scene.wife)
    assert (state_of(paper), state_of(again)) == (State.REPLACED, State.VALID)
    do.arrived_elsewhere(
        person_id=scene.son.person_id, on=today(), by=scene.by, seen_registration_id=scene.son.registration.pk
    )
    assert state_of(again) == State.OVERTAKEN


def again(scene: Scene, *people: Resident, number: str, reason: str = "遗失") -> Any:
    """The certificate of those who have left, issued again."""
    rows = Registration.objects.filter(person__in=[who.person_id for who in people], recorded_to=None)
    return do.issue_certificate_again(
        persons=[who.person_id for who in people],
        certificate_no=number,
        reason=reason,
        by=scene.by,
        seen={row.person_id: row.pk for row in rows.filter(valid_to=None)},
    )


def test_a_certificate_issued_again_has_its_new_number_on_paper_and_the_old_paper_is_void(
    scene: Scene,
) -> None:
    left = leave(scene, scene.son, scene.wife)
    old = scene.issue("migration_certificate", scene.son)
    assert "川迁00012345" in public_page(old)
    events = again(scene, scene.son, scene.wife, number="川迁00067890")
    assert state_of(old) == State.OVERTAKEN
    new = scene.issue("migration_certificate", scene.wife)
    data = scene.drawn["migration_certificate"]
    assert (data["certificate_no"], len(data["movers"])) == ("川迁00067890", 2)
    assert (state_of(old), state_of(new)) == (State.REPLACED, State.VALID)
    assert "川迁00067890" in public_page(new)
    assert "川迁00012345" not in public_page(new)
    # What was said on the day of the moving out stands as it was said.
    assert [e.details["certificate_no"] for e in RegisterEvent.objects.filter(kind="MOVE_OUT")] == [
        "川迁00012345",
        "川迁00012345",
    ]
    assert {e.details["moved_out"] for e in events} == {str(e.pk) for e in left}
    again(scene, scene.son, scene.wife, number="川迁00099999", reason="损毁")
    assert state_of(new) == State.OVERTAKEN
    assert not list(verify_trail())


def test_a_certificate_for_one_of_two_is_a_paper_of_his_own(scene: Scene) -> None:
    leave(scene, scene.son, scene.wife)
    together = scene.issue("migration_certificate", scene.son)
    again(scene, scene.son, number="川迁00067890")
    # It names somebody whose certificate is another now.
    assert state_of(together) == State.OVERTAKEN
    scene.issue("migration_certificate", scene.wife)
    first = scene.drawn["migration_certificate"]
    assert (first["certificate_no"], [m["name"] for m in first["movers"]]) == ("川迁00012345", ["周桂芳"])
    scene.issue("migration_certificate", scene.son)
    second = scene.drawn["migration_certificate"]
    assert (second["certificate_no"], [m["name"] for m in second["movers"]]) == ("川迁00067890", ["李小山"])


def test_a_lapsed_certificate_is_not_printed_but_issued_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(scene, scene.son)
    later = today() + timedelta(days=31)
    monkeypatch.setattr(clock, "today", lambda: later)
    with pytest.raises(NotFound) as refused:
        scene.issue("migration_certificate", scene.son)
    assert "重新签发" in str(refused.value)


def test_on_a_certificate_of_the_head_relations_are_to_him(scene: Scene) -> None:
    leave(scene, scene.son, scene.head)
    paper = scene.issue("migration_certificate", scene.son)
    movers = scene.drawn["migration_certificate"]["movers"]
    assert [(m["name"], m["relation"]) for m in movers] == [(RARE, "持证人"), ("李小山", "子")]
    assert paper.person_id == scene.head.person_id


def test_old_and_new_number_are_one_person(scene: Scene) -> None:
    event = renumber(scene)
    paper = scene.issue("number_letter")
    data = scene.drawn["number_letter"]
    assert (data["old_number"], data["person"]["citizen_id_no"]) == (OLD, NEW)
    assert state_of(paper) == State.VALID
    do.revoke(event_id=event.pk, reason="更正有误", by=scene.cast.chief.actor)
    assert state_of(paper) == State.OVERTAKEN


def test_an_address_that_is_written_otherwise(scene: Scene) -> None:
    (event, *_others) = rewrite(scene)
    paper = scene.issue("address_proof")
    data = scene.drawn["address_proof"]
    assert (data["old_address"], data["new_address"]) == ("李家村民委员会3组12号", "李家村民委员会团结路5号")
    assert data["changes"][0]["what"] == "安装门牌"
    do.revoke(event_id=event.pk, reason="门牌有误", by=scene.cast.chief.actor)
    assert state_of(paper) == State.OVERTAKEN


def test_a_village_that_was_merged(scene: Scene) -> None:
    succession = rename_village(scene)
    paper = scene.issue("village_proof")
    data = scene.drawn["address_proof"]
    assert (data["old_address"], data["new_address"]) == ("安平县东河镇李家村", "安平县东河镇周家村")
    assert data["changes"][0]["what"] == "合并为周家村民委员会"
    assert state_of(paper) == State.VALID
    Succession.objects.filter(pk=succession.pk).update(withdrawn_at=clock.now())
    assert state_of(paper) == State.OVERTAKEN


def test_a_permit_holds_until_its_last_day(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    comer = permits.Mover("王𬭚", "妻", "2", date(1990, 1, 1), "519901199001010028")
    facts = permits.Permit(
        station=scene.cast.east_station,
        applicant=permits.Mover(RARE, "本人", "1", date(1950, 1, 1), OLD),
        applicant_address="李家村民委员会3组12号",
        movers=[comer],
        from_address="重庆市渝中区",
        from_office="重庆市公安局渝中区分局",
        to_address="李家村民委员会3组12号",
        ground="夫妻投靠",
        case_no="MIG-519901-2017-1",
        persons=[scene.head.person_id],
    )
    paper = register_papers.permit(facts, by=scene.by)
    assert paper.valid_until == permits.valid_until(today()) > today() + timedelta(days=39)
    assert "王*" in public_page(paper)
    monkeypatch.setattr(clock, "today", lambda: paper.valid_until + timedelta(days=1))
    assert state_of(paper) == State.EXPIRED


@pytest.mark.parametrize(
    "kind",
    ["cancellation_proof", "restoration_proof", "migration_certificate", "number_letter", "address_proof"],
)
def test_what_has_not_happened_has_no_proof(scene: Scene, kind: str) -> None:
    with pytest.raises(NotFound) as refused:
        scene.issue(kind)
    assert refused.value.code == "no_such_paper"
    assert str(refused.value)
    assert not IssuedPaper.objects.exists()


# ---------------------------------------------------------------- rights, trail, withdrawing


@pytest.mark.parametrize("who", ["outsider", "liaison", "committee", "supervisor", "citizen"])
def test_only_the_police_of_the_area_print(scene: Scene, who: str) -> None:
    by = getattr(scene.cast, who).actor
    for attempt in (lambda: scene.issue("register_sheet", by=by), lambda: scene.book(by=by)):
        with pytest.raises(NotFound) as refused:
            attempt()
        assert refused.value.code == "not_from_here"
    assert not IssuedPaper.objects.exists()


@pytest.mark.parametrize("who", ["clerk", "colleague", "chief", "county_officer"])
def test_the_police_of_the_area_print(scene: Scene, who: str) -> None:
    assert state_of(scene.issue("register_sheet", by=getattr(scene.cast, who).actor)) == State.VALID


def test_no_case_opens_anothers_area(scene: Scene) -> None:
    need = Need(scene.cast.outsider.actor, "CASE", "DEATH-519901-2017-1")
    with pytest.raises(NotFound):
        issuing.preview_for_person(scene.head.person_id, "register_sheet", need)


def test_a_print_is_a_reading_and_an_act(scene: Scene) -> None:
    scene.book()
    reading = AuditEntry.objects.get(act="print")
    assert (reading.purpose, reading.object_id, reading.actor_name) == ("COUNTER", "household_book", "周文静")
    act = AuditEntry.objects.get(act="printing.issue")
    assert act.after["numbers"] == list(IssuedPaper.objects.order_by("pk").values_list("number", flat=True))
    everybody = {scene.head.person_id, scene.wife.person_id, scene.son.person_id}
    for entry in (reading, act):
        found = AuditSubject.objects.filter(entry_id=entry.pk).values_list("person_id", flat=True)
        assert set(found) == everybody
    assert list(verify_trail()) == []


def test_a_preview_leaves_a_reading_and_no_paper(scene: Scene) -> None:
    pdf = issuing.preview_for_person(scene.head.person_id, "register_sheet", Need(scene.by, "COUNTER"))
    assert set("预览无效不作凭证") <= characters(pdf)
    assert AuditEntry.objects.filter(act="print").count() == 1
    assert not IssuedPaper.objects.exists()


def test_without_a_purpose_nothing_is_printed(scene: Scene) -> None:
    with pytest.raises(Refused) as refused:
        issuing.issue_for_person(scene.head.person_id, "register_sheet", Need(scene.by, " "))
    assert refused.value.code == "no_purpose"


def test_withdrawn_with_a_reason_and_once(scene: Scene) -> None:
    paper = scene.issue("register_sheet")
    with pytest.raises(Refused, match=r"."):
        printing.withdraw(paper, why=" ", by=scene.by)
    printing.withdraw(paper, why="印错", by=scene.by)
    assert state_of(paper) == State.WITHDRAWN
    with pytest.raises(Refused) as refused:
        printing.withdraw(paper, why="再一次", by=scene.by)
    assert refused.value.code == "not_standing"
    assert Withdrawal.objects.get(paper=paper).why == "印错"


def test_a_job_issues_nothing(scene: Scene) -> None:
    station = scene.cast.east_station
    wanted = Paper(kind="register_sheet", station_id=station.pk, station=station.name)
    with pytest.raises(Refused) as refused:
        printing.issue(wanted, draw=lambda _mark: b"%PDF-1.7", by=system("tests"))
    assert refused.value.code == "not_an_officer"


# ---------------------------------------------------------------- the public page, and the officer's


def test_the_public_sees_whether_it_is_valid_and_no_more(scene: Scene) -> None:
    event = die(scene, scene.wife)
    paper = scene.issue("cancellation_proof", scene.wife)
    page = public_page(paper)
    assert "state-done" in page
    for shown in (paper.number, "周**", "东河派出所"):
        assert shown in page
    come_back(scene, scene.wife, event)
    page = public_page(paper)
    assert "state-overdue" in page
    for hidden in ("周桂芳", "误销", "疾病", "恢复", str(scene.wife.person_id)):
        assert hidden not in page


def test_from_the_record_to_the_pdf_and_back(scene: Scene, client: Client) -> None:
    sign_in(client, scene.cast.officer)
    person = reverse("register:person", args=[scene.head.person_id])
    issue = reverse("register:person_issue", args=[scene.head.person_id, "register_sheet"])
    assert client.post(issue).headers["Location"] == person  # the purpose is asked first
    page = client.post(person, {"purpose": "COUNTER"}, follow=True).content.decode()
    assert issue in page
    assert "公民身份号码从未更正" in page
    preview = client.get(reverse("register:person_preview", args=[scene.head.person_id, "register_sheet"]))
    assert preview.content.startswith(b"%PDF")
    listed = client.post(issue, follow=True).content.decode()
    paper = IssuedPaper.objects.get()
    assert paper.number in listed
    kept = client.get(reverse("register:issued_paper", args=[paper.number]))
    assert kept.content.startswith(b"%PDF")
    assert AuditEntry.objects.filter(act="files.read", purpose="COUNTER").count() == 1
    withdraw = reverse("register:withdraw_paper", args=[paper.number])
    assert client.post(withdraw, {"why": ""}).status_code == 409
    assert "印错" in client.post(withdraw, {"why": "印错"}, follow=True).content.decode()
    assert state_of(paper) == State.WITHDRAWN


def test_another_station_finds_no_paper_of_ours(scene: Scene, client: Client) -> None:
    paper = scene.issue("register_sheet")
    sign_in(client, scene.cast.outsider)
    for name in ("issued_paper", "withdraw_paper"):
        assert client.get(reverse(f"register:{name}", args=[paper.number])).status_code == 404
        assert client.get(reverse(f"register:{name}", args=["NO-SUCH-1"])).status_code == 404


def test_whoever_prints_nothing_sees_no_section(scene: Scene, client: Client) -> None:
    sign_in(client, scene.cast.supervisor)
    person = reverse("register:person", args=[scene.head.person_id])
    page = client.post(person, {"purpose": "SUPERVISION"}, follow=True).content.decode()
    assert 'id="axes"' in page
    assert 'id="papers"' not in page


def test_the_state_of_many_papers_costs_no_more_than_of_one(
    scene: Scene, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for who in (scene.head, scene.wife, scene.son):
        scene.issue("member_page", who)
    papers = list(IssuedPaper.objects.select_related("withdrawal"))
    with django_assert_num_queries(4):
        states_of(papers[:1])
    with django_assert_num_queries(4):
        states_of(papers)
