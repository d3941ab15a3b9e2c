"""Taking in files of the register of record: order, damage, what is mirrored, what is held, both time axes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import Settings

from banji.audit.verify import verify
from banji.departments.police import rules
from banji.departments.police.command import main
from banji.departments.police.models import Difference, Intake, Mirrored
from banji.departments.police.taking import run, take
from banji.exchange.models import Message
from banji.foundation import clock
from banji.foundation.errors import Refused
from banji.foundation.secrets import opened
from banji.register import queries
from banji.register.models import (
    EventConfirmation,
    HouseholdParticulars,
    IdCard,
    Particulars,
    Person,
    RegisterEvent,
    Registration,
)
from banji.register.operations import cancel_death, note_sign_of_life, restore
from banji_demo.outside.police import write_manifest
from tests.cast import Cast, make_cast
from tests.departments.police.outside import TAKER, Outside
from tests.register.searched import searched_as_registered  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def var(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.VAR = tmp_path / "var"
    settings.BANJI_REGISTER_OF_RECORD = True
    with translation.override("en"):
        yield
    assert list(verify()) == []


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def outside(cast: Cast, tmp_path: Path) -> Outside:
    return Outside(tmp_path / "files")


def person(ref: str) -> Person:
    return Person.objects.get(external_ref=ref)


def counts(intake: Intake) -> tuple[int, ...]:
    intake.refresh_from_db()
    return intake.given, intake.same, intake.mirrored, intake.held, intake.refused, intake.missing


def chain(ref: str) -> list[tuple[str, date, date | None]]:
    rows = Registration.objects.filter(person__external_ref=ref, recorded_to=None).order_by("valid_from")
    return [(row.status, row.valid_from, row.valid_to) for row in rows]


def everything() -> set[tuple[Any, ...]]:
    """Every open row of the register, without ids and times."""
    tables = (Particulars, Registration, IdCard, HouseholdParticulars)
    hidden = {"id", "recorded_from", "recorded_to", "recorded_in", "mac", "event_id", "number_id", "phone_id"}
    return {
        (
            table.__name__,
            str(
                sorted(
                    (f.attname, str(getattr(row, f.attname)))
                    for f in row._meta.concrete_fields
                    if f.attname not in hidden
                )
            ),
        )
        for table in tables
        for row in table._default_manager.filter(recorded_to=None)
    }


def refused(folder: Path) -> str:
    with pytest.raises(Refused) as error:
        take(folder, by=TAKER)
    assert str(error.value)
    return error.value.code


# ---------------------------------------------------------------------- order and damage


def test_the_register_we_loaded_is_the_same_as_theirs(outside: Outside) -> None:
    before = everything()
    assert counts(outside.take_full()) == (7, 7, 0, 0, 0, 0)
    assert everything() == before
    assert not Mirrored.objects.exists()


def test_the_same_file_again_changes_nothing(outside: Outside) -> None:
    folder = outside.full()
    intake, new = take(folder, by=TAKER)
    assert (take(folder, by=TAKER), new) == ((intake, False), True)
    assert Intake.objects.count() == 1


def test_a_gap_is_refused_and_said_on_the_page(outside: Outside) -> None:
    assert refused(outside.delta("too early")) == "gap"
    outside.take_full()
    missing, next_one = outside.delta("missing"), outside.delta("next")
    assert refused(next_one) == "gap"
    last = Intake.objects.order_by("started_at").last()
    assert last is not None
    assert (last.state, "missing" in last.message) == (Intake.State.REFUSED, True)
    take(missing, by=TAKER)
    take(next_one, by=TAKER)


def test_an_older_file_is_refused_and_a_full_one_fills_a_gap(outside: Outside) -> None:
    outside.take_full()
    late = outside.delta("late")
    outside.take_delta_after = outside.full("full")  # type: ignore[attr-defined]
    take(outside.folder / "full", by=TAKER)
    assert refused(late) == "out_of_order"


def test_an_overlapping_delta_is_taken(outside: Outside) -> None:
    outside.take_full()
    outside.register.corrected("P1", "李大川")
    assert counts(outside.take_delta())[:3] == (2, 1, 1)
    outside.register.changed = {"P1"}
    intake, _new = take(outside.delta(follows=1), by=TAKER)
    assert counts(intake)[:3] == (2, 2, 0)


@pytest.mark.parametrize("damage", ["cut off", "gone", "counted wrongly", "changed", "unsigned", "no json"])
def test_a_damaged_folder_is_refused(outside: Outside, damage: str) -> None:
    folder = outside.full()
    people, manifest = folder / "people.csv", folder / "manifest.json"
    said = json.loads(manifest.read_text())
    said.pop("signature")
    match damage:
        case "cut off":
            people.write_bytes(people.read_bytes()[:-20])
        case "gone":
            people.unlink()
        case "counted wrongly":
            said["tables"]["people"]["rows"] += 1
            write_manifest(folder, said, outside.sign)
        case "changed":
            manifest.write_text(manifest.read_text().replace('"sequence": 1', '"sequence": 2'))
        case "unsigned":
            manifest.write_text(json.dumps(said))
        case _:
            manifest.write_text("{")
    expected = {"cut off": "digest", "gone": "digest", "counted wrongly": "truncated", "no json": "manifest"}
    assert refused(folder) == expected.get(damage, "signature")
    assert not Intake.objects.exclude(state=Intake.State.REFUSED).exists()


def test_a_city_without_a_register_of_record_takes_nothing(outside: Outside, settings: Settings) -> None:
    folder = outside.full()
    settings.BANJI_REGISTER_OF_RECORD = False
    assert refused(folder) == "no_register_of_record"


def test_the_command_says_what_came(outside: Outside, capsys: pytest.CaptureFixture[str]) -> None:
    folder = outside.full()
    assert main([str(folder)]) == 0
    assert "7 people and households = 7 the same + 0 mirrored" in capsys.readouterr().out
    assert main([str(folder)]) == 0
    assert "taken in before" in capsys.readouterr().out
    assert main([str(outside.folder)]) == 1
    assert "manifest" in capsys.readouterr().err


# ---------------------------------------------------------------------- what is mirrored


def test_lawful_changes_are_mirrored_on_both_axes(outside: Outside) -> None:
    outside.take_full()
    before = clock.now()
    register, day = outside.register, outside.register.day
    register.born("H1")
    register.died("P1", day - timedelta(days=5))
    register.corrected("P2", "阿依古丽·买买提江")
    register.renamed("P4", "欧阳雪儿")
    register.moved("P4", "H1")
    register.carded("P2")
    # P1, P2, P4, the child; H1, H3
    assert counts(outside.take_delta()) == (6, 2, 4, 0, 0, 0)
    assert [row[0] for row in chain("P1")] == ["ACTIVE", "CANCELLED"]
    assert chain("P1")[1][1] == day - timedelta(days=5)
    assert IdCard.objects.get(person=person("P1"), recorded_to=None).state == "VOIDED"
    child = Particulars.objects.get(person__external_ref="N000000001")
    assert child.number is not None
    assert opened(child.number).startswith("519901" + day.strftime("%Y%m%d"))
    assert Particulars.objects.get(person=person("P2"), recorded_to=None).name == "阿依古丽·买买提江"
    p4 = person("P4").pk
    # Material: before the day he lived elsewhere under another name. Formal: yesterday we did not know it.
    for known_at, home, name in ((None, "H1", "欧阳雪儿"), (before, "H3", "欧阳雪")):
        sheet = queries.person_on(p4, day, known_at)
        assert sheet.registration is not None
        assert sheet.registration.household is not None
        assert sheet.particulars is not None
        assert (sheet.registration.household.external_ref, sheet.particulars.name) == (home, name)
    earlier = queries.person_on(p4, day - timedelta(days=1))
    assert earlier.particulars is not None
    assert earlier.particulars.name == "欧阳雪"
    events = RegisterEvent.objects.filter(kind="MIRRORED").order_by("person__external_ref")
    assert {event.details["what"] for event in events} == {"NEW", "CANCELLED", "PARTICULARS", "MOVED"}
    assert events.get(person=person("P1")).decided_by == "公安户籍民警 钟鸣"
    assert Message.objects.get(type="HUKOU_CANCELLED").subject_ref == f"person:{person('P1').pk}"


def test_a_full_file_after_the_changes_shows_no_difference(outside: Outside) -> None:
    outside.take_full()
    for _month in range(3):
        outside.register.month()
        outside.take_delta()
    assert counts(outside.take_full())[2:] == (0, 0, 0, 0)


def test_the_last_member_ends_the_book_and_a_new_one_opens_it(outside: Outside) -> None:
    outside.take_full()
    day = outside.register.day
    outside.register.died("P1")
    outside.register.died("P2")
    outside.take_delta()
    book = HouseholdParticulars.objects.get(household_no="H1", recorded_to=None)
    assert book.valid_to == day
    outside.register.pass_days(10)
    outside.register.moved("P4", "H1")
    outside.take_delta()
    assert HouseholdParticulars.objects.get(household_no="H1", recorded_to=None).valid_to is None
    assert counts(outside.take_full())[2:] == (0, 0, 0, 0)


def test_somebody_of_ours_without_a_reference_is_joined_by_number_and_name(outside: Outside) -> None:
    Person.objects.filter(external_ref="P1").update(external_ref="")
    assert counts(outside.take_full()) == (7, 7, 0, 0, 0, 0)
    assert Person.objects.filter(external_ref="P1").count() == 1


def test_rows_that_cannot_stand_refuse_their_person_and_nobody_else(outside: Outside) -> None:
    outside.take_full()
    register = outside.register
    register.corrected("P1", "")
    register.moved("P2", "H2")
    register.people["P2"].registrations[-1]["village_code"] = "999999999999"
    register.renamed("P4", "欧阳云")
    assert counts(outside.take_delta()) == (6, 3, 1, 0, 2, 0)
    details = dict(Difference.objects.filter(kind=rules.REFUSED).values_list("ref", "detail"))
    assert details == {"P1": "people|no_name|", "P2": "registrations|village|999999999999"}


def test_a_file_costs_as_many_statements_for_two_people_as_for_many(outside: Outside) -> None:
    outside.take_full()
    taken = []
    for n in (1, 12):
        for _child in range(n):
            outside.register.born("H1")
        folder = outside.delta()
        with CaptureQueriesContext(connection) as captured:
            take(folder, by=TAKER)
        taken.append(len(captured))
    assert taken[0] == taken[1]


# ---------------------------------------------------------------------- what is held


def held() -> dict[str, str]:
    return dict(Difference.objects.filter(state=Difference.State.OPEN).values_list("ref", "kind"))


def cancel(cast: Cast, ref: str, on: date) -> RegisterEvent:
    seen = Registration.objects.get(person__external_ref=ref, recorded_to=None, valid_to=None)
    return cancel_death(
        person_id=seen.person_id, died_on=on, reason="火化证明", case_no="", by=cast.officer.actor,
        seen_registration_id=seen.pk,
    )  # fmt: skip


def test_our_cancellation_goes_out_and_is_confirmed(outside: Outside, cast: Cast) -> None:
    outside.take_full()
    event = cancel(cast, "P1", outside.register.day - timedelta(days=40))
    told = Message.objects.get(type="REGISTER_EVENT")
    assert told.deliveries.get().organisation == outside.organisation
    assert (outside.hear(), outside.hear()) == (1, 0)
    intake = outside.take_delta()
    assert counts(intake) == (2, 2, 0, 0, 0, 0)
    assert intake.confirmed == 1
    confirmation = EventConfirmation.objects.get(event=event)
    assert confirmation.external_ref == "E000000001"
    restore(person_id=event.person_id, revokes=event.pk, reason="误销", case_no="", by=cast.chief.actor)
    outside.hear()
    assert counts(outside.take_delta()) == (2, 2, 0, 0, 0, 0)
    assert EventConfirmation.objects.count() == 2


def test_what_an_officer_here_decided_is_not_undone_by_machine(outside: Outside, cast: Cast) -> None:
    outside.take_full()
    cancel(cast, "P1", outside.register.day - timedelta(days=40))
    before = everything()
    outside.register.carded("P1")  # they do not know it yet
    assert counts(outside.take_delta())[2:] == (0, 1, 0, 0)
    assert held() == {"P1": rules.CANCELLED_HERE}
    assert everything() == before
    outside.hear()
    outside.take_delta()
    assert held() == {}
    assert Difference.objects.get().state == Difference.State.SETTLED


def test_another_day_of_death_and_a_sign_of_life_are_held(outside: Outside, cast: Cast) -> None:
    outside.take_full()
    day = outside.register.day
    cancel(cast, "P1", day - timedelta(days=40))
    outside.register.died("P1", day - timedelta(days=30))
    outside.register.died("P2", day - timedelta(days=30))
    outside.register.died("P4", day - timedelta(days=30), officer="")
    note_sign_of_life(
        person_id=person("P2").pk, kind="COUNTER_VISIT", happened_on=day, source="窗口", by=cast.officer.actor
    )
    outside.take_delta()
    assert held() == {"P1": rules.DEATH_DAY, "P2": rules.SEEN_ALIVE, "P4": rules.UNSIGNED}


def test_a_restoration_here_is_not_cancelled_again(outside: Outside, cast: Cast) -> None:
    outside.take_full()
    event = cancel(cast, "P1", outside.register.day)
    restore(person_id=event.person_id, revokes=event.pk, reason="误销", case_no="", by=cast.chief.actor)
    outside.register.died("P1")
    outside.take_delta()
    assert held() == {"P1": rules.RESTORED_HERE}


def test_a_second_holder_of_a_number_waits_for_an_officer(outside: Outside) -> None:
    outside.take_full()
    again = outside.register.doubled("P1")
    outside.take_delta()
    assert held() == {again: rules.NUMBER}
    assert Difference.objects.get().other == person("P1")
    assert not Person.objects.filter(external_ref=again).exists()


def test_a_person_missing_in_a_full_file_is_a_difference_not_a_death(outside: Outside) -> None:
    outside.take_full()
    outside.register.lost("P4")
    intake = outside.take_full()
    assert counts(intake) == (6, 6, 0, 0, 0, 1)
    assert held() == {"P4": rules.MISSING}
    assert chain("P4")[-1][0] == "ACTIVE"
    outside.take_full()  # seen again, not put twice
    assert Difference.objects.count() == 1


# ---------------------------------------------------------------------- killed, and somebody else at work


class Killed(BaseException):
    pass


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_killed_run_goes_on_to_the_same_rows(
    outside: Outside, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    outside.take_full()
    for _n in range(3):
        outside.register.month()
    outside.register.doubled("P2")
    folder, whole, done = outside.delta(), run._mirror, []
    monkeypatch.setattr(run, "CHUNK", 2)

    def killing(*args: Any) -> int:
        if len(done) == after:
            raise Killed
        done.append(1)
        return whole(*args)

    monkeypatch.setattr(run, "_mirror", killing)
    with pytest.raises(Killed):
        take(folder, by=TAKER)
    monkeypatch.setattr(run, "_mirror", whole)
    assert refused(outside.full("another")) == "unfinished"
    intake, new = take(folder, by=TAKER)
    assert new
    given, same, mirrored, held_, _refused, _missing = counts(intake)
    assert given == same + mirrored + held_
    assert mirrored == Mirrored.objects.filter(intake=intake).count() > 0
    assert outside.take_full().mirrored == 0
    assert (
        RegisterEvent.objects.filter(kind="MIRRORED").count()
        == Mirrored.objects.filter(subject="PERSON").count()
    )


def test_whoever_is_changed_meanwhile_is_compared_again(
    outside: Outside, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside.take_full()
    outside.register.moved("P1", "H3")
    outside.register.renamed("P4", "欧阳云")
    whole, done = run.mirror, []

    def late(*args: Any, **named: Any) -> Any:
        if not done:
            done.append(cancel(cast, "P1", outside.register.day - timedelta(days=3)))
        return whole(*args, **named)

    monkeypatch.setattr(run, "mirror", late)
    assert counts(outside.take_delta())[1:4] == (2, 1, 1)
    assert held() == {"P1": rules.CANCELLED_HERE}
