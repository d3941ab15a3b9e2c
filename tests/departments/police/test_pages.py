"""Differences on the page, and what an officer does about them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from banji.audit.models import AuditSubject
from banji.audit.verify import verify
from banji.departments.police import rules
from banji.departments.police.models import Difference
from banji.departments.police.operations import accept_theirs, add_note, keep_ours
from banji.exchange.models import Message
from banji.foundation.errors import NotFound, Refused
from banji.foundation.models import Secret
from banji.register.models import Person, RegisterEvent, Registration
from banji.register.operations import cancel_death
from tests.cast import Cast, make_cast, sign_in
from tests.departments.police.outside import Outside

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def var(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.VAR = tmp_path / "var"
    settings.BANJI_REGISTER_OF_RECORD = True
    yield
    assert list(verify()) == []


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def held(cast: Cast, tmp_path: Path) -> Outside:
    """P1 is cancelled here and registered there; there is a second holder of P2's number; P4 is missing there."""
    outside = Outside(tmp_path / "files")
    outside.take_full()
    seen = Registration.objects.get(person__external_ref="P1", recorded_to=None, valid_to=None)
    cancel_death(
        person_id=seen.person_id, died_on=outside.register.day - timedelta(days=9), reason="火化证明", case_no="",
        by=cast.officer.actor, seen_registration_id=seen.pk,
    )  # fmt: skip
    outside.register.doubled("P2")
    outside.register.lost("P4")
    outside.take_full()
    return outside


def difference(kind: str) -> Difference:
    return Difference.objects.get(kind=kind)


def test_the_pages_show_what_is_held_and_the_reading_is_recorded(
    held: Outside, cast: Cast, client: Client
) -> None:
    sign_in(client, cast.county_officer)
    files = client.get("/register/record/").content.decode()
    assert "已同步" in files
    listed = client.get("/register/record/differences/").content.decode()
    assert all(rules.KINDS[kind].zh in listed for kind in (rules.CANCELLED_HERE, rules.NUMBER, rules.MISSING))
    only = client.get("/register/record/differences/", {"kind": rules.MISSING}).content.decode()
    assert "欧阳雪" in only
    assert "李大山" not in only
    assert "李大山" in client.get("/register/record/differences/", {"text": "大山"}).content.decode()
    found = difference(rules.CANCELLED_HERE)
    before = AuditSubject.objects.filter(person_id=found.person_id).count()
    page = client.get(f"/register/record/differences/{found.pk}/").content.decode()
    assert "<mark>" in page
    assert "519901195001010013" not in page
    assert "519*********0013" in page
    assert AuditSubject.objects.filter(person_id=found.person_id).count() == before + 1
    assert "李大山" in client.get("/register/record/unconfirmed/").content.decode()
    assert client.get(f"/register/record/files/{_last_seen(found)}/mirrored/").status_code == 200


def _last_seen(found: Difference) -> str:
    return str(found.seen.latest("pk").intake_id)


def test_a_list_costs_no_more_for_more_rows(held: Outside, cast: Cast, client: Client) -> None:
    sign_in(client, cast.county_officer)
    client.get("/register/record/differences/")
    costs = []
    for query in ({"kind": rules.MISSING}, {"state": ""}):
        with CaptureQueriesContext(connection) as captured:
            client.get("/register/record/differences/", query)
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_others_see_nothing(held: Outside, cast: Cast, client: Client) -> None:
    found = difference(rules.CANCELLED_HERE)
    for member in (cast.officer, cast.liaison, cast.supervisor, cast.sys_admin):
        sign_in(client, member)
        assert client.get("/register/record/differences/").status_code == 403
        with pytest.raises(NotFound):
            add_note(difference_id=found.pk, text="看一看", by=member.actor)


def test_theirs_is_taken_over_by_a_named_officer(held: Outside, cast: Cast, client: Client) -> None:
    sign_in(client, cast.county_officer)
    found = difference(rules.CANCELLED_HERE)
    address = f"/register/record/differences/{found.pk}/decide/"
    client.post(address, {"what": "ACCEPT", "text": " "})
    assert difference(rules.CANCELLED_HERE).state == Difference.State.OPEN
    client.post(address, {"what": "ACCEPT", "text": "本人到所核实在世"})
    found.refresh_from_db()
    assert (found.state, found.decided_by) == (Difference.State.ACCEPTED, "蒋海波")
    now = Registration.objects.get(person=found.person_id, recorded_to=None, valid_to=None)
    assert now.status == "ACTIVE"
    event = RegisterEvent.objects.get(person=found.person_id, kind="MIRRORED")
    assert event.decided_by == "蒋海波"
    assert event.revokes is not None
    assert event.revokes.kind == "CANCEL_DEATH"
    assert Message.objects.filter(type="ALIVE_CORRECTION").count() == 1
    with pytest.raises(Refused):
        accept_theirs(difference_id=found.pk, reason="再来一次", by=cast.county_officer.actor)
    assert held.take_full().held == 1  # only the second holder of the number


def test_a_second_holder_is_taken_over_as_disputed(held: Outside, cast: Cast) -> None:
    found = difference(rules.NUMBER)
    accept_theirs(difference_id=found.pk, reason="两人均凭原件核实", by=cast.county_officer.actor)
    holders = Secret.objects.filter(kind=Secret.CITIZEN_ID, head="519", tail="6043")
    assert [secret.disputed for secret in holders] == [True, True]
    assert Person.objects.filter(external_ref=found.ref).exists()


def test_ours_is_kept_and_they_are_asked_once(held: Outside, cast: Cast) -> None:
    found = difference(rules.MISSING)
    with pytest.raises(Refused):
        accept_theirs(difference_id=found.pk, reason="没有可采用的", by=cast.county_officer.actor)
    keep_ours(difference_id=found.pk, question="请核查此人为何不在全量文件中", by=cast.county_officer.actor)
    add_note(difference_id=found.pk, text="电话联系过", by=cast.county_officer.actor)
    asked = Message.objects.get(type="DATA_ERROR_REPORT")
    assert asked.deliveries.get().organisation == held.organisation
    held.take_full()
    found.refresh_from_db()
    assert found.state == Difference.State.ASKED
    assert Difference.objects.filter(ref="P4").count() == 1
