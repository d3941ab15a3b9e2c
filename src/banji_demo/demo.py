"""The main job on an invented city, from a department's file to lawful ends. `banji demo` serves the site afterwards.

The first run founds the city and tells its story; a later one finds it there and goes straight to the report.
"""

from __future__ import annotations

import argparse
import sys
import time

from django.conf import settings

from banji.accounts import citizens
from banji.foundation import installation
from banji_demo.staging import departments, report, stage, systems
from banji_demo.staging.nights import SHIFT

PEOPLE, SEED = 20_000, 7


def main(argv: list[str]) -> int:
    """Tell the story in the database at hand, which must have been created as a demo, and print the report."""
    parser = argparse.ArgumentParser(prog="banji demo", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument(
        "--hrss", default="http://127.0.0.1:8100/", help="where HRSS's simulated system listens"
    )
    chosen = parser.parse_args(argv)
    if not installation.is_demo():
        print("This database was not created as a demo: nothing was done to it.", file=sys.stderr)
        return 2
    started = time.monotonic()
    if stage.is_told():
        print("The invented city is there from an earlier run.")
        departments.connect(chosen.hrss)
    else:
        for line in stage.found_and_tell(people=chosen.people, seed=chosen.seed, hrss_address=chosen.hrss):
            print(f"{time.monotonic() - started:5.0f} s  {line}", flush=True)
    systems.admit()
    # Each time: the port, and with it the address that the provider sends citizens back to, may be another one.
    citizens.offer_local_provider(site=settings.BANJI_PUBLIC_URL, name="演示身份认证", by=SHIFT)
    print("\n".join(report.lines()), flush=True)
    return 0
