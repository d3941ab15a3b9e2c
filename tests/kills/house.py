"""A house of its own for the kill tests: a server that may be killed, and a city that can be put back."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from banji.site import postgres
from banji.site.postgres.server import DATABASE, OWNER, embedded_url

MOST_SECONDS = 120  # for one piece of work; what takes longer hangs


class Warm:
    """A process that waits for work."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.kills.warm"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._ready = False

    def ready(self) -> None:
        """Wait until it is loaded."""
        if not self._ready:
            assert self.said() == "ready"
            self._ready = True

    def begin(self, work: str, answer: Path) -> None:
        """Returns when the database runs and the work begins."""
        self.ready()
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"work": work, "answer": os.fspath(answer)}) + "\n")
        self.process.stdin.flush()
        assert self.said() == "begins"

    def said(self) -> str:
        """`done`, `failed`, or nothing when it has been killed."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        self.process.communicate(timeout=MOST_SECONDS)


class House:
    """One installation. `do` works undisturbed, `kill_in` kills it on the way; `save` and `back_to` are its memory."""

    def __init__(self, var: Path) -> None:
        self.var = var
        postgres.ensure_running()
        subprocess.run([sys.executable, "-m", "banji.site.command", "migrate", "-v", "0"], check=True)
        # Waiting for the disk guards against the end of the machine; what dies here are processes.
        with psycopg.connect(embedded_url("postgres", "postgres"), autocommit=True) as server:
            server.execute("ALTER SYSTEM SET fsync = off")
            server.execute("SELECT pg_reload_conf()")
        self._steady, self._doomed = Warm(), Warm()

    def close(self) -> None:
        self._steady.end()
        self._doomed.end()

    # -------------------------------------------------------------- working

    def do(self, work: str) -> Any:
        """Do a piece of work to its end and return what it says."""
        answer = self.var / f"{work}.answer"
        self._steady.begin(work, answer)
        said = self._steady.said()
        assert said == "done", f"{work}: {said or 'ended'}"
        return json.loads(answer.read_text())

    def seconds(self, work: str) -> float:
        """How long it takes undisturbed."""
        began = time.monotonic()
        self.do(work)
        return time.monotonic() - began

    def kill_in(self, work: str, after: float, victim: str) -> str:
        """Begin a piece of work and kill it, or its database, so many seconds later. Says what that did to it."""
        doomed = self._doomed
        doomed.begin(work, self.var / "doomed.answer")
        time.sleep(after)
        if victim == "database":
            self._kill_database()
        else:
            doomed.process.kill()
        said = doomed.said()
        if victim == "process":
            doomed.end()
            self._doomed = Warm()  # loads while others work
        return {"": "killed", "failed": "lost its database", "done": "was over"}[said]

    @contextmanager
    def worker(self) -> Iterator[None]:
        """The worker of `banji serve`, killed at the end of the block."""
        process = subprocess.Popen(
            [sys.executable, "-m", "django", "procrastinate", "worker"],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "banji.site.settings"},
        )
        try:
            yield
        finally:
            process.kill()
            process.wait()

    def until(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + MOST_SECONDS
        while not condition():
            assert time.monotonic() < deadline, "it hangs"
            time.sleep(0.05)

    def _kill_database(self) -> None:
        pid = postgres.postmaster()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        # A signal is not yet a death: until then it would still let the next one in.
        self.until(lambda: postgres.postmaster() != pid)

    # -------------------------------------------------------------- remembering

    def save(self, name: str) -> None:
        """Remember the city as it is: its database and its folders."""
        self._copy_database(DATABASE, name)
        for folder in self._folders():
            shutil.copytree(folder, self.var / "saved" / name / folder.name)

    def back_to(self, name: str) -> None:
        """Put the remembered city in the place of this one."""
        self._doomed.ready()  # or it would lose the database while it loads
        postgres.ensure_running()  # nobody has started it again if the work was over when its database was killed
        self._copy_database(name, DATABASE)
        for folder in self._folders():
            shutil.rmtree(folder)
        for folder in (self.var / "saved" / name).iterdir():
            shutil.copytree(folder, self.var / folder.name)

    def _folders(self) -> list[Path]:
        named = (self.var / name for name in ("city", "files", "drop", "loads", "trail", "work"))
        return [folder for folder in named if folder.is_dir()]

    def _copy_database(self, source: str, target: str) -> None:
        with psycopg.connect(embedded_url("postgres", "postgres"), autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [source]
            )
            # Not by the default strategy: its copy of a sequence promises numbers ahead that a crash then gives twice.
            server.execute(
                f'CREATE DATABASE "{target}" TEMPLATE "{source}" OWNER "{OWNER}" STRATEGY file_copy'
            )
