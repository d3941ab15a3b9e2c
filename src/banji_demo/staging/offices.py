"""Stations, bureaus and departments of the invented city, on real place names, with the posts their people hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from banji.accounts import operations
from banji.accounts.models import Account, Organisation, Post
from banji.accounts.roles import Role
from banji.addresses.models import Division
from banji.foundation.actors import Actor, ActorKind, system

SETTING_UP = system("demo.offices")
SINCE = date(2017, 1, 1)
PEOPLE_PER_STATION = 2500
STATION_POSTS = (
    (Role.CLERK, "窗口民警"),
    (Role.OFFICER, "社区民警"),
    (Role.OFFICER, "社区民警（二警区）"),
    (Role.STATION_CHIEF, "所长"),
)

K = Organisation.Kind


@dataclass(frozen=True, slots=True)
class Office:
    """An organisation with its posts in the order they were made."""

    organisation: Organisation
    posts: tuple[Post, ...]

    def post(self, role: Role, nth: int = 0) -> Post:
        return [post for post in self.posts if post.role == role][nth]

    def actor(self, role: Role, nth: int = 0) -> Actor:
        """Whoever holds that post, at work in it."""
        post = self.post(role, nth)
        account = Account.objects.get(holdings__post=post)
        return Actor(
            ActorKind.OFFICER,
            id=str(account.pk),
            name=account.name,
            role=role,
            post_id=post.pk,
            organisation_id=self.organisation.pk,
        )


@dataclass(frozen=True, slots=True)
class Offices:
    """The offices of the city; `stations[0]` is the one whose people sign in."""

    city: Office
    counties: tuple[Office, ...]
    stations: tuple[Office, ...]
    civil_affairs: Office
    health: Office
    hrss: Office
    finance: Office
    administration: Office

    def of(self, organisation_id: int) -> Office:
        return next(o for o in (*self.stations, *self.counties) if o.organisation.pk == organisation_id)


def open_offices(people: int) -> Offices:
    """Found every office a city of `people` needs and appoint somebody to each post."""
    divisions = _divisions()
    prefecture = next(d for d in divisions if d.level == Division.Level.PREFECTURE)
    counties = [d for d in divisions if d.level == Division.Level.COUNTY and d.parent_id == prefecture.pk]
    city = _office(
        "资阳市公安局",
        K.PSB_CITY,
        [(Role.CITY_OFFICER, "市局户政民警"), (Role.SUPERVISOR, "督查专员")],
        [prefecture],
    )
    bureaus = tuple(
        _office(
            f"{county.name}公安局",
            K.PSB_COUNTY,
            [(Role.COUNTY_OFFICER, "县局户政民警")],
            [county],
            city.organisation,
        )
        for county in counties
    )
    stations = tuple(
        station
        for county, bureau in zip(counties, bureaus, strict=True)
        for station in _stations(
            county, divisions, bureau.organisation, max(1, people // PEOPLE_PER_STATION // 3)
        )
    )
    liaison = [(Role.LIAISON, "联络员")]
    return Offices(
        city=city,
        counties=bureaus,
        stations=stations,
        civil_affairs=_office(
            "资阳市民政局", K.DEPARTMENT, liaison, [prefecture], department="CIVIL_AFFAIRS"
        ),
        health=_office(
            "资阳市卫生和计划生育委员会", K.DEPARTMENT, liaison, [prefecture], department="HEALTH"
        ),
        hrss=_office("资阳市人力资源和社会保障局", K.DEPARTMENT, liaison, [prefecture], department="HRSS"),
        finance=_office("资阳市财政局", K.DEPARTMENT, liaison, [prefecture], department="FINANCE"),
        administration=_office(
            "资阳市户籍平台管理中心",
            K.CITY_GOV,
            [
                (Role.SYS_ADMIN, "系统管理员"),
                (Role.SEC_ADMIN, "安全管理员"),
                (Role.AUDIT_ADMIN, "审计管理员"),
            ],
            [],
        ),
    )


def _divisions() -> list[Division]:
    on = Division.objects.filter(valid_from__lte=SINCE).exclude(valid_to__lte=SINCE)
    return list(on.filter(level__lte=Division.Level.TOWNSHIP).order_by("code"))


def _stations(county: Division, divisions: list[Division], bureau: Organisation, count: int) -> list[Office]:
    """`count` central stations (中心派出所), each for a run of neighbouring towns, named after the first."""
    towns = [d for d in divisions if d.parent_id == county.pk]
    size = -(-len(towns) // count)
    return [
        _office(
            f"{towns[at].name.removesuffix('办事处')}中心派出所",
            K.POLICE_STATION,
            STATION_POSTS,
            towns[at : at + size],
            bureau,
        )
        for at in range(0, len(towns), size)
    ]


def _office(
    name: str,
    kind: str,
    posts: list[tuple[Role, str]] | tuple[tuple[Role, str], ...],
    areas: list[Division],
    parent: Organisation | None = None,
    *,
    department: str = "",
) -> Office:
    made = operations.create_organisation(
        name=name,
        kind=kind,
        by=SETTING_UP,
        valid_from=SINCE,
        department=department,
        parent=parent,
        phone="028-0000 0000",
    )
    for area in areas:
        operations.give_area(organisation=made, area=area.area, by=SETTING_UP, valid_from=SINCE)
    return Office(made, tuple(_post(made, role, title) for role, title in posts))


def _post(organisation: Organisation, role: Role, title: str) -> Post:
    return operations.create_post(
        organisation=organisation, role=role, title=title, by=SETTING_UP, valid_from=SINCE
    )
