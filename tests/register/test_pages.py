"""The pages of the register over HTTP: who may open what, what is recorded, and what nobody gets to see."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banji.audit.models import AuditEntry, AuditSubject
from banji.foundation import clock
from banji.foundation.ids import uuid7
from banji.foundation.models import LongJob
from banji.register import queries, related
from banji.register.models import Load
from banji.register.operations import cancel_death, note_sign_of_life, restore
from tests.cast import Cast, Member, make_citizen, sign_in
from tests.register.people import Resident, make_household, make_person

pytestmark = pytest.mark.django_db

NUMBER = "519901195001010013"
CASE = "DEATH-519901-2017-1"
DIED = date(2017, 2, 3)


@pytest.fixture
def head(cast: Cast) -> Resident:
    """李大山, in the officer's area, with a number and a phone."""
    household = make_household(cast.places.village)
    return make_person(household, cast.places.village, number=NUMBER, phone="15400000001")


@pytest.fixture
def wife(cast: Cast, head: Resident) -> Resident:
    return make_person(head.household_id, cast.places.village, name="周桂芳", relation="12")


@pytest.fixture
def far(cast: Cast) -> Resident:
    """李大海, registered in the other town."""
    village = cast.places.west_villages[0]
    return make_person(make_household(village, number="5190000009"), village, name="李大海")


@pytest.fixture
def officer(cast: Cast, client: Client) -> Client:
    return sign_in(client, cast.officer)


@pytest.fixture
def case_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """A room above says that `CASE` is one of its own."""
    monkeypatch.setattr(related, "_case_checks", [lambda number: number == CASE])


def page_of(who: Resident, name: str = "person") -> str:
    return reverse(f"register:{name}", args=[who.household_id if name == "household" else who.person_id])


def opened(client: Client, address: str, purpose: str = "COUNTER", case_no: str = "") -> str:
    """Answer the question and read the page."""
    answer = client.post(address, {"purpose": purpose, "case_no": case_no}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def readings(act: str = "person.open") -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(act=act).order_by("at"))


def subjects(entry: AuditEntry) -> set[UUID]:
    return set(AuditSubject.objects.filter(entry_id=entry.pk).values_list("person_id", flat=True))


# Search


def found(client: Client, q: str, **given: str) -> str:
    return searched(client, q, **given).content.decode()


def searched(client: Client, q: str, **given: str) -> Any:
    """The box is posted; what is read afterwards has an address of its own."""
    return client.post(reverse("register:people"), {"q": q, "purpose": "COUNTER", **given}, follow=True)


def test_own_area_first_and_the_rest_masked(officer: Client, head: Resident, far: Resident) -> None:
    page = found(officer, "李大")
    assert page.index("李大山") < page.index("李**")
    assert "李大海" not in page
    assert "西山派出所" in page
    assert "新桥村" not in page
    assert "519*********0013" in page
    assert NUMBER not in page


def test_a_search_is_recorded_once_with_everybody_shown(
    officer: Client, head: Resident, far: Resident
) -> None:
    found(officer, "李大")
    (entry,) = readings("person.search")
    assert (entry.purpose, subjects(entry)) == ("COUNTER", {head.person_id, far.person_id})


def test_the_purpose_is_asked_once_for_all_searches(officer: Client, head: Resident) -> None:
    top = officer.get(reverse("register:people"), {"q": "李大"}).content.decode()
    assert "李大山" not in top
    assert 'value="李大"' in top
    assert readings("person.search") == []
    found(officer, "李大")
    assert "李大山" in officer.get(reverse("register:people"), {"q": "lds"}).content.decode()
    assert len(readings("person.search")) == 2


def test_the_dead_are_marked(cast: Cast, officer: Client, head: Resident) -> None:
    die(cast, head)
    assert "死亡" in found(officer, "李大山")


