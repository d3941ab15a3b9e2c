"""Officers at their pages: so many of different stations, each asks for one in two seconds; the trail is written.

    python -m bench.pages --people 200000 --seconds 60
    python -m bench.pages --quick

The site is the web server of `banji serve` on the embedded database, the officers are a process beside it. Times count
from the instant a page was meant to be asked for. Processor time per page (site and database) says more than the clock
on a machine that is shared. The city stays in `var/bench` and is used again.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

EVERY = 2.0  # seconds between two pages of one officer
# Of a hundred pages; the clean-up's dashboard only for who leads.
MIX = {"desk": 25, "case": 30, "person": 25, "search": 15, "clean_up": 5}
COUNTS = Path(__file__).parents[1] / "tests" / "site" / "sql_counts.json"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--officers", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--quick", action="store_true", help="20,000 people, 15 seconds")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.people, chosen.seconds = 20_000, 15
    var = Path("var/bench").absolute() / f"pages-{chosen.people}-{_schema()}"
    os.environ |= {"BANJI_VAR": str(var), "BANJI_INSTALLATION": "demo"}
    from banji.site import management, postgres

    with postgres.running():
        subprocess.run([sys.executable, "-m", "banji.site.command", "migrate", "-v", "0"], check=True)
        management.django()
        from bench import pages_city, pages_plan, serving

        pages_city.make(chosen.people)
        plan = pages_plan.plan(chosen.officers, chosen.seconds, EVERY, MIX, Random(chosen.people))
        with serving.site(chosen.port) as pid:
            # Once as it begins, unmeasured: every worker has then compiled what it shows.
            serving.officers(plan, chosen.port, seconds=10)
            before = _processor(pid), _processor(postgres.postmaster())
            began = time.monotonic()
            answers = serving.officers(plan, chosen.port)
            lasted = time.monotonic() - began
            used = [_processor(pid) - before[0], _processor(postgres.postmaster()) - before[1]]
        print(
            f"\n{pages_plan.sizes()}; {chosen.officers} officers, {lasted:.0f} s, load {os.getloadavg()[0]:.1f}"
        )
    return _report(answers, lasted, used)


def _schema() -> str:
    """What the tables are like: a city of other tables is not used again."""
    migrations = sorted((Path(__file__).parents[1] / "src").rglob("migrations/0*.py"))
    return sha256(b"".join(path.read_bytes() for path in migrations)).hexdigest()[:8]


def _processor(pid: int | None) -> float:
    """Seconds of processor time of a process and all below it, those that have ended included."""
    if pid is None:
        return 0.0
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0.0
    own = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return own + sum(_processor(int(child)) for child in children)


def _report(answers: list[dict[str, Any]], lasted: float, used: list[float]) -> int:
    from bench import serving

    by_page: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for answer in answers:
        by_page[answer["page"]].append(answer)
    statements = json.loads(COUNTS.read_text())
    print(
        f"{'page':10} {'asked':>6} {'p50 ms':>7} {'p95 ms':>7} {'p99 ms':>7} {'kB':>5} {'SQL':>4} {'wrong':>6}"
    )
    for name, found in [*sorted(by_page.items()), ("all", answers)]:
        p50, p95, p99 = serving.quantiles([answer["seconds"] for answer in found])
        size = sum(answer["size"] for answer in found) / len(found) / 1000
        wrong = sum(answer["status"] != 200 for answer in found)
        sql = statements.get(name, "")
        print(f"{name:10} {len(found):6} {p50:7.0f} {p95:7.0f} {p99:7.0f} {size:5.1f} {sql:>4} {wrong:6}")
    per_page = [1000 * seconds / len(answers) for seconds in used]
    print(
        f"{len(answers) / lasted:.1f} pages/s; processor time a page: site {per_page[0]:.1f} ms, database {per_page[1]:.1f} ms"
    )
    wrong = [answer for answer in answers if answer["status"] != 200]
    for answer in wrong[:5]:
        print(f"wrong: {answer['status']} {answer['address']}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
