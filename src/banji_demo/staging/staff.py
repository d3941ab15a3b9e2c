"""Who holds the posts of the demo, and who signs in. Everybody is invented."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from banji.accounts import operations
from banji.accounts.demo_codes import DemoSignIn
from banji.accounts.models import Account, Post
from banji.accounts.roles import Role
from banji_demo.staging.offices import SETTING_UP, SINCE, Office, Offices

PASSWORD = "banji-demo-2017"  # noqa: S105 - printed on the sign-in page of the demo, and of nothing else

# Surnames and given names of the staff, combined in order: nobody real is meant.
_SURNAMES = "周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
_GIVEN = ("文静", "建国", "晓梅", "志强", "雨桐", "大勇", "秀英", "海波", "丽华", "永康")

SIGN_INS = (
    DemoSignIn("clerk", PASSWORD, "窗口民警 counter clerk"),
    DemoSignIn("officer", PASSWORD, "社区民警 registration officer"),
    DemoSignIn("officer2", PASSWORD, "社区民警（二警区） another officer of the station"),
    DemoSignIn("chief", PASSWORD, "所长 station chief"),
    DemoSignIn("county", PASSWORD, "县局户政民警 county officer"),
    DemoSignIn("city", PASSWORD, "市局户政民警 city officer"),
    DemoSignIn("supervisor", PASSWORD, "督查专员 supervisor"),
    DemoSignIn("liaison", PASSWORD, "民政局联络员 liaison of civil affairs"),
    DemoSignIn("liaison_health", PASSWORD, "卫计委联络员 liaison of health"),
    DemoSignIn("liaison_hrss", PASSWORD, "人社局联络员 liaison of HRSS"),
    DemoSignIn("liaison_finance", PASSWORD, "财政局联络员 liaison of finance"),
    DemoSignIn("sysadmin", PASSWORD, "系统管理员 system administrator"),
    DemoSignIn("secadmin", PASSWORD, "安全管理员 security administrator"),
    DemoSignIn("auditadmin", PASSWORD, "审计管理员 audit administrator"),
    DemoSignIn("citizen", PASSWORD, "公民 a citizen, who sees who looked"),
)


def sign_ins() -> list[DemoSignIn]:
    """What the sign-in page of the demo shows (`BANJI_DEMO_SIGN_INS`)."""
    return list(SIGN_INS)


def fill_posts(offices: Offices) -> None:
    """Appoint somebody to every post; those of the first station and of the bureaus above it can sign in."""
    hashed = make_password(PASSWORD)
    first = offices.stations[0]
    county = next(c for c in offices.counties if c.organisation.pk == first.organisation.parent_id)
    known = {
        first.post(Role.CLERK).pk: "clerk",
        first.post(Role.OFFICER).pk: "officer",
        first.post(Role.OFFICER, 1).pk: "officer2",
        first.post(Role.STATION_CHIEF).pk: "chief",
        county.post(Role.COUNTY_OFFICER).pk: "county",
        offices.city.post(Role.CITY_OFFICER).pk: "city",
        offices.city.post(Role.SUPERVISOR).pk: "supervisor",
        offices.civil_affairs.post(Role.LIAISON).pk: "liaison",
        offices.health.post(Role.LIAISON).pk: "liaison_health",
        offices.hrss.post(Role.LIAISON).pk: "liaison_hrss",
        offices.finance.post(Role.LIAISON).pk: "liaison_finance",
        offices.administration.post(Role.SYS_ADMIN).pk: "sysadmin",
        offices.administration.post(Role.SEC_ADMIN).pk: "secadmin",
        offices.administration.post(Role.AUDIT_ADMIN).pk: "auditadmin",
    }
    for number, post in enumerate(post for office in _all(offices) for post in office.posts):
        _appoint(post, number, known.get(post.pk, ""), hashed)


def add_citizen(person_id: UUID, name: str) -> Account:
    """The citizen who signs in and sees who looked."""
    return _account("citizen", name, make_password(PASSWORD), kind=Account.CITIZEN, person_id=person_id)


def _all(offices: Offices) -> tuple[Office, ...]:
    departments = (
        offices.civil_affairs,
        offices.health,
        offices.hrss,
        offices.finance,
        offices.administration,
    )
    return (offices.city, *offices.counties, *offices.stations, *departments)


def _appoint(post: Post, number: int, username: str, hashed: str) -> None:
    account = _account(username or f"post{post.pk}", _name(number), hashed if username else "!")
    if username:
        TOTP.activate(account, generate_totp_secret())
    operations.appoint(post=post, to=account, by=SETTING_UP, valid_from=SINCE)


def _account(
    username: str, name: str, hashed: str, *, kind: str = Account.OFFICER, person_id: UUID | None = None
) -> Account:
    # Written directly: `create_account` hashes a one-time password for each, which takes longer than the demo may.
    return Account.objects.create(
        username=username,
        name=name,
        kind=kind,
        person_id=person_id,
        password=hashed,
        password_set_at=timezone.now(),
    )


def _name(number: int) -> str:
    return _SURNAMES[number % len(_SURNAMES)] + _GIVEN[number // len(_SURNAMES) % len(_GIVEN)]
