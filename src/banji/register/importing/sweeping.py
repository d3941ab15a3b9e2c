"""Plain rows do not lie about: an intake that nobody has touched for a month loses its folder. Its files are kept
encrypted, and are laid out again when somebody goes on with it."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from django.conf import settings

DAYS = 30


def sweep(days: float = DAYS) -> int:
    """Remove the folders that are older. Returns how many."""
    limit = time.time() - days * 86400
    old = [folder for folder in (Path(settings.VAR) / "imports").glob("*") if folder.stat().st_mtime < limit]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)
