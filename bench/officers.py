"""Officers at work, as a process of its own: each asks for a page at his times, whatever became of the page before.

    python -m bench.officers plan.json > answers.json

A delay counts from the instant a page was meant to be asked for, so that a slow answer also delays those behind it.
Nothing but the standard library: the client is to cost as little as possible beside the server.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from pathlib import Path
from typing import Any


def work(officer: dict[str, Any], port: int, begin: float, answers: list[dict[str, Any]]) -> None:
    """Ask for the officer's pages: `[seconds after the beginning, name, address]`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": f"sessionid={officer['session']}", "Accept-Encoding": "gzip"}
    for seconds, name, address in officer["pages"]:
        meant = begin + seconds
        time.sleep(max(0.0, meant - time.monotonic()))
        status, size = 0, 0
        try:
            status, size = ask(connection, address, headers)
        except (OSError, http.client.HTTPException):
            connection.close()
        took = time.monotonic() - meant
        answers.append({"page": name, "status": status, "seconds": took, "size": size, "address": address})


def ask(connection: http.client.HTTPConnection, address: str, headers: dict[str, str]) -> tuple[int, int]:
    """Status and size of the page, where it may be led on to: a number that is searched gets an address of its own."""
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    size, onwards = len(answer.read()), answer.headers["Location"]
    return ask(connection, onwards, headers) if onwards else (answer.status, size)


def main(path: str) -> None:
    plan = json.loads(Path(path).read_text())
    answers: list[dict[str, Any]] = []
    begin = time.monotonic() + 0.5
    threads = [
        threading.Thread(target=work, args=(officer, plan["port"], begin, answers))
        for officer in plan["officers"]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
