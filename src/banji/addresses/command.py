"""`banji divisions load | unsettled`: the city's lists, and what they leave open."""

from __future__ import annotations

import argparse
from importlib import import_module

from django.conf import settings

from banji.addresses.settling import unsettled
from banji.foundation import clock
from banji.foundation.actors import system


def main(argv: list[str]) -> int:
    """Load the lists of the city's package (again: nothing changes), or list the villages nobody can place."""
    parser = argparse.ArgumentParser("banji divisions", description=__doc__)
    parser.add_argument("what", choices=["load", "unsettled"])
    return {"load": load, "unsettled": show}[parser.parse_args(argv).what]()


def load() -> int:
    city = import_module(f"{settings.BANJI_CITY}.city")
    for change in city.load_divisions(system("divisions")):
        print(
            f"begun {change.begun}, ended {change.ended}, successions {change.successions}"
            f" (town only {change.town_only}), unknown {len(change.unknown)}"
        )
    return 0


def show() -> int:
    rows = unsettled(clock.today())
    for row in rows:
        town = row.town.folded_name if row.town else "?"
        above = row.village.parent.folded_name if row.village.parent else ""
        print(f"{row.village.code}\t{above}\t{row.village.folded_name}\t{town}")
    print(
        f"{len(rows)} villages are not followed to a village of today; {sum(r.town is None for r in rows)} not even to a town."
    )
    return 0
