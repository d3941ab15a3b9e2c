"""The files of the pages, gathered and compressed once, so that a slow line carries a third of the bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def gather_stale() -> bool:
    """Gather into `STATIC_ROOT` unless just these files lie there already; say whether it was needed."""
    mark, now = Path(settings.STATIC_ROOT).with_suffix(".gathered"), _fingerprint()
    if mark.exists() and mark.read_text() == now:
        return False
    mark.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(now)
    return True


def _fingerprint() -> str:
    """Changes with the name, size or time of any source, and with the compressor."""
    lines = "\n".join([settings.STORAGES["staticfiles"]["BACKEND"], *sorted(_sources())])
    return hashlib.sha256(lines.encode()).hexdigest()


def _sources() -> Iterator[str]:
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            yield f"{path} {found.st_size} {found.st_mtime_ns}"
