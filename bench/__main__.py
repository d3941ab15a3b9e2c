"""Run every bench and print what docs/performance.md reports. Small sizes with `--quick`."""

from __future__ import annotations

import argparse
import subprocess
import sys


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a twentieth of the sizes")
    quick = parser.parse_args().quick
    people, rows, city = ("50000", "1000", "10000") if quick else ("1000000", "20000", "200000")
    commands = {
        "matching": [
            "bench.matching",
            "--register",
            people,
            "--list",
            rows,
            "--seed",
            "2",
            "--peers",
            "--show",
            "10",
        ],
        "matching, hard list": [
            "bench.matching",
            "--register",
            people,
            "--list",
            rows,
            "--seed",
            "4",
            "--hard",
        ],
        "registered twice": ["bench.duplicates", *(["--quick"] if quick else [])],
        "first load": ["bench.loading", "--people", city],
        "whole areas": ["bench.population", *(["--quick"] if quick else [])],
        "first load, ten years": ["bench.loading", "--people", city, "--years", "10"],
        "pages": ["bench.pages", *(["--quick"] if quick else [])],
    }
    failed = 0
    for name, command in commands.items():
        print(f"\n== {name}", flush=True)
        failed += subprocess.run([sys.executable, "-m", *command], check=False).returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
