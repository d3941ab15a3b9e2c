"""Three registrations of one person: three cases, of which one settles the others, merged and un-merged in any order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import permutations
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cast import sign_in
from tests.matters.duplicates.scene import BORN, BY, FARM_NUMBER, Scene, told
from tests.matters.duplicates.test_merging import status
from tests.matters.duplicates.test_numbers import shares
from tests.reconciliation.scene import number
from tests.register.people import Resident, make_household, make_person

from banji.audit.verify import verify
from banji.cases.lifecycle import hold
from banji.cases.models import Case
from banji.foundation.errors import Refused
from banji.matters.duplicates.kinds import TWICE
from banji.matters.duplicates.linked import JOB, follow, follow_all
from banji.matters.duplicates.models import Suspicion
from banji.register.access import search_people
from banji.register.models import Survivor

pytestmark = pytest.mark.django_db
THIRD_NUMBER = number(BORN, 91)
MERGED, SET_ASIDE = "CANCELLED_OTHER", "SETTLED_ELSEWHERE"
FARM_TOWN, FARM_THIRD, TOWN_THIRD = map(frozenset, (("farm", "town"), ("farm", "third"), ("town", "third")))


@dataclass
class Three:
    scene: Scene
    third: Resident

    def pair(self, one: Resident, other: Resident) -> Case:
        first, second = sorted((one.person_id, other.person_id))
        self.scene.case = Suspicion.objects.get(kind=TWICE, first=first, second=second).case
        return self.scene.case

    def merge(self, gone: Resident, into: Resident) -> None:
        self.pair(gone, into)
        self.scene.merged(keep=into)
        self.settle()

    def unmerge(self, one: Resident, other: Resident) -> None:
        self.pair(one, other)
        self.scene.take("propose_unmerging")
        self.scene.take("unmerge", self.scene.county)
        self.settle()

    def settle(self) -> None:
        """Do what the step has put in the queue."""
        for job in ProcrastinateJob.objects.filter(status="todo", task_name=JOB).order_by("pk"):
            follow(UUID(job.args["person_id"]), by=BY)
            ProcrastinateJob.objects.filter(pk=job.pk).delete()

    def states(self) -> dict[frozenset[str], str]:
        names = {
            self.scene.farm.person_id: "farm",
            self.scene.town.person_id: "town",
            self.third.person_id: "third",
        }
        rows = Suspicion.objects.filter(kind=TWICE).select_related("case")
        return {frozenset((names[s.first_id], names[s.second_id])): s.case.state for s in rows if s.second_id}


@pytest.fixture
def three(scene: Scene) -> Three:
    """李大山 for the third time; of the three only the one in town has a card."""
    village = scene.cast.places.east_villages[1]
    home = make_household(village, number="5190000041")
    third = make_person(home, village, name="李大山", born=BORN, number=THIRD_NUMBER, card=False)
    return Three(scene, third)


def suspect_all(three: Three) -> None:
    farm, town, third = three.scene.farm, three.scene.town, three.third
    for pair in ((farm, town), (farm, third), (town, third)):
        three.scene.suspect(TWICE, *pair)


def leads(three: Three, digits: str) -> object:
    (hit,) = search_people(digits, by=three.scene.county.actor, purpose="COUNTER").hits
    return hit.survivor


def test_merging_one_pair_sets_the_moot_one_aside(three: Three) -> None:
    suspect_all(three)
    three.pair(three.scene.farm, three.third)
    three.scene.checked()
    hold(three.scene.fresh.pk, until=date(2017, 3, 9), reason="等待比对", by=three.scene.station.actor)
    three.merge(three.scene.farm, into=three.scene.town)
    assert three.states() == {FARM_TOWN: MERGED, FARM_THIRD: SET_ASIDE, TOWN_THIRD: "SUSPECTED"}
    assert not three.pair(three.scene.farm, three.third).is_open
    assert three.pair(three.scene.town, three.third).is_open


@pytest.mark.parametrize("order", list(permutations(("farm", "third"))))
def test_both_merged_and_un_merged_in_any_order(three: Three, order: tuple[str, str]) -> None:
    suspect_all(three)
    scene, people = three.scene, {"farm": three.scene.farm, "third": three.third}
    for who in people.values():
        three.merge(who, into=scene.town)
    assert {leads(three, FARM_NUMBER), leads(three, THIRD_NUMBER)} == {scene.town.person_id}
    first, last = order
    three.unmerge(people[first], scene.town)
    assert three.states()[FARM_THIRD] == SET_ASIDE, "one of the two is still merged"
    three.unmerge(people[last], scene.town)
    assert three.states() == {FARM_TOWN: "UNMERGED", FARM_THIRD: "SUSPECTED", TOWN_THIRD: "UNMERGED"}
    assert {status(who) for who in (scene.farm, scene.town, three.third)} == {("ACTIVE", "")}
    assert not Survivor.objects.filter(recorded_to=None).exists()
    assert len(told("NUMBER_REPLACED")) == len(told("NUMBER_REPLACED_WITHDRAWN")) == 2
    assert list(verify()) == []


def test_a_chain_is_un_merged_in_its_middle(three: Three) -> None:
    """third → farm → town; then the first of both is taken back, though the farm's own registration is cancelled."""
    suspect_all(three)
    scene = three.scene
    three.merge(three.third, into=scene.farm)
    assert three.states()[TOWN_THIRD] == SET_ASIDE
    three.merge(scene.farm, into=scene.town)
    assert leads(three, THIRD_NUMBER) == scene.town.person_id
    three.unmerge(three.third, scene.farm)
    assert (status(three.third), status(scene.farm)) == (("ACTIVE", ""), ("CANCELLED", "DUPLICATE"))
    assert three.states() == {FARM_TOWN: MERGED, FARM_THIRD: "UNMERGED", TOWN_THIRD: "SUSPECTED"}
    three.unmerge(scene.farm, scene.town)
    assert status(scene.farm) == ("ACTIVE", "")
    assert list(verify()) == []


