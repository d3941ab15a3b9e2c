"""The pages: a liaison hands a list in and gets its errors back; officers see counts; each sees only what is his."""

from __future__ import annotations

import io
import re
from pathlib import Path

import fastexcel
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from banji.audit.models import AuditEntry, AuditSubject
from banji.exchange import delivery, reading
from banji.exchange.models import Batch, Delivery, InboundRow
from tests.cast import Cast, Member, sign_in
from tests.exchange.test_outbox import ONE, tell
from tests.reconciliation.scene import BY, FEED, send
from tests.reconciliation.test_matching import BAD, LI_ROW

pytestmark = pytest.mark.django_db
EVIL = ("=cmd|' /C calc'!A0", "519901195001010013", "", "2016-06-01", "+SUM(1,2)")


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.BANJI_FILES = tmp_path / "files"
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def batch(cast: Cast, tmp_path: Path) -> Batch:
    return send(cast, tmp_path, LI_ROW, BAD, EVIL)


def as_(client: Client, member: Member) -> Client:
    sign_in(client, member)
    return client


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"exchange:{name}", args=args), headers={"accept-language": "en"})
    assert answer.status_code == 200, answer.status_code
    # Without the token of the forms: its letters are drawn by lot, and some day spell what must not be there.
    return re.sub(r"[0-9A-Za-z]{64}", "", answer.content.decode())


def test_a_liaison_hands_in_a_list(client: Client, cast: Cast, batch: Batch, tmp_path: Path) -> None:
    as_(client, cast.liaison)
    content = (tmp_path / "list.xlsx").read_bytes()
    url = reverse("exchange:send", args=[FEED])
    assert "Template" in page(client, "send", FEED)
    csv = "姓名,身份证号码,出生日期,死亡日期\n李大山,519901195001010013,,2016-05-01\n".encode()
    answer = client.post(url, {"file": SimpleUploadedFile("新.csv", csv), "period": "2016"})
    made = Batch.objects.exclude(pk=batch.pk).get()
    assert answer.headers["Location"] == reverse("exchange:batch", args=[made.pk])
    assert (made.sender, made.received_by) == (cast.civil_affairs, cast.liaison.actor.name)
    again = client.post(url, {"file": SimpleUploadedFile("list.xlsx", content)})
    assert again.headers["Location"] == reverse("exchange:batch", args=[batch.pk])
    assert Batch.objects.count() == 2
    page(client, "batch", made.pk)
    page(client, "progress", made.pk)
    reading.read_batch(made.pk, by=BY)
    assert "1</strong> received" in page(client, "batch", made.pk)


