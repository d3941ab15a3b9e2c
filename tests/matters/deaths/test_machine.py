"""The whole machine of domain 5.2: every row of its table, what it refuses, and what it tells whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from tests.cast import Cast
from tests.matters.deaths.scene import DIED, MOVER, Scene, at, make_scene, row_of
from tests.register.lawful import brought
from tests.register.people import make_person

from banji.cases.alarms import alarms_of
from banji.cases.models import Alarm, Evidence, Notice, Service, Step
from banji.cases.nightly import tick
from banji.exchange.models import Message
from banji.foundation import clock
from banji.foundation.errors import NotFound, Refused
from banji.matters.deaths.models import DeathSignal
from banji.matters.deaths.operations import take_signal, withdraw_row
from banji.matters.deaths.procedure import PROCEDURE
from banji.register import operations, queries
from banji.register.models import IdCard, RegisterEvent, SignOfLife
from banji.register.operations import note_sign_of_life

pytestmark = pytest.mark.django_db

SERVED, LAST, AFTER = date(2017, 5, 2), date(2017, 6, 2), date(2017, 6, 3)


def seen_alive(scene: Scene, on: date) -> None:
    note_sign_of_life(
        person_id=scene.who.person_id, kind="COUNTER_VISIT", happened_on=on, source="tests", by=MOVER
    )


def status(scene: Scene, on: date) -> str | None:
    return queries.status_on(scene.who.person_id, on)


# ---------------------------------------------------------------- signals


def test_a_signal_opens_a_case_that_waits_for_an_officer(scene: Scene) -> None:
    case = scene.signal()
    assert (case.state, case.number, case.station) == (
        "MATCHED",
        "DEATH-519901-2017-000001",
        scene.cast.east_station,
    )
    assert case.due_on == date(2017, 3, 16)  # 15 days to verify
    assert (case.profile, case.rules_on) == ("ziyang_2017", date(2017, 3, 1))


def test_several_sources_join_one_case(scene: Scene) -> None:
    first = scene.signal()
    assert scene.signal("B", source="COMMITTEE", organisation=scene.cast.village_committee).pk == first.pk
    assert DeathSignal.objects.filter(case=first, recorded_to=None).count() == 2


def test_the_same_row_twice_changes_nothing_also_in_a_grown_list(scene: Scene) -> None:
    row = row_of(scene.cast.civil_affairs)
    scene.signal(row=row)
    before = scene.fresh.version
    scene.signal(row=row)
    scene.signal(row=row_of(scene.cast.civil_affairs, name="grown"))
    assert DeathSignal.objects.count() == 1
    assert scene.fresh.version == before


def test_a_row_that_meant_somebody_else_does_not_come_back(scene: Scene) -> None:
    scene.signal(row=row_of(scene.cast.civil_affairs))
    scene.take("no_match")
    assert scene.told("DATA_ERROR_REPORT") == ["安平县民政局"]
    again = scene.signal(row=row_of(scene.cast.civil_affairs, name="grown"))
    assert (again.state, DeathSignal.objects.count()) == ("NO_MATCH", 1)


def test_a_match_withdrawn_takes_its_signal_along_and_calls_an_officer(scene: Scene) -> None:
    row = row_of(scene.cast.civil_affairs)
    case = scene.signal(row=row)
    withdraw_row(scene.who.person_id, row.pk, by=MOVER)
    assert not DeathSignal.objects.filter(recorded_to=None).exists()
    assert Alarm.objects.get(kind="MATCH_WITHDRAWN").subject_id == str(case.pk)
    scene.signal(row=row)  # matched with him again after all
    assert DeathSignal.objects.filter(recorded_to=None).count() == 1


def test_who_was_cancelled_before_needs_no_case(scene: Scene) -> None:
    scene.drafted(SERVED, AFTER).take("cancel_ex_officio", by=scene.cast.chief.actor)
    case = scene.signal("B", source="FUNERAL_BENEFIT")
    assert (case.state, case.is_open) == ("ALREADY_CANCELLED", False)


@pytest.mark.parametrize(("days", "state"), [(31, "MATCHED"), (32, "CONFLICT")])
def test_dates_more_than_31_days_apart_stop_the_case(scene: Scene, days: int, state: str) -> None:
    scene.signal()
    scene.signal("B", source="FUNERAL_BENEFIT", died_on=DIED + timedelta(days=days))
    assert scene.state == state
    assert bool(scene.told("DATA_ERROR_REPORT")) is (state == "CONFLICT")


def test_a_later_sign_of_life_stops_the_case_and_nothing_else_moves(scene: Scene) -> None:
    seen_alive(scene, DIED + timedelta(days=1))
    assert scene.signal().state == "CONFLICT"
    scene.take("verify")
    assert "在世迹象" in scene.reasons("confirm_death")
    with pytest.raises(Refused, match="在世迹象"):
        scene.take("confirm_death", died_on=DIED)


@pytest.mark.parametrize("state", ["UNKNOWN", "HELD"])
def test_a_contradiction_is_seen_wherever_the_case_rests(scene: Scene, state: str) -> None:
    scene.signal()
    scene.take("verify")
    if state == "HELD":
        from banji.cases.lifecycle import hold

        hold(scene.fresh.pk, until=date(2017, 3, 20), reason="等候回函", by=scene.cast.officer.actor)
    else:
        scene.take("not_found")
    scene.signal("B", source="FUNERAL_BENEFIT", died_on=date(2017, 1, 20))
    assert scene.fresh.state == "CONFLICT"
    assert scene.fresh.hold_until is None


def test_a_mistaken_signal_is_taken_back_and_the_case_goes_on(scene: Scene) -> None:
    scene.signal()
    scene.signal("B", source="FUNERAL_BENEFIT", died_on=date(2017, 1, 20))
    scene.take("verify")
    wrong = DeathSignal.objects.get(source="FUNERAL_BENEFIT")
    scene.take("withdraw_signal", signal=str(wrong.pk), finding="经办人笔误")
    assert scene.reasons("confirm_death") == ""


def test_a_death_in_the_future_is_no_death(scene: Scene) -> None:
    with pytest.raises(Refused):
        scene.signal(died_on=date(2017, 3, 2))


# ---------------------------------------------------------------- verifying


def test_word_of_mouth_leads_only_to_a_visit(scene: Scene) -> None:
    scene.signal("C", source="NEIGHBOUR", organisation=None, died_on=None)
    scene.take("verify")
    scene.paper("INVESTIGATION_RECORD")
    assert "证据不足" in scene.reasons("confirm_death")
    scene.take("record_visit", visited_on=date(2017, 3, 1), met="邻居", finding="说已过世")
    assert scene.state == "VERIFYING"


def test_not_found_is_visited_again_after_90_days(scene: Scene) -> None:
    scene.signal()
    scene.take("verify")
    assert scene.take("not_found").due_on == date(2017, 5, 31)  # 30 May is the Dragon Boat Festival
    assert scene.take("verify").state == "VERIFYING"


def test_found_alive_tells_every_department_with_a_signal_the_same_day(scene: Scene) -> None:
    scene.signal()
    scene.signal("B", source="COMMITTEE", organisation=scene.cast.village_committee)
    scene.take("verify")
    scene.take(
        "found_alive",
        how="SEEN_BY_TWO",
        seen_on=date(2017, 3, 1),
        first_witness="周文静",
        second_witness="吴国强",
    )
    assert scene.state == "ALIVE"
    assert scene.told("ALIVE_CORRECTION") == ["安平县民政局", "李家村民委员会"]
    message = Message.objects.get(type="ALIVE_CORRECTION")
    assert message.created_at.astimezone().date() == date(2017, 3, 1)
    assert SignOfLife.objects.get(person_id=scene.who.person_id).kind == "VERIFIED_VISIT"
    assert not Alarm.objects.filter(kind="HOME_SERVICE_NEEDED").exists()


def test_alive_without_a_second_generation_card_calls_the_home_service(scene: Scene) -> None:
    IdCard.objects.filter(person_id=scene.who.person_id).update(recorded_to=scene.signal().opened_at)
    scene.take("verify")
    scene.take("found_alive", how="VIDEO_WITH_OFFICER", seen_on=date(2017, 3, 1))
    assert Alarm.objects.filter(kind="HOME_SERVICE_NEEDED", subject_id=str(scene.fresh.pk)).exists()


def test_who_cannot_be_told_through_the_platform_is_told_by_hand(scene: Scene) -> None:
    scene.signal("B", source="EMPLOYER", organisation=scene.cast.county_bureau)
    scene.take("verify")
    scene.take("found_alive", how="RENEWED_DOCUMENT", seen_on=date(2017, 3, 1))
    assert "安平县公安局" in Alarm.objects.get(kind="TELL_BY_HAND").text


def test_alive_needs_two_who_saw(scene: Scene) -> None:
    scene.signal()
    with pytest.raises(Refused):
        scene.take("found_alive", how="SEEN_BY_TWO", seen_on=date(2017, 3, 1), first_witness="周文静")
    assert not Message.objects.filter(type="ALIVE_CORRECTION").exists()


# ---------------------------------------------------------------- notices and the month


def test_two_notices_with_numbers_and_five_working_days_to_serve_them(scene: Scene) -> None:
    case = scene.confirmed().fresh
    assert case.due_on == date(2017, 3, 8)
    scene.take("issue_notices", declarant="李小山", committee="李家村民委员会")
    notices = Notice.objects.filter(case=case).order_by("id")
    assert [(n.addressee_kind, n.addressee) for n in notices] == [
        ("DECLARANT", "李小山"),
        ("COMMITTEE", "李家村民委员会"),
    ]
    assert len({n.number for n in notices} | {n.verify_code for n in notices}) == 4


def test_without_a_relative_the_committee_takes_the_place(scene: Scene) -> None:
    scene.confirmed().take("issue_notices", no_relative=True, committee="李家村民委员会")
    assert [n.addressee_kind for n in Notice.objects.all()] == ["COMMITTEE"]
    with pytest.raises(Refused):
        make_scene(scene.cast, number="519901194001010019").confirmed().take(
            "issue_notices", committee="李家村民委员会"
        )


def test_a_month_from_the_later_service_and_not_a_day_earlier(scene: Scene) -> None:
    scene.notified().with_proof()
    at(SERVED)
    scene.serve("DECLARANT", date(2017, 4, 28))
    assert "告知书尚未送达" in scene.reasons("draft_cancellation")
    scene.serve("COMMITTEE", SERVED)
    assert (scene.fresh.due_on, scene.fresh.due_provisional) == (LAST, False)
    at(LAST, 23)
    assert "2017-06-03" in scene.reasons("draft_cancellation")
    with pytest.raises(Refused):
        scene.take("draft_cancellation", died_on=DIED)
    at(AFTER, 0)
    assert scene.reasons("draft_cancellation") == ""


def test_the_act_stays_disabled_when_the_committee_was_never_served(scene: Scene) -> None:
    scene.notified().with_proof()
    at(date(2017, 5, 2))
    scene.serve("DECLARANT", SERVED)
    at(date(2018, 1, 2))
    tick()
    assert scene.state == "NOTIFIED"
    assert "村（居）委会的告知书尚未送达" in scene.reasons("draft_cancellation")


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"served_on": date(2017, 3, 2)}, "future|晚于今天"),
        ({"served_on": date(2017, 2, 28)}, "before it was written|制作之前"),
        ({"receiver": ""}, "signed|签收"),
        ({"method": "LEFT", "receiver": ""}, "needs 2 witnesses|2 名见证人"),
        ({"method": "LEFT", "first_witness": "甲", "second_witness": "甲"}, "needs 2 witnesses|2 名见证人"),
        ({"method": "POST"}, "registered letter|挂号"),
    ],
)
def test_a_service_without_its_proof_is_refused(scene: Scene, how: dict[str, Any], message: str) -> None:
    scene.notified()
    with pytest.raises(Refused, match=message):
        scene.serve("COMMITTEE", date(2017, 3, 1), **({"served_on": date(2017, 3, 1)} | how))
    assert not Service.objects.exists()


def test_left_with_two_witnesses_counts_as_refused_by_the_addressee(scene: Scene) -> None:
    scene.notified()
    scene.serve(
        "DECLARANT", date(2017, 3, 1), method="LEFT", receiver="", first_witness="甲", second_witness="乙"
    )
    service = Service.objects.get()
    assert (service.refused, service.witnesses, service.clock_from) == (True, ["甲", "乙"], date(2017, 3, 1))


def test_public_notice_starts_the_month_when_it_has_hung_60_days(scene: Scene) -> None:
    scene.notified()
    scene.serve("DECLARANT", date(2017, 3, 1), method="PUBLIC", receiver="")
    assert Service.objects.get().clock_from == date(2017, 5, 2)  # 30 April and 1 May are holidays


def test_a_wrong_service_is_replaced_and_the_clock_follows(scene: Scene) -> None:
    scene.served(SERVED)
    at(date(2017, 5, 4))
    scene.serve("COMMITTEE", date(2017, 5, 4))
    assert scene.fresh.due_on == date(2017, 6, 5)  # 4 June is a Sunday
    assert Service.objects.filter(recorded_to=None).count() == 2


def test_no_act_rests_on_a_provisional_day(cast: Cast) -> None:
    scene = make_scene(cast).served(date(2031, 3, 3)).with_proof()
    assert scene.fresh.due_provisional
    at(date(2031, 6, 3))
    assert "节假日" in scene.reasons("draft_cancellation") or "provisional" in scene.reasons(
        "draft_cancellation"
    )
    tick()
    assert scene.state == "NOTIFIED"


# ---------------------------------------------------------------- ends


def test_one_officer_drafts_and_another_cancels(scene: Scene) -> None:
    scene.drafted(SERVED, AFTER)
    assert scene.state == "DRAFTED"
    done = scene.take("cancel_ex_officio", by=scene.cast.chief.actor)
    assert (done.state, done.is_open) == ("CANCELLED_EX_OFFICIO", False)
    assert (status(scene, DIED - timedelta(days=1)), status(scene, DIED)) == ("ACTIVE", "CANCELLED")
    assert scene.told("HUKOU_CANCELLED") == ["安平县民政局"]
    assert not IdCard.objects.filter(recorded_to=None, state="IN_USE").exists()
    step = Step.objects.get(case=done, name="cancel_ex_officio")
    assert set(step.evidence_ids) == set(Evidence.objects.values_list("pk", flat=True))


def test_nobody_cancels_what_he_drafted_himself(scene: Scene) -> None:
    chief = scene.cast.chief.actor
    scene.served(SERVED).with_proof()
    at(AFTER)
    scene.take("draft_cancellation", by=chief, died_on=DIED, registration=str(scene.who.registration.pk))
    with pytest.raises(Refused, match=r"Another officer|另一名"):
        scene.take("cancel_ex_officio", by=chief)
    assert scene.take("cancel_ex_officio", by=scene.cast.county_officer.actor).state == "CANCELLED_EX_OFFICIO"


@pytest.mark.parametrize("missing", ["COMMITTEE_PROOF", "INVESTIGATION_RECORD"])
def test_both_kinds_of_evidence_are_needed(scene: Scene, missing: str) -> None:
    scene.served(SERVED)
    for paper in {"COMMITTEE_PROOF", "INVESTIGATION_RECORD"} - {missing}:
        scene.paper(paper)
    at(AFTER)
    assert scene.reasons("draft_cancellation")
    scene.paper("EMPLOYER_PROOF" if missing == "COMMITTEE_PROOF" else missing)
    assert scene.reasons("draft_cancellation") == ""


def test_a_draft_can_be_returned_and_drawn_up_again(scene: Scene) -> None:
    scene.drafted(SERVED, AFTER)
    assert scene.take("return_draft", by=scene.cast.chief.actor).due_on == LAST
    assert tick() == 1
    assert scene.state == "EX_OFFICIO_READY"
    scene.take("draft_cancellation", died_on=DIED, registration=str(scene.who.registration.pk))
    assert scene.state == "DRAFTED"


TO: dict[str, Callable[[Scene], object]] = {
    "MATCHED": lambda s: s.signal(),
    "CONFLICT": lambda s: (s.signal(), s.signal("B", source="X", died_on=date(2016, 9, 1))),
    "VERIFYING": lambda s: (s.signal(), s.take("verify")),
    "UNKNOWN": lambda s: (s.signal(), s.take("verify"), s.take("not_found")),
    "CONFIRMED_DEAD": lambda s: s.confirmed(),
    "NOTIFIED": lambda s: s.notified(),
    "EX_OFFICIO_READY": lambda s: (s.served(SERVED), at(AFTER), tick()),
    "DRAFTED": lambda s: s.drafted(SERVED, AFTER),
}


@pytest.mark.parametrize("state", TO)
def test_the_family_may_declare_at_any_moment_with_its_papers(scene: Scene, state: str) -> None:
    at(SERVED)
    TO[state](scene)
    assert scene.state == state
    clerk = scene.cast.clerk.actor
    assert "缺少" in scene.reasons("declare", by=clerk)
    scene.paper("DEATH_CERTIFICATE", document_no="D-1")
    scene.paper("HOUSEHOLD_BOOK")
    scene.paper("DECEASED_ID_CARD", facts={"lost": True})
    done = scene.take(
        "declare", by=clerk, died_on=DIED, declarant="李小山", registration=str(scene.who.registration.pk)
    )
    assert (done.state, status(scene, DIED)) == ("DECLARED", "CANCELLED")
    assert scene.told("HUKOU_CANCELLED") == ["安平县民政局"]


def test_every_open_state_was_tried() -> None:
    assert set(TO) | {"REVOKING"} == set(PROCEDURE.open_states())


@pytest.mark.parametrize("state", ["NOTIFIED", "EX_OFFICIO_READY", "DRAFTED"])
def test_an_objection_sends_the_case_back_to_verification(scene: Scene, state: str) -> None:
    at(SERVED)
    TO[state](scene)
    assert scene.reasons("object")
    scene.paper("OBJECTION_STATEMENT")
    scene.take("object")
    assert scene.state == "VERIFYING"
    scene.take("confirm_death", died_on=DIED)
    scene.take("issue_notices", declarant="李小山", committee="李家村民委员会")
    assert "尚未送达" in scene.reasons(
        "draft_cancellation"
    )  # the new notices, not the old ones, start the month
    assert Notice.objects.filter(recorded_to=None).count() == 2


def test_a_wrong_cancellation_is_revoked_by_county_and_city(scene: Scene) -> None:
    scene.drafted(SERVED, AFTER).take("cancel_ex_officio", by=scene.cast.chief.actor)
    number = queries.person_on(scene.who.person_id, date(2016, 1, 1)).particulars
    scene.take("propose_revocation", by=scene.cast.county_officer.actor)
    with pytest.raises(Refused):
        scene.take("revoke", by=scene.cast.county_officer.actor)
    scene.take("revoke", by=scene.city_officer.actor)
    assert (scene.state, status(scene, AFTER)) == ("REVOKED", "ACTIVE")
    assert "安平县民政局" in scene.told("ALIVE_CORRECTION")
    assert queries.person_on(scene.who.person_id, AFTER).particulars == number
    assert RegisterEvent.objects.filter(kind="RESTORE", person_id=scene.who.person_id).count() == 1
    assert not scene.fresh.is_open


def test_a_head_who_died_is_asked_for_until_one_is_chosen(scene: Scene) -> None:
    wife = make_person(
        scene.who.household_id, scene.cast.places.village, name="周桂芳", relation="12", born=date(1953, 4, 5)
    )
    scene.drafted(SERVED, AFTER).take("cancel_ex_officio", by=scene.cast.chief.actor)
    waiting = alarms_of(scene.cast.officer.actor).filter(kind="HEAD_CHANGE_NEEDED")
    assert waiting.count() == 1
    tick()
    assert waiting.count() == 1  # not twice
    operations.choose_head(
        household_id=scene.who.household_id, relations={wife.person_id: "02"}, by=scene.cast.clerk.actor,
        on=clock.today(), seen={wife.person_id: wife.registration.pk}, papers=brought("choose_head"),
    )  # fmt: skip
    tick()
    assert waiting.count() == 0


def test_a_proposed_revocation_may_be_turned_down(scene: Scene) -> None:
    scene.drafted(SERVED, AFTER).take("cancel_ex_officio", by=scene.cast.chief.actor)
    scene.take("propose_revocation", by=scene.cast.county_officer.actor)
    assert scene.take("keep_cancellation", by=scene.city_officer.actor).state == "CANCELLED_EX_OFFICIO"
    assert status(scene, AFTER) == "CANCELLED"


# ---------------------------------------------------------------- rights


def test_another_stations_officer_sees_nothing(scene: Scene) -> None:
    scene.signal()
    with pytest.raises(NotFound):
        scene.take("verify", by=scene.cast.outsider.actor)


@pytest.mark.parametrize(
    ("role", "step", "allowed"),
    [
        ("clerk", "verify", False),
        ("supervisor", "verify", False),
        ("chief", "verify", True),
        ("county_officer", "verify", False),
        ("clerk", "no_match", False),
    ],
)
def test_steps_belong_to_posts(scene: Scene, role: str, step: str, allowed: bool) -> None:
    scene.signal()
    by = getattr(scene.cast, role).actor
    if allowed:
        scene.take(step, by=by)
    else:
        with pytest.raises(Refused):
            scene.take(step, by=by)


def test_a_job_never_decides(scene: Scene) -> None:
    scene.signal()
    for row in PROCEDURE.steps:
        if not row.system:
            with pytest.raises(Refused):
                scene.take(row.name, by=MOVER)
    assert scene.state == "MATCHED"


def test_signals_of_nobody_we_know_are_refused(scene: Scene) -> None:
    from uuid import uuid4

    from banji.matters.deaths.operations import Signal

    with pytest.raises(NotFound):
        take_signal(
            Signal(person_id=uuid4(), source="X", strength="B", received_on=date(2017, 3, 1)), by=MOVER
        )
