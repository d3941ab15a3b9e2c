"""A city is taken over through the pages: files as they come, the mapping, the dry run, the load, the corrections."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from banji.audit.models import AuditEntry
from banji.audit.verify import verify
from banji.foundation.models import LongJob
from banji.foundation.secrets import opened
from banji.register.importing import tasks
from banji.register.importing.place import folder_of
from banji.register.importing.sweeping import sweep
from banji.register.models import HouseholdParticulars, Load, Particulars, Person, Registration, SignOfLife
from tests.cast import Cast
from tests.register.importing.files import (
    PEOPLE,
    SIGNS,
    Importer,
    changed,
    city,
    counts,
    csv_file,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_city_comes_in_as_people_have_it(importer: Importer, cast: Cast) -> None:
    intake = importer.hand_in(city())
    assert intake.state == "MAPPING"
    assert [sheet.table for sheet in intake.sheets.order_by("seq")] == [
        "households",
        "people",
        "signs_of_life",
    ]
    intake = importer.tried(intake)
    assert counts(intake) == {
        "households": (3, 3, 0, 0),
        "people": (4, 4, 0, 0),
        "signs_of_life": (1, 1, 0, 0),
    }
    assert not Person.objects.exists()
    page = importer.page(intake)
    assert "本市登记簿是空的" in page
    intake = importer.loaded(intake)
    assert intake.state == "LOADED"
    assert counts(intake) == {
        "households": (3, 3, 0, 0),
        "people": (4, 4, 0, 0),
        "signs_of_life": (1, 1, 0, 0),
    }
    who = Particulars.objects.get(person__external_ref="P2")
    assert (who.name, who.sex, who.ethnicity, who.birth_date) == (
        "阿依古丽·买买提",
        "2",
        "05",
        date(1988, 2, 29),
    )
    dead = Particulars.objects.get(person__external_ref="P3")
    assert dead.number is not None
    assert opened(dead.number) == "51990119360101502X"
    chain = Registration.objects.filter(person__external_ref="P3").order_by("valid_from")
    assert [(r.status, r.relation_to_head, r.cancel_reason) for r in chain] == [
        ("ACTIVE", "02", ""),
        ("CANCELLED", "02", "DEATH"),
    ]
    assert SignOfLife.objects.get().kind == "COUNTER_VISIT"
    entry = AuditEntry.objects.get(act="register.load")
    assert (entry.actor_name, entry.role) == (cast.county_officer.account.name, "COUNTY_OFFICER")
    assert list(verify()) == []
    # In plain there is nothing left of those who are in.
    assert not (folder_of(intake.pk) / "sheets").exists()
    assert not (folder_of(intake.pk) / "register").exists()


def test_the_same_files_change_nothing_and_a_grown_one_brings_in_what_is_new(importer: Importer) -> None:
    importer.all_the_way(city())
    again = importer.tried(importer.hand_in(city()))
    assert counts(again)["people"] == (4, 4, 0, 0)  # of the load that was made of these very rows
    assert "再次导入不会有任何变化" in importer.page(again)
    importer.loaded(again)
    assert (Person.objects.count(), Load.objects.count()) == (4, 1)
    grown = [*PEOPLE, ("P9", "H1", "子", "李小山", "男", "汉族", "1980-07-07", "", "在册", "", "", "")]
    intake = importer.tried(importer.hand_in(city(人口=grown)))
    expected = {"households": (3, 0, 3, 0), "people": (5, 1, 4, 0), "signs_of_life": (1, 0, 1, 0)}
    assert counts(intake) == expected
    assert counts(importer.loaded(intake)) == expected
    assert list(verify()) == []


def test_corrected_rows_come_later_alone(importer: Importer) -> None:
    first = importer.all_the_way(city(人口=changed(PEOPLE, "P2", 出生日期="1988-02-30")))
    assert counts(first)["people"] == (4, 3, 0, 1)
    assert "1" in importer.client.get("/imports/set-aside/").text
    text = b"".join(importer.client.get(f"/imports/{first.pk}/aside/people/").streaming_content).decode()  # type: ignore[attr-defined]
    corrected = SimpleUploadedFile("people.csv", text.replace("1988-02-30", "1988-02-29").encode())
    assert first.load is not None
    # Neither the household nor the others are in the file: the register knows them.
    second = importer.all_the_way([corrected], corrects=first.load)
    assert second.state == "LOADED"
    assert counts(second) == {"people": (1, 1, 0, 0)}
    home = Registration.objects.filter(household__external_ref="H1").values_list(
        "person__external_ref", flat=True
    )
    assert set(home) == {"P1", "P2"}
    assert HouseholdParticulars.objects.filter(household__external_ref="H1", recorded_to=None).count() == 1
    assert second.load is not None
    assert second.load.label in importer.client.get("/imports/set-aside/").text
    assert list(verify()) == []


def test_signs_alone_find_their_people(importer: Importer) -> None:
    importer.all_the_way(city())
    signs = [SIGNS[0], ("P4", "走访", "2017/1/5", "网格"), ("P9", "走访", "2017/1/5", "网格"), SIGNS[1]]
    intake = importer.all_the_way([csv_file("在世迹象.csv", signs)])
    assert counts(intake) == {"signs_of_life": (3, 1, 1, 1)}
    assert Person.objects.count() == 4


class Killed(BaseException):
    """Stands for `kill -9`: nothing of ours catches it."""


def test_a_killed_load_goes_on(importer: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    intake = importer.tried(importer.hand_in(city()))
    importer.do(intake, "confirm", seen=intake.digest)

    def kill(_progress: object, at: str, _done: int, _total: int) -> None:
        if at == "build":
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("banji.register.importing.taking._tell", kill)
        with pytest.raises(Killed):
            tasks.load(str(intake.pk))
    assert not Person.objects.exists()
    tasks.load(str(intake.pk))
    intake = importer.now(intake)
    assert (intake.state, counts(intake)["people"]) == ("LOADED", (4, 4, 0, 0))
    tasks.load(str(intake.pk))  # the queue may run it twice
    assert Load.objects.count() == 1


def test_a_killed_dry_run_goes_on_and_swept_rows_come_again(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = importer.hand_in(city())
    importer.do(intake, "try")
    with monkeypatch.context() as patch:
        patch.setattr("banji.register.importing.applying._write", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            tasks.try_out(str(intake.pk))
    assert sweep(days=-1) == 1
    tasks.try_out(str(intake.pk))
    intake = importer.now(intake)
    assert (intake.state, counts(intake)["people"]) == ("TRIED", (4, 4, 0, 0))
    assert LongJob.objects.filter(kind="importing.try_out", state=LongJob.DONE).count() == 1
    sweep(days=-1)
    importer.loaded(intake)
    assert Person.objects.count() == 4


def test_the_loads_page_reconciles_every_table(importer: Importer) -> None:
    people = [*PEOPLE, ("P5", "H1", "老幺", "李小", "男", "汉族", "2001-01-01", "", "在册", "", "", "")]
    importer.all_the_way(city(人口=people))
    page = importer.client.get("/loads/").text
    assert "人员：收到5 = 已导入4 + 本来就有0 + 退回1" in page
    assert "户：收到3 = 已导入3 + 本来就有0 + 退回0" in page
