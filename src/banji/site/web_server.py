"""The site's own process: granian, with workers that do not outlive it."""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from granian.constants import Interfaces
from granian.server import Server

from banji.site import management
from banji.site.lifeline import die_with_parent

THREADS = 4  # a worker's requests at a time; each holds a database connection
STOP_SECONDS = 10


def load(target: str) -> Callable[..., Any]:
    """Load the site inside a worker process. Granian's workers would outlive a killed granian."""
    die_with_parent()
    for each in (signal.SIGINT, signal.SIGTERM):
        # Until granian sets its own, a worker carries its parent's handlers and would not hear that it is to stop.
        signal.signal(each, signal.SIG_DFL)
    from banji.site.wsgi import application

    return application


def _gather() -> None:
    """Here and not in each worker: once, and the workers are born with the site's modules loaded."""
    os.environ["BANJI_GATHERED"] = "1"  # before the settings are read
    management.django()
    from banji.site.static_files import gather_stale

    gather_stale()


def main(host: str, port: int, workers: int) -> None:
    """Serve until a signal comes."""
    _gather()
    Server(
        "banji.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        websockets=False,
    ).serve(target_loader=load)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
