"""The administrators' pages and one's own, as they are used."""

import re

from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.cast import Cast, sign_in

from banji.accounts import areas, operations
from banji.accounts.models import Account, Holding, Jurisdiction, Organisation
from banji.accounts.queries import holders_of
from banji.audit.models import AuditEntry, AuditSubject
from banji.audit.readings import OPENED, record_reading
from banji.foundation import clock
from banji.foundation.ids import uuid7


def test_the_whole_way_from_organisation_to_holder(client: Client, cast: Cast) -> None:
    sign_in(client, cast.sec_admin)
    answer = client.post(
        "/accounts/organisations/new/",
        {"name": "南山派出所", "kind": "POLICE_STATION", "valid_from": "2017-01-01"},
    )
    made = Organisation.objects.get(name="南山派出所")
    assert answer.headers["Location"] == f"/accounts/organisations/{made.pk}/"
    answer = client.post(
        f"/accounts/organisations/{made.pk}/",
        {"title": "户籍岗", "role": "OFFICER", "valid_from": "2017-01-01"},
    )
    post = made.posts.get()
    assert answer.headers["Location"] == f"/accounts/posts/{post.pk}/"
    page = client.post("/accounts/people/new/", {"username": "qin", "name": "秦岭"}).text
    (password,) = re.findall(r"<code>(\w{4}(?:-\w{4}){3})</code>", page)
    account = Account.objects.get(username="qin")
    assert account.check_password(password)
    assert account.must_change_password
    given = {"how": "appoint", "username": "qin", "day": clock.today().isoformat()}
    assert client.post(f"/accounts/posts/{post.pk}/", given).status_code == 302
    (holding,) = holders_of([post], clock.today())[post.pk]
    assert holding.account == account
    acts = AuditEntry.objects.filter(actor_id=cast.sec_admin.actor.id).values_list("act", flat=True)
    assert set(acts) == {
        "accounts.create_organisation",
        "accounts.create_post",
        "accounts.create_account",
        "accounts.appoint",
    }
    page = client.get(f"/accounts/organisations/{made.pk}/").text
    assert "秦岭" in page


def test_a_refusal_stands_on_the_page_and_what_was_typed_stays(client: Client, cast: Cast) -> None:
    sign_in(client, cast.sec_admin)
    given = {"how": "appoint", "username": cast.audit_admin.account.username, "day": "2017-01-01"}
    page = client.post(f"/accounts/posts/{cast.chief.post.pk}/", given).text
    assert "三员分立" in page
    assert 'value="audit"' in page


def test_hand_over_and_end_on_the_page(client: Client, cast: Cast) -> None:
    sign_in(client, cast.sec_admin)
    post, today = cast.chief.post, clock.today()
    given = {"how": "hand_over", "username": "WU ", "day": today.isoformat()}
    assert client.post(f"/accounts/posts/{post.pk}/", given).status_code == 302
    (holding,) = holders_of([post], today)[post.pk]
    assert holding.account == cast.colleague.account
    client.post(f"/accounts/holdings/{holding.pk}/end/")
    assert holders_of([post], today)[post.pk] == []


