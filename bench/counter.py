"""The counter of a whole city: people, households and every kind of search, and births registered beside them.

    python -m bench.counter --city FOLDER
    python -m bench.counter --city FOLDER --seconds 120

FOLDER is a city that `bench.loading --keep` has left. It is migrated, and gets offices, staff and the clock of 2017 if it
has none yet. Then 20 officers each ask once in 2 s, the trail is written, and a process beside them registers a birth every
second. Times count from the instant a page was meant to be asked for; a search by a number includes the redirection to
the address under which it is kept. The first ten seconds are asked once before, unmeasured.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from random import Random
from typing import Any

from bench.processes import processor

EVERY = 2.0  # seconds between two pages of one officer
WARM = 10


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--city", type=Path, required=True)
    parser.add_argument("--officers", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--port", type=int, default=8766)
    parser.add_argument("--no-births", action="store_true")
    chosen = parser.parse_args()
    os.environ |= {"BANJI_VAR": str(chosen.city.absolute()), "BANJI_INSTALLATION": "test"}
    from banji.site import management, postgres

    with postgres.running():
        subprocess.run([sys.executable, "-m", "banji.site.command", "migrate", "-v", "0"], check=True)
        management.django()
        from bench import counter_plan, serving

        counter_plan.open_city()
        plan = counter_plan.plan(chosen.officers, chosen.seconds, EVERY, Random(chosen.seconds))
        with serving.site(chosen.port) as pid:
            serving.officers(plan, chosen.port, seconds=WARM)
            server = postgres.postmaster() or 0
            before = processor(pid), processor(server)
            births = None if chosen.no_births else _births(chosen.seconds)
            began = time.monotonic()
            answers = serving.officers(plan, chosen.port)
            lasted = time.monotonic() - began
            registered = json.loads(births.communicate()[0]) if births else {}
            used = [processor(pid) - before[0], processor(server) - before[1]]
        print(
            f"\n{counter_plan.sizes()}; {chosen.officers} officers, {lasted:.0f} s, load {os.getloadavg()[0]:.1f}"
        )
    return _report(answers, registered, lasted, used)


def _births(seconds: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.births", str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _report(answers: list[dict[str, Any]], births: dict[str, Any], lasted: float, used: list[float]) -> int:
    from bench import serving

    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for answer in answers:
        by_kind[answer["page"]].append(answer)
    searches = [answer for answer in answers if answer["page"] not in ("person", "household")]
    wrong = [answer for answer in answers if answer["status"] != 200]
    print(f"{'':22} {'asked':>6} {'p50 ms':>7} {'p95 ms':>7} {'p99 ms':>7} {'kB':>5} {'wrong':>6}")
    for name, found in [*sorted(by_kind.items()), ("all searches", searches), ("all", answers)]:
        p50, p95, p99 = serving.quantiles([answer["seconds"] for answer in found])
        size = sum(answer["size"] for answer in found) / len(found) / 1000
        bad = sum(answer["status"] != 200 for answer in found)
        print(f"{name:22} {len(found):6} {p50:7.0f} {p95:7.0f} {p99:7.0f} {size:5.1f} {bad:6}")
    if births:
        p50, p95, p99 = serving.quantiles(births["seconds"])
        refused = len(births["refused"])
        print(
            f"{'register_birth':22} {len(births['seconds']):6} {p50:7.0f} {p95:7.0f} {p99:7.0f} {'':5} {refused:6}"
        )
        print(*births["refused"][:3], sep="\n")
    per_page = [1000 * seconds / len(answers) for seconds in used]
    print(
        f"{len(answers) / lasted:.1f} pages/s; processor time a page: site {per_page[0]:.1f} ms,"
        f" database (births too) {per_page[1]:.1f} ms"
    )
    for answer in wrong[:5]:
        print(f"wrong: {answer['status']} {answer['address']}", file=sys.stderr)
    return 1 if wrong or births.get("refused") else 0


if __name__ == "__main__":
    sys.exit(main())
