"""A family in the first village, a man of the other town, and systems with their tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from banji.accounts.models import Organisation
from banji.api.clients import admit_client
from banji.exchange.questions import scopes_of
from tests.cast import Cast, make_organisation
from tests.register.lawful import brought
from tests.register.people import Resident, make_household, make_person

NUMBER, WIFE, FAR = "519901195001010013", "519901195203030041", "519901196005050018"
TOKEN = "/identity/o/api/token"


@dataclass(frozen=True, slots=True)
class System:
    """A program of an organisation that has got its token."""

    client: Client
    id: str
    secret: str
    token: str
    purpose: str

    def get(self, path: str, **asked: Any) -> HttpResponse:
        given = {"purpose": self.purpose, "case_no": "2017-1"} | asked
        return self.client.get(f"/api/v1/{path}", given, headers=self.headers)

    def post(self, path: str, said: dict[str, Any], *, key: str = "", language: str = "en") -> HttpResponse:
        body = {"purpose": self.purpose, "case_no": "2017-1"} | said
        more = {"Idempotency-Key": key or str(uuid4())} if path == "events" else {}
        headers = self.headers | more | {"Accept-Language": language}
        return self.client.post(f"/api/v1/{path}", body, content_type="application/json", headers=headers)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(slots=True)
class World:
    cast: Cast
    who: Resident
    wife: Resident
    far: Resident
    hrss: Organisation
    health: Organisation

    def system(self, organisation: Organisation, purpose: str, scopes: list[str] | None = None) -> System:
        given = scopes or scopes_of(organisation)
        made = admit_client(
            organisation=organisation, name=f"{organisation}系统", scopes=given, by=self.cast.sec_admin.actor
        )
        client = Client()
        return System(client, *made, token_of(client, *made), purpose)

    @property
    def police(self) -> System:
        return self.system(self.cast.east_station, "COUNTER")

    @property
    def decided_by(self) -> dict[str, Any]:
        officer = self.cast.officer
        assert officer.post
        return {"username": officer.account.username, "post": officer.post.pk}

    def birth(self, **more: Any) -> dict[str, Any]:
        """A birth as the counter's system posts it, with all papers."""
        said = {
            "kind": "birth",
            "decided_by": self.decided_by,
            "ground": "in_wedlock",
            "papers": papers("birth.in_wedlock"),
            "child": {"name": "李小宝", "sex": "1", "birth_date": "2017-02-01"},
            "follows": str(self.wife.person_id),
            "relation_to_head": "20",
        }
        return said | more


def papers(name: str) -> list[dict[str, str]]:
    return [paper.as_said() for paper in brought(name)]


def token_of(client: Client, id_: str, secret: str) -> str:
    given = {"grant_type": "client_credentials", "client_id": id_, "client_secret": secret}
    return str(client.post(TOKEN, given).json()["access_token"])


def make_world(cast: Cast) -> World:
    village, west = cast.places.village, cast.places.west_villages[0]
    home = make_household(village)
    kinds = Organisation.Kind
    return World(
        cast=cast,
        who=make_person(home, village, number=NUMBER),
        wife=make_person(home, village, name="周桂芳", born=date(1988, 3, 3), number=WIFE, relation="12"),
        far=make_person(make_household(west, number="5190000009"), west, name="王远", number=FAR),
        hrss=make_organisation("安平县人社局", kinds.DEPARTMENT, cast.places.county, department="HRSS"),
        health=make_organisation("安平县医院", kinds.DEPARTMENT, cast.places.county, department="HEALTH"),
    )


@pytest.fixture
def world(cast: Cast, settings: Settings) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_world(cast)


def problem(answer: HttpResponse) -> dict[str, Any]:
    """A problem as RFC 9457 wants it; each one has what a program and a person need."""
    assert answer["Content-Type"] == "application/problem+json", answer.content.decode()
    said: dict[str, Any] = answer.json()  # type: ignore[attr-defined]
    assert said["status"] == answer.status_code
    assert said["type"] == f"urn:banji:problem:{said['code']}"
    assert said["title"]
    assert said["detail"]
    return said


def person_path(person_id: UUID) -> str:
    return f"people/{person_id}"