def test_who_is_left_of_a_pair_is_taken_up_with_the_one_who_stays(three: Three) -> None:
    """The search found two pairs only: after the merge the third one stands."""
    scene = three.scene
    scene.suspect(TWICE, scene.farm, scene.town)
    scene.suspect(TWICE, scene.farm, three.third)
    three.merge(scene.farm, into=scene.town)
    assert three.states() == {FARM_TOWN: MERGED, FARM_THIRD: SET_ASIDE, TOWN_THIRD: "SUSPECTED"}
    assert Suspicion.objects.latest("pk").why == ["linked"]
    follow_all(by=BY)
    assert len(three.states()) == 3


def test_a_false_registration_sets_its_pairs_aside_too(three: Three) -> None:
    suspect_all(three)
    three.pair(three.scene.farm, three.scene.town)
    three.scene.checked().take("confirm_same", three.scene.county)
    three.scene.take("suspect_fraud", keep=str(three.scene.town.person_id))
    three.scene.paper("DUPLICATE_DECISION")
    three.scene.take("cancel_false", three.scene.county)
    assert three.states()[FARM_THIRD] == "SUSPECTED"
    follow_all(by=BY)  # the job was lost: the next search does it
    assert three.states() == {FARM_TOWN: "CANCELLED_FALSE", FARM_THIRD: SET_ASIDE, TOWN_THIRD: "SUSPECTED"}


def test_what_is_decided_is_not_touched(three: Three) -> None:
    suspect_all(three)
    three.pair(three.scene.farm, three.third)
    three.scene.checked().take("confirm_different", three.scene.county)
    three.merge(three.scene.farm, into=three.scene.town)
    assert three.states()[FARM_THIRD] == "CONFIRMED_DIFFERENT"


def test_no_case_that_waits_for_an_un_merging_is_set_aside(three: Three) -> None:
    """third is merged into farm, its un-merging proposed; meanwhile farm is merged into town."""
    suspect_all(three)
    scene = three.scene
    three.merge(three.third, into=scene.farm)
    three.pair(three.third, scene.farm)
    scene.take("propose_unmerging")
    three.merge(scene.farm, into=scene.town)
    assert three.states()[FARM_THIRD] == "UNMERGING"
    three.pair(three.third, scene.farm)
    scene.take("unmerge", scene.county)
    assert status(three.third) == ("ACTIVE", "")


def test_who_was_merged_shares_no_number_any_more(three: Three) -> None:
    scene = three.scene
    other = shares(scene)
    scene.suspect("duplicate_number", scene.farm, other)
    shared = scene.fresh
    scene.suspect(TWICE, scene.farm, scene.town)
    scene.merged()
    scene.case = shared
    scene.take("not_shared")
    assert scene.fresh.state == "NOT_SHARED"


def test_one_end_at_least_is_free(three: Three) -> None:
    """Both ends of a merged pair have other cases by now: it says which ones to finish first."""
    scene = three.scene
    scene.suspect(TWICE, scene.farm, scene.town)
    scene.merged()
    merged = scene.fresh
    for who in (scene.farm, scene.town):
        Case.objects.create(
            number=f"DUP-{who.person_id}", kind=TWICE, state="SUSPECTED", person_id=who.person_id, station=merged.station,
            profile=merged.profile, rules_on=merged.rules_on, opened_at=merged.opened_at, opened_by="x",
        )  # fmt: skip
    with pytest.raises(Refused) as caught:
        scene.take("propose_unmerging")
    assert caught.value.code == "busy"
    assert f"DUP-{scene.town.person_id}" in str(caught.value.remedy)


def test_a_case_shows_the_others_and_whom_the_rule_names(three: Three, client: Client) -> None:
    suspect_all(three)
    scene = three.scene
    page = reverse("cases:case", args=[three.pair(scene.farm, scene.town).pk])
    others = [three.pair(*pair).number for pair in ((scene.farm, three.third), (scene.town, three.third))]
    shown = sign_in(client, scene.county).get(page).content.decode()
    assert all(number in shown for number in others)
    assert reverse("cases:case", args=[Case.objects.get(number=others[0]).pk]) in shown
    three.pair(scene.farm, scene.town)
    scene.checked().take("confirm_same", scene.county)
    step = reverse("cases:step", args=[scene.fresh.pk, "choose"])
    form = sign_in(client, scene.station).get(step).content.decode()
    assert form.count("按规则：只有此户口持有第二代居民身份证") == 1
    assert "两人的不同之处" in form
