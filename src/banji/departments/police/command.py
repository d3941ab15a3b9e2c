"""`banji police take FOLDER`: take in a file of the register of record."""

from __future__ import annotations

import argparse
import getpass
import sys

from banji.departments.police.models import Intake
from banji.departments.police.taking import take
from banji.foundation.actors import Actor, ActorKind
from banji.foundation.errors import Refused
from banji.foundation.progress import bar


def main(argv: list[str]) -> int:
    """0 when the file is in (now or before), 1 when it was refused, with the sentence."""
    parser = argparse.ArgumentParser(prog="banji police take", description=__doc__)
    parser.add_argument("folder", help="holds manifest.json and the tables it names")
    options = parser.parse_args(argv)
    by = Actor(ActorKind.SYSTEM, id="banji police take", name=getpass.getuser())
    try:
        intake, new = take(options.folder, by=by, tell=bar)
    except Refused as refusal:
        print(f"\n{refusal} {refusal.remedy}", file=sys.stderr)
        return 1
    print(_summary(intake, new=new))
    return 0


def _summary(intake: Intake, *, new: bool) -> str:
    if not new:
        return f"File {intake.sequence} was taken in before; nothing has changed."
    return (
        f"File {intake.sequence}: {intake.given} people and households = {intake.same} the same + {intake.mirrored}"
        f" mirrored + {intake.held} for an officer + {intake.refused} refused; {intake.missing} of ours are not in it,"
        f" {intake.confirmed} events of ours confirmed."
    )
