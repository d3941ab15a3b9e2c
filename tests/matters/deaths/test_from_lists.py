"""From the lists of HRSS and health to the confirmed death: what each row counts, and what together is enough."""

from __future__ import annotations

from datetime import date

import pytest
from tests.cast import Cast, make_organisation
from tests.departments.sheets import BY, csv_of, hand_in
from tests.matters.deaths.scene import DIED, NUMBER, Scene
from tests.register.lawful import brought
from tests.register.people import make_household, make_person

from banji.accounts.models import Organisation
from banji.cases.models import Case
from banji.departments.health.feed import FEED as HEALTH
from banji.departments.hrss.feed import FEED as HRSS
from banji.exchange.delivery import deliver_due
from banji.exchange.feeds import Feed
from banji.exchange.models import InboundRow
from banji.foundation import clock
from banji.foundation.errors import Refused
from banji.matters.deaths.models import DeathSignal
from banji.matters.deaths.operations import withdraw_row
from banji.reconciliation.decisions import decide_same
from banji.reconciliation.run import match_batch
from banji.register import operations as register

# The snapshot is read by a connection of its own, which sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hrss(cast: Cast) -> Organisation:
    return make_organisation("安平县人社局", Organisation.Kind.DEPARTMENT, department="HRSS")


@pytest.fixture
def health(cast: Cast) -> Organisation:
    return make_organisation("安平县卫生局", Organisation.Kind.DEPARTMENT, department="HEALTH")


def told(scene: Scene, feed: Feed, sender: Organisation, row: dict[str, str]) -> DeathSignal:
    """A list with this row arrives, is matched (by a clerk where the machine leaves it to him) and told inside; the
    signal that came of it."""
    batch = hand_in(feed, sender, csv_of(row))
    match_batch(batch.pk, by=BY)
    for left in InboundRow.objects.filter(batch=batch, outcome="REVIEW"):
        decide_same(left.pk, scene.who.person_id, by=scene.cast.clerk.actor, reason="同一人")
    deliver_due()
    signal = DeathSignal.objects.filter(recorded_to=None, person_id=scene.who.person_id).latest("pk")
    assert signal.organisation == sender
    scene.case = signal.case
    return signal


def benefit() -> dict[str, str]:
    return {
        "死者姓名": "李大山",
        "社会保障号码": NUMBER,
        "死亡日期": DIED.isoformat(),
        "办理日期": "2016-11-20",
    }


def certificate() -> dict[str, str]:
    return {
        "姓名": "李大山",
        "身份证号": NUMBER,
        "死亡时间": DIED.isoformat(),
        "医疗机构": "安平县人民医院",
        "死亡证编号": "512021201600001",
    }


def test_a_medical_certificate_with_the_number_is_proof_by_itself(scene: Scene, health: Organisation) -> None:
    signal = told(scene, HEALTH, health, certificate())
    assert (signal.source, signal.strength, signal.died_on) == ("MEDICAL", "A", DIED)
    assert (signal.document_type, signal.place) == ("DEATH_CERTIFICATE", "安平县人民医院")
    scene.take("verify")
    scene.take("confirm_death", died_on=DIED)


def test_a_medical_certificate_without_the_number_is_a_report(scene: Scene, health: Organisation) -> None:
    row = certificate() | {"身份证号": "", "出生日期": "1950-01-01"}
    signal = told(scene, HEALTH, health, row)
    assert (signal.source, signal.strength) == ("MEDICAL", "B")


def test_a_funeral_benefit_alone_is_not_enough(scene: Scene, hrss: Organisation) -> None:
    signal = told(scene, HRSS, hrss, benefit())
    assert (signal.source, signal.strength, signal.document_type) == ("FUNERAL_BENEFIT", "B", "")
    scene.take("verify")
    with pytest.raises(Refused):
        scene.take("confirm_death", died_on=DIED)


def test_two_reports_of_one_organisation_are_not_independent(scene: Scene, hrss: Organisation) -> None:
    told(scene, HRSS, hrss, benefit())
    told(scene, HRSS, hrss, benefit() | {"经办机构": "另一处"})
    scene.take("verify")
    with pytest.raises(Refused):
        scene.take("confirm_death", died_on=DIED)


def test_a_funeral_benefit_and_the_committees_word_are_enough(scene: Scene, hrss: Organisation) -> None:
    told(scene, HRSS, hrss, benefit())
    committee = make_organisation("李家村民委员会", Organisation.Kind.COMMITTEE)
    scene.signal("B", source="COMMITTEE", organisation=committee, received_on=date(2017, 3, 1))
    scene.take("verify")
    scene.take("confirm_death", died_on=DIED)
    assert scene.state == "CONFIRMED_DEAD"


def test_a_report_under_a_merged_registration_is_of_the_person_who_goes_on(
    scene: Scene, health: Organisation
) -> None:
    """He was registered a second time in the west, under another number, and died under that one."""
    other, village = "51990119500101003X", scene.cast.places.west_villages[0]
    twice = make_person(make_household(village, number="5190000099"), village, name="李大山", number=other)
    register.cancel(
        person_id=twice.person_id,
        ground="DUPLICATE",
        on=clock.today(),
        papers=brought("cancel.duplicate"),
        by=scene.city_officer.actor,
        seen_registration_id=twice.registration.pk,
        survivor=scene.who.person_id,
    )
    signal = told(scene, HEALTH, health, certificate() | {"身份证号": other})
    assert (signal.strength, scene.state) == ("A", "MATCHED")
    assert not Case.objects.filter(person=twice.person_id).exists()
    assert signal.row
    withdraw_row(twice.person_id, signal.row.pk, by=BY)
    assert not DeathSignal.objects.filter(person=scene.who.person_id, recorded_to=None).exists()