@pytest.mark.parametrize(
    ("name", "content"), [("a.xlsx", b""), ("a.xlsx", b"PK\x03\x04half"), ("a.exe", b"MZ\x00\x01")]
)
def test_a_file_that_is_no_list_is_refused_on_the_page(
    client: Client, cast: Cast, name: str, content: bytes
) -> None:
    as_(client, cast.liaison)
    answer = client.post(reverse("exchange:send", args=[FEED]), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 400
    assert b"note-overdue" in answer.content
    assert not Batch.objects.exists()


def test_a_stopped_list_is_taken_up_again(client: Client, cast: Cast, tmp_path: Path) -> None:
    from banji.exchange import inbox
    from banji.files.operations import store
    from banji.foundation.models import LongJob

    send(cast, tmp_path, LI_ROW)
    stored = store((tmp_path / "list.xlsx").read_bytes() + b" ", name="x.xlsx", by=BY)
    made = inbox.receive(feed=FEED, sender=cast.civil_affairs, file=stored, by=BY)
    LongJob.objects.create(kind=reading.JOB, subject=str(made.pk), started_by="x", cancel_asked=True)
    reading.read_batch(made.pk, by=BY)
    assert LongJob.objects.get(subject=str(made.pk)).state == LongJob.CANCELLED
    as_(client, cast.liaison)
    go_on = reverse("exchange:go_on", args=[made.pk])
    assert go_on in page(client, "batch", made.pk)
    client.post(go_on)
    reading.read_batch(made.pk, by=BY)
    made.refresh_from_db()
    assert (made.state, made.rows.count()) == (Batch.State.READ, 1)


def test_a_refused_list_says_why_in_both_languages(client: Client, cast: Cast, tmp_path: Path) -> None:
    from banji.exchange import inbox
    from banji.files.operations import store

    stored = store("甲,乙\n一,二\n".encode(), name="x.csv", by=BY)
    refused = inbox.receive(feed=FEED, sender=cast.civil_affairs, file=stored, by=BY)
    reading.read_batch(refused.pk, by=BY)
    as_(client, cast.liaison)
    url = reverse("exchange:batch", args=[refused.pk])
    assert (
        "没有找到这份名单的表头" in client.get(url, headers={"accept-language": "zh-hans"}).content.decode()
    )
    assert "The headings of this list were not found" in page(client, "batch", refused.pk)
    assert not InboundRow.objects.exists()


def test_four_counts_and_a_list_behind_each(client: Client, cast: Cast, batch: Batch) -> None:
    as_(client, cast.liaison)
    shown = page(client, "batch", batch.pk)
    assert "3</strong> received" in shown
    for outcome in ("MATCHED", "REVIEW", "NOT_FOUND", "SET_ASIDE"):
        assert reverse("exchange:rows", args=[batch.pk, outcome]) in shown
    aside = page(client, "rows", batch.pk, "SET_ASIDE")
    assert "There is no name" in aside
    assert "is no name" in aside
    assert "519901" in aside


def test_the_error_sheet_brings_back_nothing_alive(client: Client, cast: Cast, batch: Batch) -> None:
    as_(client, cast.liaison)
    content = client.get(reverse("exchange:errors", args=[batch.pk])).content
    book = fastexcel.read_excel(io.BytesIO(content).read())
    rows = book.load_sheet(0, dtypes="string").to_polars().rows()
    assert [row[0] for row in rows] == ["3", "4"]
    cells = [cell for row in rows for cell in row if cell]
    assert any("cmd" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    import zipfile

    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert b"<f" not in sheet


def test_an_officer_sees_counts_and_masked_names(client: Client, cast: Cast, batch: Batch) -> None:
    as_(client, cast.officer)
    assert reverse("exchange:batch", args=[batch.pk]) in page(client, "batches")
    aside = page(client, "rows", batch.pk, "SET_ASIDE")
    assert "519901" not in aside
    assert "cmd" not in aside
    assert client.get(reverse("exchange:errors", args=[batch.pk])).status_code == 403


def test_another_department_sees_nothing_of_it(client: Client, cast: Cast, batch: Batch) -> None:
    from banji.accounts.models import Organisation
    from banji.accounts.roles import Role
    from tests.cast import make_officer, make_organisation

    health = make_organisation("安平县卫生局", Organisation.Kind.DEPARTMENT, department="HEALTH")
    as_(client, make_officer("wei", "魏红", health, Role.LIAISON))
    assert str(batch.pk) not in page(client, "batches")
    for name, args in (("batch", ()), ("errors", ()), ("rows", ("SET_ASIDE",)), ("progress", ())):
        assert client.get(reverse(f"exchange:{name}", args=[batch.pk, *args])).status_code == 404
    assert client.get(reverse("exchange:send", args=[FEED])).status_code == 404


def test_reading_rows_is_a_line_of_the_trail(client: Client, cast: Cast, batch: Batch) -> None:
    page(as_(client, cast.liaison), "rows", batch.pk, "SET_ASIDE")
    entry = AuditEntry.objects.filter(act="exchange.read_rows").latest("at")
    assert (entry.actor_name, entry.object_id) == (cast.liaison.actor.name, str(batch.pk))


def test_the_inbox_shows_the_allowed_fields_and_takes_the_receipt(client: Client, cast: Cast) -> None:
    message = tell()
    delivery.deliver_due()
    as_(client, cast.liaison)
    shown = page(client, "inbox")
    assert "张伟" in shown
    assert "1950" not in shown.replace("519901195001010017", "")
    assert AuditSubject.objects.filter(person_id=ONE.removeprefix("person:")).exists()
    one = Delivery.objects.get(message=message)
    client.post(reverse("exchange:accept"), {"delivery": [one.pk]})
    client.post(reverse("exchange:answer", args=[one.pk]), {"result": "MATCHED"})
    one.refresh_from_db()
    assert (one.state, one.result) == ("PROCESSED", "MATCHED")


def test_the_delivery_page_counts_and_tries_again_without_content(client: Client, cast: Cast) -> None:
    tell()
    Delivery.objects.update(state="ASIDE", attempts=12, last_error="ValueError: 张伟 519901195001010017")
    as_(client, cast.sys_admin)
    shown = page(client, "deliveries")
    assert "ValueError" in shown
    assert "张伟" not in shown
    one = Delivery.objects.get()
    page(client, "receiver", one.receiver)
    client.post(reverse("exchange:retry"), {"delivery": [one.pk]})
    one.refresh_from_db()
    assert (one.state, one.attempts) == ("WAITING", 0)


@pytest.mark.parametrize("who", ["officer", "citizen", "liaison", "audit_admin"])
def test_who_does_not_see_the_delivery_page(client: Client, cast: Cast, who: str) -> None:
    as_(client, getattr(cast, who))
    assert client.get(reverse("exchange:deliveries")).status_code == 403
    assert client.post(reverse("exchange:retry")).status_code == 403
