"""PostgreSQL refuses to run as root: who runs it then, and with which command in front."""

import functools
import os
import pwd
import shutil
import subprocess
from typing import NamedTuple, Self

_UNSHARE = ("unshare", "--user", "--map-user=1000", "--")


class Account(NamedTuple):
    """The account whose files the server's are, and the command that turns us into it."""

    uid: int
    gid: int
    prefix: tuple[str, ...]
    drops_to_nobody: bool = False

    @classmethod
    def ours(cls) -> Self:
        """Ourselves; as root ourselves behind a user namespace; where that is forbidden `nobody`."""
        if os.getuid() != 0:
            return cls(os.getuid(), os.getgid(), ())
        if _may_unshare():
            return cls(0, 0, _UNSHARE)
        nobody = pwd.getpwnam("nobody")
        drop = ("setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups", "--")
        return cls(nobody.pw_uid, nobody.pw_gid, drop, drops_to_nobody=True)

    def command(self, *arguments: str | os.PathLike[str], dies_with_parent: bool = False) -> list[str]:
        """The command line that runs `arguments` under this account."""
        # After the change of user, which would clear the signal. INT is PostgreSQL's fast shutdown.
        tied = ("setpriv", "--pdeathsig", "INT", "--") if dies_with_parent and shutil.which("setpriv") else ()
        return [*self.prefix, *tied, *(os.fspath(each) for each in arguments)]


@functools.cache
def _may_unshare() -> bool:
    try:
        tried = subprocess.run([*_UNSHARE, "true"], capture_output=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0
