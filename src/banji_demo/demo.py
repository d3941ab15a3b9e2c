"""`banji demo`: the main job on an invented city, from a department's file to lawful ends; then the site is served.

The first run founds the city and tells its story; a later one finds it there and goes straight to the report.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

PEOPLE, SEED = 20_000, 7


def main(argv: list[str]) -> int:
    """Run the demo; with DEMO_SERVE=0 end after the report."""
    parser = argparse.ArgumentParser(prog="banji demo", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--port", type=int, default=8000)
    chosen = parser.parse_args(argv)
    started = time.monotonic()
    _prepare(chosen.port)

    from banji_demo.staging import report, stage  # needs the settings

    if stage.is_told():
        say("The invented city is there from an earlier run.")
    else:
        for line in stage.found_and_tell(people=chosen.people, seed=chosen.seed):
            say(f"{time.monotonic() - started:5.0f} s  {line}")
    print("\n".join(report.lines()), flush=True)
    say(f"\nReady after {time.monotonic() - started:.0f} s.")
    if os.environ.get("DEMO_SERVE", "1") == "0":
        return 0
    return _serve(chosen.port)


def say(line: str) -> None:
    print(line, flush=True)


def _prepare(port: int) -> None:
    """A database of the demo's own: a city with real people must never become a demo."""
    os.environ.setdefault("BANJI_VAR", str(Path(os.environ.get("BANJI_DEMO_VAR", "var/demo")).absolute()))
    os.environ["BANJI_INSTALLATION"] = "demo"
    os.environ["BANJI_DEMO"] = "1"
    os.environ.setdefault("BANJI_PUBLIC_URL", f"http://localhost:{port}")
    from banji.site import management, postgres

    postgres.ensure_running()
    subprocess.run([sys.executable, "-m", "banji.site.command", "migrate", "-v", "0"], check=True)
    management.database()


def _serve(port: int) -> int:
    from django.db import connection

    from banji.site.serve import serve

    connection.close()
    return serve(host="127.0.0.1", port=port)
