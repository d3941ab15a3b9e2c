"""Taking over a register: the first load, what it refuses, killing it, loading again and more."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import polars as pl
import pytest
from django.conf import settings as django_settings
from django.db import connection
from pytest_django import Settings

from banji.addresses.models import Division
from banji.audit.models import AuditEntry
from banji.audit.verify import verify
from banji.foundation.errors import Refused
from banji.foundation.models import Secret
from banji.foundation.secrets import opened, tokens_of
from banji.register import loading, queries
from banji.register.loading import first
from banji.register.loading.command import main
from banji.register.loading.work import work_folder
from banji.register.models import (
    HouseholdParticulars,
    IdCard,
    Load,
    Particulars,
    Person,
    Registration,
    SignOfLife,
)
from tests.cast import Places, make_places
from tests.register.city import HOUSEHOLDS, LOADER, PEOPLE, SIGNS, changed, load_city, refused, write_city
from tests.register.searched import searched_as_registered  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def var(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.VAR = tmp_path / "var"
    yield
    assert connection.settings_dict["USER"] == django_settings.DATABASE_APP


@pytest.fixture
def places() -> Places:
    return make_places()


def person(ref: str) -> UUID:
    return Person.objects.get(external_ref=ref).pk


def constraints() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid::regclass::text LIKE 'register%'"
            " UNION SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'register%'"
            " OR tablename = 'foundation_secret'"
        )
        return set(cursor.fetchall())


def test_a_city_is_taken_over_as_it_is(places: Places, tmp_path: Path) -> None:
    before = constraints()
    report = load_city(tmp_path / "in")
    assert (report.load.kind, report.load.state, report.load.accepted, report.load.rejected) == (
        "first",
        "DONE",
        4,
        0,
    )
    assert constraints() == before
    who = Particulars.objects.get(person_id=person("P2"))
    assert (who.name, who.name_folded, who.birth_date) == (
        "阿依古丽·买买提",
        "阿依古丽买买提",
        date(1988, 2, 29),
    )
    assert who.number is not None
    assert opened(who.number) == "519901198802296043"
    assert [(r.status, r.valid_from, r.valid_to) for r in queries_chain("P3")] == [
        ("ACTIVE", date(1960, 1, 1), date(2016, 8, 9)),
        ("CANCELLED", date(2016, 8, 9), None),
    ]
    assert IdCard.objects.get(person_id=person("P3")).state == "VOIDED"
    assert IdCard.objects.get(person_id=person("P1")).valid_to is None
    assert SignOfLife.objects.get().person_id == person("P1")
    ends = dict(HouseholdParticulars.objects.values_list("household_no", "valid_to"))
    assert ends == {"H1": None, "H2": date(2016, 8, 9), "H3": None}
    assert queries.urban_rural_class(queries_chain("P1")[0], date(2017, 1, 1)) == queries.RURAL
    assert queries.urban_rural_class(queries_chain("P4")[0], date(2017, 1, 1)) == queries.URBAN


def queries_chain(ref: str) -> list[Registration]:
    return list(Registration.objects.filter(person__external_ref=ref).order_by("valid_from"))


def test_the_trail_holds_every_row_of_it(places: Places, tmp_path: Path) -> None:
    report = load_city(tmp_path / "in")
    assert list(verify()) == []
    entry = AuditEntry.objects.get(act="register.load")
    assert (entry.id, entry.actor_name) == (report.load.pk, LOADER.name)
    assert entry.changes["added"]["register_registration"]["count"] == 5


def test_the_same_folder_twice_changes_nothing(places: Places, tmp_path: Path) -> None:
    load_city(tmp_path / "in")
    entries = AuditEntry.objects.count()
    again = loading.load(write_city(tmp_path / "elsewhere"), by=LOADER)
    assert not again.changed
    assert (AuditEntry.objects.count(), Person.objects.count(), Load.objects.count()) == (entries, 4, 1)


def test_a_grown_folder_adds_only_what_is_new(places: Places, tmp_path: Path) -> None:
    load_city(tmp_path / "in")
    old = person("P1")
    newcomer = PEOPLE[0] | {
        "external_ref": "P9",
        "name": "李小山",
        "relation_to_head": "20",
        "valid_from": "2016-01-01",
    }
    sign = SIGNS[0] | {"happened_on": "2017-01-05"}
    household = HOUSEHOLDS[0] | {"household_no": "H9"}
    report = load_city(
        tmp_path / "grown",
        households=[*HOUSEHOLDS, household],
        people=[*PEOPLE, newcomer],
        signs=[*SIGNS, sign, sign],
    )
    assert (report.load.kind, report.load.accepted, report.load.known) == ("later", 1, 4)
    assert person("P1") == old
    assert (Person.objects.count(), SignOfLife.objects.count()) == (5, 2)
    home = {row.household_id for ref in ("P1", "P9") for row in queries_chain(ref)}
    assert len(home) == 1
    # Both hold the number now: both are marked, nobody is refused.
    shared = Secret.objects.filter(token=tokens_of("519901195001010013").whole)
    assert [secret.disputed for secret in shared] == [True, True]
    assert list(verify()) == []


PEOPLE_REFUSED: dict[str, tuple[str, dict[str, str]]] = {
    "There is no external_ref.": ("P2", {"external_ref": ""}),
    "P1 stands in an earlier row already.": ("P2", {"external_ref": "P1"}),
    "There is no name.": ("P2", {"name": " "}),
    "The household 'H7' is not in the table of households.": ("P2", {"household_no": "H7"}),
    "This is no date written as YYYY-MM-DD: birth_date 1989-02-29.": ("P2", {"birth_date": "1989-02-29"}),
    "This is no date written as YYYY-MM-DD: birth_date 1989.2.1.": ("P2", {"birth_date": "1989.2.1"}),
    "This is no date written as YYYY-MM-DD: birth_date 1989-2-1.": ("P2", {"birth_date": "1989-2-1"}),
    "The date lies in the future: birth_date 2990-01-01.": ("P2", {"birth_date": "2990-01-01"}),
    "The date lies before 1840: valid_from 0010-10-01.": ("P2", {"valid_from": "0010-10-01"}),
    "The registration ends on 1959-12-31, before it begins.": ("P3", {"valid_to": "1959-12-31"}),
    "The status 'DEAD' is neither ACTIVE nor CANCELLED.": ("P2", {"status": "DEAD"}),
    "Cancelled, but the day is missing.": ("P3", {"valid_to": ""}),
    "Registered, and yet it ends on 2016-01-01.": ("P2", {"valid_to": "2016-01-01"}),
    "GB/T 2261.1 has no sex '女'.": ("P2", {"sex": "女"}),
    "The card's generation '3' is neither 1 nor 2.": ("P2", {"id_card_generation": "3"}),
    "name is too long.": ("P2", {"name": "长" * 101}),
}


@pytest.mark.parametrize("reason", PEOPLE_REFUSED)
def test_a_row_that_cannot_stand_is_refused_and_the_others_go_on(
    places: Places, tmp_path: Path, reason: str
) -> None:
    ref, change = PEOPLE_REFUSED[reason]
    report = load_city(tmp_path / "in", people=changed(PEOPLE, ref, **change))
    assert refused(report, "people") == {ref[1]: reason}
    assert (report.load.accepted, report.load.rejected) == (3, 1)
    assert Person.objects.count() == 3


def test_an_unknown_village_takes_its_people_along(places: Places, tmp_path: Path) -> None:
    report = load_city(tmp_path / "in", households=changed(HOUSEHOLDS, "H1", village_code="519901999999"))
    assert refused(report, "households") == {
        "1": "The village code '519901999999' is not in the list of divisions."
    }
    assert set(refused(report, "people").values()) == {"The row of the household H1 was refused."}
    assert refused(report, "signs_of_life") == {"1": "'P1' is not among the people taken over."}
    assert (report.load.accepted, report.load.rejected) == (2, 4)


def test_refused_rows_come_back_corrected(places: Places, tmp_path: Path) -> None:
    dirt = {"birth_date": "1989-02-30", "native_place": "=cmd|' /C calc'!A0", "birth_place": "-李家村"}
    report = load_city(tmp_path / "in", people=changed(PEOPLE, "P2", **dirt))
    path = report.reports / "refused" / "people.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text(encoding="utf-8-sig")
    assert "'=cmd" in text  # no spreadsheet runs it
    write_city(tmp_path / "corrected")
    (tmp_path / "corrected" / "people.csv").write_text(
        text.replace("1989-02-30", "1989-02-28"), encoding="utf-8-sig"
    )
    again = loading.load(tmp_path / "corrected", by=LOADER)
    assert (again.load.accepted, again.load.known) == (1, 0)
    who = Particulars.objects.get(person_id=person("P2"))
    assert (who.native_place, who.birth_place) == ("=cmd|' /C calc'!A0", "-李家村")


def test_nobody_is_refused_for_a_wrong_or_doubled_number(places: Places, tmp_path: Path) -> None:
    people = changed(changed(PEOPLE, "P2", citizen_id_no="519901195001010013"), "P4", citizen_id_no="12345")
    report = load_city(tmp_path / "in", people=people)
    assert report.load.accepted == 4
    disputed = dict(Particulars.objects.values_list("person__external_ref", "number__disputed"))
    assert disputed == {"P1": True, "P2": True, "P3": False, "P4": False}
    remarks = (report.reports / "remarks.csv").read_text(encoding="utf-8-sig")
    assert remarks.count("Somebody else has the same number") == 2
    assert "P4,公民身份号码不合GB 11643" in remarks


def test_heads_are_counted_and_only_remarked(places: Places, tmp_path: Path) -> None:
    report = load_city(tmp_path / "in", people=changed(PEOPLE, "P2", relation_to_head="02"))
    remarks = (report.reports / "remarks.csv").read_text(encoding="utf-8-sig")
    assert "H1,有2个户主。" in remarks
    assert "H3,没有户主。" in remarks


def test_an_abolished_village_is_the_one_that_last_had_the_code(places: Places, tmp_path: Path) -> None:
    Division.objects.filter(pk=places.village.pk).update(valid_to=date(2015, 1, 1))
    report = load_city(tmp_path / "in")
    assert queries_chain("P1")[0].village_id == places.village.pk
    assert "The village 519901100201 does not exist any more." in (report.reports / "remarks.csv").read_text(
        "utf-8-sig"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_any_honest_encoding(places: Places, tmp_path: Path, encoding: str) -> None:
    loading.load(write_city(tmp_path / "in", encoding=encoding), by=LOADER)
    assert Particulars.objects.get(person_id=person("P3")).former_name == "曾大贤"


def test_parquet_is_the_same(places: Places, tmp_path: Path) -> None:
    folder = write_city(tmp_path / "in")
    for path in list(folder.glob("*.csv")):
        pl.read_csv(path, infer_schema=False).write_parquet(path.with_suffix(".parquet"))
        path.unlink()
    assert loading.load(folder, by=LOADER).load.accepted == 4


def test_an_odd_text_arrives_as_it_was_written(places: Places, tmp_path: Path) -> None:
    text = 'back\\slash "quote" {brace} \\N 𠮷䶮㼆𬭚,'
    load_city(tmp_path / "in", people=changed(PEOPLE, "P2", native_place=text, name="𠮷\\田"))
    who = Particulars.objects.get(person_id=person("P2"))
    assert (who.native_place, who.name) == (text, "𠮷\\田")
    assert list(verify()) == []


UNREADABLE = {
    "no people": lambda folder: (folder / "people.csv").unlink(),
    "no such column": lambda folder: (folder / "people.csv").write_text("external_ref,name\nP1,李大山\n"),
    "bytes of nothing": lambda folder: (folder / "people.csv").write_bytes(
        b"external_ref,household_no,name\n\xff\xff,1,2\n"
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_folder_is_refused_and_nothing_is_there(
    places: Places, tmp_path: Path, name: str
) -> None:
    folder = write_city(tmp_path / "in")
    UNREADABLE[name](folder)
    with pytest.raises(Refused):
        loading.load(folder, by=LOADER)
    assert not Person.objects.exists()


def test_refused_whole_when_a_constraint_fails(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = constraints()
    monkeypatch.setattr(first, "_DISPUTED", "SELECT 1")  # so two people hold one number undisputed
    with pytest.raises(Refused):
        load_city(tmp_path / "in", people=changed(PEOPLE, "P2", citizen_id_no="519901195001010013"))
    run = Load.objects.get()
    assert (run.state, Person.objects.count(), Secret.objects.count()) == ("FAILED", 0, 0)
    assert run.message
    assert constraints() == before
    monkeypatch.undo()
    again = load_city(tmp_path / "in", people=changed(PEOPLE, "P2", citizen_id_no="519901195001010013"))
    assert (again.load.pk, again.load.state, again.load.message) == (run.pk, "DONE", "")


class Killed(BaseException):
    """Stands for `kill -9`: nothing of ours catches it."""


@pytest.mark.parametrize("stage", ["prepare", "copy", "build"])
def test_a_killed_load_goes_on_and_answers_do_not_change(places: Places, tmp_path: Path, stage: str) -> None:
    def kill(at: str, _done: int, _total: int) -> None:
        if at == stage:
            raise Killed

    folder = write_city(tmp_path / "in")
    with pytest.raises(Killed):
        loading.load(folder, by=LOADER, progress=kill)
    assert not Person.objects.exists()
    held = queries.watermark()
    assert held < Load.objects.get().recorded_from
    report = loading.load(folder, by=LOADER)
    assert (report.load.accepted, Person.objects.count()) == (4, 4)
    assert list(verify()) == []
    assert queries.status_on(person("P1"), date(2017, 1, 1), held) is None
    assert queries.watermark() > report.load.recorded_from
    assert not (report.reports / "staged").exists()


def test_a_killed_load_can_be_abandoned(places: Places, tmp_path: Path) -> None:
    def kill(at: str, _done: int, _total: int) -> None:
        if at == "copy":
            raise Killed

    folder = write_city(tmp_path / "in")
    with pytest.raises(Killed):
        loading.load(folder, by=LOADER, progress=kill)
    (run,) = Load.objects.all()
    with work_folder(run.digest):
        assert loading.abandon(by=LOADER) == []  # it is running
    assert queries.watermark() < run.recorded_from
    assert loading.abandon(by=LOADER) == [run]
    assert queries.watermark() > run.recorded_from
    assert not list((tmp_path / "var" / "loads").glob("*/staged"))
    assert AuditEntry.objects.filter(act="register.abandon_load", object_id=str(run.pk)).exists()
    assert loading.abandon(by=LOADER) == []
    again = loading.load(folder, by=LOADER)
    assert (again.load.pk, again.load.state, again.load.recorded_from > run.recorded_from) == (
        run.pk,
        "DONE",
        True,
    )
    assert list(verify()) == []


def test_a_newcomer_opens_a_void_book_again(places: Places, tmp_path: Path) -> None:
    load_city(tmp_path / "in")  # H2 ended with P3
    newcomer = PEOPLE[0] | {"external_ref": "P9", "household_no": "H2", "valid_from": "2016-01-01"}
    load_city(tmp_path / "grown", people=[*PEOPLE, newcomer])
    states = HouseholdParticulars.objects.filter(household_no="H2")
    assert [state.valid_to for state in states.filter(recorded_to=None)] == [None]
    assert list(verify()) == []


def test_staged_chunks_are_not_prepared_again(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_city(tmp_path / "in")
    monkeypatch.setattr("banji.register.loading.plan.CHUNK", 1)

    def kill(at: str, done: int, _total: int) -> None:
        if at == "prepare" and done == 5:
            raise Killed

    with pytest.raises(Killed):
        loading.load(folder, by=LOADER, progress=kill)
    (staged,) = (tmp_path / "var" / "loads").glob("*/staged")
    before = {path: path.stat().st_mtime_ns for path in staged.rglob("*")}
    assert len(list(staged.iterdir())) == 5

    def look(at: str, _done: int, _total: int) -> None:
        if at == "copy":
            assert before.items() <= {path: path.stat().st_mtime_ns for path in staged.rglob("*")}.items()

    assert loading.load(folder, by=LOADER, progress=look).load.accepted == 4


def test_the_command_says_what_it_did(
    places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(write_city(tmp_path / "in"))
    assert main([folder]) == 0
    assert "4 people taken over" in capsys.readouterr().out
    assert main([folder]) == 0
    assert "nothing has changed" in capsys.readouterr().out
    assert main([str(tmp_path / "nowhere")]) == 1


def test_processes_prepare_the_same_rows(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("banji.register.loading.staging._ALONE", 0)
    load_city(tmp_path / "in")
    assert list(verify()) == []
    numbers = {opened(secret) for secret in Secret.objects.filter(kind=Secret.CITIZEN_ID)}
    assert numbers == {row["citizen_id_no"] for row in PEOPLE if "citizen_id_no" in row}
