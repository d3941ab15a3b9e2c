"""李大山, whose name is written wrongly, with his account; and the steps of his request over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.test import Client
from django.urls import reverse
from tests.cast import Cast, Member, make_citizen, make_officer, sign_in
from tests.matters.deaths.scene import at
from tests.register.people import Resident, make_household, make_person

from banji.accounts.roles import Role
from banji.cases.evidence import add_evidence
from banji.cases.models import Case
from banji.matters.corrections.fields import FIELDS
from banji.matters.corrections.operations import Wrong, ask_correction
from banji.register.models import Particulars

NUMBER, WIFE = "519901195001010013", "519901195304050026"
TODAY = date(2017, 3, 1)


@dataclass(slots=True)
class Scene:
    cast: Cast
    who: Resident
    wife: Resident
    citizen: Member

    @property
    def case(self) -> Case:
        return Case.objects.get(kind="correction", person=self.who.person_id, is_open=True)

    @property
    def last(self) -> Case:
        return Case.objects.filter(kind="correction").latest("opened_at")

    @property
    def city_officer(self) -> Member:
        return make_officer("cui", "崔立新", self.cast.county_bureau, Role.CITY_OFFICER)

    def ask(self, field: str, wanted: str, why: str = "户口本上写错了") -> Case:
        wrong = Wrong(field=FIELDS[field], wanted=wanted, why=why)
        return ask_correction(self.who.person_id, wrong, by=self.citizen.actor)

    def papers(self, *names: str) -> None:
        for name in names:
            add_evidence(self.case.pk, name, by=self.cast.officer.actor)


def take(client: Client, who: Member, case: Case, step: str, **stated: str) -> str:
    """Take a step on its page as somebody would; the page that answers."""
    sign_in(client, who)
    url = reverse("cases:step", args=[case.pk, step])
    form = client.get(url).context["form"]
    version = {"version": str(form.initial["version"])}
    return client.post(url, version | {"reason": ""} | stated, follow=True).content.decode()


def particulars(person_id: UUID) -> Particulars:
    return Particulars.objects.get(person=person_id, recorded_to=None, valid_to=None)


def make_scene(cast: Cast) -> Scene:
    at(TODAY)
    village = cast.places.village
    home = make_household(village)
    who = make_person(home, village, name="李大三", number=NUMBER)
    wife = make_person(home, village, name="周桂芳", relation="20", born=date(1953, 4, 5), number=WIFE)
    return Scene(cast, who, wife, make_citizen("dashan", "李大山", who.person_id))