def test_what_cannot_be_searched_says_why(officer: Client, head: Resident) -> None:
    assert "至少" in found(officer, "李")
    assert "没有符合" in found(officer, "欧阳某某")
    assert [len(subjects(entry)) for entry in readings("person.search")] == [0]


@pytest.mark.parametrize(
    ("number", "finds"),
    [
        (NUMBER, True),
        ("５１９９０１ 19500101 001-3", True),
        ("5.19901195001010E+17", True),
        ("519901500101001", True),
        (f"李大山 {NUMBER}", False),
        (NUMBER[:17], False),
    ],
)
@pytest.mark.parametrize("method", ["post", "get"])
def test_a_whole_number_stands_in_no_address_and_in_no_row(
    officer: Client, head: Resident, number: str, finds: bool, method: str
) -> None:
    answer = getattr(officer, method)(
        reverse("register:people"), {"q": number, "purpose": "COUNTER"}, follow=True
    )
    ((address, _status),) = answer.redirect_chain
    assert not re.search(r"\d{9}", address)
    assert NUMBER not in re.sub(r'<input[^>]*id="id_q"[^>]*>', "", answer.content.decode())
    assert (f"people/{head.person_id}" in answer.content.decode()) == finds
    (entry,) = readings("person.search")
    assert "*********" in entry.object_id
    kept = json.dumps(dict(officer.session), ensure_ascii=False) + entry.object_id
    assert not re.search(r"\d{14}|５１９９|19500101", kept)


def test_a_kept_number_is_gone_with_the_next_search_and_after_a_while(
    officer: Client, head: Resident
) -> None:
    first = searched(officer, NUMBER).redirect_chain[0][0]
    assert "李大山" in officer.get(first).content.decode()
    second = searched(officer, NUMBER).redirect_chain[0][0]
    again = officer.get(first).content.decode()
    assert "李大山" not in again
    assert "请重新输入号码" in again
    session = officer.session
    session["register_typed"] = session["register_typed"] | {"until": timezone.now().timestamp() - 1}
    session.save()
    assert "请重新输入号码" in officer.get(second).content.decode()
    assert "register_typed" not in officer.session
    third = searched(officer, NUMBER).redirect_chain[0][0]
    searched(officer, "李大")
    assert "register_typed" not in officer.session
    assert "请重新输入号码" in officer.get(third).content.decode()


def test_the_purpose_of_a_number_is_asked_before_it_is_searched(officer: Client, head: Resident) -> None:
    asked = officer.post(reverse("register:people"), {"q": NUMBER}, follow=True).content.decode()
    assert "李大山" not in asked
    assert readings("person.search") == []
    assert re.search(rf'<input[^>]+value="{NUMBER}"[^>]+id="id_q"', asked)
    assert "李大山" in found(officer, NUMBER)


def test_a_search_needs_its_token(cast: Cast, head: Resident) -> None:
    client = sign_in(Client(enforce_csrf_checks=True), cast.officer)
    assert client.post(reverse("register:people"), {"q": "李大"}).status_code == 403


