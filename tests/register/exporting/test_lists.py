"""A list of persons: asked for, decided by somebody else, made, fetched, expired."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import fastexcel
import pytest
import pyzipper
from django.test import Client
from pytest_django import Settings

from banji.accounts.models import Jurisdiction
from banji.audit.readings import readings_of
from banji.audit.verify import verify
from banji.foundation import clock
from banji.foundation.errors import Refused
from banji.register.exporting import making, operations, queries, steps
from banji.register.exporting.expiring import expire
from banji.register.exporting.models import ExportRequest
from tests.cast import SETTING_UP, Cast, Member, sign_in
from tests.register.people import Resident, make_household, make_person

pytestmark = pytest.mark.django_db

NUMBER = "519901195001010013"


@pytest.fixture(autouse=True)
def var(settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"


@pytest.fixture
def people(cast: Cast) -> dict[str, Resident]:
    east, west = cast.places.village, cast.places.west_villages[0]
    home = make_household(east)
    return {
        "head": make_person(home, east, name="李大山", number=NUMBER),
        "son": make_person(home, east, name="李小山", relation="20", born=date(1980, 7, 7)),
        "far": make_person(make_household(west, number="5190000009"), west, name="唐老西"),
    }


def asked(client: Client, cast: Cast, who: Member | None = None, **said: object) -> ExportRequest:
    data = {"villages": [cast.places.village.pk], "purpose": "VERIFY", "reason": "高龄核查走访", **said}
    answer = sign_in(client, who or cast.officer).post("/exports/new/", data)
    assert answer.status_code == 302, answer.text
    return ExportRequest.objects.get(pk=answer.url.split("/")[2])  # type: ignore[attr-defined]


def decided(
    client: Client, request: ExportRequest, by: Member, decision: str = "approve", **said: object
) -> int:
    data = {"decision": decision, "reason": "同意", **said}
    return sign_in(client, by).post(f"/exports/{request.pk}/decide/", data).status_code


def state(request: ExportRequest) -> str:
    return steps.last(request).kind


def ready(client: Client, cast: Cast, **said: object) -> ExportRequest:
    request = asked(client, cast, **said)
    assert decided(client, request, cast.chief, whole_numbers="on") == 302
    making.make(request.pk, by=SETTING_UP)
    assert state(request) == "MADE"
    sign_in(client, cast.officer)
    return request


def opened(client: Client, request: ExportRequest) -> tuple[bytes, str]:
    """The zip as it was fetched, and the password that the page has shown."""
    page = client.post(f"/exports/{request.pk}/password/").text
    password = re.search(r"(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}", page)
    assert password
    answer = client.post(f"/exports/{request.pk}/file/")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content), password[0]  # type: ignore[attr-defined]


def sheet_of(content: bytes, password: str) -> bytes:
    with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
        archive.setpassword(password.encode())
        (name,) = archive.namelist()
        return bytes(archive.read(name))


def rows_of(book: bytes) -> list[tuple[str, ...]]:
    sheet = fastexcel.read_excel(book).load_sheet("名单", header_row=None, dtypes="string")
    return [tuple(cell or "" for cell in row) for row in sheet.to_polars().iter_rows()]


def test_asked_approved_fetched_expired(client: Client, cast: Cast, people: dict[str, Resident]) -> None:
    request = asked(client, cast)
    assert request.people == 2
    assert request.number in sign_in(client, cast.chief).get("/exports/").text
    assert decided(client, request, cast.chief) == 302
    assert state(request) == "APPROVED"
    making.make(request.pk, by=SETTING_UP)
    making.make(request.pk, by=SETTING_UP)  # the queue may run it twice
    assert [step.kind for step in request.steps.order_by("seq")] == ["ASKED", "APPROVED", "MADE"]
    sign_in(client, cast.officer)
    content, password = opened(client, request)
    with pytest.raises(RuntimeError, match=r"[Pp]assword"):
        sheet_of(content, "1234-5678-ABCD-EFGH")
    book = sheet_of(content, password)
    assert [row[3] for row in rows_of(book)] == ["姓名", "李大山", "李小山"]
    assert rows_of(book)[1][6] == "519*********0013"
    with pyzipper.AESZipFile(io.BytesIO(book)) as parts:  # a workbook is a zip itself
        pages = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
    assert len(pages) == 2
    for page in pages:
        header, footer = (re.search(f"<odd{part}>(.*?)</odd{part}>", page) for part in ("Header", "Footer"))
        assert header
        assert footer
        assert all(word in header[1] and word in footer[1] for word in ("周文静", request.number))
    for who in ("head", "son"):
        (reading, *_) = readings_of(people[who].person_id)
        assert (reading.what, reading.purpose, reading.case_no) == ("export", "高龄核查走访", request.number)
    assert readings_of(people["far"].person_id) == []
    # The days pass.
    path = steps.file_of(request.pk)
    assert path.exists()
    assert expire(by=SETTING_UP) == 0
    clock.move_to(clock.now() + timedelta(days=8), by=SETTING_UP)
    assert client.post(f"/exports/{request.pk}/file/").status_code == 409
    assert expire(by=SETTING_UP) == 1
    assert not path.exists()
    assert "已过期，文件已删除" in client.get(f"/exports/{request.pk}/").text
    assert list(verify()) == []


def test_the_password_is_shown_once(client: Client, cast: Cast, people: dict[str, Resident]) -> None:
    request = ready(client, cast)
    address = f"/exports/{request.pk}/password/"
    assert client.post(address).status_code == 200
    assert client.post(address).status_code == 409
    assert [step.kind for step in request.steps.order_by("seq")][-1] == "PASSWORD"


def test_nobody_decides_about_his_own_list(client: Client, cast: Cast, people: dict[str, Resident]) -> None:
    request = asked(client, cast, cast.chief)
    assert decided(client, request, cast.chief) == 400
    # Not in another post of his either.
    in_the_county = replace(cast.county_officer.actor, id=cast.chief.actor.id, name=cast.chief.actor.name)
    with pytest.raises(Refused, match="他人批准"):
        operations.approve(request.pk, reason="同意", by=in_the_county)
    assert state(request) == "ASKED"
    assert decided(client, request, cast.county_officer) == 302
    assert state(request) == "APPROVED"


@pytest.mark.parametrize(
    ("who", "status"), [("colleague", 403), ("clerk", 403), ("west_chief", 404), ("sys_admin", 403)]
)
def test_who_else_may_not_decide(
    client: Client, cast: Cast, people: dict[str, Resident], who: str, status: int
) -> None:
    request = asked(client, cast)
    assert decided(client, request, getattr(cast, who)) == status
    assert state(request) == "ASKED"


def test_refused_with_a_reason(client: Client, cast: Cast, people: dict[str, Resident]) -> None:
    request = asked(client, cast)
    assert decided(client, request, cast.chief, "refuse", reason="") == 400
    assert decided(client, request, cast.chief, "refuse", reason="逐人查询即可") == 302
    assert "逐人查询即可" in sign_in(client, cast.officer).get(f"/exports/{request.pk}/").text
    assert client.post(f"/exports/{request.pk}/file/").status_code == 409
    assert decided(client, request, cast.chief) == 400  # it has moved on


def test_whole_numbers_need_both_reasons(client: Client, cast: Cast, people: dict[str, Resident]) -> None:
    sign_in(client, cast.officer)
    data = {
        "villages": [cast.places.village.pk],
        "purpose": "VERIFY",
        "reason": "核查",
        "whole_numbers": "on",
    }
    assert client.post("/exports/new/", data).status_code == 400
    request = asked(client, cast, whole_numbers="on", numbers_reason="与旧册核对")
    assert decided(client, request, cast.chief) == 302  # approved, but not the numbers
    making.make(request.pk, by=SETTING_UP)
    sign_in(client, cast.officer)
    assert rows_of(sheet_of(*opened(client, request)))[1][6] == "519*********0013"
    whole = ready(client, cast, whole_numbers="on", numbers_reason="与旧册核对")
    assert rows_of(sheet_of(*opened(client, whole)))[1][6] == NUMBER


def test_only_the_one_who_asked_fetches(client: Client, cast: Cast, people: dict[str, Resident]) -> None:
    request = ready(client, cast)
    for who, status in (
        (cast.chief, 404),
        (cast.colleague, 404),
        (cast.county_officer, 403),
        (cast.outsider, 404),
    ):
        sign_in(client, who)
        assert client.post(f"/exports/{request.pk}/file/").status_code == status
        assert client.post(f"/exports/{request.pk}/password/").status_code == status


def test_never_beyond_ones_area_nor_in_bulk(
    client: Client, cast: Cast, people: dict[str, Resident], settings: Settings
) -> None:
    sign_in(client, cast.officer)
    data = {"purpose": "VERIFY", "reason": "核查"}
    west = cast.places.west_villages[0].pk
    assert client.post("/exports/new/", {**data, "villages": [west]}).status_code == 400
    with pytest.raises(Refused):
        operations.ask(villages=[west], purpose="VERIFY", reason="核查", by=cast.officer.actor)
    settings.BANJI_EXPORT_MOST = 1
    answer = client.post("/exports/new/", {**data, "villages": [cast.places.village.pk]})
    assert answer.status_code == 400
    assert "最多1人" in answer.text
    assert not ExportRequest.objects.exists()
    # The elder one alone is few enough.
    old = asked(client, cast, age_from="60")
    assert old.people == 1


def test_who_sees_no_lists(client: Client, cast: Cast) -> None:
    for who in ("clerk", "liaison", "supervisor", "sys_admin", "audit_admin", "citizen", "committee"):
        assert sign_in(client, getattr(cast, who)).get("/exports/").status_code == 403, who


def test_county_officers_decide_and_do_not_ask(client: Client, cast: Cast) -> None:
    sign_in(client, cast.county_officer)
    assert client.get("/exports/").status_code == 200
    assert client.get("/exports/new/").status_code == 403


def test_withdrawn_the_file_is_gone(client: Client, cast: Cast, people: dict[str, Resident]) -> None:
    request = ready(client, cast)
    assert client.post(f"/exports/{request.pk}/withdraw/").status_code == 302
    assert not steps.file_of(request.pk).exists()
    assert client.post(f"/exports/{request.pk}/file/").status_code == 409


def test_whoever_left_his_post_gets_nothing(client: Client, cast: Cast, people: dict[str, Resident]) -> None:
    request = asked(client, cast)
    assert decided(client, request, cast.chief) == 302
    Jurisdiction.objects.filter(organisation=cast.east_station).update(valid_to=clock.today())
    making.make(request.pk, by=SETTING_UP)
    assert state(request) == "FAILED"
    assert not steps.file_of(request.pk).exists()


def test_an_approver_sees_what_was_asked_for_lately(
    client: Client, cast: Cast, people: dict[str, Resident]
) -> None:
    asked(client, cast)
    second = asked(client, cast, reason="第二次")
    assert queries.lately(second.account_id) == (2, 4)
    page = sign_in(client, cast.chief).get(f"/exports/{second.pk}/").text
    assert "最近30天申请了2份名单、共4人" in page
