"""The load's own folder: one process at a time, private, and what is prepared stays for the next try."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings
from django.utils.translation import gettext as _

from banji.foundation.errors import Refused

_MEMORY = "512MB"


@contextmanager
def work_folder(digest: str) -> Iterator[Path]:
    """The private folder of the load with this digest. Raises `Refused` while another process has it."""
    folder = Path(settings.VAR) / "loads" / digest[:16]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Refused(_("This folder is being loaded by another process."), code="busy") from error
        yield folder


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """The path of a DuckDB file, gone afterwards: a city may be larger than memory."""
    path = folder / "scratch.duckdb"
    left = (path.name, f"{path.name}.wal", f"{path.name}.spill")
    remove(folder, *left)
    try:
        yield path
    finally:
        remove(folder, *left, *(p.name for p in folder.glob("*.utf8.csv")))


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    config: dict[str, Any] = {"memory_limit": _MEMORY, "threads": 2, "temp_directory": f"{path}.spill"}
    with duckdb.connect(str(path), config=config) as db:
        yield db


def remove(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def write_whole(path: Path, document: dict[str, Any]) -> None:
    """Write a JSON file that is either there as a whole or not at all."""
    new = path.with_name(f"{path.name}.new")
    new.write_text(json.dumps(document))
    new.replace(path)
