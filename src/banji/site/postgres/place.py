"""Where the embedded PostgreSQL keeps its files."""

import hashlib
import os
import subprocess
from pathlib import Path
from typing import NamedTuple

from banji.site.postgres.account import Account
from banji.site.postgres.errors import DatabaseUnavailable

# sun_path holds 108 bytes; PostgreSQL adds "/.s.PGSQL.5432" and a lock file's name beside it.
LONGEST_SOCKET_FOLDER = 80


def var() -> Path:
    """The folder for everything this installation keeps: `BANJI_VAR`, else `var/` beside the sources."""
    if chosen := os.environ.get("BANJI_VAR"):
        return Path(chosen).expanduser().resolve()
    checkout = Path(__file__).resolve().parents[4]
    if (checkout / "pyproject.toml").is_file():
        return checkout / "var"
    return Path.home() / ".local" / "share" / "banji"


class Place(NamedTuple):
    """The folder of one embedded server, and the account that runs it."""

    home: Path  # ours: passwords and locks
    server: Path  # belongs to the account that runs the server: programs, data, log
    account: Account

    @property
    def data(self) -> Path:
        return self.server / "data"

    @property
    def log(self) -> Path:
        return self.server / "log"

    @property
    def passwords(self) -> Path:
        return self.home / "passwords.json"

    @property
    def pinned(self) -> Path:
        """Present while the server is to stay after its last user has left."""
        return self.home / "pinned"

    def socket(self) -> Path:
        """The folder of the socket: inside `server`, unless that path is too long for a socket."""
        inside = self.server / "run"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
            return inside
        return Path("/tmp") / f"banji-{os.getuid()}-{_short(self.server)}"  # noqa: S108 - owner and mode are checked


def place() -> Place:
    """The place of this installation's server."""
    home = var() / "postgres"
    home.parent.mkdir(parents=True, exist_ok=True)
    account = Account.ours()
    server = home / "server"
    if account.drops_to_nobody and not _open_to_others(var()):
        # `nobody` cannot walk into a checkout below /root.
        server = Path("/var/lib/banji") / _short(home)
    return Place(home, server, account)


def make_folders(here: Place) -> None:
    """Create the server's folders, closed to all but its account; refuse folders that somebody else made."""
    # `nobody` must pass through ours to reach its own.
    _own_folder(here.home, os.getuid(), os.getgid(), 0o711 if here.account.drops_to_nobody else 0o700)
    for folder in (here.server, here.socket()):
        _own_folder(folder, here.account.uid, here.account.gid, 0o700)


def _own_folder(folder: Path, uid: int, gid: int, mode: int) -> None:
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in (os.getuid(), uid):
        raise DatabaseUnavailable(
            f"{folder} belongs to another user: run as that user, or remove it, or choose another BANJI_VAR."
        )
    if folder.stat().st_uid != uid:  # also what is in it, if namespaces have been forbidden since it was made
        subprocess.run(["chown", "-R", f"{uid}:{gid}", folder], check=True)
    folder.chmod(mode)


def _open_to_others(folder: Path) -> bool:
    return all(each.stat().st_mode & 0o001 for each in (folder, *folder.parents))


def _short(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
