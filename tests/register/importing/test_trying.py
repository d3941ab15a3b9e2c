"""Files handed in through the pages, up to the counts of the dry run; nothing is loaded here."""

from __future__ import annotations

import csv
import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from banji.accounts.models import Jurisdiction
from banji.accounts.roles import Role
from banji.audit.models import AuditEntry
from banji.foundation.progress import Progress
from banji.register.importing import taking
from banji.register.importing.models import Intake, SavedMapping
from banji.register.importing.place import folder_of
from banji.register.importing.sweeping import sweep
from banji.register.models import Load
from tests.cast import Cast, K, make_officer, make_organisation, sign_in
from tests.register.importing.files import HOUSEHOLDS, PEOPLE, Importer, city, counts, csv_file, workbook

pytestmark = pytest.mark.django_db


BAD = {
    "empty": b"",
    "pdf": b"%PDF-1.4",
    "one line": b"abc\n",
    "no text": b"a,b\n\xff\xff,\xff\n",
    "broken parquet": b"PAR1xxxxPAR1",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_in_words(importer: Importer, name: str) -> None:
    answer = importer.client.post("/imports/new/", {"upload": SimpleUploadedFile("x.csv", BAD[name])})
    if answer.status_code == 400:
        assert "error" in answer.text
        return
    intake = Intake.objects.get()
    taking.look(str(intake.pk))
    intake.refresh_from_db()
    assert intake.state == "UNREADABLE"
    assert intake.message["zh"] in importer.page(intake)
    assert importer.do(intake, "drop") == 302


def test_a_file_above_the_limit_is_refused(importer: Importer, settings: Settings) -> None:
    settings.BANJI_IMPORT_LIMIT = 100
    answer = importer.client.post("/imports/new/", {"upload": csv_file("人口.csv", PEOPLE)})
    assert answer.status_code == 400
    assert not Intake.objects.exists()


def test_nobody_else_takes_files_over(cast: Cast, client: Client) -> None:
    for who in ("officer", "chief", "clerk", "liaison", "supervisor", "sys_admin", "citizen", "committee"):
        sign_in(client, getattr(cast, who))
        for path in ("/imports/", "/imports/new/", "/imports/set-aside/"):
            assert client.get(path).status_code == 403, (who, path)


def test_counts_that_moved_on_are_not_confirmed(importer: Importer) -> None:
    intake = importer.tried(importer.hand_in(city()))
    assert importer.do(intake, "confirm", seen="0" * 64) == 409
    seq = intake.sheets.order_by("seq")[0].seq
    importer.client.post(f"/imports/{intake.pk}/sheets/{seq}/table/", {"table": "households"})
    assert importer.now(intake).state == "MAPPING"
    assert importer.do(intake, "confirm", seen=intake.digest) == 409
    assert not Load.objects.exists()


def test_households_elsewhere_need_somebody_who_answers_for_them(importer: Importer, cast: Cast) -> None:
    intake = importer.tried(importer.hand_in(city()))
    Jurisdiction.objects.filter(organisation=cast.county_bureau).update(area=cast.places.east.area)
    assert "2户不在您的辖区" in importer.page(intake)
    assert importer.do(intake, "confirm", seen=intake.digest) == 409


def test_a_site_that_does_not_know_the_owner_says_what_to_run(importer: Importer, settings: Settings) -> None:
    intake = importer.tried(importer.hand_in(city()))
    settings.DATABASE_OWNER = ""
    answer = importer.client.post(f"/imports/{intake.pk}/confirm/", {"seen": intake.digest})
    assert answer.status_code == 409
    assert f"banji load {folder_of(intake.pk) / 'register'}" in answer.text
    assert importer.now(intake).state == "TRIED"


def test_dropped_files_leave_nothing(importer: Importer) -> None:
    intake = importer.tried(importer.hand_in(city()))
    assert importer.do(intake, "drop") == 302
    assert not folder_of(intake.pk).exists()
    assert importer.do(intake, "try") == 409


def test_swept_rows_are_read_again_for_the_mapping(importer: Importer) -> None:
    intake = importer.hand_in(city())
    sweep(days=-1)
    seq = intake.sheets.order_by("seq")[0].seq
    assert importer.client.get(f"/imports/{intake.pk}/sheets/{seq}/").status_code == 302
    assert importer.do(intake, "read") == 302
    taking.look(str(intake.pk))
    assert importer.client.get(f"/imports/{intake.pk}/sheets/{seq}/").status_code == 200


def test_another_organisation_does_not_see_them(importer: Importer, cast: Cast, client: Client) -> None:
    intake = importer.hand_in(city())
    other = make_organisation("别处公安局", K.PSB_COUNTY, cast.places.east)
    sign_in(client, make_officer("bie", "别人", other, Role.COUNTY_OFFICER))
    assert client.get(f"/imports/{intake.pk}/").status_code == 404
    assert intake.label not in client.get("/imports/").text


def test_encodings_workbooks_and_parquet_say_the_same(importer: Importer) -> None:
    sheets = {"户": HOUSEHOLDS, "人": [("常住人口登记表",), *PEOPLE], "说明": [("请勿修改",)]}
    people = pa.table({head: [row[n] for row in PEOPLE[1:]] for n, head in enumerate(PEOPLE[0])})
    stream = io.BytesIO()
    pq.write_table(people, stream)
    ways = (
        [
            csv_file("户.csv", HOUSEHOLDS, encoding="gb18030"),
            csv_file("人口.csv", PEOPLE, encoding="gb18030"),
        ],
        [
            csv_file("户.csv", HOUSEHOLDS, encoding="utf-8-sig"),
            SimpleUploadedFile("p.parquet", stream.getvalue()),
        ],
    )
    digests = {importer.tried(importer.hand_in(files)).digest for files in ways}
    book = importer.hand_in([workbook("全部.xlsx", **sheets)])
    assert [sheet.header_row for sheet in book.sheets.order_by("seq")] == [1, 2, 1]
    assert importer.do(book, "try") == 409  # nobody has said what the sheet of explanations is
    seq = book.sheets.order_by("seq")[2].seq
    importer.client.post(f"/imports/{book.pk}/sheets/{seq}/table/", {"table": "-"})
    digests.add(importer.tried(book).digest)
    assert len(digests) == 1


def test_every_row_set_aside_has_its_reason(importer: Importer) -> None:
    people = [
        *PEOPLE,
        ("P5", "H1", "老幺", "李小", "男", "汉族", "2001-01-01", "", "在册", "", "", ""),
        ("P6", "H1", "子", "李中", "男", "汉族", "2001-02-30", "", "在册", "", "", ""),
        ("P7", "H9", "子", "李晚", "男", "汉族", "2001-02-03", "", "在册", "", "", ""),
        ("P8", "H1", "子", "李多", "男", "汉族", "2001-02-03", "", "在册", "", "", "", "错位"),
        ("PA", "H1", "子", "李数", "男", "汉族", "2001-02-03", "519901200102030000", "在册", "", "", ""),
    ]
    intake = importer.tried(importer.hand_in(city(人口=people)))
    assert counts(intake)["people"] == (9, 4, 0, 5)
    reasons = {fallen["words"][1]: fallen["first"][0]["row"] for fallen in intake.result["aside"]}
    assert reasons == {
        "“…” stands for no code yet: say in the mapping what it means.": 6,
        "This is no date written as YYYY-MM-DD: ….": 7,
        "The household '…' is not in the table of households.": 8,
        "The row has more cells than there are headings: “…”. Its columns may have slipped.": 9,
        "A spreadsheet has turned the number into a figure and lost its end. Export it again as text.": 10,
    }
    page = importer.page(intake)
    assert "老幺" in page
    answer = importer.client.get(f"/imports/{intake.pk}/aside/people/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["external_ref"] for row in rows} == {"P5", "P6", "P7", "P8", "PA"}
    assert all(row["reason"] and row["reason_en"] and row["sheet"] == "人口.csv" for row in rows)
    assert AuditEntry.objects.filter(act="export", object_id=str(intake.pk)).exists()


def test_a_mapping_is_said_and_kept(importer: Importer) -> None:
    odd = [
        ("甲", "乙", "丙", "丁", "戊"),
        ("P1", "H1", "李大山", "公", "老大"),
        ("P2", "H1", "李小山", "公", "老幺"),
    ]
    intake = importer.hand_in([csv_file("户信息.csv", HOUSEHOLDS), csv_file("表.csv", odd)])
    sheet = intake.sheets.order_by("seq")[1]
    assert sheet.table == ""
    assert importer.do(intake, "try") == 409
    assert (
        importer.client.post(
            f"/imports/{intake.pk}/sheets/{sheet.seq}/table/", {"table": "people"}
        ).status_code
        == 302
    )
    address = f"/imports/{intake.pk}/sheets/{sheet.seq}/"
    page = importer.client.get(address).text
    assert "李*" in page
    assert "李大山" not in page
    columns = {"column-external_ref": "甲", "column-household_no": "乙", "column-name": "丙", "column-sex": "丁", "column-relation_to_head": "戊"}  # fmt: skip
    assert importer.client.post(address, {"column-name": "丙"}).status_code == 400
    answer = importer.client.post(address, {**columns, "save_as": "安平旧系统"})
    assert answer.url == address  # type: ignore[attr-defined]
    form = importer.client.get(address).context["form"]
    words = {form[name].label: name for name in form.fields if name.startswith("code-")}
    assert set(words) == {"公", "老大", "老幺"}
    codes = {words["公"]: "1", words["老大"]: "02", words["老幺"]: "-"}
    answer = importer.client.post(address, {**columns, **codes, "save_as": "安平旧系统"})
    assert answer.url == f"/imports/{intake.pk}/"  # type: ignore[attr-defined]
    intake = importer.tried(intake)
    assert counts(intake)["people"] == (2, 2, 0, 0)
    assert SavedMapping.objects.count() == 2
    # The next file with the same headings.
    other = importer.hand_in(
        [csv_file("户信息.csv", HOUSEHOLDS), csv_file("表.csv", [*odd, ("P3", "H1", "李中", "公", "老大")])]
    )
    seq = other.sheets.order_by("seq")[1].seq
    importer.client.post(f"/imports/{other.pk}/sheets/{seq}/table/", {"table": "people"})
    assert "安平旧系统" in importer.client.get(f"/imports/{other.pk}/sheets/{seq}/").text
    assert counts(importer.tried(other))["people"] == (3, 3, 0, 0)


def test_a_number_is_no_reference(importer: Importer) -> None:
    intake = importer.hand_in(city())
    seq = intake.sheets.order_by("seq")[1].seq
    columns = {"column-external_ref": "身份证号", "column-citizen_id_no": "身份证号", "column-household_no": "户号", "column-name": "姓名"}  # fmt: skip
    answer = importer.client.post(f"/imports/{intake.pk}/sheets/{seq}/", columns)
    assert answer.status_code == 400
    assert "不能当作人员编号" in answer.text


def test_numbers_that_a_spreadsheet_has_rounded(importer: Importer) -> None:
    book = workbook(
        "全部.xlsx",
        户=HOUSEHOLDS,
        人=[
            PEOPLE[0],
            (
                "P1",
                "H1",
                "户主",
                "李大山",
                "男",
                "汉族",
                "1950-01-01",
                519901195001010013,
                "在册",
                "",
                "",
                "",
            ),
        ],
    )
    intake = importer.tried(importer.hand_in([book]))
    assert counts(intake)["people"] == (1, 0, 0, 1)
    assert intake.result["aside"][0]["words"][0].startswith("号码被电子表格改成了数字")


def test_the_dry_run_can_be_stopped_and_taken_up_again(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = importer.hand_in(city())
    importer.do(intake, "try")
    step = taking._step

    def stopped_meanwhile(progress: Progress, stage: str) -> None:
        assert importer.do(intake, "stop") == 302
        step(progress, stage)

    with monkeypatch.context() as patch:
        patch.setattr(taking, "_step", stopped_meanwhile)
        taking.try_out(intake.pk)
    assert importer.now(intake).state == "TRYING"
    assert "工作中途停止" in importer.page(intake)
    assert importer.do(intake, "go-on") == 302
    taking.try_out(intake.pk)
    assert importer.now(intake).state == "TRIED"


def test_files_dropped_while_they_are_tried_stay_dropped(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = importer.hand_in(city())
    importer.do(intake, "try")
    tried = taking.dry_run.try_out

    def dropped_meanwhile(*given: Any, **named: Any) -> Any:
        found = tried(*given, **named)
        assert importer.do(intake, "drop") == 302
        return found

    monkeypatch.setattr(taking.dry_run, "try_out", dropped_meanwhile)
    taking.try_out(intake.pk)
    assert importer.now(intake).state == "DROPPED"
    assert not folder_of(intake.pk).exists()
