"""Citizens come from an OpenID provider: the whole round trip through our own, over real HTTP."""

from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client, RequestFactory
from pytest_django.live_server_helper import LiveServer
from tests.cast import SETTING_UP, make_cast, make_citizen

from banji.accounts import citizens
from banji.accounts.models import Account
from banji.audit.models import AuditEntry
from banji.foundation.errors import Refused
from banji.foundation.ids import uuid7

PASSWORD = "vier Pferde im Regen"


class Browser(Client):
    """Follows redirects within the site, at the live server's own address."""

    def __init__(self, site: str) -> None:
        super().__init__(headers={"host": urlsplit(site).netloc})

    def walk(self, address: str):  # type: ignore[no-untyped-def]
        for _ in range(10):
            answer = self.get(address)
            if answer.status_code != 302:
                return answer
            parts = urlsplit(answer.headers["Location"])
            address = f"{parts.path}?{parts.query}"
            if parts.path == "/":
                return answer
        raise AssertionError("redirected in a circle")


@pytest.mark.django_db(transaction=True)
def test_the_round_trip_through_our_own_provider(live_server: LiveServer) -> None:
    citizen = make_citizen("minwei", "李民伟").account
    citizen.set_password(PASSWORD)
    citizen.save()
    citizens.offer_local_provider(site=live_server.url, name="安平通", by=SETTING_UP)
    citizens.offer_local_provider(site=live_server.url, name="安平通", by=SETTING_UP)  # renews the secret
    browser = Browser(live_server.url)
    page = browser.get("/sign-in/")
    assert "用安平通登录" in page.text
    page = browser.walk("/citizens/local/sign-in/")
    assert page.request["PATH_INFO"] == "/sign-in/"  # the provider asks who it is
    answer = browser.post(
        "/sign-in/", {"login": "minwei", "password": PASSWORD, "next": page.context["request"].GET["next"]}
    )
    assert answer.headers["Location"].startswith("/identity/o/authorize?")
    assert browser.walk(answer.headers["Location"]).headers["Location"] == "/"
    assert SocialAccount.objects.get().user == citizen
    assert browser.get("/me/").context["actor"].id == str(citizen.pk)
    assert AuditEntry.objects.filter(act="sign_in.accepted").count() == 2  # at the provider, and here


@pytest.mark.django_db(transaction=True)
def test_an_officer_tells_no_other_site_who_he_is(live_server: LiveServer) -> None:
    from tests.cast import sign_in

    cast = make_cast()
    citizens.offer_local_provider(site=live_server.url, name="安平通", by=SETTING_UP)
    browser = sign_in(Browser(live_server.url), cast.officer)
    assert browser.walk("/citizens/local/sign-in/").status_code == 403


class Came:
    """What allauth makes of somebody who came from a provider."""

    def __init__(self, provider: str, uid: str, user: Account | None = None, **claims: str) -> None:
        self.account = type("A", (), {"provider": provider, "uid": uid, "extra_data": {"userinfo": claims}})()
        self.is_existing, self.user = user is not None, user
        self.connected: list[Account] = []

    def connect(self, request: object, account: Account) -> None:
        self.connected.append(account)


def arrive(came: Came, rf: RequestFactory) -> int:
    from allauth.core.exceptions import ImmediateHttpResponse

    try:
        citizens.CitizenAdapter().pre_social_login(rf.get("/"), came)
    except ImmediateHttpResponse as answer:
        return answer.response.status_code
    return 200


@pytest.mark.django_db
def test_a_city_s_provider_is_believed_for_the_number_it_verified(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = uuid7()
    monkeypatch.setattr(citizens, "_find", [])
    citizens.found_by({"519901198001010019": person}.get)
    first = Came("city", "77", citizen_id_no="519901198001010019", name="李民伟")
    assert arrive(first, rf) == 200
    (account,) = first.connected
    assert (account.kind, account.person_id, account.name) == ("citizen", person, "李民伟")
    assert not account.has_usable_password()
    again = Came("city", "78", citizen_id_no="519901198001010019", name="李民伟")
    assert arrive(again, rf) == 200
    assert again.connected == [account]
    for stranger in (
        Came("city", "1", citizen_id_no="519901199001010010"),
        Came("city", "2"),
        Came("city", str(account.pk)),
    ):
        assert arrive(stranger, rf) == 403
        assert stranger.connected == []


@pytest.mark.django_db
def test_an_officer_does_not_come_in_this_way(rf: RequestFactory) -> None:
    cast = make_cast()
    assert arrive(Came("city", "1", user=cast.officer.account), rf) == 403
    assert arrive(Came("local", str(cast.officer.account.pk)), rf) == 403
    assert arrive(Came("city", "1", user=cast.citizen.account), rf) == 200


@pytest.mark.django_db
def test_the_provider_is_offered_by_who_gives_rights() -> None:
    cast = make_cast()
    with pytest.raises(Refused):
        citizens.offer_local_provider(site="http://x", name="x", by=cast.chief.actor)
