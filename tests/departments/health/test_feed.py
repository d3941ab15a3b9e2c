"""Deaths in medical institutions: CSV and JSON say the same, causes stay out, civil affairs is told of each row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from banji.accounts.models import Organisation
from banji.audit.acts import act
from banji.departments.health.feed import FEED
from banji.departments.health.send import tell_civil_affairs
from banji.exchange.channels import Parcel, opened
from banji.exchange.channels.signing import Shared
from banji.exchange.delivery import deliver_due
from banji.exchange.inbox import content_of
from banji.exchange.models import Batch, Delivery, InboundRow, Message
from banji.exchange.reading import read_batch
from banji.foundation.errors import Refused
from tests.cast import Cast, make_organisation
from tests.departments.sheets import BY, TODAY, csv_of, hand_in, read

pytestmark = pytest.mark.django_db
SAMPLES = FEED.template.parent
GOOD = {
    "姓名": "张伟", "性别": "男", "身份证号": "519901195001010013", "死亡时间": "2016-03-05 08:30:00",
    "医疗机构": "安平县人民医院", "死亡证编号": "512021201600001",
}  # fmt: skip


@pytest.fixture
def health(cast: Cast) -> Organisation:
    return make_organisation("安平县卫生局", Organisation.Kind.DEPARTMENT, department="HEALTH")


def test_the_samples_say_the_same_in_every_format(tmp_path: Path) -> None:
    by_csv, csv_rows = read(FEED, tmp_path, (SAMPLES / "hospital_deaths_2016.csv").read_bytes())
    by_json, json_rows = read(FEED, tmp_path, (SAMPLES / "hospital_deaths_2016.json").read_bytes())
    assert [row.clean for row in csv_rows] == [row.clean for row in json_rows]
    assert [row.row_no for row in csv_rows] == [2, 3]
    assert [row.row_no for row in json_rows] == [1, 2]
    assert by_csv.notes == [("columns_never_kept", {"names": "死亡原因"})]
    assert by_json.notes == []


@pytest.mark.parametrize("first", ["死亡时间", "死亡日期"])
def test_the_day_of_death_is_the_column_that_holds_days(tmp_path: Path, first: str) -> None:
    said = {"死亡时间": "08:30", "死亡日期": "2016-03-05"}
    row = {first: said[first]} | {name: cell for name, cell in GOOD.items() if name != "死亡时间"} | said
    found, (read_row,) = read(FEED, tmp_path, csv_of(row))
    assert read_row.clean["died_on"] == "2016-03-05"
    assert found.headings["died_on"] == "死亡日期"


def test_english_names_of_fields_are_known(tmp_path: Path) -> None:
    _reading, (row,) = read(FEED, tmp_path, (SAMPLES / "hospital_deaths_2016.jsonl").read_bytes())
    assert row.problem == ""
    assert row.clean["died_on"] == "2016-11-02"
    assert (row.clean["sex"], row.clean["birth_date"], row.clean["place"]) == (
        "1",
        "1950-09-18",
        "安岳县人民医院",
    )


@pytest.mark.parametrize(
    "heading",
    [
        "死亡原因",
        "直接死因",
        "根本死亡原因（ICD-10）",
        "最高诊断",
        "疾病名称",
        "causeOfDeath",
        "Diagnosis",
        "费用合计",
        "艾滋病史",
    ],
)
def test_a_cause_of_death_is_never_kept(health: Organisation, heading: str) -> None:
    batch = hand_in(
        FEED, health, json.dumps([GOOD | {heading: "秘密"}], ensure_ascii=False).encode(), name="list.json"
    )
    row = InboundRow.objects.get(batch=batch)
    assert "秘密" not in str(content_of(row))
    batch.refresh_from_db()
    assert batch.reading["notes"] == [["columns_never_kept", {"names": heading}]]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"死亡时间": "2016-03-05T08:30"}, ""),
        ({"死亡时间": "2016年3月5日"}, ""),
        ({"死亡时间": "08:30"}, "bad_date"),
        ({"死亡时间": ""}, "cell_missing"),
        ({"死亡时间": "1949-01-01", "出生日期": "1950-01-01"}, "died_before_birth"),
        ({"姓名": "无名氏（女）"}, ""),
        ({"死亡证编号": "9" * 61}, "cell_too_long"),
    ],
)
def test_each_row_is_taken_or_named(tmp_path: Path, change: dict[str, str], problem: str) -> None:
    _reading, (row,) = read(FEED, tmp_path, csv_of(GOOD | change))
    assert row.problem == problem


def test_the_template_has_every_column_and_an_example() -> None:
    reading = FEED.read(FEED.template, TODAY)
    assert set(reading.headings) == set(FEED.columns)
    assert [row.problem for row in reading.rows] == [""]


# ------------------------------------------------------------------ health tells civil affairs


def test_civil_affairs_hears_of_each_usable_row_and_only_what_it_needs(
    cast: Cast, health: Organisation
) -> None:
    other = GOOD | {"姓名": "外地人", "身份证号": "", "出生日期": "1944-02-03"}
    hand_in(FEED, health, csv_of(GOOD | {"出生日期": ""}, other, other | {"姓名": ""}))
    told = [opened(message) for message in Message.objects.order_by("created_at", "pk")]
    assert sorted(told, key=str) == sorted(
        [
            {"citizen_id_no": "519901195001010013", "name": "张伟", "died_on": "2016-03-05"},
            {"name": "外地人", "died_on": "2016-03-05"},
        ],
        key=str,
    )
    assert set(Delivery.objects.values_list("receiver", flat=True)) == {f"department:{cast.civil_affairs.pk}"}
    deliver_due()
    for delivery in Delivery.objects.select_related("message"):
        assert delivery.state == Delivery.State.DELIVERED
        envelope = Parcel.of(delivery, Shared.with_(cast.civil_affairs)).envelope
        assert (envelope["sender"], envelope["receiver"]) == ("HEALTH", "CIVIL_AFFAIRS")
        assert set(envelope["payload"]) <= {"citizen_id_no", "name", "died_on"}


def test_a_death_is_told_once_however_often_it_is_read(cast: Cast, health: Organisation) -> None:
    first = hand_in(FEED, health, csv_of(GOOD))
    hand_in(FEED, health, csv_of(GOOD, GOOD | {"医疗机构": "另一医院"}))
    with act("tests.again", by=BY) as this:
        assert tell_civil_affairs(first, by=BY, this=this) == 0
    assert Message.objects.count() == 1


def test_telling_and_the_end_of_reading_are_one_transaction(
    cast: Cast, health: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise Refused("no entry")

    monkeypatch.setattr("banji.departments.health.send.tell_all", fail)
    with pytest.raises(Refused):
        hand_in(FEED, health, csv_of(GOOD))
    batch = Batch.objects.get()
    assert batch.state != Batch.State.READ
    monkeypatch.undo()
    read_batch(batch.pk, by=BY)
    assert (Message.objects.count(), InboundRow.objects.count()) == (1, 1)
