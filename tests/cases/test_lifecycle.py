"""What may happen to any case: hold, resume, hand over, open again; papers; alarms; the nightly clock; two at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection
from tests.cast import Cast
from tests.matters.deaths.scene import MOVER, Scene, at, make_scene

from banji.audit.models import AuditEntry
from banji.audit.verify import verify
from banji.cases.alarms import alarms_of, settle_alarm
from banji.cases.evidence import add_evidence, papers_for, withdraw_evidence
from banji.cases.lifecycle import hand_over, hold, reopen, resume
from banji.cases.models import Alarm, Case, Evidence, Step
from banji.cases.nightly import tick
from banji.cases.runner import open_case, take
from banji.foundation.errors import NotFound, Refused

SERVED, AFTER = date(2017, 5, 2), date(2017, 6, 3)


@pytest.mark.django_db
def test_on_hold_nothing_moves_but_the_family_may_come(scene: Scene) -> None:
    scene.signal()
    officer = scene.cast.officer.actor
    hold(scene.fresh.pk, until=date(2017, 3, 20), reason="等候回函", by=officer)
    with pytest.raises(Refused):
        scene.take("verify")
    assert "证据" not in scene.reasons("declare", by=scene.cast.clerk.actor)
    for paper in ("CREMATION_PROOF", "HOUSEHOLD_BOOK", "DECEASED_ID_CARD"):
        scene.paper(paper)
    scene.take(
        "declare", by=scene.cast.clerk.actor, died_on=date(2016, 11, 2), declarant="李小山",
        registration=str(scene.who.registration.pk),
    )  # fmt: skip
    assert (scene.fresh.state, scene.fresh.hold_until) == ("DECLARED", None)


@pytest.mark.django_db
def test_hold_and_resume(scene: Scene) -> None:
    scene.signal()
    officer = scene.cast.officer.actor
    hold(scene.fresh.pk, until=date(2017, 3, 31), reason="等候回函", by=officer)
    resume(scene.fresh.pk, by=officer)
    assert scene.take("verify").state == "VERIFYING"
    assert [s.name for s in Step.objects.filter(case=scene.fresh).order_by("seq")] == [
        "open",
        "hold",
        "resume",
        "verify",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("until", "reason", "role"),
    [
        (date(2017, 3, 31), "", "officer"),
        (date(2017, 3, 1), "等候", "officer"),
        (date(2017, 4, 1), "等候", "officer"),
        (date(2017, 3, 20), "等候", "clerk"),
    ],
)
def test_a_hold_needs_reason_review_and_post(scene: Scene, until: date, reason: str, role: str) -> None:
    scene.signal()
    with pytest.raises(Refused):
        hold(scene.fresh.pk, until=until, reason=reason, by=getattr(scene.cast, role).actor)
    assert scene.fresh.hold_until is None


@pytest.mark.django_db
def test_handed_over_the_work_is_the_other_stations(scene: Scene) -> None:
    case, cast = scene.signal(), scene.cast
    with pytest.raises(Refused):
        hand_over(case.pk, to_station=cast.civil_affairs, to_post=None, reason="迁居", by=cast.officer.actor)
    with pytest.raises(Refused):
        hand_over(
            case.pk,
            to_station=cast.west_station,
            to_post=cast.officer.post,
            reason="迁居",
            by=cast.officer.actor,
        )
    hand_over(case.pk, to_station=cast.west_station, to_post=None, reason="迁居", by=cast.officer.actor)
    with pytest.raises(NotFound):
        scene.take("verify")
    assert scene.take("verify", by=cast.outsider.actor).station == cast.west_station


@pytest.mark.django_db
def test_only_a_supervisor_opens_again_and_only_what_had_no_effect(scene: Scene) -> None:
    scene.signal()
    scene.take("no_match")
    with pytest.raises(Refused):
        reopen(scene.fresh.pk, reason="再查", by=scene.cast.officer.actor)
    with pytest.raises(Refused):
        reopen(scene.fresh.pk, reason="", by=scene.cast.supervisor.actor)
    reopen(scene.fresh.pk, reason="再查", by=scene.cast.supervisor.actor)
    assert (scene.fresh.state, scene.fresh.is_open, scene.fresh.closed_at) == ("VERIFYING", True, None)


@pytest.mark.django_db
def test_a_cancellation_is_never_undone_by_opening_the_file(scene: Scene) -> None:
    scene.drafted(SERVED, AFTER).take("cancel_ex_officio", by=scene.cast.chief.actor)
    with pytest.raises(Refused) as refused:
        reopen(scene.fresh.pk, reason="再查", by=scene.cast.supervisor.actor)
    assert refused.value.remedy
    assert scene.state == "CANCELLED_EX_OFFICIO"


@pytest.mark.django_db
def test_one_open_case_per_person(scene: Scene) -> None:
    case = scene.signal()
    scene.take("no_match")
    second = scene.signal()
    assert second.pk != case.pk
    with pytest.raises(Refused) as refused:
        reopen(case.pk, reason="再查", by=scene.cast.supervisor.actor)
    assert refused.value.code == "one_open_case_per_person"
    with pytest.raises(Refused):
        open_case(
            case.kind, person_id=scene.who.person_id, station=case.station, village=case.village,
            area_code="519901", by=MOVER,
        )  # fmt: skip


@pytest.mark.django_db
def test_only_listed_papers_and_the_attempt_is_seen(scene: Scene) -> None:
    case = scene.signal()
    assert "COMMITTEE_PROOF" in papers_for(case)
    with pytest.raises(Refused) as refused:
        add_evidence(case.pk, "MIGRATION_PAPERS", by=scene.cast.officer.actor)
    assert refused.value.code == "ILLEGAL_PRECONDITION"
    with pytest.raises(Refused):
        add_evidence(case.pk, "COMMITTEE_PROOF", by=scene.cast.officer.actor, issued_on=date(2017, 3, 2))
    with pytest.raises(NotFound):
        add_evidence(case.pk, "COMMITTEE_PROOF", by=scene.cast.outsider.actor)
    assert not Evidence.objects.exists()


@pytest.mark.django_db
def test_a_paper_taken_back_stays_in_the_file(scene: Scene) -> None:
    case = scene.signal()
    row = add_evidence(case.pk, "COMMITTEE_PROOF", by=scene.cast.officer.actor, document_no="村证1号")
    with pytest.raises(Refused):
        withdraw_evidence(row.pk, by=scene.cast.officer.actor, reason=" ")
    withdraw_evidence(row.pk, by=scene.cast.officer.actor, reason="内容有误")
    row.refresh_from_db()
    assert row.recorded_to is not None
    with pytest.raises(NotFound):
        withdraw_evidence(row.pk, by=scene.cast.officer.actor, reason="内容有误")
    assert AuditEntry.objects.filter(act="case.withdraw_evidence", case_no=case.number).count() == 1
    assert list(verify()) == []


@pytest.mark.django_db
def test_at_night_nothing_is_decided(scene: Scene) -> None:
    scene.served(SERVED).with_proof()
    late = make_scene(scene.cast, name="李大水", number="519901194001010019")
    late.signal()
    resting = make_scene(scene.cast, name="李大江", number="519901194102020013")
    resting.signal()
    hold(resting.fresh.pk, until=date(2017, 5, 20), reason="等候", by=scene.cast.officer.actor)
    before = set(Case.objects.filter(is_open=True).values_list("pk", flat=True))
    at(AFTER)
    assert tick() == 1
    assert tick() == 0
    assert set(Case.objects.filter(is_open=True).values_list("pk", flat=True)) == before
    assert (scene.state, late.state, resting.state) == ("EX_OFFICIO_READY", "MATCHED", "MATCHED")
    raised = set(Alarm.objects.filter(settled_at=None).values_list("kind", "text"))
    assert ("CASE_OVERDUE", late.fresh.number) in raised
    assert ("HOLD_TO_REVIEW", resting.fresh.number) in raised
    late.take("verify")
    resume(resting.fresh.pk, by=scene.cast.officer.actor)
    tick()
    still = set(Alarm.objects.filter(settled_at=None).values_list("kind", "text"))
    assert not still & {("CASE_OVERDUE", late.fresh.number), ("HOLD_TO_REVIEW", resting.fresh.number)}


@pytest.mark.django_db
def test_alarms_are_seen_and_settled_in_ones_own_area(scene: Scene) -> None:
    scene.signal()
    at(date(2017, 4, 1))
    tick()
    (alarm,) = Alarm.objects.all()
    cast = scene.cast
    seen = {
        name: bool(alarms_of(getattr(cast, name).actor))
        for name in ("officer", "chief", "county_officer", "supervisor", "outsider", "liaison")
    }
    assert seen == {
        "officer": True,
        "chief": True,
        "county_officer": True,
        "supervisor": True,
        "outsider": False,
        "liaison": False,
    }
    with pytest.raises(NotFound):
        settle_alarm(alarm.pk, by=cast.outsider.actor, reason="看过")
    with pytest.raises(Refused):
        settle_alarm(alarm.pk, by=cast.officer.actor, reason="")
    settle_alarm(alarm.pk, by=cast.officer.actor, reason="已安排走访")
    assert not alarms_of(cast.officer.actor)


def both(*acts: Callable[[], object]) -> list[object]:
    """Run acts at the same moment, each on its own connection; what each returned or raised."""
    outcomes: list[object] = [None] * len(acts)
    gate = Barrier(len(acts))

    def run(place: int, what: Callable[[], object]) -> None:
        gate.wait(10)
        try:
            outcomes[place] = what()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, what)) for place, what in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_is_told_that_the_case_has_moved_on(cast: Cast) -> None:
    at(date(2017, 3, 1))
    scene = make_scene(cast)
    case = scene.signal()
    outcomes = both(
        lambda: take(case.pk, "verify", by=cast.officer.actor, seen_version=case.version),
        lambda: take(case.pk, "verify", by=cast.colleague.actor, seen_version=case.version),
    )
    refused = [o for o in outcomes if isinstance(o, Refused)]
    assert [o.code for o in refused] == ["stale"]
    assert Step.objects.filter(case=case, name="verify").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_signals_at_once_meet_in_one_case(cast: Cast) -> None:
    at(date(2017, 3, 1))
    scene = make_scene(cast)
    outcomes = both(
        lambda: Scene(cast, scene.who).signal(),
        lambda: Scene(cast, scene.who).signal("B", source="COMMITTEE", organisation=cast.village_committee),
    )
    assert len({o.pk for o in outcomes if isinstance(o, Case)}) == 1
    assert Case.objects.count() == 1


@pytest.mark.django_db
def test_some_steps_are_taken_with_a_reason_only(scene: Scene) -> None:
    case = scene.signal()
    with pytest.raises(Refused):
        take(case.pk, "no_match", by=scene.cast.officer.actor, reason=" ")
    take(case.pk, "no_match", by=scene.cast.officer.actor, reason="同名不同人")
    assert Step.objects.get(case=case, name="no_match").reason == "同名不同人"
