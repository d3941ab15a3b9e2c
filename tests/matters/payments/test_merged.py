"""Paid under a registration that was merged away (重户): the person is who he goes on as, alive or dead."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import sign_in
from tests.matters.payments.scene import (
    BY,
    CHEN,
    DIED,
    LI,
    Scene,
    at,
    items,
    number,
    only,
    outcomes,
    row_of,
    told,
)
from tests.register.lawful import brought
from tests.register.people import Resident, make_household, make_person

from banji.audit.acts import act
from banji.audit.verify import verify
from banji.exchange import outbox
from banji.exchange.delivery import deliver_due
from banji.exchange.envelopes import place_of_message, unseal
from banji.exchange.models import Message
from banji.foundation import clock
from banji.foundation.errors import Refused
from banji.matters.payments import finding, operations
from banji.matters.payments import told as payers_told
from banji.matters.payments.procedure import CLOSED, FOUND, Outcome
from banji.reconciliation import living
from banji.register import operations as register
from banji.register.models import RegisterEvent

# The snapshot is read by a connection of its own, which sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)
OLD_ROW, LI_ROW = row_of("李大山", LI, sequence=3), row_of("李大山", LI)


@pytest.fixture
def old(scene: Scene) -> Resident:
    """李大山's second registration, in the west."""
    village = scene.cast.places.west_villages[1]
    home = make_household(village, number="5190000007")
    return make_person(home, village, name="李大山", born=LI, number=number(LI, 3), relation="02")


def merge(scene: Scene, gone: Resident, into: Resident) -> RegisterEvent:
    return register.cancel(
        person_id=gone.person_id, ground="DUPLICATE", on=clock.today(), papers=brought("cancel.duplicate"), by=scene.officer,
        seen_registration_id=gone.registration.pk, survivor=into.person_id,
    )  # fmt: skip


def un_merge(scene: Scene, event: RegisterEvent) -> None:
    """And departments are told, as the matter of duplicates does."""
    with act("tests.un_merge", by=scene.officer) as this:
        register.restore(
            person_id=event.person_id, revokes=event.pk, reason="两人", case_no="", by=scene.officer
        )
        subject = f"person:{scene.li.person_id}"
        said = {"citizen_id_no": number(LI), "former_citizen_id_no": number(LI, 3), "name": "李大山", "replaced_on": "2017-04-01"}  # fmt: skip
        outbox.tell(
            "NUMBER_REPLACED_WITHDRAWN", subject_ref=subject, order_key=subject, payload=said, case_no="", by=scene.officer, this=this,
        )  # fmt: skip
    deliver_due()


def test_while_he_lives_nothing_is_reported(scene: Scene, old: Resident) -> None:
    merge(scene, old, into=scene.li)
    batch = scene.send(OLD_ROW, LI_ROW)
    living.tell_the_dead(by=BY)
    deliver_due()
    assert outcomes(batch)[:2] == [("MATCHED", "match.living")] * 2
    assert items() == []


def test_once_he_is_dead_it_is_paid_under_his_old_registration(
    scene: Scene, old: Resident, client: Client
) -> None:
    merge(scene, old, into=scene.li)
    scene.send(OLD_ROW)
    at(date(2017, 3, 20))
    scene.cancel(scene.li)
    item = only()
    assert (item.person_id, item.died_on, item.village) == (
        old.person_id,
        DIED,
        scene.li.registration.village,
    )
    # The same row again, and the payment under the present number beside it: an item each.
    scene.send(OLD_ROW, LI_ROW)
    assert {one.person_id for one in items()} == {old.person_id, scene.li.person_id}
    operations.tell(item.item, by=scene.officer)
    message = Message.objects.filter(type="STILL_PAID").latest("seq")
    said = unseal(message.payload, place=place_of_message(message.pk), key_version=message.key_version)
    assert (said["citizen_id_no"], said["died_on"]) == (number(LI, 3), DIED.isoformat()), (
        "the number he is paid under"
    )
    assert number(LI) not in str(said)
    page = sign_in(client, scene.cast.county_officer).get(reverse("payments:item", args=[item.item]))
    assert reverse("register:person", args=[scene.li.person_id]) in page.content.decode()
    page = sign_in(client, scene.payer).get(reverse("payments:item", args=[item.item])).content.decode()
    assert "在合并前的户口名下" in page
    assert str(scene.li.person_id) not in page
    assert "在合并前的户口名下" in client.get(reverse("payments:items")).content.decode()
    # The old number leads to him; what is answered says which of the two payments ended.
    payers_told.record_stop(
        scene.li.person_id, scene.hrss, date(2017, 3, 21), date(2017, 3, 22), message.pk, by=BY
    )
    states = {one.person_id: (one.state, one.outcome) for one in items()}
    assert states == {old.person_id: (CLOSED, Outcome.STOPPED), scene.li.person_id: (FOUND, "")}
    assert list(verify()) == []


def test_through_two_merges(scene: Scene, old: Resident) -> None:
    merge(scene, old, into=scene.chen)
    merge(scene, scene.chen, into=scene.li)
    scene.cancel(scene.li)
    scene.send(OLD_ROW, row_of("陈秀英", CHEN))
    assert {one.person_id for one in items()} == {old.person_id, scene.chen.person_id}


def test_found_by_night_where_no_message_came(scene: Scene, old: Resident) -> None:
    merge(scene, old, into=scene.li)
    scene.send(OLD_ROW)
    scene.end_otherwise(scene.li, "DEATH")
    assert living.tell_the_dead(by=BY) == 1
    deliver_due()
    assert only().person_id == old.person_id


def test_the_one_he_goes_on_as_is_alive_after_all(scene: Scene, old: Resident) -> None:
    merge(scene, old, into=scene.li)
    scene.send(OLD_ROW)
    event = scene.cancel(scene.li)
    operations.tell(only().item, by=scene.officer)
    scene.restore(scene.li, event)
    assert (only().state, only().outcome) == (CLOSED, Outcome.RESTORED)
    assert told("ALIVE_CORRECTION").count("安平县人社局") == 2, (
        "of his number, and of the one he is paid under"
    )


def test_un_merged_it_is_somebody_else_who_is_paid_rightly(scene: Scene, old: Resident) -> None:
    event = merge(scene, old, into=scene.li)
    scene.send(OLD_ROW, LI_ROW)
    scene.cancel(scene.li)
    item = only(person=old.person_id).item
    operations.tell(item, by=scene.officer)
    un_merge(scene, event)
    assert (only(item=item).state, only(item=item).outcome) == (CLOSED, Outcome.RESTORED)
    assert told("ALIVE_CORRECTION") == ["安平县人社局"]
    assert only(person=scene.li.person_id).state == FOUND, "the dead one's own payment stays"
    with pytest.raises(Refused):
        operations.tell(item, by=scene.officer)
    assert finding.follow_merges(by=BY) == 0