def test_areas_are_found_by_name_given_and_taken(client: Client, cast: Cast, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    west = cast.places.west
    monkeypatch.setattr(areas, "_naming", [])
    areas.named_by(
        lambda ids: {west.pk: "西山镇", cast.places.east.pk: "东河镇"},
        lambda words: [(west.pk, "西山镇")] if words in "西山镇" else [],
    )
    sign_in(client, cast.sec_admin)
    address = f"/accounts/organisations/{cast.east_station.pk}/"
    assert "西山镇" in client.get(address, {"area": "西山"}).text
    client.post(f"{address}areas/", {"area": west.pk, "post": ""})
    row = Jurisdiction.objects.get(organisation=cast.east_station, area=west.area)
    assert "西山镇" in client.get(address).text
    client.post(f"/accounts/areas/{row.pk}/end/")
    row.refresh_from_db()
    assert row.valid_to == clock.today()
    assert "西山镇" not in client.get(address).text


def test_lists_search_sort_and_page(client: Client, cast: Cast) -> None:
    sign_in(client, cast.sec_admin)
    for n in range(30):
        operations.create_organisation(
            name=f"学校{n:02}", kind="SCHOOL", by=cast.sec_admin.actor, valid_from=clock.today()
        )
    page = client.get("/accounts/organisations/", {"q": "学校", "page": 2}).text
    assert "学校29" in page
    assert "学校00" not in page
    assert "派出所" not in client.get("/accounts/organisations/", {"kind": "SCHOOL"}).text.split("<table")[1]
    page = client.get("/accounts/posts/", {"q": "罗建军"}).text
    assert page.count("<tr") == 2
    assert "周文静" in client.get("/accounts/people/", {"q": "zho"}).text


def test_a_list_asks_a_constant_number_of_questions(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, cast.sec_admin)
    for address in ("/accounts/posts/", "/accounts/people/", "/accounts/organisations/"):
        with django_assert_max_num_queries(12):
            client.get(address)


def test_what_may_be_done_to_an_account(client: Client, cast: Cast) -> None:
    sign_in(client, cast.sec_admin)
    account = cast.officer.account
    address = f"/accounts/people/{account.pk}/"
    page = client.post(f"{address}password/").text
    (password,) = re.findall(r"<code>(\w{4}(?:-\w{4}){3})</code>", page)
    account.refresh_from_db()
    assert account.check_password(password)
    client.post(f"{address}out-of-use/")
    assert "已停用" in client.get(address).text
    client.post(f"{address}into-use/")
    account.refresh_from_db()
    assert account.is_active
    assert client.post(f"{address}unlock/").status_code == 302
    assert client.post(f"{address}delete/").status_code == 404
    own = f"/accounts/people/{cast.sec_admin.account.pk}/out-of-use/"
    assert "不能停用自己的账号" in client.post(own, follow=True).text
    assert client.get(f"/accounts/people/{cast.citizen.account.pk}/").status_code == 404


def test_leave_is_entered_and_ended_on_ones_own_page(client: Client, cast: Cast) -> None:
    sign_in(client, cast.chief)
    today = clock.today()
    holding = Holding.objects.get(post=cast.chief.post)
    days = {"first_day": today.isoformat(), "last_day": today.isoformat(), "reason": "探亲"}
    assert client.post("/me/", {"holding": holding.pk, **days}).status_code == 302
    leave = holding.leaves.get()
    assert "探亲" in client.get("/me/").text
    foreign = Holding.objects.get(post=cast.officer.post)
    assert client.post("/me/", {"holding": foreign.pk, **days}).status_code == 200  # not among his choices
    assert not foreign.leaves.exists()
    stranger = sign_in(Client(), cast.officer)
    assert stranger.post(f"/accounts/leave/{leave.pk}/end/").status_code == 404
    assert client.post(f"/accounts/leave/{leave.pk}/end/").status_code == 302
    assert not holding.leaves.exists()


def test_the_trail_is_searched_with_a_purpose_and_the_search_is_in_it(client: Client, cast: Cast) -> None:
    person = uuid7()
    record_reading(OPENED, by=cast.officer.actor, persons=[person], purpose="核实死亡", case_no="D-7")
    sign_in(client, cast.audit_admin)
    assert "<table" not in client.get("/accounts/trail/").text
    refused = client.get("/accounts/trail/", {"purpose": "", "actor": "周文静"}).text
    assert "<table" not in refused
    page = client.get("/accounts/trail/", {"purpose": "投诉核查", "person": str(person)}).text
    assert "核实死亡" in page
    assert page.count("<tr") == 3  # its head, the reading, and this search itself
    entry = AuditEntry.objects.get(act="audit.search")
    assert (entry.actor_id, entry.purpose) == (cast.audit_admin.actor.id, "投诉核查")
    assert entry.after == {"person": str(person)}
    assert AuditSubject.objects.filter(entry_id=entry.id, person_id=person).exists()


def test_the_trail_is_narrowed_by_person_act_and_day(client: Client, cast: Cast) -> None:
    sign_in(client, cast.audit_admin)
    day = clock.today().isoformat()

    def rows(**given: str) -> int:
        page = client.get("/accounts/trail/", {"purpose": "x", **given}).text
        return page.count("<tr") - 1 if "<table" in page else 0

    assert rows(act="accounts.appoint", first_day=day, last_day=day) == len(
        AuditEntry.objects.filter(act="accounts.appoint")
    )
    assert rows(act="accounts.appoint", last_day="2016-12-31") == 0
    assert rows(actor="没有这个人") == 0
    assert rows(actor="仇审计", act="audit.search") >= 3


def test_a_day_is_offered_as_the_browser_reads_it(client: Client, cast: Cast) -> None:
    page = sign_in(client, cast.sec_admin).get(f"/accounts/posts/{cast.chief.post.pk}/").text
    assert f'<input type="date" name="day" value="{clock.today().isoformat()}"' in page
