"""`banji serve` and its parts, killed for real: the rest leaves, with the right exit code and without an orphan."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest

from banji.site import postgres

START_SECONDS = 120  # the first start migrates an empty database


def processes() -> dict[int, bytes]:
    """Every process of this module's installation, however it was orphaned: the folder's name is in it."""
    mark = os.fsencode(os.environ["BANJI_VAR"])
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command, environment = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
        except OSError:
            continue
        if int(folder.name) != os.getpid() and (mark in command or mark in environment):
            found[int(folder.name)] = command
    return found


def nothing_left(seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while processes() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not processes()


@pytest.fixture(scope="module", autouse=True)
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BANJI_VAR", os.fspath(tmp_path_factory.mktemp("installation")))
        patch.delenv("DATABASE_URL", raising=False)
        yield


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served(NamedTuple):
    process: subprocess.Popen[str]
    port: int

    def part(self, name: str) -> int:
        """The process number of a part: `web_server`, `procrastinate` or `postgres`."""
        if name == "postgres":
            pid = postgres.postmaster()
            assert pid is not None
            return pid
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return next(
            pid for pid in map(int, listed.split()) if name in Path(f"/proc/{pid}/cmdline").read_text()
        )

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10).close()
        except urllib.error.HTTPError as page:
            page.close()
        return True

    def ended(self) -> int:
        self.process.communicate(timeout=60)
        return self.process.returncode


def start(**how: Any) -> Served:
    port = free_port()
    command = [sys.executable, "-m", "banji.site.command", "serve", "--port", str(port), "--workers", "2"]
    return Served(subprocess.Popen(command, stdin=subprocess.DEVNULL, text=True, **how), port)


@pytest.fixture
def serve() -> Iterator[Callable[[], Served]]:
    """Start `banji serve` and wait until it says where it is."""
    started = []

    def started_and_ready() -> Served:
        served = start(stdout=subprocess.PIPE)
        started.append(served)
        said = _wait_for(served.process, "Banji is at")
        assert said, f"it ended with {served.process.poll()}"
        return served

    yield started_and_ready
    for served in started:
        served.process.kill()
        served.process.communicate()
    assert nothing_left(), processes()


def _wait_for(process: subprocess.Popen[str], words: str) -> bool:
    assert process.stdout is not None
    timer = threading.Timer(START_SECONDS, process.kill)
    timer.start()
    try:
        return any(words in line for line in process.stdout)
    finally:
        timer.cancel()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything_with_success(serve: Callable[[], Served], how: signal.Signals) -> None:
    served = serve()
    assert served.answers()
    served.process.send_signal(how)
    assert served.ended() == 0
    assert nothing_left(), processes()


@pytest.mark.parametrize("part", ["web_server", "procrastinate", "postgres"])
def test_when_a_part_dies_the_rest_is_stopped_and_the_exit_code_says_so(
    serve: Callable[[], Served], part: str
) -> None:
    served = serve()
    os.kill(served.part(part), signal.SIGKILL)
    assert served.ended() == 1
    assert nothing_left(), processes()


def test_a_killed_serve_leaves_no_orphan_and_the_next_one_starts(serve: Callable[[], Served]) -> None:
    serve().process.kill()
    assert nothing_left(), processes()
    assert serve().answers()


def test_killed_together_with_its_database_it_recovers(serve: Callable[[], Served]) -> None:
    served = serve()
    database = served.part("postgres")
    served.process.kill()
    os.kill(database, signal.SIGKILL)
    assert nothing_left(), processes()
    assert serve().answers()


def test_it_survives_a_reader_that_went_away(serve: Callable[[], Served]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    served = start(stdout=writer, stderr=writer)
    os.close(writer)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            served.answers()
            break
        except OSError:
            time.sleep(0.1)
    assert served.answers()
    served.process.terminate()
    assert served.ended() == 0
    assert nothing_left(), processes()


def test_a_taken_port_is_refused_before_anything_starts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "banji.site.command", "serve", "--port", str(port)],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 1
    assert "choose another with --port" in done.stderr
    assert nothing_left(), processes()


def test_another_server_is_not_migrated_behind_its_owners_back(monkeypatch: pytest.MonkeyPatch) -> None:
    with postgres.running() as server:
        with psycopg.connect(server.owner_url, autocommit=True) as owner:
            owner.execute("CREATE DATABASE empty")
        monkeypatch.setenv("DATABASE_URL", server.app_url.replace("/banji?", "/empty?"))
        done = subprocess.run(
            [sys.executable, "-m", "banji.site.command", "serve", "--port", str(free_port())],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        with psycopg.connect(server.owner_url, autocommit=True) as owner:
            owner.execute("DROP DATABASE empty")
    assert done.returncode == 1
    assert "run `banji migrate` with DATABASE_OWNER_URL set" in done.stderr
