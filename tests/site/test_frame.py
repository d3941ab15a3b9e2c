"""The frame of every page, the first page of each role, refusals as pages, and the cases of a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import EmptyResultSet, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import translation
from tests.cast import Cast, Member, make_citizen, sign_in
from tests.register.people import Resident, make_household, make_person

from banji.accounts.access import public
from banji.accounts.models import Post
from banji.accounts.roles import Role
from banji.accounts.rooms import CITIZEN, entries_of, rooms_of
from banji.addresses.scope import villages_of
from banji.cases.models import Alarm, Case
from banji.foundation import clock
from banji.foundation.actors import Actor, ActorKind
from banji.foundation.errors import NotFound, Refused, TryAgain
from banji.foundation.models import Installation
from banji.foundation.once import remembering
from banji.register.purposes import Purpose
from banji.site import frame, person_cases, urls
from banji.web.frame import MAX_ROOMS

pytestmark = pytest.mark.django_db


def frame_for(member: Member | None, path: str = "/") -> frame.Frame:
    request = RequestFactory().get(path)
    request.session = SessionStore()
    request.actor = member.actor if member else None  # type: ignore[attr-defined]
    request.acting_post = member.post if member else None  # type: ignore[attr-defined]
    return frame.frame_of(request)


@pytest.mark.parametrize("role", [*Role.values, CITIZEN])
def test_nobody_has_more_rooms_than_one_can_see(role: str) -> None:
    kind = ActorKind.CITIZEN if role == CITIZEN else ActorKind.OFFICER
    rooms = [r for r in rooms_of(Actor(kind, "1", "x", role=role)) if r.url_name != frame.ALARMS]
    entries = entries_of(rooms)
    assert len(entries) <= MAX_ROOMS, [str(entry[0].title) for entry in entries]
    assert all(room.url.startswith("/") for room in rooms)


def test_rooms_of_a_wing_are_one_entry_with_tabs(cast: Cast) -> None:
    shown = frame_for(cast.county_officer, "/messages/owed/")
    (entry,) = [room for room in shown.rooms if room.here]
    assert entry.url == "/lists/"
    assert [(tab.url, tab.here) for tab in shown.tabs] == [
        ("/lists/", False),
        ("/messages/owed/", True),
        ("/messages/", False),
    ]
    assert [tab.url for tab in frame_for(cast.clerk, "/people/").tabs] == ["/people/", "/counter/visits/"]
    assert frame_for(cast.clerk, "/desk/").tabs == ()


def test_an_officers_frame(cast: Cast) -> None:
    shown = frame_for(cast.officer)
    assert (shown.person, shown.search_url) == ("周文静", "/people/")
    assert shown.area is not None
    assert shown.area.name == "东河派出所"
    assert "东河派出所" in str(shown.post)
    assert "/people/" in [room.url for room in shown.rooms]
    assert [link.url for link in shown.person_links] == [
        "/me/",
        "/second-factor/recovery-codes/",
        "/accounts/password/",
    ]


@pytest.mark.parametrize("name", ["liaison", "sys_admin", "audit_admin", "citizen"])
def test_no_search_for_those_who_do_not_read_the_register(cast: Cast, name: str) -> None:
    assert frame_for(getattr(cast, name)).search_url == ""


def test_a_visitor_gets_the_banner_and_nothing_else(db: None) -> None:
    shown = frame_for(None)
    assert shown.banner
    assert shown == frame.Frame(banner=shown.banner)


def test_the_frame_costs_one_statement(cast: Cast, django_assert_num_queries: object) -> None:
    with remembering(), django_assert_num_queries(3):  # type: ignore[operator]  # the day and his villages besides
        frame_for(cast.officer)
    with django_assert_num_queries(1):  # type: ignore[operator]
        frame_for(cast.citizen)


@pytest.mark.parametrize("role", Role.values)
def test_what_waits_is_asked_of_the_actor_and_his_villages_only(
    cast: Cast, role: str, django_assert_num_queries: object
) -> None:
    """For the statement is kept."""
    actor, seen = replace(cast.officer.actor, role=role), set()
    for day in (datetime(2017, 3, 1, tzinfo=clock.CITY_TIME), datetime(2018, 5, 6, tzinfo=clock.CITY_TIME)):
        clock.move_to(day, by=cast.sys_admin.actor)
        with remembering():
            villages_of(actor, clock.today())
            with django_assert_num_queries(0):  # type: ignore[operator]
                waiting = [room.waiting(actor) for room in rooms_of(actor) if room.waiting]
        seen.add(tuple(statement(rows) for rows in waiting))
    assert len(seen) == 1


def statement(rows: QuerySet[Any]) -> str:
    try:
        return str(rows.query)
    except EmptyResultSet:
        return ""


def test_the_kept_statement_counts_anew(cast: Cast) -> None:
    assert frame_for(cast.chief).alerts == 0
    Alarm.objects.create(
        kind="late",
        subject_kind="case",
        subject_id="1",
        station=cast.east_station,
        raised_at=clock.now(),
        text="x",
    )
    assert frame_for(cast.chief).alerts == 1


def test_the_banner_says_what_this_is_and_how_late(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with translation.override("en"):
        assert frame_for(None).banner == "Test installation."
        clock.move_to(datetime(2017, 3, 1, 9, 30, tzinfo=clock.CITY_TIME), by=cast.sys_admin.actor)
        assert frame_for(None).banner == "Test installation. The clock stands at Wed 1 Mar 2017, 09:30."
    monkeypatch.setattr(Installation, "LIVE", Installation.TEST)
    assert frame_for(None).banner == ""


def test_alarms_are_counted_where_they_can_be_seen(cast: Cast, django_assert_num_queries: object) -> None:
    for n, station in enumerate((cast.east_station, cast.east_station, cast.west_station)):
        Alarm.objects.create(
            kind="late",
            subject_kind="case",
            subject_id=str(n),
            station=station,
            raised_at=clock.now(),
            text="x",
        )
    with remembering(), django_assert_num_queries(3):  # type: ignore[operator]
        shown = frame_for(cast.officer)
    assert (shown.alerts, shown.alerts_url) == (2, "/alarms/")
    assert frame_for(cast.outsider).alerts == 1
    assert frame_for(cast.liaison).alerts == 0
    assert frame_for(cast.citizen).alerts_url == ""


# The first page


@pytest.mark.parametrize(
    "name", ["officer", "supervisor", "sys_admin", "sec_admin", "audit_admin", "citizen"]
)
def test_each_role_begins_in_its_first_room(cast: Cast, client: Client, name: str) -> None:
    member: Member = getattr(cast, name)
    answer = sign_in(client, member).get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == rooms_of(member.actor)[0].url


def test_who_has_no_room_sees_his_posts_and_a_visitor_signs_in(cast: Cast, client: Client) -> None:
    assert client.get("/").headers["Location"] == "/sign-in/"
    Post.objects.filter(pk=cast.clerk.post.pk if cast.clerk.post else 0).update(valid_to="2001-01-01")
    assert sign_in(client, cast.clerk).get("/").headers["Location"] == "/me/"


# Refusals


@public
def refuse(request: HttpRequest, what: str) -> HttpResponse:
    raise {
        "refused": Refused("The notice was never served.", rule="三(三)2", remedy="Serve it first."),
        "absent": NotFound("There is no such person.", remedy="Search again."),
        "busy": TryAgain("Somebody else was changing it."),
        "forbidden": PermissionDenied("Only the chief may."),
    }[what]


urlpatterns = [*urls.urlpatterns, path("refuse/<str:what>/", refuse)]
SAID = {
    "refused": (409, ("The notice was never served.", "三(三)2", "Serve it first.")),
    "absent": (404, ("There is no such person.", "Search again.")),
    "busy": (503, ("Somebody else was changing it.",)),
    "forbidden": (403, ("Only the chief may.",)),
}


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("what", SAID)
def test_a_refusal_is_a_page_that_says_what_to_do(client: Client, what: str) -> None:
    status, said = SAID[what]
    answer = client.get(f"/refuse/{what}/")
    assert answer.status_code == status
    for words in (*said, "回首页"):
        assert words in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert ("Retry-After" in answer.headers) == (what == "busy")


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("what", ["refused", "absent", "busy"])
def test_in_a_part_of_a_page_the_sentence_goes_to_the_messages(client: Client, what: str) -> None:
    answer = client.get(f"/refuse/{what}/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (409, "#messages")
    assert SAID[what][1][0] in answer.content.decode()
    assert "<html" not in answer.content.decode()


# The cases of a person


@pytest.fixture
def resident(cast: Cast) -> Resident:
    return make_person(make_household(cast.places.village), cast.places.village)


@pytest.fixture
def case(cast: Cast, resident: Resident) -> Case:
    return Case.objects.create(
        number="DEATH-519901-2017-1",
        kind="uncancelled_death",
        state="VERIFYING",
        person_id=resident.person_id,
        station=cast.east_station,
        village=cast.places.village,
        profile="ziyang_2017",
        rules_on=clock.today(),
        due_on=clock.today(),
        opened_at=clock.now(),
        opened_by="system",
    )


def test_ones_own_cases_are_open_others_only_named(cast: Cast, case: Case, resident: Resident) -> None:
    (mine,) = person_cases.cases_about(resident.person_id, cast.officer.actor)
    assert (mine.number, mine.due_on, mine.office) == (case.number, case.due_on, "东河派出所")
    (other,) = person_cases.cases_about(resident.person_id, cast.outsider.actor)
    assert (other.number, other.url, other.due_on, other.office) == ("", "", None, "东河派出所")
    assert mine.url == f"/cases/{case.pk}/"
    assert person_cases.is_case(case.number)
    assert not person_cases.is_case("DEATH-519901-2017-2")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("VERIFYING", "有人报告您已去世"),
        ("ALIVE", "我们已经知道您健在"),
        ("DECLARED", "立即"),
        ("REVOKED", "撤销"),
    ],
)
def test_somebody_reported_dead_reads_it_in_plain_words(
    cast: Cast, client: Client, case: Case, resident: Resident, state: str, said: str
) -> None:
    Case.objects.filter(pk=case.pk).update(state=state)
    page = (
        sign_in(client, make_citizen("dashan", "李大山", resident.person_id))
        .get("/my/cases/")
        .content.decode()
    )
    assert said in page
    assert case.number in page


def test_an_officer_comes_to_the_case_from_the_person(
    cast: Cast, client: Client, case: Case, resident: Resident
) -> None:
    address = f"/people/{resident.person_id}/"
    given = {"purpose": Purpose.CASE.value, "case_no": case.number}
    assert case.number in sign_in(client, cast.officer).post(address, given, follow=True).content.decode()


def test_the_number_of_a_case_in_the_search_box_leads_to_the_case(
    cast: Cast, client: Client, case: Case
) -> None:
    address = f"/cases/{case.pk}/"
    found = sign_in(client, cast.officer).get("/people/", {"q": case.number.lower()})
    assert found.headers["Location"] == address
    assert sign_in(Client(), cast.outsider).get("/people/", {"q": case.number}).status_code == 200
