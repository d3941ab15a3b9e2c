"""A family of three generations in the first village, and the way of a birth over the counter's pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse
from tests.cast import Cast, sign_in
from tests.matters.deaths.scene import at
from tests.register.lawful import brought
from tests.register.people import Resident, make_household, make_person

from banji.cases.models import Case
from banji.counter.models import Draft, VisitRecord
from banji.foundation.ids import uuid7
from banji.matters.births.operations import Birth, declare_birth
from banji.register.models import Particulars, Registration
from banji.register.operations import Brought

DAYS = {"ziyang_2017": date(2017, 3, 1), "national_2021": date(2022, 3, 1)}
BORN = {"ziyang_2017": "2017-02-20", "national_2021": "2022-02-20"}


@dataclass(slots=True)
class Scene:
    cast: Cast
    profile: str
    head: Resident
    son: Resident
    son_wife: Resident

    @property
    def home(self) -> UUID:
        return self.head.household_id

    @property
    def today(self) -> date:
        return DAYS[self.profile]

    def birth(self, **changes: Any) -> Birth:
        facts: dict[str, Any] = {
            "child_id": uuid7(), "follows": self.son.person_id, "other_parent": self.son_wife.person_id,
            "ground": "in_wedlock", "relation_to_head": "41", "name": "李宝宝", "sex": "1",
            "birth_date": date.fromisoformat(BORN[self.profile]), "ethnicity": "01", "applicant": "李小山",
        }  # fmt: skip
        return Birth(**(facts | changes))

    def declare(self, papers: list[Brought] | None = None, **more: Any) -> Case:
        confirmed = more.pop("confirmed", ())
        birth = self.birth(**more)
        shown = brought(f"birth.{birth.ground}") if papers is None else papers
        return declare_birth(birth, shown, confirmed=confirmed, by=self.cast.clerk.actor)


def make_scene(cast: Cast, profile: str = "ziyang_2017") -> Scene:
    at(DAYS[profile])
    village = cast.places.village
    home = make_household(village)
    return Scene(
        cast,
        profile,
        make_person(home, village, name="李大山", born=date(1950, 1, 1)),
        make_person(home, village, name="李小山", relation="20", born=date(1990, 1, 1)),
        make_person(home, village, name="王秀英", relation="38", born=date(1992, 1, 1)),
    )


def opened(client: Client, scene: Scene) -> Client:
    """The clerk, who has opened the household for somebody at the counter."""
    sign_in(client, scene.cast.clerk)
    client.post(reverse("register:household", args=[scene.home]), {"purpose": "COUNTER"})
    return client


def fill_in(client: Client, scene: Scene, begin: str = "", **facts: str) -> Draft:
    """Both pages of the form; the draft that is kept."""
    address = begin or reverse("counter:begin", args=["birth", scene.home])
    page = client.get(address)
    draft_id = page.context["draft"].pk
    family = {"follows": str(scene.son.person_id), "ground": "in_wedlock", "relation": "41"}
    child = {"name": "李宝宝", "sex": "1", "birth_date": BORN[scene.profile], "ethnicity": "01"}
    said = family | child | facts
    answer = client.post(address, {"form_id": str(draft_id)} | said)
    assert answer.status_code == 302, answer.content.decode()
    answer = client.post(answer["Location"], said)
    assert answer.status_code == 302, answer.content.decode()
    return Draft.objects.get(pk=draft_id)


def show_papers(client: Client, draft: Draft, *papers: str, then: str = "") -> str:
    posted = {"applicant": "李小山", "then": then} | {f"paper-{paper}": "on" for paper in papers}
    return client.post(reverse("counter:papers", args=[draft.pk]), posted, follow=True).content.decode()


def send(client: Client, draft: Draft, **confirmed: str) -> Any:
    return client.post(reverse("counter:check", args=[draft.pk]), confirmed, follow=True)


def all_papers(ground: str) -> list[str]:
    return [each.paper for each in brought(f"birth.{ground}")]


def registered(person_id: UUID) -> tuple[str, UUID | None]:
    row = Registration.objects.get(person=person_id, recorded_to=None, valid_to=None)
    return row.status, row.household_id


def particulars(person_id: UUID) -> Particulars:
    return Particulars.objects.get(person=person_id, recorded_to=None, valid_to=None)


def visit() -> VisitRecord:
    return VisitRecord.objects.latest("at")
