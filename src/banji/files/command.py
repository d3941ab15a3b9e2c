"""`banji files sweep [--older-than-hours N]`: remove files that no row names."""

from __future__ import annotations

import argparse
from datetime import timedelta

from banji.files.operations import sweep_orphans


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="banji files sweep", description="Remove files that no row names.")
    parser.add_argument("--older-than-hours", type=int, default=24, help="leave younger ones (24)")
    hours: int = parser.parse_args(argv).older_than_hours
    print(f"{sweep_orphans(timedelta(hours=hours))} files removed.")
    return 0
