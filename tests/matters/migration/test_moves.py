"""Each kind of move to its lawful end under both profiles; every exit; what follows; who is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.cast import Cast, make_cast, sign_in
from tests.documents.reading import text_of
from tests.matters.deaths.scene import at
from tests.matters.migration.scene import (
    HEAD,
    NUMBER,
    SON,
    WIFE,
    Scene,
    fresh,
    kinds_of,
    make_scene,
    registered,
    told,
)
from tests.register.lawful import brought
from tests.register.people import Resident

from banji.audit.acts import act
from banji.audit.verify import verify
from banji.cases.lifecycle import reopen
from banji.cases.models import Alarm, Case
from banji.cases.rows import rows_of
from banji.cases.runner import offers
from banji.counter.models import VisitRecord
from banji.exchange.models import Message
from banji.exchange.outbox import tell
from banji.foundation import clock
from banji.foundation.errors import NotFound, Refused, TryAgain
from banji.foundation.secrets import opened
from banji.matters.migration import permit
from banji.matters.migration.kinds import (
    CONSCRIPT_OUT,
    DEMOBILISED,
    INTER_PROVINCE,
    INTRA_PROVINCE,
    PRIORITY_GROUP,
    RETURNEE,
    STUDENT_IN,
    STUDENT_OUT,
)
from banji.matters.migration.models import Move, MovePaper, Mover, Reminder
from banji.matters.migration.papers import LAPSES
from banji.matters.migration.procedure import PROCEDURE
from banji.printing.models import IssuedPaper
from banji.public import queries as public
from banji.register import operations as do
from banji.register.access.messages import identity_for_message
from banji.register.models import Particulars, RegisterEvent

pytestmark = pytest.mark.django_db


def visit() -> VisitRecord:
    return VisitRecord.objects.latest("at")


def refused(code: str, attempt: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        attempt()
    assert caught.value.code == code, str(caught.value)
    return caught.value


# ---------------------------------------------------------------- within the city


def test_one_stop_for_a_family_of_three_and_the_old_station_is_informed(scene: Scene) -> None:
    case = scene.within()
    assert case.state == "MOVED_IN"
    home = {registered(who.person_id).household_id for who in scene.family}
    assert len(home) == 1
    assert home != {scene.head.household_id}
    for who, relation in zip(scene.family, (HEAD, WIFE, SON), strict=True):
        row = registered(who.person_id)
        assert (row.status, row.relation_to_head) == ("ACTIVE", relation)
        assert row.village_id == scene.cast.places.village.pk
        assert kinds_of(who.person_id) == ["MOVE_WITHIN"]
    assert (visit().outcome, visit().case_no, len(visit().events)) == ("ACCEPTED", case.number, 3)
    assert told(case).state == "CLOSED"
    (alarm,) = Alarm.objects.filter(kind="MOVED_AWAY")
    assert alarm.station == scene.cast.west_station
    assert "赵大海、孙玉梅、赵小海" in alarm.text
    assert told(case).state == "CLOSED"
    assert not list(verify())


def test_a_household_moves_in_part_into_another(scene: Scene) -> None:
    who = [scene.who(scene.son, "99")]
    case = scene.apply(
        "WITHIN", "INTRA_CITY", "kin", who, brought("move_within.kin"), household_id=scene.east_home
    )
    assert case.state == "MOVED_IN"
    assert registered(scene.son.person_id).household_id == scene.east_home
    assert registered(scene.head.person_id).household_id == scene.head.household_id


def test_nobody_is_moved_who_has_not_signed(plan: Scene) -> None:
    people = [*plan.three()[:2], plan.who(plan.son, SON, signed_by="")]
    refusal = refused("accept", lambda: plan.within(who=people))
    assert "赵小海" in str(refusal)
    assert "25号" in str(refusal.rule)
    assert not Case.objects.exists()


def test_what_is_missing_is_told_and_the_case_waits(plan: Scene) -> None:
    people = [*plan.three()[:2], plan.who(plan.son, SON, signed_by="")]
    case = plan.within(papers=[], who=people)
    assert (case.state, visit().outcome, visit().case_no) == ("DRAFT", "MISSING", case.number)
    assert [group[0] for group in visit().missing] == ["OWN_BOOK", "DWELLING_PROOF"]
    offer = next(o for o in offers(case, by=plan.cast.clerk.actor) if o.row.name == "accept")
    assert len(offer.lacking) == 3
    plan.papers(case, "OWN_BOOK", "DWELLING_PROOF")
    plan.take(case, "sign", mover=str(plan.son.person_id), signed_by="赵小海")
    plan.take(case, "accept")
    plan.take(case, "move_in", arrived_on=plan.today)
    assert told(case).state == "CLOSED"
    assert VisitRecord.objects.filter(case_no=case.number).count() == 2


def test_a_registration_that_changed_meanwhile_has_to_be_looked_at_again(plan: Scene) -> None:
    case = plan.within(papers=[])
    plan.papers(case, "OWN_BOOK", "DWELLING_PROOF")
    plan.take(case, "accept")
    do.change_seat(
        household_id=plan.head.household_id,
        seat=do.Seat(plan.cast.places.west_villages[0].pk, "新桥村1组2号"),
        seen={who.person_id: registered(who.person_id).pk for who in plan.family},
        on=plan.today,
        reason="规范地址",
        by=plan.cast.outsider.actor,
    )
    refused("stale", lambda: plan.take(case, "move_in", arrived_on=plan.today))
    plan.take(case, "look_again")
    assert plan.take(case, "move_in", arrived_on=plan.today).state == "MOVED_IN"


# ---------------------------------------------------------------- from outside


def test_across_provinces(scene: Scene) -> None:
    case = scene.inward()
    assert (case.state, case.person_id) == ("ACCEPTED", None)
    assert visit().promised_on == case.due_on
    refused("approve", lambda: scene.take(case, "approve", by=scene.cast.clerk.actor))
    refused("move_in", lambda: scene.take(case, "move_in", arrived_on=scene.today))
    scene.take(case, "approve", by=scene.cast.chief.actor)
    permit = MovePaper.objects.get(kind="PERMIT")
    assert permit.ours
    assert permit.valid_until == scene.today + timedelta(days=40) == fresh(case).due_on
    scene.note_certificate(case)
    certificate = MovePaper.objects.get(kind="CERTIFICATE")
    assert certificate.valid_until == scene.today + timedelta(days=30) == fresh(case).due_on
    done = scene.take(case, "move_in", arrived_on=scene.today)
    assert done.person_id is not None
    who = Particulars.objects.get(person=done.person_id)
    assert who.name == "钱多多"
    assert who.number is not None
    assert opened(who.number) == NUMBER
    assert kinds_of(done.person_id) == ["MOVE_IN"]
    assert told(case).state == "CLOSED"
    assert not Alarm.objects.filter(kind="MOVED_AWAY").exists()
    assert NUMBER.encode() not in bytes(Mover.objects.exclude(newcomer=None)[0].newcomer or b"")
    assert not list(verify())


def test_the_permit_on_paper_has_the_number_of_the_case_and_is_issued_once(
    scene: Scene, client: Client
) -> None:
    case = scene.inward()
    clerk = sign_in(client, scene.cast.clerk)
    address = reverse("cases:print", args=[case.pk, "move_in_permit"])
    assert clerk.get(address).status_code == 404
    scene.take(case, "approve", by=scene.cast.chief.actor)
    permit = MovePaper.objects.get(kind="PERMIT")
    assert (
        reverse("cases:print", args=[case.pk, "move_in_permit"])
        in clerk.get(reverse("cases:case", args=[case.pk])).content.decode()
    )
    first, again = (clerk.get(address).content for _ in range(2))
    assert first == again
    text = text_of(first)
    assert all(said in text for said in (permit.number, "钱多多", NUMBER[-4:]))
    issued = IssuedPaper.objects.get()
    assert (issued.number, issued.valid_until) == (permit.number, permit.valid_until)


def test_whether_there_is_a_permit_to_print_asks_the_database_nothing(
    plan: Scene, django_assert_num_queries: Any
) -> None:
    case = plan.inward()
    before = rows_of(case)
    plan.take(case, "approve", by=plan.cast.chief.actor)
    after = rows_of(case)
    with django_assert_num_queries(0):
        assert [permit.PRINT.ready(rows) for rows in (before, after)] == [False, True]


def test_who_accepted_does_not_approve(plan: Scene) -> None:
    case = plan.inward(by=plan.cast.chief.actor)
    refused("approve", lambda: plan.take(case, "approve", by=plan.cast.chief.actor))
    assert plan.take(case, "approve", by=plan.cast.county_officer.actor).state == "APPROVED"


def test_within_the_province_the_profile_says_whether_papers_are_needed(scene: Scene) -> None:
    case = scene.inward(INTRA_PROVINCE, papers=brought("permit.kin"), ground="kin")
    if scene.profile == "national_2021":
        assert case.state == "MOVED_IN"
        return
    assert case.state == "ACCEPTED"
    scene.take(case, "approve", by=scene.cast.chief.actor)
    scene.note_certificate(case)
    assert scene.take(case, "move_in", arrived_on=scene.today).state == "MOVED_IN"


@pytest.mark.parametrize("kind", [DEMOBILISED, RETURNEE])
def test_soldiers_and_returnees_move_in_on_their_own_papers(scene: Scene, kind: str) -> None:
    case = scene.inward(kind, kind.lower())
    assert case.state == "MOVED_IN"
    assert told(case).state == "CLOSED"


def test_a_student_moves_in_with_the_certificate_of_home(scene: Scene) -> None:
    case = scene.inward(STUDENT_IN, "student", certificate=scene.certificate())
    assert case.state == "MOVED_IN"
    event = RegisterEvent.objects.get(kind="MOVE_IN")
    assert event.details["ground"] == "student"


def test_a_family_from_outside_the_head_first(scene: Scene) -> None:
    """Whole families in one case; the head need not stand first in the application."""
    who = [
        scene.newcomer("钱小妹", "30", "", signed_by="钱多多"),
        scene.newcomer(),
        scene.newcomer("钱小弟", SON, "", signed_by="钱多多"),
    ]
    case = scene.inward(who=who)
    scene.take(case, "approve", by=scene.cast.chief.actor)
    scene.note_certificate(case)
    done = scene.take(case, "move_in", arrived_on=scene.today)
    homes = {registered(one.person_id).household_id for one in who}
    assert len(homes) == 1
    assert done.person_id == who[0].person_id
    assert Mover.objects.filter(recorded_to=None, fate="MOVED").count() == 3


def test_priority_groups_are_tagged_by_the_years_of_the_plan(scene: Scene) -> None:
    years = scene.today.replace(year=scene.today.year - 4)
    said = {"group": "FIVE_YEARS", "in_town_since": years}
    refusal = refused("accept", lambda: scene.apply(
        "WITHIN", PRIORITY_GROUP, "work", scene.three(), brought("move_within.work"),
        village=scene.cast.places.village, **said,
    ))  # fmt: skip
    assert "5年" in str(refusal)
    said["in_town_since"] = scene.today.replace(year=scene.today.year - 5)
    case = scene.apply(
        "WITHIN", PRIORITY_GROUP, "work", scene.three(), brought("move_within.work"),
        village=scene.cast.places.village, **said,
    )  # fmt: skip
    assert case.state == "MOVED_IN"
    assert Move.objects.get().group == "FIVE_YEARS"


# ---------------------------------------------------------------- out of the city


@pytest.mark.parametrize(
    ("kind", "ground"),
    [
        (INTER_PROVINCE, "other_province"),
        (INTRA_PROVINCE, "same_province"),
        (STUDENT_OUT, "student"),
    ],
)
def test_out_with_a_certificate_until_the_new_place_confirms(scene: Scene, kind: str, ground: str) -> None:
    case = scene.outward(kind, ground)
    assert case.state == "IN_TRANSIT"
    row = registered(scene.son.person_id)
    assert (row.status, row.household_id) == ("IN_TRANSIT", None)
    certificate = MovePaper.objects.get()
    assert certificate.valid_until == scene.today + timedelta(days=30) == case.due_on
    event = RegisterEvent.objects.get(kind="MOVE_OUT")
    assert event.details["certificate_no"] == certificate.number
    assert event.details["valid_until"] == certificate.valid_until.isoformat()
    scene.later(5)
    done = scene.take(
        case, "confirm_arrival", by=scene.cast.outsider.actor, arrived_on=scene.today, reply="回执1号"
    )
    assert done.state == "CLOSED"
    now = registered(scene.son.person_id)
    assert (now.status, now.cancel_reason) == ("CANCELLED", "MOVED_OUT")


def test_a_conscript_is_cancelled_without_a_certificate(scene: Scene) -> None:
    case = scene.outward(CONSCRIPT_OUT, "enlisted")
    assert case.state == "CLOSED"
    assert not MovePaper.objects.exists()
    assert registered(scene.son.person_id).cancel_reason == "ENLISTED"
    # and comes home on the papers of his demobilisation
    back = scene.inward(DEMOBILISED, "demobilised", who=[scene.who(scene.son, HEAD)])
    assert back.state == "MOVED_IN"
    assert registered(scene.son.person_id).status == "ACTIVE"


# ---------------------------------------------------------------- the papers lapse


def reminded(scene: Scene, case: Case) -> list[int]:
    return list(
        Reminder.objects.filter(paper__case=case).order_by("id").values_list("days_before", flat=True)
    )


def test_reminded_ten_three_and_no_days_before_then_it_lapses(scene: Scene) -> None:
    case = scene.outward()
    until = MovePaper.objects.get().valid_until
    heard = []
    for left in (11, 10, 9, 3, 2, 0):
        scene.on(until - timedelta(days=left))
        heard.append(reminded(scene, case))
        open_ = Alarm.objects.filter(kind=LAPSES, settled_at=None)
        assert open_.count() == (0 if left == 11 else 1)
        assert fresh(case).state == "IN_TRANSIT"
    assert heard == [[], [10], [10], [10, 3], [10, 3], [10, 3, 0]]
    alarm = Alarm.objects.get(kind=LAPSES, settled_at=None)
    assert alarm.station == scene.cast.west_station
    assert case.number in alarm.text
    scene.on(until + timedelta(days=1))
    assert fresh(case).state == "IN_TRANSIT_EXPIRED"
    # registered nowhere: it stays on the desk until it is settled
    assert Alarm.objects.filter(kind=LAPSES, settled_at=None).count() == 1


@pytest.mark.parametrize(
    ("issued", "last"),
    [(date(2017, 3, 17), date(2017, 4, 16)), (date(2017, 9, 1), date(2017, 10, 1))],
    ids=["a Sunday", "National Day"],
)
def test_a_certificate_is_not_good_for_longer_because_its_last_day_is_one_of_rest(
    plan: Scene, issued: date, last: date
) -> None:
    at(issued)
    case = plan.outward()
    assert MovePaper.objects.get().valid_until == case.due_on == last
    assert RegisterEvent.objects.get(kind="MOVE_OUT").details["valid_until"] == last.isoformat()
    plan.on(last)
    assert fresh(case).state == "IN_TRANSIT"
    plan.on(last + timedelta(days=1))
    assert fresh(case).state == "IN_TRANSIT_EXPIRED"


def test_days_that_were_missed_are_not_said_one_after_the_other(plan: Scene) -> None:
    case = plan.outward()
    plan.on(MovePaper.objects.get().valid_until - timedelta(days=2))
    assert reminded(plan, case) == [10, 3]
    assert Alarm.objects.filter(kind=LAPSES).count() == 1


def lapsed(scene: Scene, case: Case) -> Case:
    paper = MovePaper.objects.filter(case=case, recorded_to=None).latest("pk")
    scene.on(paper.valid_until + timedelta(days=1))
    return fresh(case)


def test_category_6_the_certificate_is_issued_again(scene: Scene) -> None:
    case = lapsed(scene, scene.outward())
    before = MovePaper.objects.get(recorded_to=None).number
    again = scene.take(case, "issue_again", by=scene.cast.outsider.actor)
    paper = MovePaper.objects.get(recorded_to=None)
    assert again.state == "IN_TRANSIT"
    assert paper.number != before
    assert paper.valid_until == scene.today + timedelta(days=30) == again.due_on
    event = RegisterEvent.objects.get(kind="REISSUE")
    assert (event.details["certificate_no"], event.details["valid_until"]) == (
        paper.number,
        paper.valid_until.isoformat(),
    )
    assert (event.case_no, event.reason) == (case.number, "经核实")
    scene.later(1)
    assert not Alarm.objects.filter(kind=LAPSES, settled_at=None).exists()


def test_the_case_prints_the_certificate_that_is_good_now_under_its_number(
    plan: Scene, client: Client
) -> None:
    case = plan.outward()
    outsider = sign_in(client, plan.cast.outsider)
    address = reverse("cases:print", args=[case.pk, "migration_certificate"])
    assert address in outsider.get(reverse("cases:case", args=[case.pk])).content.decode()
    first, once_more = (outsider.get(address).content for _ in range(2))
    assert first == once_more
    old = MovePaper.objects.get(recorded_to=None).number
    assert old in text_of(first)
    plan.take(case, "issue_again", by=plan.cast.outsider.actor)
    new = MovePaper.objects.get(recorded_to=None).number
    printed = text_of(outsider.get(address).content)
    assert new in printed
    assert old not in printed
    void, good = IssuedPaper.objects.order_by("pk")
    assert [verify_paper(paper.verify_code) for paper in (void, good)] == [False, True]
    lapsed(plan, case)
    assert outsider.get(address).status_code == 404


def verify_paper(code: str) -> bool:
    found = public.verify(code)
    assert found is not None
    return found.valid


def test_category_6_registered_again_where_he_had_left(scene: Scene) -> None:
    case = lapsed(scene, scene.outward())
    by = scene.cast.outsider.actor
    refused("restore", lambda: scene.take(case, "restore", by=by))
    scene.papers(case, "CHECK_RECORD", by=by)
    assert scene.take(case, "restore", by=by).state == "RESTORED"
    row = registered(scene.son.person_id)
    assert (row.status, row.household_id, row.relation_to_head) == ("ACTIVE", scene.head.household_id, SON)
    assert kinds_of(scene.son.person_id)[-1] == "RESTORE"


def test_a_whole_family_registered_again_after_its_book_had_ended(plan: Scene) -> None:
    by = plan.cast.outsider.actor
    case = plan.outward(who=plan.three())
    plan.papers(case, "CHECK_RECORD", by=by)
    assert plan.take(case, "restore", by=by).state == "RESTORED"
    homes = {registered(who.person_id).household_id for who in plan.family}
    assert len(homes) == 1
    assert [registered(who.person_id).relation_to_head for who in plan.family] == [HEAD, WIFE, SON]
    assert registered(plan.head.person_id).address_text == plan.head.registration.address_text


def test_a_permit_lapses_and_is_issued_again(scene: Scene) -> None:
    case = scene.inward()
    scene.take(case, "approve", by=scene.cast.chief.actor)
    assert lapsed(scene, case).state == "EXPIRED"
    assert scene.take(case, "permit_again", by=scene.cast.chief.actor).state == "APPROVED"


def test_a_printed_permit_is_void_once_another_is_issued_or_the_move_is_taken_back(
    plan: Scene, client: Client
) -> None:
    case = plan.inward()
    plan.take(case, "approve", by=plan.cast.chief.actor)
    clerk, address = (
        sign_in(client, plan.cast.clerk),
        reverse("cases:print", args=[case.pk, "move_in_permit"]),
    )
    assert clerk.get(address).status_code == 200
    plan.take(case, "permit_again", by=plan.cast.chief.actor)
    assert clerk.get(address).status_code == 200
    codes = list(IssuedPaper.objects.order_by("pk").values_list("verify_code", flat=True))
    assert [verify_paper(code) for code in codes] == [False, True]
    plan.take(case, "cancel")
    assert [verify_paper(code) for code in codes] == [False, False]
    assert clerk.get(address).status_code == 404


def test_a_certificate_of_another_place_lapses_and_a_new_one_is_noted(scene: Scene) -> None:
    case = scene.inward()
    scene.take(case, "approve", by=scene.cast.chief.actor)
    scene.note_certificate(case)
    assert lapsed(scene, case).state == "EXPIRED"
    scene.note_certificate(case, certificate_no="QY0002", issued_on=scene.today)
    assert scene.take(case, "move_in", arrived_on=scene.today).state == "MOVED_IN"


def test_who_arrived_in_time_is_registered_also_after_the_weekend(plan: Scene) -> None:
    case = plan.inward()
    plan.take(case, "approve", by=plan.cast.chief.actor)
    plan.note_certificate(case)
    last = MovePaper.objects.get(kind="CERTIFICATE").valid_until
    plan.on(last + timedelta(days=2))
    assert fresh(case).state == "EXPIRED"
    late = last + timedelta(days=1)
    refused("certificate_expired", lambda: plan.take(case, "move_in", arrived_on=late))
    assert plan.take(case, "move_in", arrived_on=last).state == "MOVED_IN"


def test_nobody_moves_in_on_a_permit_that_has_lapsed_without_a_certificate(plan: Scene) -> None:
    case = plan.inward()
    plan.take(case, "approve", by=plan.cast.chief.actor)
    lapsed(plan, case)
    refused("move_in", lambda: plan.take(case, "move_in", arrived_on=plan.today))
    plan.papers(case, "DEATH_CERTIFICATE", "HOUSEHOLD_BOOK", "DECEASED_ID_CARD")
    # He has not left the old place: that one registers his death.
    refused("died", lambda: plan.take(case, "died", died_on=plan.today))


def test_a_lapsed_paper_stays_on_the_desk_with_what_to_do(plan: Scene) -> None:
    outward, inward = plan.outward(), plan.inward()
    plan.take(inward, "approve", by=plan.cast.chief.actor)
    # Nobody worked for weeks, and nothing was reminded of: it is said all the same.
    plan.later(60)
    said = {alarm.subject_id: alarm.text for alarm in open_alarms()}
    assert "没有户口" in said[str(outward.pk)]
    assert MovePaper.objects.get(case=inward).number in said[str(inward.pk)]
    raised = Alarm.objects.filter(kind=LAPSES).count()
    plan.later(1)
    assert Alarm.objects.filter(kind=LAPSES).count() == raised
    plan.take(outward, "issue_again", by=plan.cast.outsider.actor)
    assert [alarm.subject_id for alarm in open_alarms()] == [str(inward.pk)]
    plan.take(inward, "cancel")
    plan.later(1)
    assert not open_alarms()


def open_alarms() -> list[Alarm]:
    return list(Alarm.objects.filter(kind=LAPSES, settled_at=None))


def test_a_certificate_past_its_day_is_refused_by_the_register(plan: Scene) -> None:
    old = plan.certificate(plan.today - timedelta(days=60))
    refused("certificate_expired", lambda: plan.inward(STUDENT_IN, "student", certificate=old))
    assert not Case.objects.exists()


# ---------------------------------------------------------------- the other exits


def test_died_on_the_way_both_are_registered(scene: Scene) -> None:
    case = scene.inward()
    scene.take(case, "approve", by=scene.cast.chief.actor)
    scene.note_certificate(case)
    scene.later(3)
    died_on = scene.today - timedelta(days=1)
    asked = next(o for o in offers(fresh(case), by=scene.cast.officer.actor) if o.row.name == "died")
    assert asked.lacking
    scene.papers(case, "DEATH_CERTIFICATE", "HOUSEHOLD_BOOK", "DECEASED_ID_CARD")
    if scene.profile == "national_2021":
        scene.papers(case, "MIGRATION_PAPERS")
    done = scene.take(case, "died", died_on=died_on)
    assert done.state == "DIED_IN_TRANSIT"
    assert done.person_id is not None
    assert registered(done.person_id).status == "CANCELLED"
    assert kinds_of(done.person_id) == ["MOVE_IN", "CANCEL_DEATH"]
    told_ = Message.objects.get(type="HUKOU_CANCELLED")
    assert (told_.subject_ref, told_.case_no) == (f"person:{done.person_id}", case.number)


def test_one_of_a_family_died_and_the_others_arrive(plan: Scene) -> None:
    who = [plan.newcomer(), plan.newcomer("钱老", "51", "", signed_by="钱老")]
    case = plan.inward(who=who)
    plan.take(case, "approve", by=plan.cast.chief.actor)
    plan.note_certificate(case)
    plan.papers(case, "DEATH_CERTIFICATE", "HOUSEHOLD_BOOK", "DECEASED_ID_CARD")
    refused("died", lambda: plan.take(case, "died", died_on=plan.today))
    plan.take(case, "one_died", mover=str(who[0].person_id), died_on=plan.today)
    assert fresh(case).state == "MOVED_OUT"
    assert registered(who[0].person_id).status == "CANCELLED"


def test_who_died_on_the_way_before_the_certificate_lapsed_is_registered_after_it(plan: Scene) -> None:
    case = plan.inward()
    plan.take(case, "approve", by=plan.cast.chief.actor)
    plan.note_certificate(case)
    lapsed(plan, case)
    plan.papers(case, "DEATH_CERTIFICATE", "HOUSEHOLD_BOOK", "DECEASED_ID_CARD")
    assert plan.take(case, "died", died_on=plan.today).state == "DIED_IN_TRANSIT"


def die(scene: Scene, who: Resident) -> None:
    """His death is declared where he had left, and the house hears of it."""
    by = scene.cast.outsider.actor
    with act("tests.death", by=by) as this:
        do.cancel_death(
            person_id=who.person_id, died_on=scene.today, reason="疾病", case_no="DEATH-1", by=by,
            seen_registration_id=registered(who.person_id).pk,
        )  # fmt: skip
        tell(
            "HUKOU_CANCELLED", subject_ref=f"person:{who.person_id}", order_key=f"person:{who.person_id}",
            payload={
                **identity_for_message(who.person_id).as_payload(),
                "died_on": scene.today.isoformat(), "cancelled_on": scene.today.isoformat(),
            },
            case_no="DEATH-1", by=by, this=this,
        )  # fmt: skip


def test_a_death_registered_here_ends_the_wait_for_who_had_left(plan: Scene) -> None:
    case = plan.outward(who=plan.three())
    die(plan, plan.son)
    assert told(case).state == "IN_TRANSIT"
    assert Mover.objects.get(person_id=plan.son.person_id, recorded_to=None).fate == "DIED"
    plan.papers(case, "CHECK_RECORD", by=plan.cast.outsider.actor)
    die(plan, plan.wife)
    assert told(case).state == "IN_TRANSIT"
    die(plan, plan.head)
    assert told(case).state == "DIED_IN_TRANSIT"
    assert not list(verify())


def test_a_moving_out_that_was_revoked_in_the_register_does_not_hold_the_case(plan: Scene) -> None:
    case = plan.outward()
    (event,) = RegisterEvent.objects.filter(kind="MOVE_OUT")
    do.revoke(event_id=event.pk, reason="误办", by=plan.cast.outsider.actor)
    plan.papers(case, "CHECK_RECORD", by=plan.cast.outsider.actor)
    assert plan.take(case, "restore", by=plan.cast.outsider.actor).state == "RESTORED"
    assert kinds_of(plan.son.person_id) == ["MOVE_OUT", "REVOKE"]


def test_a_case_opened_again_after_all_have_moved_asks_to_apply_anew(plan: Scene) -> None:
    case = told(plan.within())
    again = reopen(case.pk, reason="复核", by=plan.cast.supervisor.actor)
    refusal = refused("accept", lambda: plan.take(again, "accept"))
    assert "均已办结" in str(refusal)


def test_refused_in_writing_and_taken_back(plan: Scene) -> None:
    first, second = plan.inward(), plan.inward(who=[plan.newcomer("吴小燕", number="")])
    plan.take(first, "reject", ground="MOVE_CONDITIONS")
    assert fresh(first).state == "REJECTED"
    assert (visit().outcome, visit().article, visit().ground) == (
        "REFUSED",
        "NORM_2021 39",
        "MOVE_CONDITIONS",
    )
    assert plan.take(second, "cancel").state == "CANCELLED_BY_APPLICANT"
    assert not Particulars.objects.filter(name="吴小燕").exists()


def test_others_area_is_not_ones_own(plan: Scene) -> None:
    with pytest.raises(NotFound):
        plan.within(by=plan.cast.outsider.actor)
    with pytest.raises(NotFound):
        plan.outward(by=plan.cast.clerk.actor)


# ---------------------------------------------------------------- twice, and two at once


def test_a_form_sent_twice_is_one_move(plan: Scene) -> None:
    who = plan.three()
    first = plan.within(who=who)
    form = Move.objects.get().form_id
    assert plan.within(who=who, form_id=form) == first
    assert (Case.objects.count(), RegisterEvent.objects.count()) == (1, 3)


def test_somebody_who_is_moving_already_is_not_moved_twice(plan: Scene) -> None:
    plan.within(papers=[])
    refusal = refused("moving_already", lambda: plan.within(who=[plan.who(plan.son, HEAD)]))
    assert "赵小海" in str(refusal)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_take_up_the_same_family_at_once() -> None:
    scene = make_scene(make_cast())
    outcomes: list[str] = []
    start = Barrier(2)

    def go(who: Any) -> None:
        try:
            start.wait()
            scene.within(papers=[], who=who)
            outcomes.append("taken up")
        except TryAgain:
            outcomes.append("try again")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    rows = [scene.three(), list(reversed(scene.three()))]
    threads = [Thread(target=go, args=(who,)) for who in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["moving_already", "taken up"]
    assert Case.objects.count() == 1


def test_every_state_has_words_and_an_owner_or_the_clock(cast: Cast) -> None:
    codes = {state.code for state in PROCEDURE.states}
    assert {
        "DRAFT",
        "ACCEPTED",
        "APPROVED",
        "MOVED_OUT",
        "MOVED_IN",
        "CLOSED",
        "REJECTED",
        "EXPIRED",
    } <= codes
    assert {"DIED_IN_TRANSIT", "CANCELLED_BY_APPLICANT"} <= codes
    assert clock.today()
