"""The parent of the embedded server: it stops it when the last process that uses it has gone.

Users hold a shared lock on one file. The kernel frees it however a user ends, so the lock that this process waits
for alone, `kill -9` included, is granted exactly when nobody is left. If the keeper dies, its server leaves with it.
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from banji.site.postgres.locks import take


def main(users: str, pinned: str, *command: str) -> int:
    """Run the server `command` until it ends or nobody uses it any more; return its exit code."""
    server = subprocess.Popen(command)
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: server.send_signal(signal.SIGINT))
    threading.Thread(target=_stop_when_unused, args=(server, Path(users), Path(pinned)), daemon=True).start()
    return server.wait()


def _stop_when_unused(server: subprocess.Popen[bytes], users: Path, pinned: Path) -> None:
    lock = take(users)
    if pinned.exists():
        os.close(lock)
        return
    server.send_signal(signal.SIGINT)  # fast shutdown; a newcomer waits for the lock, that is, for our end
    server.wait()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
