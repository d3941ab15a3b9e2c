"""A file is kept once, encrypted, durable before its row; what was changed on disk is never handed out."""

import io
import os
import stat
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings
from tests.cast import SETTING_UP

from banji.audit.acts import act
from banji.audit.models import AuditEntry, AuditSubject
from banji.files import kinds, vault
from banji.files.access import download, read
from banji.files.command import main
from banji.files.errors import Damaged, NotAccepted
from banji.files.models import StoredFile
from banji.files.operations import store, sweep_orphans
from banji.foundation.actors import Actor, ActorKind
from banji.foundation.ids import uuid7

pytestmark = pytest.mark.django_db
CLERK = Actor(ActorKind.OFFICER, "7", "周文静", role="CLERK")
PDF = b"%PDF-1.7\n" + "火化证明 李德厚".encode()


def on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*/*") if path.is_file()]


def office(part: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(part, "<x/>")
    return file.getvalue()


def test_it_comes_back_as_it_was_and_lies_encrypted(vault_folder: Path) -> None:
    stored = store(PDF, name="火化证明.pdf", by=CLERK)
    assert read(stored, by=CLERK, purpose="核实死亡", case_no="D-1") == PDF
    (path,) = on_disk(vault_folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.name == bytes(stored.digest).hex()
    sealed = path.read_bytes()
    assert b"PDF" not in sealed
    assert "李德厚".encode() not in sealed
    assert (stored.size, stored.media_type, stored.name) == (len(PDF), "application/pdf", "火化证明.pdf")


def test_many_chunks_come_back_in_order() -> None:
    content = b"%PDF-" + os.urandom(3 * vault.CHUNK + 17)
    stored = store(io.BytesIO(content), name="big.pdf", by=CLERK)
    assert read(stored, by=CLERK, purpose="核实") == content


def test_one_content_is_kept_once(vault_folder: Path) -> None:
    first = store(PDF, name="a.pdf", by=CLERK)
    second = store(PDF, name="b.pdf", by=CLERK)
    assert first.pk == second.pk
    assert len(on_disk(vault_folder)) == 1


def test_a_changed_swapped_or_cut_file_is_not_handed_out(vault_folder: Path) -> None:
    stored = store(b"%PDF-" + os.urandom(2 * vault.CHUNK), name="a.pdf", by=CLERK)
    other = store(PDF, name="b.pdf", by=CLERK)
    path, other_path = vault.path_of(bytes(stored.digest)), vault.path_of(bytes(other.digest))
    whole = path.read_bytes()
    changed = bytearray(whole)
    changed[len(changed) // 2] ^= 1
    second_chunk = 8 + 4 + int.from_bytes(whole[8:12])
    for content in (bytes(changed), whole[:second_chunk], whole[:-5], other_path.read_bytes(), b""):
        path.write_bytes(content)
        with pytest.raises(Damaged):
            read(stored, by=CLERK, purpose="核实")
    path.unlink()
    with pytest.raises(Damaged, match="backup"):
        read(stored, by=CLERK, purpose="核实")


def test_storing_again_restores_a_lost_file() -> None:
    stored = store(PDF, name="a.pdf", by=CLERK)
    vault.path_of(bytes(stored.digest)).unlink()
    assert store(PDF, name="a.pdf", by=CLERK).pk == stored.pk
    assert read(stored, by=CLERK, purpose="核实") == PDF


def test_reading_is_recorded_with_purpose_case_and_person() -> None:
    person = uuid7()
    stored = store(PDF, name="a.pdf", by=CLERK)
    read(stored, by=CLERK, purpose="核实死亡", case_no="D-1", persons=[person])
    entry = AuditEntry.objects.get(act="files.read")
    assert (entry.actor_id, entry.object_id, entry.purpose, entry.case_no) == (
        "7",
        str(stored.pk),
        "核实死亡",
        "D-1",
    )
    assert AuditSubject.objects.get(entry_id=entry.id).person_id == person


def test_within_an_act_of_another_room_there_is_one_entry() -> None:
    with act("cases.add_evidence", by=CLERK, case_no="D-1") as this:
        stored = store(PDF, name="a.pdf", by=CLERK, this=this)
    assert stored.stored_at == this.now
    assert [entry.act for entry in AuditEntry.objects.all()] == ["cases.add_evidence"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, kinds.PDF),
        ("姓名,日期\n李,2016.3.5\n".encode("gb18030"), kinds.CSV),
        ("\ufeff姓名\n".encode(), kinds.CSV),
        (office("xl/workbook.xml"), kinds.XLSX),
        (office("word/document.xml"), kinds.DOCX),
        (b"PAR1....PAR1", kinds.PARQUET),
        (office("META-INF/MANIFEST.MF"), ""),
        (b"MZ\x90\x00\x03\x00", ""),
        (b"\x7fELF\x02\x01\x01\x00", ""),
        ("姓名".encode("utf-16"), ""),
    ],
)
def test_the_bytes_say_what_it_is(content: bytes, kind: str) -> None:
    assert kinds.kind_of(io.BytesIO(content)) == kind


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty|空"),
        (b"MZ\x90\x00\x03\x00\x00", "kind|类型"),
        (office("xl/workbook.xml")[:-30], "cut off|残缺"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "damaged|损坏"),
    ],
)
def test_what_is_not_accepted_leaves_nothing_behind(content: bytes, reason: str, vault_folder: Path) -> None:
    with pytest.raises(NotAccepted, match=reason):
        store(content, name="火化.pdf", by=CLERK)
    assert not StoredFile.objects.exists()
    assert on_disk(vault_folder) == []


def test_a_list_is_not_taken_where_a_paper_is_asked_for() -> None:
    with pytest.raises(NotAccepted):
        store("姓名\n".encode(), name="名单.csv", by=CLERK, accept=kinds.PAPERS)
    with pytest.raises(NotAccepted):
        store("姓名\n".encode(), name="名单.pdf", by=CLERK, media_type=kinds.PDF)


def test_too_large_is_said_with_both_numbers(settings: Settings) -> None:
    settings.BANJI_UPLOAD_LIMIT = 2_000_000
    with pytest.raises(NotAccepted, match=r"3 MB.*2 MB"):
        store(b"%PDF-" + bytes(2_500_000), name="a.pdf", by=CLERK)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\用户\\证明.exe", "证明.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("", "file.pdf"),
        ("好" * 300 + ".pdf", "好" * 180 + ".pdf"),
    ],
)
def test_names_are_made_harmless(given: str, kept: str) -> None:
    assert store(PDF, name=given, by=CLERK).name == kept


def test_only_what_no_row_names_is_swept(vault_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored = store(PDF, name="a.pdf", by=CLERK)
    with transaction.atomic():
        store(b"%PDF-left over", name="b.pdf", by=SETTING_UP)
        transaction.set_rollback(True)  # the act went wrong after the file was kept
    (vault_folder / "00").mkdir(exist_ok=True)
    (vault_folder / "00" / ".new-1234").write_bytes(b"half")
    assert sweep_orphans(timedelta(hours=1)) == 0
    assert sweep_orphans(timedelta()) == 2
    assert [path.name for path in on_disk(vault_folder)] == [bytes(stored.digest).hex()]
    assert main(["--older-than-hours", "0"]) == 0
    assert capsys.readouterr().out.startswith("0 ")


def test_a_download_is_saved_and_never_shown() -> None:
    stored = store(PDF, name="火化 证明.pdf", by=CLERK)
    answer = download(stored, by=CLERK, purpose="核实")
    assert b"".join(answer) == PDF  # type: ignore[arg-type]
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E7%81%AB")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Length"] == str(len(PDF))
