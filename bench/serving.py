"""The site of a bench as a process of its own, and officers at work beside it."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any


@contextmanager
def site(port: int) -> Iterator[int]:
    """The site's own process as `banji serve` starts it; its process id."""
    workers = min(4, os.cpu_count() or 1)
    command = [sys.executable, "-m", "banji.site.web_server", "127.0.0.1", str(port), str(workers)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _answers(port):
            if process.poll() is not None:
                raise SystemExit("The site ended by itself.")
            time.sleep(0.2)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("HEAD", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def officers(plan: dict[str, Any], port: int, seconds: float = float("inf")) -> list[dict[str, Any]]:
    plan = plan | {"port": port}
    plan["officers"] = [
        officer | {"pages": [page for page in officer["pages"] if page[0] < seconds]}
        for officer in plan["officers"]
    ]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(plan, file)
        file.flush()
        done = subprocess.run(
            [sys.executable, "-m", "bench.officers", file.name], check=True, stdout=subprocess.PIPE
        )
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def quantiles(seconds: Sequence[float]) -> tuple[float, float, float]:
    """p50, p95 and p99 in milliseconds."""
    times = sorted(1000 * each for each in seconds)
    p50, p95, p99 = (times[min(len(times) - 1, int(len(times) * q))] for q in (0.5, 0.95, 0.99))
    return p50, p95, p99
