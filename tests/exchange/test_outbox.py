"""What must be told is told: in the act's transaction, in order, and never more than the catalogue allows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from banji.accounts.models import Organisation
from banji.audit.acts import act
from banji.crypto import CannotDecrypt
from banji.exchange import catalogue, outbox, reactions
from banji.exchange.envelopes import place_of_message, unseal
from banji.exchange.models import Delivery, Endpoint, Message
from banji.foundation.actors import system
from banji.foundation.errors import Refused
from tests.cast import Cast, make_organisation

pytestmark = pytest.mark.django_db
BY = system("tests.exchange")
ONE = "person:01900000-0000-7000-8000-000000000001"
TWO = "person:01900000-0000-7000-8000-000000000002"
PERSON = {
    "citizen_id_no": "519901195001010017",
    "name": "张伟",
    "sex": "1",
    "birth_date": "1950-01-01",
    "birth_year": "1950",
    "died_on": "2017-01-02",
    "cancelled_on": "2017-03-01",
}


def tell(type_: str = "HUKOU_CANCELLED", *, key: str = ONE, **more: object) -> Message:
    with act("tests.tell", by=BY) as this:
        return outbox.tell(
            type_,
            subject_ref=key,
            order_key=key,
            payload=more.pop("payload", PERSON),  # type: ignore[arg-type]
            case_no="D-1",
            by=BY,
            this=this,
            **more,  # type: ignore[arg-type]
        )


@pytest.fixture
def heard() -> Iterator[list[reactions.Inside]]:
    said: list[reactions.Inside] = []
    reactions.react_to("HUKOU_CANCELLED", name="tests", function=said.append)
    yield said
    reactions.forget("HUKOU_CANCELLED", "tests")


@pytest.fixture
def health(cast: Cast) -> Organisation:
    return make_organisation("安平县卫生局", Organisation.Kind.DEPARTMENT, department="HEALTH")


def test_everybody_whom_the_catalogue_names_is_told_once(
    cast: Cast, health: Organisation, heard: list[reactions.Inside]
) -> None:
    message = tell()
    receivers = sorted(Delivery.objects.filter(message=message).values_list("receiver", flat=True))
    assert receivers == sorted(
        [f"department:{cast.civil_affairs.pk}", f"department:{health.pk}", "inside:tests"]
    )


def test_an_optional_receiver_is_told_only_if_it_asked(cast: Cast) -> None:
    insurance = make_organisation("医保局", Organisation.Kind.DEPARTMENT, department="MEDICAL_INSURANCE")
    assert not tell().deliveries.filter(organisation=insurance).exists()
    Endpoint.objects.create(organisation=insurance, optional_types=["HUKOU_CANCELLED"])
    assert tell().deliveries.filter(organisation=insurance).exists()


def test_a_department_is_told_at_its_head(cast: Cast) -> None:
    below = make_organisation("东河镇民政办", Organisation.Kind.DEPARTMENT, department="CIVIL_AFFAIRS")
    Organisation.objects.filter(pk=below.pk).update(parent=cast.civil_affairs)
    assert not tell().deliveries.filter(organisation=below).exists()


def test_no_entry_no_field_leaves(cast: Cast) -> None:
    with pytest.raises(Refused, match="NO_SUCH_TYPE"):
        tell("NO_SUCH_TYPE")
    with pytest.raises(Refused, match="shoe_size"):
        tell(payload=PERSON | {"shoe_size": "42"})
    with pytest.raises(Refused) as refused:
        tell(to=[cast.east_station])
    assert refused.value.code == "no_entry"
    with pytest.raises(Refused) as refused:
        tell(payload={"name": "张伟"})
    assert refused.value.code == "missing_field"
    assert not Message.objects.exists()


def test_what_no_receiver_may_see_is_not_kept(cast: Cast) -> None:
    message = tell()
    kept = unseal(message.payload, place=place_of_message(message.pk), key_version=message.key_version)
    assert "birth_date" not in kept
    entry = catalogue.entry_for("HUKOU_CANCELLED", cast.civil_affairs)
    assert entry is not None
    assert set(entry.of(kept)) == {"citizen_id_no", "name", "died_on", "cancelled_on"}
    assert PERSON["citizen_id_no"].encode() not in bytes(message.payload)


def test_a_message_opens_only_at_its_own_place(cast: Cast) -> None:
    one, other = tell(), tell()
    with pytest.raises(CannotDecrypt):
        unseal(one.payload, place=place_of_message(other.pk), key_version=one.key_version)


def test_messages_about_one_subject_are_numbered_in_order(cast: Cast) -> None:
    assert [tell().seq, tell().seq, tell(key=TWO).seq] == [1, 2, 1]
    with act("tests.tell", by=BY) as this:
        many = outbox.tell_all(
            "HUKOU_CANCELLED",
            [outbox.Telling(subject_ref=key, order_key=key, payload=PERSON) for key in (ONE, TWO, ONE)],
            by=BY,
            this=this,
        )
    assert [message.seq for message in many] == [3, 2, 4]


def test_nothing_is_told_when_the_act_is_undone(cast: Cast) -> None:
    def told_and_undone() -> None:
        with act("tests.tell", by=BY) as this:
            outbox.tell(
                "HUKOU_CANCELLED",
                subject_ref=ONE,
                order_key=ONE,
                payload=PERSON,
                case_no="",
                by=BY,
                this=this,
            )
            raise RuntimeError

    with pytest.raises(RuntimeError):
        told_and_undone()
    assert not Message.objects.exists()
    assert not Delivery.objects.exists()
