"""The receiver of docs/guides/receiving-messages.md as it stands there, on a real port, and ways to misbehave."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

GUIDE = Path(__file__).parents[2] / "docs/guides/receiving-messages.md"


FAILS_BEFORE = ("500", "503", "422", "404", "302", "hang", "noise")


def code_of_the_guide() -> dict[str, Any]:
    """What the guide's Python blocks define."""
    names: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S):
        exec(compile(block, str(GUIDE), "exec"), names)
    return names


class Moody(code_of_the_guide()["Receiver"]):  # type: ignore[misc]
    department: Department
    now = "ok"

    def work_off(self, message: dict[str, Any]) -> str:
        self.department.order.append(message)
        return "MATCHED"

    def receipt_of(self, message: dict[str, Any]) -> dict[str, Any]:
        self.department.requests += 1
        self.now = self.department.mood(message) if callable(self.department.mood) else self.department.mood
        if self.now in FAILS_BEFORE:
            return {}
        return super().receipt_of(message)  # type: ignore[no-any-return]

    def answer(self, status: int, said: dict[str, Any]) -> None:
        mood = self.now if status == 200 else "ok"
        if mood == "ok":
            super().answer(status, said)
        elif mood.isdigit():
            self.send_response(int(mood))
            self.send_header("location", "/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()
        elif mood == "garbage":
            body = b"<html>\xff please sign in"
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        else:
            self.hang_up(mood)

    def hang_up(self, mood: str) -> None:
        self.close_connection = True
        if mood == "hang":
            self.department.resting.wait(5)
        elif mood == "drip":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            with suppress(OSError):
                for _ in range(80):
                    self.wfile.write(b"x-drop: 1\r\n")
                    self.department.resting.wait(0.05)
                self.wfile.write(b"\r\n{}")
        elif mood == "drop":
            self.connection.shutdown(socket.SHUT_RDWR)
        elif mood == "noise":
            self.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n")
        elif mood == "endless":
            self.send_response(200)
            self.end_headers()
            with suppress(OSError):
                for _ in range(10_000):
                    self.wfile.write(b" " * 4096)

    def log_message(self, *_args: object) -> None: ...


class Department:
    """A department's system: the guide's receiver, with `mood` deciding how it behaves before it is asked.

    moods: ok · 500 · 503 · 404 · 302 · garbage (200 without JSON) · hang · drop (works it off, then hangs up before it
    answers) · drip (headers, one by one) · noise (no HTTP at all) · endless · 422 · a function of the message that returns one of these
    """

    def __init__(self, key: str) -> None:
        self.mood: Any = "ok"
        self.order: list[dict[str, Any]] = []
        self.requests = 0
        self.resting = threading.Event()
        own = {"department": self, "key": key, "receipts": {}, "applied": {}}
        self.handler: Any = type("Handler", (Moody,), own)
        self.server: ThreadingHTTPServer | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/banji"

    def start(self) -> None:
        class Server(ThreadingHTTPServer):
            allow_reuse_address = True
            daemon_threads = True

            def handle_error(self, *_args: object) -> None: ...

        self.server = Server(("127.0.0.1", self.port), self.handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self.resting.set()
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    @contextmanager
    def up(self) -> Iterator[Department]:
        self.start()
        try:
            yield self
        finally:
            self.stop()
