"""The system of HRSS: takes messages by signed web request, ends the payment, and answers since when.

It follows docs/guides/receiving-messages.md and shares no code with the platform. What it has worked off stands in a
file, so that a message that comes twice has one effect, also after a restart.
"""

from __future__ import annotations

import base64
import hmac
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import NAMESPACE_URL, uuid5

DIGESTS = {"v1": "sha256", "v1sm3": "sm3"}
# In every fourth case nobody has got round to it yet: these are the answers that the police wait for.
ANSWERED_OF_FOUR = 3


class Book:
    """What has come and what was answered, a line each; `key` is what the police handed over."""

    def __init__(self, folder: Path) -> None:
        self._path, self._key_path = folder / "hrss.jsonl", folder / "hrss.key"
        self._writing = Lock()
        lines = self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else []
        self._answers: dict[str, list[dict[str, Any]]] = dict(map(json.loads, lines))

    @property
    def key(self) -> bytes:
        return base64.b64decode(self._key_path.read_text().strip().removeprefix("whsec_"))

    def answers_to(self, message: dict[str, Any]) -> list[dict[str, Any]]:
        """Work a message off, once; the same answers whenever it comes again."""
        name = message["message_id"]
        with self._writing:
            if name not in self._answers:
                self._answers[name] = _worked_off(message, nth=len(self._answers))
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps([name, self._answers[name]]) + "\n")
            return self._answers[name]


def _worked_off(message: dict[str, Any], *, nth: int) -> list[dict[str, Any]]:
    name = message["message_id"]
    receipt = {"message_id": name, "state": "PROCESSED", "result": "MATCHED"}
    if message["type"] not in ("HUKOU_CANCELLED", "STILL_PAID") or nth % 4 >= ANSWERED_OF_FOUR:
        return [receipt]
    stop = {
        "message_id": str(uuid5(NAMESPACE_URL, f"stopped:{name}")),
        "type": "BENEFIT_STOPPED_FEEDBACK",
        "reply_to": name,
        "payload": {"stopped_on": message["created_at"][:10]},
    }
    return [receipt, stop]


def verified(key: bytes, headers: Any, body: bytes) -> dict[str, Any]:
    """The message. Raises ValueError unless the police signed these very bytes within the last five minutes."""
    name, at = headers["webhook-id"], headers["webhook-timestamp"]
    if abs(time.time() - int(at)) > 300:
        raise ValueError("too old")
    for one in headers["webhook-signature"].split():
        scheme, _, given = one.partition(",")
        mac = hmac.digest(key, f"{name}.{at}.".encode() + body, DIGESTS[scheme])
        if hmac.compare_digest(base64.b64encode(mac).decode(), given):
            return dict(json.loads(body))
    raise ValueError("not signed with our key")


def signed(key: bytes, said: dict[str, Any]) -> dict[str, Any]:
    plain = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return said | {"signature": hmac.digest(key, plain, "sm3").hex()}


class Desk(BaseHTTPRequestHandler):
    """Answers each message with its receipt and, where payment has ended, since when."""

    protocol_version = "HTTP/1.1"
    book: Book

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            message = verified(self.book.key, self.headers, body)
        except (KeyError, TypeError, ValueError, OSError):
            self._answer(401, {})
            return
        self._answer(200, {"receipts": [signed(self.book.key, one) for one in self.book.answers_to(message)]})

    def _answer(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Nobody reads along."""


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Listening on this machine's `port` (0: any that is free); its book and key stand in `folder`."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return ThreadingHTTPServer(("127.0.0.1", port), type("HrssDesk", (Desk,), {"book": Book(folder)}))
