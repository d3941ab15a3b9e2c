"""`banji load FOLDER`: take over a city's register. `banji load --abandon`: give up a load that was killed."""

from __future__ import annotations

import argparse
import getpass
import sys

from banji.foundation.actors import Actor, ActorKind
from banji.foundation.errors import Refused
from banji.foundation.progress import bar
from banji.register.loading.abandoning import abandon
from banji.register.loading.run import load
from banji.register.models import Load


def main(argv: list[str]) -> int:
    """0 when the folder is in (now or since an earlier load), 1 when it was refused, with the sentence."""
    parser = argparse.ArgumentParser(prog="banji load", description=__doc__)
    parser.add_argument(
        "folder",
        nargs="?",
        help="holds households and people, and may hold registrations, events and signs_of_life (.parquet or .csv)",
    )
    parser.add_argument("--label", default="", help="what the load is called on its page")
    parser.add_argument(
        "--abandon", action="store_true", help="give up the loads that were killed and will not be run again"
    )
    options = parser.parse_args(argv)
    if bool(options.folder) is options.abandon:
        parser.error("Name the folder to load, or --abandon.")
    by = Actor(ActorKind.SYSTEM, id="banji load", name=getpass.getuser())
    if options.abandon:
        given_up = abandon(by=by)
        print(
            "\n".join(f"Abandoned: {load.label}" for load in given_up)
            or "No load is waiting to be run again."
        )
        return 0
    try:
        report = load(options.folder, by=by, progress=bar, label=options.label)
    except Refused as refusal:
        print(f"\n{refusal} {refusal.remedy}", file=sys.stderr)
        return 1
    print(("\r\x1b[K" if sys.stderr.isatty() else "") + _summary(report.load, changed=report.changed))
    if report.changed and (report.load.rejected or report.load.warned):
        print(f"Refused rows and remarks: {report.reports}")
    return 0


def _summary(load: Load, *, changed: bool) -> str:
    if not changed:
        return f"This folder was loaded before ({load.accepted} people); nothing has changed."
    return (
        f"{load.accepted} people taken over, {load.known} were here already,"
        f" {load.rejected} rows refused, {load.warned} remarks."
    )
