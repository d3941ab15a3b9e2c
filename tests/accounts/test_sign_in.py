"""Sign-in as a browser does it: password, second factor, lock-out, first steps of a new account."""

import re
import time

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.cast import Cast, Member, sign_in

from banji.accounts import demo_codes, operations
from banji.accounts.models import Account
from banji.audit.models import AuditEntry
from banji.foundation import installation
from banji.foundation.errors import Refused

PASSWORD, SECRET = "vier Pferde im Regen", "JBSWY3DPEHPK3PXP"
MINE = "/me/"


def code(steps: int = 0, secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def officer(cast: Cast) -> Member:
    """An officer with a password and a second factor."""
    cast.officer.account.set_password(PASSWORD)
    cast.officer.account.save()
    TOTP.activate(cast.officer.account, SECRET)
    return cast.officer


def give_password(client: Client, username: str = "zhou", password: str = PASSWORD):  # type: ignore[no-untyped-def]
    return client.post(reverse("account_login"), {"login": username, "password": password})


def trail() -> list[str]:
    return list(
        AuditEntry.objects.filter(act__startswith="sign_in").order_by("at").values_list("act", flat=True)
    )


def test_password_and_code_open_the_door(client: Client, officer: Member) -> None:
    assert client.get(MINE).headers["Location"] == "/sign-in/?next=%2Fme%2F"
    answer = give_password(client, " Zhou ")
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert client.get(MINE).status_code == 302  # the password alone opens nothing
    answer = client.post(reverse("mfa_authenticate"), {"code": code()})
    assert answer.status_code == 302
    assert client.get(MINE).status_code == 200
    entry = AuditEntry.objects.get(act="sign_in.accepted")
    assert (entry.actor_id, entry.role, entry.address) == (officer.actor.id, "OFFICER", "127.0.0.1")
    client.post(reverse("account_logout"))
    assert client.get(MINE).status_code == 302
    assert trail() == ["sign_in.accepted", "sign_in.left"]


def test_signing_out_takes_a_post(client: Client, cast: Cast) -> None:
    sign_in(client, cast.officer)
    assert client.get(reverse("account_logout")).status_code == 405
    assert client.get(MINE).status_code == 200


def test_a_code_opens_once_in_every_process(client: Client, officer: Member) -> None:
    used = code()
    give_password(client)
    client.post(reverse("mfa_authenticate"), {"code": used})
    from django.core.cache import cache

    cache.clear()  # another process has another memory
    other = Client()
    give_password(other)
    answer = other.post(reverse("mfa_authenticate"), {"code": used})
    assert answer.status_code == 200
    assert other.get(MINE).status_code == 302


def test_a_recovery_code_opens_once(client: Client, officer: Member) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    recovery = RecoveryCodes.activate(officer.account).get_unused_codes()[0]
    for expected in (200, 302):
        visitor = Client()
        give_password(visitor)
        visitor.post(reverse("mfa_authenticate"), {"code": recovery})
        assert visitor.get(MINE).status_code == expected


@pytest.mark.parametrize("username", ["zhou", "nobody-of-this-name"])
def test_five_failures_lock_and_the_right_password_does_not_help(
    client: Client, officer: Member, username: str
) -> None:
    for _ in range(4):
        assert give_password(client, username, "wrong").status_code == 200
    answer = give_password(client, username, "wrong")
    assert answer.status_code == 429
    assert "30" in answer.text
    assert give_password(Client(), username).status_code == 429
    assert trail() == ["sign_in.failed"] * 4 + ["sign_in.locked"] * 2
    last = AuditEntry.objects.filter(act="sign_in.locked").latest("at")
    assert last.after == {"username": username, "factor": "password"}
    assert last.actor_kind == "system"  # nobody knows who it was


def test_wrong_codes_lock_too_and_the_security_administrator_unlocks(
    client: Client, cast: Cast, officer: Member
) -> None:
    give_password(client)
    answers = [client.post(reverse("mfa_authenticate"), {"code": "000000"}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429]
    assert client.post(reverse("mfa_authenticate"), {"code": code()}).status_code == 429
    assert give_password(Client()).status_code == 429
    operations.unlock(account=officer.account, by=cast.sec_admin.actor)
    give_password(client)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert client.get(MINE).status_code == 200


def test_success_starts_the_count_anew(client: Client, officer: Member) -> None:
    for step in (-1, 0, 1):
        for _ in range(4):
            give_password(client, password="wrong")
        give_password(client)
        client.post(reverse("mfa_authenticate"), {"code": code(step)})
        assert client.get(MINE).status_code == 200
        client.post(reverse("account_logout"))


def test_a_new_account_changes_its_password_and_sets_up_the_second_factor(client: Client, cast: Cast) -> None:
    account, password = operations.create_account(username="Neu", name="牛新", by=cast.sec_admin.actor)
    assert account.username == "neu"
    give_password(client, "neu", password)
    assert client.get(MINE).headers["Location"].startswith(reverse("accounts:change_password"))
    page = client.post(
        reverse("accounts:change_password"), {"present": password, "new": PASSWORD, "again": PASSWORD}
    )
    assert page.headers["Location"] == "/"
    assert client.get(MINE).headers["Location"].startswith(reverse("mfa_activate_totp"))
    page = client.get(reverse("mfa_activate_totp"))
    assert "data:image/svg+xml;base64," in page.text
    (secret,) = re.findall(r"<code>([A-Z2-7]{32})</code>", page.text)
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 200
    assert client.get(MINE).status_code == 302
    page = client.post(reverse("mfa_activate_totp"), {"code": code(secret=secret)}, follow=True)
    assert len(re.findall(r"<li><code>\d{8}</code>", page.text)) == 10
    assert not re.findall(r"<code>\d{8}</code>", client.get(reverse("mfa_view_recovery_codes")).text)
    assert client.get(MINE).status_code == 200


def test_the_secret_lies_encrypted(officer: Member) -> None:
    kept = Authenticator.objects.get(user=officer.account).data["secret"]
    assert SECRET not in kept
    assert get_adapter().decrypt(kept) == SECRET


def test_without_the_second_factor_no_page_opens(client: Client, cast: Cast) -> None:
    client.force_login(cast.officer.account, backend="banji.accounts.backend.AccountBackend")
    assert client.get(MINE).headers["Location"].startswith(reverse("mfa_activate_totp"))
    part = client.get(MINE, headers={"HX-Request": "true", "HX-Current-URL": "/desk/"})
    assert part.headers["HX-Redirect"].endswith("?next=%2Fdesk%2F")


def test_a_lost_telephone_is_forgotten_by_the_security_administrator(
    client: Client, cast: Cast, officer: Member
) -> None:
    operations.reset_second_factor(account=officer.account, by=cast.sec_admin.actor)
    give_password(client)
    assert client.get(MINE).headers["Location"].startswith(reverse("mfa_activate_totp"))


def test_a_reset_password_ends_every_session(client: Client, cast: Cast) -> None:
    sign_in(client, cast.officer)
    assert client.get(MINE).status_code == 200
    operations.reset_password(account=cast.officer.account, by=cast.sec_admin.actor)
    assert client.get(MINE).status_code == 302


def test_out_of_use_ends_the_session_and_refuses_the_password(
    client: Client, cast: Cast, officer: Member
) -> None:
    sign_in(client, officer)
    operations.set_active(account=officer.account, active=False, by=cast.sec_admin.actor)
    assert client.get(MINE).headers["Location"].startswith("/sign-in/")
    assert give_password(client).status_code == 200


@pytest.mark.parametrize("password", ["short", "123456789012", "password1234", PASSWORD, PASSWORD + " 1"])
def test_weak_and_used_passwords_are_refused(officer: Member, password: str) -> None:
    account = Account.objects.get(pk=officer.account.pk)
    operations.change_password(account=account, password=PASSWORD + " 1", by=officer.actor)
    operations.change_password(account=account, password=PASSWORD + " 2", by=officer.actor)
    with pytest.raises(Refused):
        operations.change_password(account=account, password=password, by=officer.actor)


def test_a_password_is_ones_own(cast: Cast, officer: Member) -> None:
    with pytest.raises(Refused):
        operations.change_password(
            account=officer.account, password="another long one", by=cast.sec_admin.actor
        )


def test_an_old_password_is_due(client: Client, cast: Cast, settings: Settings) -> None:
    account, _ = operations.create_account(username="alt", name="老", by=cast.sec_admin.actor)
    account.must_change_password = False
    account.save()
    member = Member(account, None, cast.officer.actor)
    settings.BANJI_PASSWORD_DAYS = 90
    assert sign_in(client, member).get(MINE).status_code == 200
    account.password_set_at = account.password_set_at.replace(year=account.password_set_at.year - 1)
    account.save()
    assert client.get(MINE).headers["Location"].startswith(reverse("accounts:change_password"))
    settings.BANJI_PASSWORD_DAYS = 0
    assert client.get(MINE).status_code == 200


def test_nobody_signs_himself_up(client: Client, db: None) -> None:
    for path in ("/signup/", "/sign-up/", "/accounts/signup/"):
        assert client.get(path).status_code == 404


def sign_ins() -> list[demo_codes.DemoSignIn]:
    return [demo_codes.DemoSignIn("zhou", PASSWORD, "户籍民警"), demo_codes.DemoSignIn("absent", "x")]


@pytest.mark.parametrize(("kind", "shown"), [("demo", True), ("live", False), ("test", False)])
def test_only_a_demo_shows_its_accounts(
    client: Client,
    officer: Member,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    shown: bool,
) -> None:
    settings.BANJI_DEMO_SIGN_INS = f"{__name__}.sign_ins"
    # The row is written by the database's owner, once; the site's role cannot change it.
    monkeypatch.setattr(installation, "kind", lambda: kind)
    page = client.get(reverse("account_login")).text
    assert (PASSWORD in page) is shown
    assert ("absent" in page) is False
    if shown:
        (given,) = re.findall(r"<code>(\d{6})</code>", page)
        give_password(client)
        assert client.post(reverse("mfa_authenticate"), {"code": given}).status_code == 302


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "登录"), ("en", "Sign in")])
def test_both_languages(client: Client, db: None, language: str, word: str) -> None:
    page = client.get(reverse("account_login"), headers={"accept-language": language}).text
    assert f"<h1>{word}</h1>" in page
