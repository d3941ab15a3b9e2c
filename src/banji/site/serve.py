"""`banji serve`: the database, the site and the jobs, one process to start and to stop.

Whatever ends first ends the rest, in order: site, jobs, database. Ended by a signal it leaves with 0; when a part
died by itself, with 1 and that part's name. A killed `serve` takes everything with it.
"""

import argparse
import contextlib
import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple, TextIO

from banji.site import postgres
from banji.site.lifeline import die_with_parent

# A worker for each queue of jobs, by the name it is announced under: `foundation.jobs` says what they are for.
QUEUES = {"jobs": "default", "handing over": "outside"}
STOP_SECONDS = 15  # for requests and jobs under way
STOP_SECONDS_WITHOUT_DATABASE = 2  # nothing can be finished then


class Part(NamedTuple):
    """A child process, alone in its own session."""

    name: str
    process: subprocess.Popen[bytes]

    def stop(self, seconds: float) -> None:
        """Ask it to stop, and wait so long for it."""
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="banji serve", description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--workers", type=int, default=min(4, os.cpu_count() or 1), help="processes of the site"
    )
    chosen = parser.parse_args(argv)
    return serve(host=chosen.host, port=chosen.port, workers=chosen.workers)


def serve(*, host: str, port: int, workers: int = 2) -> int:
    """Run until a signal comes or a part dies; return the exit code.

    Raises DatabaseUnavailable, or OSError when the port is taken, before anything is started.
    """
    with _signals() as signals, postgres.running() as server:
        _require_free(host, port)
        postgres.require_suitable(server.app_url)
        _require_migrated(server)
        with _relayed() as output, ExitStack() as parts:
            workers_of_queues = [
                parts.enter_context(
                    _part(output, name, "-m", "django", "procrastinate", "worker", "-q", queue)
                )
                for name, queue in QUEUES.items()
            ]
            web_server = ("-m", "banji.site.web_server", host, str(port), str(workers))
            site = parts.enter_context(_part(output, "site", *web_server))
            ended = _watch(signals, site, *workers_of_queues, address=(host, port))
            say("Stopping.")
            for part in (site, *workers_of_queues):
                part.stop(STOP_SECONDS_WITHOUT_DATABASE if ended == "database" else STOP_SECONDS)
    if ended is not None:
        say(f"The {ended} ended by itself; the rest was stopped.", to=sys.stderr)
    return 0 if ended is None else 1


def say(sentence: str, *, to: TextIO | None = None) -> None:
    """Print if anybody listens: a broken pipe must not end the supervisor."""
    stream = to or sys.stdout
    try:
        print(sentence, file=stream, flush=True)
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())


@contextmanager
def _signals() -> Iterator[socket.socket]:
    """A socket that becomes readable when we are asked to stop."""
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    before = {
        each: signal.signal(each, lambda *_: None) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    signal.set_wakeup_fd(writer.fileno())
    try:
        yield reader
    finally:
        signal.set_wakeup_fd(-1)
        for each, handler in before.items():
            signal.signal(each, handler)
        reader.close()
        writer.close()


@contextmanager
def _relayed() -> Iterator[int]:
    """A descriptor for the parts to write to. A part that wrote to a broken pipe would die of it; we do not."""
    reader, writer = os.pipe()

    def relay() -> None:
        while said := os.read(reader, 65536):
            with contextlib.suppress(OSError):
                os.write(2, said)

    thread = threading.Thread(target=relay, daemon=True)
    thread.start()
    try:
        yield writer
    finally:
        os.close(writer)
        thread.join(timeout=1)
        os.close(reader)


@contextmanager
def _part(output: int, name: str, *arguments: str) -> Iterator[Part]:
    """A child in its own session, so that a terminal's Ctrl-C reaches only us; at the end its whole session goes."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "banji.site.settings"},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - one system call, whose address is known
    )
    try:
        yield Part(name, process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _watch(signals: socket.socket, *parts: Part, address: tuple[str, int]) -> str | None:
    """Wait for a signal or for a part's end; return the name of the part that ended, None for a signal."""
    with ExitStack() as open_files:
        watched = {signals.fileno(): None} | {
            _pidfd(part.process.pid, open_files): part.name for part in parts
        }
        if (postmaster := postgres.postmaster()) is not None:
            watched[_pidfd(postmaster, open_files)] = "database"
        announced = False
        while True:
            ready, _, _ = select.select(list(watched), [], [], None if announced else 0.1)
            if ready:
                return watched[ready[0]]
            if announced := _answers(address):
                say(f"Banji is at http://{address[0]}:{address[1]}/  (Ctrl-C stops it)")


def _pidfd(pid: int, open_files: ExitStack) -> int:
    descriptor = os.pidfd_open(pid)
    open_files.callback(os.close, descriptor)
    return descriptor


def _answers(address: tuple[str, int]) -> bool:
    """Whether a request is answered: the port listens long before the site is loaded."""
    connection = http.client.HTTPConnection(*address, timeout=1)
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
        connection.request("HEAD", "/")
        connection.getresponse()
        return True
    return False


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SystemExit(
                f"Port {port} on {host} cannot be used ({error.strerror}): choose another with --port."
            ) from error


def _require_migrated(server: postgres.Server) -> None:
    """Our own database is migrated here; one that others run is migrated by its owner, on purpose."""
    command = [sys.executable, "-m", "banji.site.command"]
    if server.embedded:
        done = subprocess.run([*command, "migrate", "-v", "0"], check=False)
    else:
        done = subprocess.run([*command, "django", "migrate", "--check"], check=False)
    if done.returncode != 0:
        raise SystemExit("The database is not migrated: run `banji migrate` with DATABASE_OWNER_URL set.")
