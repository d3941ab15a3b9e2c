"""Answers of departments: kept once, told inside, and only what the catalogue allows."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from banji.accounts.models import Organisation
from banji.exchange import delivery, reactions
from banji.exchange.answers.replies import Answer, take_answer
from banji.exchange.models import Delivery, Message, Reply
from banji.foundation.actors import system
from banji.foundation.errors import Refused
from tests.cast import Cast, make_organisation
from tests.exchange.test_outbox import ONE, TWO, tell

pytestmark = pytest.mark.django_db
BY = system("tests.exchange")
TYPE = "BENEFIT_STOPPED_FEEDBACK"


@pytest.fixture
def hrss(cast: Cast) -> Organisation:
    return make_organisation("安平县人社局", Organisation.Kind.DEPARTMENT, department="HRSS")


@pytest.fixture
def heard() -> Iterator[list[reactions.Inside]]:
    said: list[reactions.Inside] = []
    reactions.react_to(TYPE, name="tests", function=said.append)
    yield said
    reactions.forget(TYPE, "tests")


def sent(**more: object) -> Message:
    message = tell(**more)  # type: ignore[arg-type]
    delivery.deliver_due()
    return message


def stopped(message: Message, *, on: str = "2017-04-01", id_: UUID | None = None) -> Answer:
    return Answer(id_ or uuid4(), TYPE, message.pk, {"stopped_on": on})


def test_an_answer_is_kept_once_and_a_room_inside_hears_of_it(
    hrss: Organisation, heard: list[reactions.Inside]
) -> None:
    message = sent()
    answer = stopped(message)
    assert take_answer(answer, sender=hrss, by=BY) is True
    assert take_answer(answer, sender=hrss, by=BY) is False
    delivery.deliver_due()
    (one,) = heard
    assert one.reply_to == message.pk
    assert one.subject_ref == ONE
    assert one.case_no == message.case_no
    assert set(one.payload) == {"stopped_on", "person_id", "sender", "received_on"}
    assert (one.payload["stopped_on"], one.payload["sender"]) == ("2017-04-01", hrss.pk)
    assert f"person:{one.payload['person_id']}" == ONE
    assert Reply.objects.get().told_id == one.id
    assert message.deliveries.get(organisation=hrss).state == Delivery.State.PROCESSED


def test_the_same_id_with_other_content_is_refused(hrss: Organisation) -> None:
    first = stopped(sent())
    take_answer(first, sender=hrss, by=BY)
    with pytest.raises(Refused) as refused:
        take_answer(
            Answer(first.message_id, TYPE, first.reply_to, {"stopped_on": "2017-05-01"}), sender=hrss, by=BY
        )
    assert refused.value.code == "id_taken"
    assert Reply.objects.count() == 1


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"stopped_on": ""},
        {"stopped_on": "1.4.2017"},
        {"stopped_on": "20170401"},
        {"stopped_on": 20170401},
        {"stopped_on": "2017-04-01", "amount": "1200"},
    ],
)
def test_only_the_fields_of_the_catalogue_are_taken(hrss: Organisation, payload: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        take_answer(Answer(uuid4(), TYPE, sent().pk, payload), sender=hrss, by=BY)
    assert refused.value.code == "bad_fields"
    assert not Reply.objects.exists()


def test_only_who_was_told_and_may_answer_is_heard(cast: Cast, hrss: Organisation) -> None:
    health = make_organisation("安平县卫生局", Organisation.Kind.DEPARTMENT, department="HEALTH")
    message, for_others = sent(), sent(key=TWO, to=[health])
    for sender, answer, code in (
        (health, stopped(message), "no_entry"),
        (hrss, stopped(for_others), "no_message"),
        (hrss, Answer(uuid4(), TYPE, uuid4(), {"stopped_on": "2017-04-01"}), "no_message"),
        (hrss, Answer(uuid4(), "HUKOU_CANCELLED", message.pk, {}), "no_entry"),
    ):
        with pytest.raises(Refused) as refused:
            take_answer(answer, sender=sender, by=BY)
        assert refused.value.code == code
    assert not Reply.objects.exists()
    assert message.deliveries.get(organisation=health).state == Delivery.State.DELIVERED
