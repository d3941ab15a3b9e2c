"""A fixed cast on a tiny invented county, for every test of rights: insider, colleague, outsider, citizen and so on.

    def test_x(cast: Cast, client: Client) -> None:
        sign_in(client, cast.officer)          # password and second factor taken as given
        do_something(by=cast.officer.actor)

519901 安平县 has two towns with two villages each and a police station for each town. The officers' posts:
east station: officer, colleague (both OFFICER), clerk, chief · west station: outsider (OFFICER), west_chief ·
county bureau: county_officer · civil affairs: liaison · committee of the first village: committee.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from banji.accounts.access import ACTING_POST, officer_actor
from banji.accounts.models import BUSINESS, Account, Area, Holding, Jurisdiction, Organisation, Post
from banji.accounts.roles import ADMINISTRATORS, Role
from banji.addresses.models import Division
from banji.foundation.actors import Actor, ActorKind, system
from banji.foundation.ids import uuid7

SINCE = date(2000, 1, 1)
SETTING_UP = system("tests.cast")
K = Organisation.Kind


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the cast; a citizen has no post."""

    account: Account
    post: Post | None
    actor: Actor


@dataclass(frozen=True, slots=True)
class Places:
    """县 → 东河镇 (李家村, 周家村), 西山镇 (新桥村, 石门社区)."""

    county: Division
    east: Division
    west: Division
    east_villages: tuple[Division, Division]
    west_villages: tuple[Division, Division]

    @property
    def village(self) -> Division:
        return self.east_villages[0]


@dataclass(frozen=True, slots=True)
class Cast:
    places: Places
    east_station: Organisation
    west_station: Organisation
    county_bureau: Organisation
    civil_affairs: Organisation
    village_committee: Organisation
    officer: Member
    colleague: Member
    clerk: Member
    chief: Member
    outsider: Member
    west_chief: Member
    county_officer: Member
    liaison: Member
    committee: Member
    supervisor: Member
    sys_admin: Member
    sec_admin: Member
    audit_admin: Member
    citizen: Member


def make_places() -> Places:
    """The county, its two towns and four villages, valid since 2000."""
    level = Division.Level
    county = _division("519901", "安平县", level.COUNTY, None)
    east = _division("519901100", "东河镇", level.TOWNSHIP, county)
    west = _division("519901101", "西山镇", level.TOWNSHIP, county)
    east_villages = (
        _division("519901100201", "李家村民委员会", level.VILLAGE, east),
        _division("519901100202", "周家村民委员会", level.VILLAGE, east),
    )
    west_villages = (
        _division("519901101201", "新桥村民委员会", level.VILLAGE, west),
        _division("519901101001", "石门社区居民委员会", level.VILLAGE, west),
    )
    made = [county, east, west, *east_villages, *west_villages]
    Area.objects.bulk_create(division.area for division in made)
    Division.objects.bulk_create(made)
    return Places(county, east, west, east_villages, west_villages)


def _division(code: str, name: str, level: Division.Level, parent: Division | None) -> Division:
    return Division(
        area=Area(kind=Area.DIVISION),
        code=code,
        name=name,
        folded_name=name.removesuffix("民委员会").removesuffix("居民委员会"),
        level=level,
        parent=parent,
        valid_from=SINCE,
        source="tests",
    )


def make_organisation(name: str, kind: str, *areas: Division, department: str = "") -> Organisation:
    """An organisation that answers for `areas` and all below them."""
    made = Organisation.objects.create(name=name, kind=kind, department=department, valid_from=SINCE)
    Jurisdiction.objects.bulk_create(
        Jurisdiction(organisation=made, area=division.area, valid_from=SINCE) for division in areas
    )
    return made


def make_officer(username: str, name: str, organisation: Organisation, role: Role) -> Member:
    """An account with a post of its own, held since 2000. It has no password: use `sign_in`."""
    (member,) = make_officers((username, name, organisation, role))
    return member


def make_officers(*wanted: tuple[str, str, Organisation, Role]) -> list[Member]:
    """As rows: the operations that appoint would cost each test a tenth of a second, and have tests of their own."""
    posts, holdings = [], []
    for username, name, organisation, role in wanted:
        account = Account(username=username, name=name, kind=Account.OFFICER, password="!")
        post = Post(organisation=organisation, role=role, title=str(role.label), valid_from=SINCE)
        duty = role if role in ADMINISTRATORS else BUSINESS
        posts.append(post)
        holdings.append(
            Holding(post=post, account=account, capacity=Holding.HOLDER, duty=duty, valid_from=SINCE)
        )
    Account.objects.bulk_create(holding.account for holding in holdings)
    Post.objects.bulk_create(posts)
    Holding.objects.bulk_create(holdings)
    return [Member(h.account, h.post, officer_actor(h.account, h)) for h in holdings]


def make_citizen(username: str, name: str, person_id: UUID | None = None) -> Member:
    account = Account.objects.create(
        username=username, name=name, kind=Account.CITIZEN, person_id=person_id or uuid7(), password="!"
    )
    return Member(account, None, Actor(ActorKind.CITIZEN, str(account.pk), name))


def make_cast() -> Cast:
    """Everybody, on the tiny county. Needs a test database."""
    places = make_places()
    east = make_organisation("东河派出所", K.POLICE_STATION, places.east)
    west = make_organisation("西山派出所", K.POLICE_STATION, places.west)
    bureau = make_organisation("安平县公安局", K.PSB_COUNTY, places.county)
    civil = make_organisation("安平县民政局", K.DEPARTMENT, places.county, department="CIVIL_AFFAIRS")
    village = make_organisation("李家村民委员会", K.COMMITTEE, places.village)
    city = make_organisation("市人民政府办公室", K.CITY_GOV, places.county)
    officers = {
        "officer": ("zhou", "周文静", east, Role.OFFICER),
        "colleague": ("wu", "吴国强", east, Role.OFFICER),
        "clerk": ("he", "何小燕", east, Role.CLERK),
        "chief": ("luo", "罗建军", east, Role.STATION_CHIEF),
        "outsider": ("tang", "唐志明", west, Role.OFFICER),
        "west_chief": ("deng", "邓丽华", west, Role.STATION_CHIEF),
        "county_officer": ("jiang", "蒋海波", bureau, Role.COUNTY_OFFICER),
        "liaison": ("xie", "谢春梅", civil, Role.LIAISON),
        "committee": ("li", "李德厚", village, Role.COMMITTEE),
        "supervisor": ("peng", "彭永年", city, Role.SUPERVISOR),
        "sys_admin": ("sys", "曾系统", city, Role.SYS_ADMIN),
        "sec_admin": ("sec", "单安全", city, Role.SEC_ADMIN),
        "audit_admin": ("audit", "仇审计", city, Role.AUDIT_ADMIN),
    }
    members = dict(zip(officers, make_officers(*officers.values()), strict=True))
    return Cast(
        places=places,
        east_station=east,
        west_station=west,
        county_bureau=bureau,
        civil_affairs=civil,
        village_committee=village,
        citizen=make_citizen("minwei", "李民伟"),
        **members,
    )


def sign_in(client: Client, member: Member) -> Client:
    """Sign a member in as if password and second factor had been given, in his own post."""
    client.force_login(member.account, backend="banji.accounts.backend.AccountBackend")
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": 0.0, "type": "totp"}]
    session["account_authentication_methods_user"] = str(member.account.pk)
    if member.post is not None:
        session[ACTING_POST] = member.post.pk
    session.save()
    return client


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()