def test_pages_of_a_number_keep_it_out_of_their_addresses(
    officer: Client, head: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("banji.register.access.search.PAGE", 1)
    village = head.registration.village
    make_person(
        make_household(village, number="5190000002"), village, name="李大水", number=NUMBER[:15] + "021"
    )
    first = found(officer, "5.19901195001010E+17")
    following = re.search(r'rel="next" href="(\?kept=[^"]+)"', first)
    assert following
    second = officer.get(reverse("register:people") + following[1].replace("&amp;", "&")).content.decode()
    assert 'rel="prev"' in second
    assert ("李大山" in first) != ("李大山" in second)
    assert [len(subjects(entry)) for entry in readings("person.search")] == [1, 1]


def test_many_are_paged(officer: Client, cast: Cast) -> None:
    household = make_household(cast.places.village)
    for n in range(22):
        make_person(household, cast.places.village, name=f"王小{chr(0x4E00 + n)}", relation="", card=False)
    first = found(officer, "王小")
    following = re.search(r'rel="next" href="\?([^"]+)"', first)
    assert following
    second = officer.get(
        reverse("register:people") + "?" + following[1].replace("&amp;", "&")
    ).content.decode()
    assert second.count("王小") > 2
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second


# A person


def die(cast: Cast, who: Resident) -> Any:
    return cancel_death(
        person_id=who.person_id,
        died_on=DIED,
        reason="火化证明",
        case_no=CASE,
        by=cast.officer.actor,
        seen_registration_id=who.registration.pk,
    )


def test_the_purpose_comes_before_the_person(officer: Client, head: Resident) -> None:
    asked = officer.get(page_of(head)).content.decode()
    assert "李大山" not in asked
    assert readings() == []
    shown = opened(officer, page_of(head))
    assert "李大山" in shown
    assert "519*********0013" in shown.replace("***********", "*********")
    assert NUMBER not in shown
    officer.get(page_of(head))
    assert [entry.purpose for entry in readings()] == ["COUNTER", "COUNTER"]


def test_the_household_stands_on_the_page_and_is_recorded_with_it(
    officer: Client, head: Resident, wife: Resident
) -> None:
    assert "周桂芳" in opened(officer, page_of(head))
    (entry,) = readings()
    assert subjects(entry) == {head.person_id, wife.person_id}


def test_outside_ones_area_only_with_a_case_that_exists(
    officer: Client, far: Resident, case_known: None
) -> None:
    refused = officer.post(page_of(far), {"purpose": "CASE"}, follow=True)
    assert refused.status_code == 404
    assert "李大海" not in refused.content.decode()
    assert "案件" in refused.content.decode()
    made_up = officer.post(page_of(far), {"purpose": "CASE", "case_no": "DEATH-1"})
    assert made_up.status_code == 200
    assert readings() == []
    assert "李大海" in opened(officer, page_of(far), "CASE", CASE)
    assert [entry.case_no for entry in readings()] == [CASE]


def test_asked_once_for_a_case(officer: Client, head: Resident, far: Resident, case_known: None) -> None:
    opened(officer, page_of(far), "CASE", CASE)
    assert "李大山" in officer.get(page_of(head), {"case": CASE}).content.decode()
    assert [entry.case_no for entry in readings()] == [CASE, CASE]


@pytest.mark.parametrize("name", ["person", "household"])
def test_absent_and_out_of_reach_look_the_same(officer: Client, far: Resident, name: str) -> None:
    pages = []
    for record_id in (getattr(far, f"{name}_id"), uuid7()):
        answer = officer.post(
            reverse(f"register:{name}", args=[record_id]), {"purpose": "VERIFY"}, follow=True
        )
        page = answer.content.decode().replace(str(record_id), "")
        pages.append((answer.status_code, re.sub(r"\b[A-Za-z0-9]{64}\b", "", page)))
    assert pages[0][0] == 404
    assert pages[0] == pages[1]


def test_another_post_is_asked_again(cast: Cast, client: Client, head: Resident) -> None:
    opened(sign_in(client, cast.officer), page_of(head))
    session = client.session
    session["register_purposes"] = session["register_purposes"] | {"post": -1}
    session.save()
    assert "李大山" not in client.get(page_of(head)).content.decode()


def test_both_axes_and_the_story_are_shown(cast: Cast, officer: Client, head: Resident) -> None:
    event = die(cast, head)
    note_sign_of_life(
        person_id=head.person_id,
        kind="COUNTER_VISIT",
        happened_on=DIED,
        source="东河窗口",
        by=cast.clerk.actor,
    )
    restore(person_id=head.person_id, revokes=event.pk, reason="误销", case_no=CASE, by=cast.chief.actor)
    shown = opened(officer, page_of(head))
    assert shown.count('class="bar tone-') == 5  # four registrations, one set of particulars
    for words in ("火化证明", "误销", "恢复", "死亡注销", "到窗口办事", "东河窗口", "2017年2月3日"):
        assert words in shown, words


def test_as_of_another_moment(cast: Cast, officer: Client, head: Resident) -> None:
    event = die(cast, head)
    while_dead = queries.watermark()
    restore(person_id=head.person_id, revokes=event.pk, reason="误销", case_no=CASE, by=cast.chief.actor)
    opened(officer, page_of(head))

    def then(**moment: str) -> str:
        shown = officer.get(page_of(head), moment).content.decode()
        part = re.search(r'note note-working" role="status">(.+?)</section>', shown, re.S)
        return part[1] if part else shown

    assert "在册" in then(valid_on="2017-02-03", known_at="")
    known_at = while_dead.strftime("%Y-%m-%dT%H:%M:%S.%f")
    assert "死亡" in then(valid_on="2017-02-03", known_at=known_at)
    assert "未登记" in then(valid_on="1999-01-01", known_at="")
    tomorrow = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S")
    assert "最多只能" in then(valid_on="", known_at=tomorrow)
    assert officer.get(page_of(head), {"valid_on": "2017-02-31"}).status_code == 200


def test_a_number_is_shown_for_the_purpose_given_and_recorded(officer: Client, head: Resident) -> None:
    address = reverse("register:reveal", args=[head.person_id, "number"])
    asked = officer.post(address).content.decode()
    assert "<select" in asked
    assert readings("person.reveal") == []
    shown = officer.post(address, {"purpose": "VERIFY"}).content.decode()
    assert "<span>519901</span><span>19500101</span><span>0013</span>" in shown
    phone = officer.post(reverse("register:reveal", args=[head.person_id, "phone"])).content.decode()
    assert "15400000001" in phone
    assert [entry.purpose for entry in readings("person.reveal")] == ["VERIFY", "VERIFY"]
    assert officer.post(reverse("register:reveal", args=[head.person_id, "shoe-size"])).status_code == 404
    assert officer.get(address).status_code == 405


def test_a_character_nobody_else_knows_is_named(cast: Cast, officer: Client) -> None:
    village = cast.places.village
    who = make_person(make_household(village), village, name="王\ue123")
    assert "U+E123" in opened(officer, page_of(who))


def test_who_looked_tells_each_reader_what_is_his(cast: Cast, head: Resident) -> None:
    east, county = sign_in(Client(), cast.officer), sign_in(Client(), cast.county_officer)
    opened(county, page_of(head), "SUPERVISION")
    shown = opened(east, page_of(head), "VERIFY")
    assert "周文静" in shown
    table = shown[shown.index('id="looked"') :]
    assert "安平县公安局" in table
    assert "蒋海波" not in table
    assert "工作监督" not in table
    mine = (
        sign_in(Client(), make_citizen("dashan", "李大山", head.person_id))
        .get("/my/looked/")
        .content.decode()
    )
    for words in ("安平县公安局", "工作监督", "东河派出所", "核对登记是否正确"):
        assert words in mine, words
    assert "周文静" not in mine


# Households


def test_a_household_is_opened_like_a_person(officer: Client, head: Resident, wife: Resident) -> None:
    assert "李大山" not in officer.get(page_of(head, "household")).content.decode()
    shown = opened(officer, page_of(head, "household"))
    assert shown.index("李大山") < shown.index("周桂芳")
    assert "妻" in shown
    (entry,) = readings()
    assert (entry.object_kind, subjects(entry)) == ("household", {head.person_id, wife.person_id})


def test_a_void_book_says_so(cast: Cast, officer: Client, head: Resident) -> None:
    die(cast, head)
    shown = opened(officer, page_of(head, "household"))
    assert "户口簿已作废" in shown
    assert "户内今天没有" in shown


# A citizen


def test_a_citizen_sees_his_own_record_and_nobody_elses(
    head: Resident, wife: Resident, client: Client
) -> None:
    sign_in(client, make_citizen("dashan", "李大山", head.person_id))
    mine = client.get("/my/record/").content.decode()
    assert "李大山" in mine
    assert "周桂芳" not in mine
    assert NUMBER not in mine
    (entry,) = readings()
    assert (entry.actor_kind, entry.purpose, subjects(entry)) == ("citizen", "OWN", {head.person_id})
    assert "东河派出所" in client.get("/my/wrong/").content.decode()
    assert client.get("/my/cases/").status_code == 200
    assert client.get(page_of(wife)).status_code == 403


def test_a_citizen_without_a_record_is_told(cast: Cast, client: Client) -> None:
    sign_in(client, cast.citizen)
    answer = client.get("/my/record/")
    assert answer.status_code == 404
    assert "回首页" in answer.content.decode()


# Loads


@pytest.fixture
def load(db: None) -> Load:
    now = clock.now()
    return Load.objects.create(
        label="安平县 2017",
        digest="ab" * 32,
        kind=Load.LATER,
        state=Load.State.RUNNING,
        recorded_from=now,
        accepted=20358,
        rejected=2,
        started_at=now,
        by="dba",
    )


def test_a_running_load_shows_how_far_it_is(cast: Cast, client: Client, load: Load) -> None:
    LongJob.objects.create(
        kind="register.load", subject=str(load.pk), state=LongJob.RUNNING, stage="add", done=30, total=120
    )
    sign_in(client, cast.sys_admin)
    shown = client.get("/loads/").content.decode()
    assert "20,358" in shown
    assert 'value="30"' in shown
    Load.objects.filter(pk=load.pk).update(state=Load.State.DONE)
    ended = client.get(reverse("register:load_progress", args=[load.pk])).content.decode()
    assert "hx-get" not in ended


def test_refused_rows_go_only_to_those_who_answer_for_the_register(
    cast: Cast, load: Load, settings: Any, tmp_path: Path
) -> None:
    settings.VAR = tmp_path
    folder = tmp_path / "loads" / load.digest[:16] / "refused"
    folder.mkdir(parents=True)
    (folder / "people.csv").write_text("name,reason\n")
    (folder.parent / "plan.json").write_text("{}")
    address = reverse("register:refused_rows", args=[load.pk, "people.csv"])
    admin, county = sign_in(Client(), cast.sys_admin), sign_in(Client(), cast.county_officer)
    assert "people.csv" not in admin.get("/loads/").content.decode()
    assert admin.get(address).status_code == 403
    assert address in county.get("/loads/").content.decode()
    answer = county.get(address)
    assert b"".join(answer.streaming_content) == b"name,reason\n"
    assert [entry.object_id for entry in readings("export")] == [str(load.pk)]
    for name in ("plan.json", "..", "households.csv"):
        assert county.get(reverse("register:refused_rows", args=[load.pk, name])).status_code == 404


def test_no_load_yet_says_how_to_begin(cast: Cast, client: Client) -> None:
    assert "banji load" in sign_in(client, cast.county_officer).get("/loads/").content.decode()


# Rights

PAGES = ("/people/", f"/people/{UUID(int=1)}/", f"/households/{UUID(int=1)}/", "/loads/", "/my/record/")
ALLOWED = {
    "officer": {0, 1, 2}, "clerk": {0, 1, 2}, "county_officer": {0, 1, 2, 3}, "supervisor": {0, 1, 2},
    "liaison": set(), "committee": set(), "sys_admin": {3}, "sec_admin": set(), "audit_admin": set(), "citizen": {4},
}  # fmt: skip


@pytest.mark.parametrize("name", ALLOWED)
def test_who_may_open_what(cast: Cast, client: Client, name: str) -> None:
    member: Member = getattr(cast, name)
    sign_in(client, member)
    admitted = {n for n, page in enumerate(PAGES) if client.get(page).status_code != 403}
    assert admitted == ALLOWED[name]


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_signs_in_first(cast: Cast, client: Client, page: str) -> None:
    assert client.get(page).headers["Location"].startswith("/sign-in/")
