"""Every page says who may open it, and each member of the cast meets exactly that."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from tests.cast import Cast, sign_in

from banji.accounts import access, operations
from banji.accounts.middleware import AccessMiddleware
from banji.accounts.models import Holding, Post
from banji.accounts.permissions import marked, permission_table
from banji.accounts.roles import Role
from banji.accounts.rooms import register_room, rooms_of
from banji.audit.models import AuditEntry
from banji.foundation import clock

SEC = ["/accounts/organisations/", "/accounts/posts/", "/accounts/people/", "/accounts/people/new/"]


def test_every_address_says_who_may_open_it() -> None:
    assert [row for row in permission_table() if row.who is None] == []


def test_the_table_reads_like_a_sentence() -> None:
    table = {row.name: str(row.who) for row in permission_table()}
    assert table["account_login"] == "public"
    assert table["mfa_activate_totp"] == "setting up"
    assert table["accounts:post"] == ("officer: SEC_ADMIN")
    assert table["accounts:trail"] == "officer: AUDIT_ADMIN"


def test_a_view_that_says_nothing_answers_nobody(rf: RequestFactory) -> None:
    with pytest.raises(ImproperlyConfigured, match="does not say"):
        AccessMiddleware(lambda _request: HttpResponse()).process_view(
            rf.get("/"), lambda _request: HttpResponse(), (), {}
        )


def test_an_include_from_elsewhere_is_marked_but_never_remarked() -> None:
    @access.officer(Role.CLERK)
    def kept(request: object) -> None: ...

    def bare(request: object) -> None: ...

    marked(([path("a", kept), path("b", bare)], "x", "x"), access.public)
    assert str(kept.allowed) == "officer: CLERK"  # type: ignore[attr-defined]
    assert str(bare.allowed) == "public"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("who", "page", "status"),
    [
        *[("sec_admin", page, 200) for page in SEC],
        *[(who, page, 403) for who in ("officer", "chief", "sys_admin", "audit_admin") for page in SEC],
        *[("citizen", page, 403) for page in SEC],
        *[(who, "/accounts/trail/", 403) for who in ("officer", "sec_admin", "sys_admin", "citizen")],
        ("audit_admin", "/accounts/trail/", 200),
        *[(who, "/me/", 200) for who in ("officer", "sec_admin", "citizen", "committee")],
    ],
)
def test_who_opens_what(client: Client, cast: Cast, who: str, page: str, status: int) -> None:
    assert sign_in(client, getattr(cast, who)).get(page).status_code == status


def test_a_refusal_says_for_whom_the_page_is(client: Client, cast: Cast) -> None:
    page = sign_in(client, cast.officer).get("/accounts/trail/").text
    assert "此页供以下岗位使用：审计管理员。您现在的岗位是户籍民警。" in page


def test_an_officer_without_a_post_opens_only_what_is_his(client: Client, cast: Cast) -> None:
    by = cast.sec_admin.actor
    for holding in Holding.objects.filter(account=cast.officer.account):
        operations.end_holding(holding=holding, by=by)
    sign_in(client, cast.officer)
    assert client.get("/me/").status_code == 200
    assert client.get("/accounts/posts/").status_code == 403


def admitted(rf: RequestFactory, cast: Cast, mark: access.View, who: str) -> bool:
    request = rf.get("/x/")
    member = getattr(cast, who) if who else None
    request.user = member.account if member else AnonymousUser()
    session = {"account_authentication_methods": [{"method": "mfa", "at": 0.0}]}
    request.session = session | {"account_authentication_methods_user": str(request.user.pk)}
    view = mark(lambda _request: HttpResponse())
    try:
        return AccessMiddleware(lambda _: HttpResponse()).process_view(request, view, (), {}) is None
    except PermissionDenied:
        return False


@pytest.mark.parametrize(
    ("mark", "allowed"),
    [
        (access.public, {"", "officer", "citizen", "clerk"}),
        (access.signed_in, {"officer", "citizen", "clerk"}),
        (access.setting_up, {"officer", "citizen", "clerk"}),
        (access.officer(), {"officer", "clerk"}),
        (access.officer(Role.CLERK, Role.STATION_CHIEF), {"clerk"}),
        (access.citizen, {"citizen"}),
        (access.client("death.read"), set()),
    ],
)
def test_each_mark_admits_exactly_its_people(
    rf: RequestFactory, cast: Cast, mark: access.View, allowed: set[str]
) -> None:
    assert {who for who in ("", "officer", "clerk", "citizen") if admitted(rf, cast, mark, who)} == allowed


def test_switching_the_post_changes_role_and_is_recorded(client: Client, cast: Cast) -> None:
    operations.appoint_deputy(
        post=cast.chief.post, to=cast.officer.account, by=cast.sec_admin.actor, always=True
    )
    sign_in(client, cast.officer)
    assert client.post("/accounts/post/", {"post": cast.chief.post.pk}).status_code == 302
    assert client.get("/me/").context["actor"].role == Role.STATION_CHIEF
    assert AuditEntry.objects.get(act="accounts.switch_post").role == "OFFICER"
    assert client.post("/accounts/post/", {"post": cast.outsider.post.pk}).status_code == 404


def test_a_deputy_loses_the_post_when_the_holder_is_back(client: Client, cast: Cast) -> None:
    today = clock.today()
    operations.appoint_deputy(post=cast.chief.post, to=cast.officer.account, by=cast.sec_admin.actor)
    chiefs = Holding.objects.get(post=cast.chief.post, capacity=Holding.HOLDER)
    leave = operations.go_on_leave(holding=chiefs, first_day=today, last_day=today, by=cast.chief.actor)
    sign_in(client, cast.officer)
    client.post("/accounts/post/", {"post": cast.chief.post.pk})
    assert client.get("/me/").context["actor"].role == Role.STATION_CHIEF
    operations.call_back(leave=leave, by=cast.chief.actor)
    assert client.get("/me/").context["actor"].role == Role.OFFICER


def test_rooms_are_those_of_the_acting_role(cast: Cast) -> None:
    titles = [str(room.title) for room in rooms_of(cast.sec_admin.actor)]
    assert titles == ["机构", "岗位", "账号", "接入系统", "身份认证服务"]
    assert "审计记录" in [str(room.title) for room in rooms_of(cast.audit_admin.actor)]
    assert rooms_of(None) == []


def test_a_room_registered_again_takes_the_place_of_the_first(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("banji.accounts.rooms._rooms", {})
    register_room([Role.CLERK, Role.OFFICER], "B", "mfa_index", order=2)
    register_room(Role.CLERK, "A", "account_login", order=1, waiting=lambda actor: Post.objects.all())
    register_room(Role.CLERK, "C", "mfa_index", order=2)
    assert [room.title for room in rooms_of(cast.clerk.actor)] == ["A", "C"]
    assert [room.url for room in rooms_of(cast.officer.actor)] == ["/me/"]
