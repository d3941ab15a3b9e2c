"""李大山, registered in the village and again in town, with a number from each; and the steps of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tests.cast import Cast, Member, make_officer
from tests.matters.deaths.scene import at
from tests.reconciliation.scene import number
from tests.register.people import Resident, make_household, make_person

from banji.accounts.models import Organisation
from banji.accounts.operations import create_organisation
from banji.accounts.roles import Role
from banji.cases.evidence import add_evidence
from banji.cases.models import Case
from banji.cases.runner import take
from banji.exchange.envelopes import place_of_message, unseal
from banji.exchange.models import Message
from banji.foundation.actors import Actor, system
from banji.matters.duplicates.kinds import SHARED, TWICE, WRONG
from banji.matters.duplicates.models import Suspicion
from banji.matters.duplicates.operations import start_search
from banji.matters.duplicates.searching.opening import take_up
from banji.matters.duplicates.searching.run import search
from banji.matters.duplicates.searching.suspects import Suspect
from banji.register.models import Particulars

TODAY, BORN = date(2017, 3, 1), date(1962, 8, 9)
BY = system("tests.duplicates")
FARM_NUMBER, TOWN_NUMBER, NEW_NUMBER = number(BORN, 11), number(BORN, 35), number(BORN, 57)


_WHY = {
    TWICE: ("number:birth_other_number", "name:same_8"),
    SHARED: ("number:whole",),
    WRONG: ("check_digit",),
}


@dataclass(slots=True)
class Scene:
    cast: Cast
    farm: Resident
    town: Resident
    wife: Resident
    city: Member
    case: Case | None = None

    def suspect(self, kind: str = TWICE, *people: Resident, number_id: int | None = None) -> Case:
        """Let the machine suspect these; the two registrations of 李大山 unless others are named."""
        first, *rest = sorted(p.person_id for p in people or (self.farm, self.town))
        suspect = Suspect(kind, first, rest[0] if rest else None, number_id=number_id, why=_WHY[kind])
        assert take_up(suspect, search=None, by=BY) == "opened"
        self.case = Case.objects.latest("opened_at")
        return self.case

    @property
    def fresh(self) -> Case:
        assert self.case is not None
        self.case = Case.objects.get(pk=self.case.pk)
        return self.case

    @property
    def station(self) -> Member:
        """An officer of the station that has the case."""
        return self.cast.officer if self.fresh.station == self.cast.east_station else self.cast.outsider

    @property
    def chief(self) -> Member:
        return self.cast.chief if self.fresh.station == self.cast.east_station else self.cast.west_chief

    @property
    def county(self) -> Member:
        return self.cast.county_officer

    def take(self, name: str, by: Member | Actor | None = None, **facts: Any) -> Case:
        who = by.actor if isinstance(by, Member) else by or self.station.actor
        return take(self.fresh.pk, name, by=who, reason="经核实", facts=facts)

    def paper(self, name: str) -> None:
        add_evidence(self.fresh.pk, name, by=self.station.actor, document_no="安公户〔2017〕3号")

    def checked(self) -> Scene:
        self.paper("CHECK_RECORD")
        self.take("check", comparison="SAME", comparison_no="公比〔2017〕9号", finding="走访两地，系同一人")
        return self

    def chosen(self, keep: Resident | None = None) -> Scene:
        self.checked().take("confirm_same", self.county)
        who = keep or self.town
        self.take("choose", keep=str(who.person_id), statement="本人2017年3月1日到所，愿保留城里户口")
        return self

    def merged(self, keep: Resident | None = None) -> Scene:
        self.chosen(keep).paper("DUPLICATE_DECISION")
        self.take("cancel_other", self.county)
        return self

    def search(self) -> None:
        """A whole search, as the job does it."""
        search(start_search(by=BY).pk, by=BY)


def make_scene(cast: Cast) -> Scene:
    at(TODAY)
    east, west = cast.places.village, cast.places.west_villages[1]
    farm_home, town_home = make_household(east), make_household(west, number="5190000002")
    farm = make_person(farm_home, east, name="李大山", born=BORN, number=FARM_NUMBER, card=False)
    wife = make_person(farm_home, east, name="周桂芳", relation="20", born=date(1964, 4, 5))
    town = make_person(town_home, west, name="李大山", born=BORN, number=TOWN_NUMBER, card=True)
    for department, name in (("HRSS", "安平县人社局"), ("HEALTH", "安平县卫健局")):
        create_organisation(
            name=name, kind=Organisation.Kind.DEPARTMENT, department=department, by=BY, valid_from=date(2000, 1, 1)
        )  # fmt: skip
    city = make_officer("cui", "崔立新", cast.county_bureau, Role.CITY_OFFICER)
    return Scene(cast, farm, town, wife, city)


def told(type_: str) -> list[Message]:
    return list(Message.objects.filter(type=type_).order_by("seq"))


def payload(message: Message) -> dict[str, Any]:
    said: dict[str, Any] = unseal(
        message.payload, place=place_of_message(message.pk), key_version=message.key_version
    )
    return said


def number_id(who: Resident | UUID) -> int | None:
    person = who.person_id if isinstance(who, Resident) else who
    return Particulars.objects.get(person=person, recorded_to=None, valid_to=None).number_id


def kinds() -> list[str]:
    """The kinds of what is suspected, in the order they were taken up."""
    return list(Suspicion.objects.order_by("pk").values_list("kind", flat=True))
