"""The files of the pages: gathered and compressed once, and again only when a source has changed."""

from __future__ import annotations

import gzip
import os
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from whitenoise.middleware import WhiteNoiseMiddleware

from banji.site import static_files

# A response that is closed looks after the database's connections, whoever has opened them before.
pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Somewhere to gather into, one source more than the packages have, and nobody who looks into the packages."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "long.css").write_text("a{color:red}\n" * 200)
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [source]
    settings.WHITENOISE_USE_FINDERS = False
    return tmp_path


def served(name: str, accepted: str = "identity") -> tuple[str, bytes]:
    """How a file is encoded, and its bytes; none for one that is not there."""
    middleware = WhiteNoiseMiddleware(lambda request: HttpResponse())
    answer = middleware(RequestFactory().get(f"/static/{name}", headers={"Accept-Encoding": accepted}))
    with closing(answer):
        return answer.headers.get("Content-Encoding", ""), b"".join(answer)


@pytest.mark.parametrize("name", ["web/banji.css", "long.css"])
def test_what_is_served_is_compressed_for_whoever_takes_it(folder: Path, name: str) -> None:
    assert static_files.gather_stale()
    (plain, whole), (encoding, small) = served(name), served(name, "gzip")
    assert (plain, encoding) == ("", "gzip")
    assert gzip.decompress(small) == whole
    assert len(small) * 2 < len(whole)


def test_it_is_gathered_again_only_when_a_source_changed(folder: Path) -> None:
    assert static_files.gather_stale()
    assert not static_files.gather_stale()
    source = folder / "source" / "long.css"
    source.write_text("b{color:blue}\n" * 200)
    os.utime(source, (1, 1))  # older than what was gathered: an unpacked release keeps its own times
    assert static_files.gather_stale()
    assert b"blue" in served("long.css")[1]
    source.unlink()
    assert static_files.gather_stale()
    assert served("long.css") == ("", b"")


def test_what_was_broken_off_is_done_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_how: object) -> None:
        raise OSError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(static_files, "call_command", fail)
        with pytest.raises(OSError, match="full"):
            static_files.gather_stale()
    assert static_files.gather_stale()
